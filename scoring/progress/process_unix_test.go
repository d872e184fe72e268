//go:build unix

package progress

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets a test run part of itself in another process: one that can be
// killed, or that gives up its rights.
func TestMain(m *testing.M) {
	path := os.Getenv("PROGRESS_TEST_PATH")
	switch os.Getenv("PROGRESS_TEST_ROLE") {
	case "":
		os.Exit(m.Run())
	case "write-forever":
		report(writeForever(path, os.Getenv("PROGRESS_TEST_SEED")))
	case "restore-forever":
		report(restoreForever(path))
	case "upgrade":
		report(upgradeOnly(path))
	case "no-permission":
		report(withoutPermission(path))
	}
}

func report(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func command(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PROGRESS_TEST_ROLE="+role, "PROGRESS_TEST_PATH="+path)
	return cmd
}

func reexec(t *testing.T, role, path string) {
	t.Helper()
	if output, err := command(t, role, path).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, output)
	}
}

// TestNoPermission needs an account that permissions apply to; root gives up
// its rights in a process of its own.
func TestNoPermission(t *testing.T) {
	folder, err := os.MkdirTemp("", "progress")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = os.Chmod(folder, 0o700)
		_ = os.RemoveAll(folder)
	})
	path := filepath.Join(folder, "drylab.db")
	store, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	save(t, store, sampleAttempt(1))
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(folder, 0o555)); err != nil {
		t.Fatal(err)
	}
	reexec(t, "no-permission", path)
}

// withoutPermission is TestNoPermission's other process.
func withoutPermission(path string) error {
	if os.Getuid() == 0 {
		const nobody = 65534
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return err
		}
	}
	beside := filepath.Join(filepath.Dir(path), "new.db")
	if _, err := Open(beside, Options{}); !errors.Is(err, ErrReadOnly) || !strings.Contains(err.Error(), beside) {
		return errors.Join(errors.New("creating a file in a read-only folder"), err)
	}
	store, err := Open(path, Options{})
	if err == nil {
		err = store.Save(context.Background(), sampleAttempt(2))
	}
	if !errors.Is(err, ErrReadOnly) && !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), path) {
		return errors.Join(errors.New("saving to a read-only file"), err)
	}
	return nil
}
