package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestInterruptedImportLeavesNothing: Ctrl-C in a real process, at every stage.
func TestInterruptedImportLeavesNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process on Windows cannot be sent an interrupt")
	}
	newHome(t)
	a := &app{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	_, phantom, err := a.builtin("phantom-head")
	if err != nil {
		t.Fatal(err)
	}
	scan := filepath.Join(phantom, "volume.nii.gz")
	for _, stage := range []string{"reading the scan", "segmenting", "surface of", "writing"} {
		t.Run(stage, func(t *testing.T) {
			parent, temporary := t.TempDir(), t.TempDir()
			out := filepath.Join(parent, "case")
			code, said := interrupted(t, stage, temporary, "import", scan, "--out", out, "--preset", "ct-skin", "--preset", "ct-bone")
			if left, _ := os.ReadDir(temporary); len(left) > 0 {
				t.Errorf("temporary files are left: %v", left)
			}
			if stage == "writing" && code == exitDone {
				// It was too late: then the case is whole.
				if check := drylab(t, "case", "check", out); check.code != exitDone {
					t.Errorf("half a case is left: %s", check.stderr)
				}
				return
			}
			if code != exitFailed || !strings.Contains(said, "nothing was written") {
				t.Errorf("it ended with %d: %s", code, said)
			}
			if left, _ := os.ReadDir(parent); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// interrupted runs drylab as a process and interrupts it when it says that a
// stage began. It gives the exit code and the last line said.
func interrupted(t *testing.T, stage, temporary string, args ...string) (code int, last string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Args[0] = "drylab" // what the test binary then is, see TestMain
	cmd.Env = append(os.Environ(), "TMPDIR="+temporary)
	words, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sent := false
	lines := bufio.NewScanner(words)
	for lines.Scan() {
		last = lines.Text()
		if !sent && strings.Contains(last, stage) {
			sent = true
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
		}
	}
	io.Copy(io.Discard, words)
	_ = cmd.Wait() // its exit code is asked for below
	if !sent {
		t.Errorf("it never came to %q", stage)
	}
	return cmd.ProcessState.ExitCode(), last
}
