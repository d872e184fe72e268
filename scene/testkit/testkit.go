// Package testkit is what the tests of several rooms share. No program imports it.
package testkit

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// Display gives the test and the programs that it starts an X server of their own,
// or skips the test where there is no Xvfb or another of the programs that it needs.
// The server ends with the test; what is returned takes it away sooner.
func Display(t *testing.T, programs ...string) (gone func()) {
	t.Helper()
	for _, program := range append(programs, "Xvfb") {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (apt install %s): nothing is tested on a display", program, strings.ToLower(program))
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	gone = sync.OnceFunc(func() {
		if err := server.Process.Kill(); err == nil {
			_ = server.Wait() // it reports the kill, which is what was asked for
		}
	})
	t.Cleanup(gone)
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Skip("Xvfb did not start: nothing is tested on a display")
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XDG_SESSION_TYPE", "x11")
	return gone
}

// Until waits some seconds for what another goroutine or process does, and fails the
// test if it does not happen.
func Until(t *testing.T, done func() bool) {
	t.Helper()
	for range 5000 {
		if done() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("it did not happen")
}
