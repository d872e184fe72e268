package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// hasDisplay tells whether a desktop session is there to open a window in. The
// theatre's windows are X11's, under Wayland by way of XWayland, which sets DISPLAY too.
func hasDisplay() bool { return os.Getenv("DISPLAY") != "" }

// theatreProgram finds the sibling binary beside this one, then on the PATH.
func theatreProgram() (string, error) {
	if self, err := os.Executable(); err == nil {
		sibling := filepath.Join(filepath.Dir(self), "drylab-theatre")
		if _, err := os.Stat(sibling); err == nil {
			return sibling, nil
		}
	}
	path, err := exec.LookPath("drylab-theatre")
	if err != nil {
		return "", errors.New("the program drylab-theatre is missing beside drylab; build both with: make build")
	}
	return path, nil
}

// theatre runs the sibling binary to its end and gives what it printed.
func theatre(ctx context.Context, args ...string) ([]byte, error) {
	var stdout bytes.Buffer
	err := theatreTelling(ctx, nil, &stdout, args...)
	return stdout.Bytes(), err
}

// theatreTelling runs the sibling binary to its end. Its one-line complaint becomes
// the error.
func theatreTelling(ctx context.Context, stdin io.Reader, stdout io.Writer, args ...string) error {
	program, err := theatreProgram()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, program, args...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.SysProcAttr = childAttributes()
	// Linux ends the child with the thread that started it, not with the process.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = stdin, stdout, &stderr
	err = command.Run()
	if command.ProcessState != nil && command.ProcessState.Success() {
		err = nil // told to stop, it ended the attempt properly
	}
	if err != nil {
		complaint := strings.TrimPrefix(strings.TrimSpace(stderr.String()), "drylab-theatre: ")
		switch {
		case complaint == "":
			complaint = err.Error()
		case strings.Contains(complaint, "X connection to") || strings.Contains(complaint, "fatal IO error"): // Xlib's words as it ends the process
			complaint = "its display is gone; connect it again, and start anew"
		}
		return fmt.Errorf("the theatre: %s", complaint)
	}
	return nil
}

func (at *attempt) performInTheatre(ctx context.Context) error {
	args := []string{"practise",
		"--scenario", at.command.Scenario, "--case", at.caseDir, "--tracker", at.command.Tracker,
		"--seed", fmt.Sprint(at.command.Seed), "--id", at.id, "--recording", at.paths["recording"], "--skin", at.skin(),
		"--pictures", strings.TrimSuffix(at.paths["screenshot"], filepath.Ext(at.paths["screenshot"]))}
	args = append(args, at.command.trackingFlags.args()...)
	args = append(args, at.command.headsetFlags.args()...)
	args = append(args, at.command.stereoFlag.args()...)
	args = append(args, at.command.soundFlags.args()...)
	if at.command.Publish != "" {
		args = append(args, "--publish", at.command.Publish)
	}
	_, err := theatre(ctx, args...)
	return err
}

// salvaged tells whether there is a recording though the theatre failed. One that it
// ended properly, as where a picture could not be drawn, has its name. Of one that
// died, as with its display, there is what it wrote until then: half an attempt,
// which is judged invalid, but not lost.
func (at *attempt) salvaged() bool {
	path := at.paths["recording"]
	if _, err := os.Lstat(path); err == nil {
		return true
	}
	return os.Rename(path+".part", path) == nil
}

// picture renders the attempt's end. The attempt stands without it: no picture
// is a failure when it was asked for, a hint when not.
func (at *attempt) picture() error {
	_, err := theatre(at.ctx, "still", "--case", at.caseDir, "--recording", at.paths["recording"], "--skin", at.skin(), "--out", at.paths["screenshot"])
	if err == nil {
		return nil
	}
	delete(at.paths, "screenshot")
	err = fmt.Errorf("there is no screenshot of the attempt: %w", err)
	if at.command.Screenshot != "" {
		return err
	}
	fmt.Fprintf(at.stderr, "drylab: %v\n", err)
	return nil
}
