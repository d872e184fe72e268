package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/testkit"
	"github.com/drylab/drylab/scoring"
)

// performing starts an attempt with the mouse in a window, and waits until it is
// recorded. The channel brings how the command ended, and what it said.
func performing(t *testing.T, home string) (window string, ended <-chan output) {
	t.Helper()
	done := make(chan output, 1)
	go func() {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), []string{"practise", "ventricular-drain", "--tracker", "mouse", "--trainee", "Ada", "--json"}, &stdout, &stderr)
		done <- output{code, stdout.String(), stderr.String()}
	}()
	window = xdotool(t, "search", "--sync", "--onlyvisible", "--name", "Drylab")
	for range 300 {
		if found, _ := filepath.Glob(filepath.Join(home, "recordings", "*.mcap.part")); len(found) == 1 {
			xdotool(t, "sleep", "3") // some chunks of the file: one is a second long
			return window, done
		}
		select {
		case out := <-done:
			t.Fatalf("the attempt ended before it began: %+v", out)
		default:
		}
		xdotool(t, "sleep", "0.2")
	}
	t.Fatal("no attempt is recorded")
	return "", nil
}

// askToClose sends what a window manager sends when its cross is clicked: the
// client message WM_DELETE_WINDOW (ICCCM §4.2.8.1). xdotool cannot.
const askToClose = `
import ctypes, sys
class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int), ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong), ("message", ctypes.c_ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 12)]
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = ctypes.c_ulong
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x.XCloseDisplay.argtypes = [ctypes.c_void_p]
display, window = x.XOpenDisplay(None), int(sys.argv[1])
m = Message(type=33, display=display, window=window, format=32, message=x.XInternAtom(display, b"WM_PROTOCOLS", 0))
m.data[0] = x.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
x.XSendEvent(display, window, 0, 0, ctypes.byref(m))
x.XCloseDisplay(display)
`

func closeWindow(t *testing.T, window string) {
	t.Helper()
	if out, err := exec.Command("python3", "-c", askToClose, window).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
}

// TestWindowClosedInTheMiddleOfAnAttempt: it is saved, as abandoned.
func TestWindowClosedInTheMiddleOfAnAttempt(t *testing.T) {
	home := newHome(t)
	testkit.Display(t, "xdotool")
	window, ended := performing(t, home)
	closeWindow(t, window)
	out := <-ended
	var got result
	if err := json.Unmarshal([]byte(out.stdout), &got); err != nil {
		t.Fatalf("%v: %+v", err, out)
	}
	if saved, is := stored(t, home)[got.Attempt]; !is || saved.Score.Outcome != got.Outcome || got.Outcome == scoring.OutcomePass {
		t.Errorf("stored %+v; said %s %s", saved, out.stdout, out.stderr)
	}
	rec, _, err := record.ReadFile(got.Paths["recording"])
	if err != nil {
		t.Fatal(err)
	}
	if end := rec.Events[len(rec.Events)-1]; end.Kind != record.EventEnd || end.Detail != scenarios.EndAbandoned {
		t.Errorf("the recording ends with %+v", end)
	}
}

// TestDisplayThatGoesInTheMiddleOfAnAttempt, as with a session that ends: one
// sentence, and what was recorded until then is saved, as invalid.
func TestDisplayThatGoesInTheMiddleOfAnAttempt(t *testing.T) {
	home := newHome(t)
	gone := testkit.Display(t, "xdotool")
	_, ended := performing(t, home)
	gone()
	out := <-ended
	if out.code == exitDone || !strings.Contains(out.stderr, "its display is gone") {
		t.Errorf("%d %s", out.code, out.stderr)
	}
	attempts := stored(t, home)
	for _, a := range attempts {
		if a.Score.Outcome != scoring.OutcomeInvalid {
			t.Errorf("half an attempt is %s", a.Score.Outcome)
		}
	}
	if len(attempts) != 1 {
		t.Errorf("%d attempts are stored after %s", len(attempts), out.stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(home, "recordings", "*.part")); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}

// TestGraphicsTooOldForTheTheatre: Mesa plays a driver without OpenGL 3.3.
func TestGraphicsTooOldForTheTheatre(t *testing.T) {
	newHome(t)
	testkit.Display(t, "xdotool")
	t.Setenv("MESA_GL_VERSION_OVERRIDE", "2.1")
	var got struct {
		Window, Offscreen *struct{}
		WindowError       string `json:"window_error"`
		OffscreenError    string `json:"offscreen_error"`
	}
	program, err := exec.LookPath("drylab-theatre")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "probe").Output()
	if err != nil || json.Unmarshal(out, &got) != nil {
		t.Fatalf("%v %s", err, out)
	}
	if got.Window != nil || !strings.Contains(got.WindowError, "no OpenGL 3.3") || !strings.Contains(got.WindowError, "update the graphics driver") {
		t.Errorf("window: %q", got.WindowError)
	}
	if got.Offscreen != nil || !strings.Contains(got.OffscreenError, "core context") {
		t.Errorf("off screen: %q", got.OffscreenError)
	}
	if out := drylab(t, "practise", "ventricular-drain", "--tracker", "mouse"); out.code != exitFailed || strings.Count(out.stderr, "\n") != 1 || !strings.Contains(out.stderr, "no OpenGL 3.3") {
		t.Errorf("practise: %d %q", out.code, out.stderr)
	}
}
