package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// sharedHome holds the built-in case for all tests; making it takes seconds.
var sharedHome string

// TestMain lets testscript run this test binary as drylab, and builds the
// theatre beside it.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"drylab": main})
}

type tests struct{ m *testing.M }

// Run prepares what all tests share, runs them, and removes it.
func (t tests) Run() int {
	dir, err := os.MkdirTemp("", "drylab-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	sharedHome = filepath.Join(dir, "home")
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "bin", "drylab-theatre"), "../drylab-theatre")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the theatre does not build: %v\n%s", err, out)
		return 1
	}
	os.Setenv("PATH", filepath.Join(dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	os.Setenv("DRYLAB_QUALITY", "low") // the processor draws the tests' pictures
	os.Unsetenv("DISPLAY")
	os.Unsetenv("WAYLAND_DISPLAY")
	return t.m.Run()
}

// newHome gives a test a data folder of its own with the shared built-in case.
func newHome(t testing.TB) string {
	t.Helper()
	t.Setenv("DRYLAB_HOME", sharedHome)
	a := &app{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	if _, _, err := a.builtin("phantom-head"); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	if err := os.Symlink(filepath.Join(sharedHome, "builtin"), filepath.Join(home, "builtin")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DRYLAB_HOME", home)
	return home
}

// output is what one command said and how it ended.
type output struct {
	code           int
	stdout, stderr string
}

func drylab(t testing.TB, args ...string) output {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, &stdout, &stderr)
	return output{code, stdout.String(), stderr.String()}
}

// done runs a command that must succeed and decodes its JSON.
func done[T any](t testing.TB, args ...string) T {
	t.Helper()
	out := drylab(t, append(args, "--json")...)
	if out.code != exitDone {
		t.Fatalf("drylab %v ended with %d: %s", args, out.code, out.stderr)
	}
	var v T
	if err := json.Unmarshal([]byte(out.stdout), &v); err != nil {
		t.Fatalf("drylab %v printed no JSON: %v\n%s", args, err, out.stdout)
	}
	return v
}

// shared is a file of the shared data set; the test is skipped where it is absent.
func shared(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared data set is not here: %v", err)
	}
	return path
}

func TestScripts(t *testing.T) {
	home := newHome(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			own := filepath.Join(env.WorkDir, "home")
			env.Setenv("DRYLAB_HOME", own)
			env.Setenv("PATH", env.Getenv("PATH"))
			if err := os.MkdirAll(own, 0o755); err != nil {
				return err
			}
			return os.Symlink(filepath.Join(home, "builtin"), filepath.Join(own, "builtin"))
		},
	})
}
