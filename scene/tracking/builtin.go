package tracking

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed scripts/*.yaml
var builtinScripts embed.FS

// BuiltinNames lists the built-in scripts in alphabetical order.
func BuiltinNames() []string {
	entries, err := fs.ReadDir(builtinScripts, "scripts")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), ".yaml")
	}
	return names
}

// Builtin returns the built-in script of that name. They fit every plan; Points
// that one of them needs are named at Context.
func Builtin(name string) (*Script, error) {
	for _, known := range BuiltinNames() {
		if known != name {
			continue
		}
		file, err := builtinScripts.Open("scripts/" + name + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("script %q: %w", name, err)
		}
		defer file.Close()
		return Load(file)
	}
	return nil, fmt.Errorf("there is no built-in script %q; there are %s", name, strings.Join(BuiltinNames(), ", "))
}
