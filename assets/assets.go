// Package assets holds what the programs carry inside themselves: the theatre's
// shaders. MANIFEST names each one with its source and licence.
package assets

import (
	"embed"
	"fmt"
)

//go:embed MANIFEST shaders
var files embed.FS

// Shader returns the source of one shader file, such as "tissue.frag".
func Shader(name string) (string, error) {
	source, err := files.ReadFile("shaders/" + name)
	if err != nil {
		return "", fmt.Errorf("shader %s is not among the embedded assets: %w", name, err)
	}
	return string(source), nil
}

// Manifest returns the list of assets: one line each, with name, source and licence.
func Manifest() string {
	text, err := files.ReadFile("MANIFEST")
	if err != nil {
		panic(err) // embedded by this very file
	}
	return string(text)
}
