package tracking

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed scripts
var builtinScripts embed.FS

// BuiltinNames lists the built-in scripts for a scenario in alphabetical order:
// its own, where there are some, else those of needles, which fit every plan.
func BuiltinNames(scenario string) []string {
	entries, err := fs.ReadDir(builtinScripts, folderOf(scenario))
	if err != nil {
		panic(err) // the folder is compiled in
	}
	var names []string
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	return names
}

// folderOf is where the scripts for a scenario lie.
func folderOf(scenario string) string {
	own := path.Join("scripts", scenario)
	if info, err := fs.Stat(builtinScripts, own); scenario != "" && err == nil && info.IsDir() {
		return own
	}
	return "scripts"
}

// Builtin returns the built-in script of that name for a scenario. Points that
// one of them needs are named at Context, or in the scenario's case.
func Builtin(scenario, name string) (*Script, error) {
	names := BuiltinNames(scenario)
	if !slices.Contains(names, name) {
		return nil, fmt.Errorf("there is no built-in script %q for this scenario; there are %s", name, strings.Join(names, ", "))
	}
	file, err := builtinScripts.Open(path.Join(folderOf(scenario), name+".yaml"))
	if err != nil {
		return nil, fmt.Errorf("script %q: %w", name, err)
	}
	defer file.Close()
	return Load(file)
}
