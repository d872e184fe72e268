package xr

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/testkit"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
	"github.com/drylab/drylab/scoring"
)

// station is a folder with both programs, the test runtime as a library that the
// Khronos loader opens, and a display.
type station struct {
	folder      string
	environment []string
}

// newStation builds it, or skips where this machine lacks what it needs.
func newStation(t *testing.T) station {
	t.Helper()
	if testing.Short() {
		t.Skip("builds three programs: not in short mode")
	}
	const layers = "/usr/share/openxr/1/api_layers/explicit.d"
	if _, err := os.Stat(layers); err != nil {
		t.Skipf("no %s (apt install openxr-layer-corevalidation libopenxr-loader1): nothing is tested under the loader", layers)
	}
	testkit.Display(t)
	s := station{folder: t.TempDir()}
	build(t, "-o", filepath.Join(s.folder, "libdrylabxr.so"), "-buildmode=c-shared", "./scene/xr/testruntime/shared")
	build(t, "-o", s.folder+"/", "./cmd/drylab", "./cmd/drylab-theatre")
	s.write(t, "runtime.json", map[string]any{"file_format_version": "1.0.0", "runtime": map[string]string{"library_path": "./libdrylabxr.so"}})
	s.environment = append(os.Environ(),
		"DRYLAB_HOME="+filepath.Join(s.folder, "home"), "XR_RUNTIME_JSON="+filepath.Join(s.folder, "runtime.json"),
		"DRYLAB_XR_PERFORMANCE="+filepath.Join(s.folder, "performance.json"), "DRYLAB_XR_REPORT="+filepath.Join(s.folder, "report.txt"),
		"XR_ENABLE_API_LAYERS=XR_APILAYER_LUNARG_core_validation", "XR_CORE_VALIDATION_EXPORT_TYPE=text",
		"XR_CORE_VALIDATION_FILE_NAME="+filepath.Join(s.folder, "validation.txt"))
	return s
}

func build(t *testing.T, args ...string) {
	t.Helper()
	command := exec.Command("go", append([]string{"build"}, args...)...)
	command.Dir = filepath.Join("..", "..")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go build %v: %v\n%s", args, err, out)
	}
}

func (s station) write(t *testing.T, name string, what any) {
	t.Helper()
	data, err := json.Marshal(what)
	if err == nil {
		err = os.WriteFile(filepath.Join(s.folder, name), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// read is a file's text, "" when there is none.
func (s station) read(name string) string {
	data, _ := os.ReadFile(filepath.Join(s.folder, name))
	return string(data)
}

// outcome is what drylab practise --json prints of an attempt.
type outcome struct {
	scoring.Score
	Metrics scoring.Metrics   `json:"metrics"`
	Paths   map[string]string `json:"paths"`
}

// practise performs the ventricular drain in the headset.
func (s station) practise(t *testing.T, extra ...string) (outcome, string) {
	t.Helper()
	command := exec.Command(filepath.Join(s.folder, "drylab"), append([]string{"practise", "ventricular-drain", "--tracker", "xr", "--json"}, extra...)...)
	var complaints strings.Builder
	command.Env, command.Stderr = s.environment, &complaints
	printed, err := command.Output()
	t.Logf("drylab: %v\n%s", err, complaints.String())
	var o outcome
	if err == nil {
		err = json.Unmarshal(printed, &o)
	}
	if err != nil {
		return o, complaints.String() + err.Error()
	}
	return o, ""
}

// TestUnderTheLoader performs a whole attempt with the program that people start,
// through Debian's loader and its validation layer: the score is the script's, and
// neither layer nor runtime has anything to object.
func TestUnderTheLoader(t *testing.T) {
	s := newStation(t)
	f := drain(t)
	place, length := inFront(rigid{orientation: stillHead()}, f.Plan, 0), f.Setup.Tools[0].LengthMM
	s.write(t, "performance.json", performance(t, demonstrator(t, f), place, length))
	got, failed := s.practise(t)
	if failed != "" {
		t.Fatal(failed)
	}
	rec, _, score := perform(t, f, rounded{demonstrator(t, f), place, length, testruntime.RestTicks})
	mine, _, err := record.ReadFile(got.Paths["recording"])
	if err != nil {
		t.Fatal(err)
	}
	if len(rec.Inputs) != len(mine.Inputs) {
		t.Fatalf("%d ticks, the script's are %d", len(mine.Inputs), len(rec.Inputs))
	}
	for i := range rec.Inputs {
		if rec.Inputs[i].Hands[0] != mine.Inputs[i].Hands[0] {
			t.Fatalf("tick %d: %+v, the script's is %+v", i, mine.Inputs[i], rec.Inputs[i])
		}
	}
	same(t, "score", got.Score, score)
	if text := s.read("validation.txt"); text != "" {
		t.Errorf("the validation layer objects:\n%s", text)
	}
	if text := s.read("report.txt"); !strings.Contains(text, "left map[instances:1]") && !strings.Contains(text, "left map[]") {
		t.Errorf("not everything was given back:\n%s", text)
	} else {
		t.Logf("device %q, late frames %d, late ticks %d\n%s", mine.Header.Device.Name, mine.LateFrames, mine.LateTicks, text)
	}
	if text := s.read("report.txt"); !strings.Contains(text, "eyes [[") || strings.Contains(text, "[0.0 0.0 0.0]") {
		t.Errorf("an eye saw nothing:\n%s", text)
	}
	s.mistake(t)
}

// mistake proves that the validation layer is awake: a program of its own makes one.
func (s station) mistake(t *testing.T) {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run", "^TestMakesAMistake$")
	command.Env = append(s.environment, "DRYLAB_XR_MISTAKE=1")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if text := s.read("validation.txt"); !strings.Contains(text, "VUID") {
		t.Errorf("a structure without a type goes through the validation layer: %q", text)
	}
}

// TestMakesAMistake is what mistake runs: a structure without its type.
func TestMakesAMistake(t *testing.T) {
	if os.Getenv("DRYLAB_XR_MISTAKE") == "" {
		t.Skip("for TestUnderTheLoader, in a process of its own")
	}
	a, err := openxr.Load()
	if err != nil {
		t.Fatal(err)
	}
	instance, err := a.NewInstance("mistake", []string{openxr.ExtensionOpenGL})
	if err != nil {
		t.Fatal(err)
	}
	defer a.DestroyInstance(instance)
	if r := a.GetSystemProperties(instance, 1, &openxr.SystemProperties{}); r >= 0 {
		t.Errorf("the answer is %d", r)
	}
}
