package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/testkit"
)

// xdotool does what a hand would, and what it prints.
func xdotool(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("xdotool", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("xdotool %v: %v %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestReplayInAWindow: an expert's ghost beside, keys that pause and jump to the worst
// moment, and F12, which keeps what is seen; by a real keyboard.
func TestReplayInAWindow(t *testing.T) {
	home := newHome(t)
	expert := demonstrated(t)
	attempt := practise(t, "ventricular-drain", "--tracker", "script:clumsy")
	if out := drylab(t, "annotate", attempt.Attempt, "Stop here.", "--at", "8"); out.code != exitDone {
		t.Fatal(out.stderr)
	}
	testkit.Display(t, "xdotool")
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(t.Context(), []string{"replay", attempt.Paths["recording"], "--ghost", expert}, &bytes.Buffer{}, &stderr)
	}()
	window := xdotool(t, "search", "--sync", "--onlyvisible", "--name", "replay")
	xdotool(t, "windowfocus", "--sync", window)
	keep := func(n string) []byte {
		pattern := filepath.Join(home, "screenshots", "*-replay-"+n+".png")
		xdotool(t, "key", "F12")
		for range 300 {
			if found, _ := filepath.Glob(pattern); len(found) == 1 {
				return []byte(read(t, found[0]))
			}
			xdotool(t, "sleep", "0.2")
		}
		t.Fatalf("F12 kept no picture %s", pattern)
		return nil
	}
	xdotool(t, "key", "space", "w")
	worst := keep("1")
	xdotool(t, "key", "g")
	if alone := keep("2"); bytes.Equal(worst, alone) {
		t.Error("without the ghost the same is seen")
	}
	xdotool(t, "key", "Escape")
	if code := <-ended; code != exitDone || stderr.Len() > 0 {
		t.Errorf("the replay ended with %d: %s", code, stderr.String())
	}
}

func TestReplayWithoutADisplaySaysWhatToDo(t *testing.T) {
	newHome(t)
	recording := demonstrated(t)
	if out := drylab(t, "replay", recording, "--ghost", recording); out.code != exitFailed || !strings.Contains(out.stderr, "drylab film") {
		t.Errorf("ended with %d: %s", out.code, out.stderr)
	}
	if out := drylab(t, "replay", recording); out.code != exitDone || !strings.Contains(out.stdout, "all agree") {
		t.Errorf("ended with %d: %s %s", out.code, out.stdout, out.stderr)
	}
}
