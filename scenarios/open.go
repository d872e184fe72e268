package scenarios

import (
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scoring"
)

// Open gives the built-in scenario of that id, or else reads the file.
func Open(name string) (*Scenario, error) {
	if slices.Contains(BuiltinIDs(), name) {
		return Builtin(name)
	}
	if _, err := os.Stat(name); err != nil && !isFile(name) {
		return Builtin(name) // its error lists what there is
	}
	return openWith(name, Read)
}

// OpenRubric reads a rubric file.
func OpenRubric(path string) (*scoring.Rubric, error) { return openWith(path, ReadRubric) }

// OpenFile reads a scenario file.
func OpenFile(path string) (*Scenario, error) { return openWith(path, Read) }

// openWith reads an authored file, which must be an ordinary one.
func openWith[T any](path string, read func(string, io.Reader) (T, error)) (T, error) {
	var none T
	file, err := os.Open(path)
	if err != nil {
		return none, fmt.Errorf("the file cannot be read: %w; check its name and permissions", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return none, fmt.Errorf("%s is no ordinary file; name the YAML file itself", path)
	}
	return read(path, file)
}

// OpenCase loads a case folder.
func OpenCase(dir string) (*anatomy.Case, error) {
	if _, err := os.Stat(dir + "/case.yaml"); err != nil {
		return nil, fmt.Errorf("%s is no case folder (no readable case.yaml); make one with: drylab import SCAN --out %s", dir, dir)
	}
	c, err := anatomy.Load(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", dir, err)
	}
	return c, nil
}
