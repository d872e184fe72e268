// Package assets holds what the programs carry inside themselves: the theatre's
// shaders. The file MANIFEST names each asset of the project with its source
// and licence.
package assets

import (
	"embed"
	"fmt"
)

//go:embed shaders instruments
var files embed.FS

// Shader returns the source of one shader file, such as "tissue.frag".
func Shader(name string) (string, error) {
	source, err := files.ReadFile("shaders/" + name)
	if err != nil {
		return "", fmt.Errorf("shader %s is not among the embedded assets: %w", name, err)
	}
	return string(source), nil
}
