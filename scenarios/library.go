package scenarios

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
)

//go:embed library/*.yaml
var library embed.FS

// Builtin is the scenario of that id in the built-in library.
func Builtin(id string) (*Scenario, error) {
	text, err := library.ReadFile("library/" + id + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no built-in scenario is called %q; there are %s", id, strings.Join(BuiltinIDs(), ", "))
	}
	return Read(id, bytes.NewReader(text))
}

// BuiltinIDs lists the built-in scenarios in alphabetical order.
func BuiltinIDs() []string { return idsIn(library, "library") }
