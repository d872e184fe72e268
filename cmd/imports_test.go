// Package cmd holds the import law as a test: which room may know which.
package cmd

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/drylab/drylab/"

// imports maps each package folder, relative to the root, to what its files
// import, tests left out. It reads the sources: the test cache makes go list stale.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	law := map[string][]string{}
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			law[path.Dir(name)] = append(law[path.Dir(name)], strings.Trim(spec.Path.Value, `"`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return law
}

// TestOnlyTheirRoomKnowsALibrary keeps each outside library where it belongs.
func TestOnlyTheirRoomKnowsALibrary(t *testing.T) {
	rooms := map[string][]string{
		"github.com/g3n/":               {"scene/view"},
		"github.com/go-gl/gl/":          {"scene/view"},
		"github.com/go-gl/glfw/":        {"scene/view"},
		"github.com/hajimehoshi/ebiten": {"cmd/drylab-console"},
		"database/sql":                  {"scoring/progress"},
		"github.com/mattn/go-sqlite3":   {"scoring/progress"},
		"github.com/pressly/goose":      {"scoring/progress"},
		"github.com/foxglove/mcap":      {"scene/record"},
		"github.com/suyashkumar/dicom":  {"anatomy/imaging"},
		"github.com/qmuntal/gltf":       {"anatomy/mesh"},
		"github.com/hpinc/go3mf":        {"anatomy/mesh"},
		"github.com/alecthomas/kong":    {"cmd/drylab", "cmd/drylab-theatre"},
		"github.com/invopop/jsonschema": {"scenarios"},
		"github.com/goccy/go-yaml":      {"anatomy", "anatomy/strictyaml"},
		"github.com/expr-lang/expr":     {"scoring"},
		"codeberg.org/go-pdf/fpdf":      {"scoring/debrief"},
		"github.com/parquet-go/":        {"scoring/exchange"},
		"net/http":                      {"scoring/exchange"},
		module + "scene/testkit":        {},
		"github.com/ebitengine/purego":  {"scene/sound", "scene/xr/openxr", "scene/xr/testruntime"},
		module + "scene/view":           {"cmd/drylab-theatre"},
		module + "scene/xr":             {"cmd/drylab-theatre", "scene/xr", "scene/xr/testruntime", "scene/xr/testruntime/shared"},
		module + "scene/xr/testruntime": {"scene/xr/testruntime/shared"},
		module + "scoring/progress":     {"cmd/drylab"},
		module + "anatomy/phantom":      {"cmd/drylab"},
	}
	for room, list := range imports(t) {
		for _, imported := range list {
			for library, allowed := range rooms {
				if strings.HasPrefix(imported, library) && !slices.Contains(allowed, room) {
					t.Errorf("%s imports %s, which only %v may", room, imported, allowed)
				}
			}
		}
	}
}

// TestRoomsThatMustNotKnowEachOther: a score does not depend on physics, and
// the world does not know that it is judged.
func TestRoomsThatMustNotKnowEachOther(t *testing.T) {
	forbidden := map[string][]string{
		"scoring": {"scene", "scene/tissue", "scene/sound", "scene/view", "scene/xr", "scene/tracking", "scenarios"},
		"scene":   {"scoring", "scoring/motion", "scoring/proficiency", "scoring/progress", "scoring/debrief", "scenarios"},
		"anatomy": {"scene", "scene/record", "scoring", "scenarios"},
		// The solver knows numbers only.
		"scene/tissue": {"anatomy", "anatomy/mesh", "scene", "scene/record", "scene/tracking", "scene/view"},
	}
	for room, list := range imports(t) {
		top, _, _ := strings.Cut(room, "/")
		for _, imported := range list {
			inside, ours := strings.CutPrefix(imported, module)
			if ours && (slices.Contains(forbidden[top], inside) || slices.Contains(forbidden[room], inside)) {
				t.Errorf("%s imports %s", room, inside)
			}
		}
	}
}

// TestPureRooms: no clock, no files, no network, no logging, no global random.
func TestPureRooms(t *testing.T) {
	pure := []string{
		"anatomy", "anatomy/imaging", "anatomy/segment", "anatomy/mesh", "anatomy/phantom", "anatomy/picture", "anatomy/strictyaml",
		"scene", "scene/tissue", "scoring", "scoring/motion", "scoring/proficiency",
	}
	impure := []string{"time", "os", "net", "log", "math/rand", "crypto/rand", "syscall", "os/exec", "path/filepath"}
	all := imports(t)
	for _, room := range pure {
		for _, imported := range all[room] {
			first, _, _ := strings.Cut(imported, "/")
			if slices.Contains(impure, imported) || first == "net" || first == "log" || imported == "math/rand/v2" {
				t.Errorf("%s is pure and imports %s", room, imported)
			}
		}
	}
}

// TestTopLevel: the owner fixed the folders of the root.
func TestTopLevel(t *testing.T) {
	allowed := []string{"cmd", "scene", "anatomy", "scoring", "assets", "scenarios", "bin"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("folder %s does not belong at the top level", e.Name())
		}
	}
}
