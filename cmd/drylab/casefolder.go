package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
)

// builtinSeed makes the phantoms that everybody practises on.
const builtinSeed = 1

// isBuiltin tells a built-in case, which needs no scan, from a folder.
func isBuiltin(name string) bool { return slices.Contains(phantom.IDs(), name) }

// builtin returns a built-in case and its folder. The folder is a cache: its
// name says which engine, seed and build of the phantom it comes from.
func (a *app) builtin(id string) (*anatomy.Case, string, error) {
	cases, err := folder("builtin")
	if err != nil {
		return nil, "", err
	}
	dir := filepath.Join(cases, fmt.Sprintf("%s-%s-%d-%d", id, scene.Engine, phantom.Edition, builtinSeed))
	if _, err := os.Stat(dir); err == nil {
		return openBuiltin(dir)
	}
	fmt.Fprintf(a.stderr, "making the built-in case %s (once)…\n", id)
	progress := newBar(a.stderr, a.json)
	c, err := phantom.Build(a.ctx, id, builtinSeed, scene.Engine, progress.show)
	progress.clear()
	if err != nil {
		return nil, "", fmt.Errorf("the built-in case cannot be made: %w", err)
	}
	err = saveCase(c, dir, false)
	if _, missing := os.Stat(dir); err != nil && missing == nil {
		return openBuiltin(dir) // somebody else made it meanwhile
	}
	return c, dir, err
}

func openBuiltin(dir string) (*anatomy.Case, string, error) {
	c, err := scenarios.OpenCase(dir)
	if err != nil {
		return nil, "", fmt.Errorf("the built-in case is damaged (%w); delete the folder %s, and it will be made again", err, dir)
	}
	return c, dir, nil
}

// saveCase writes a case folder, all of it or nothing.
func saveCase(c *anatomy.Case, dir string, replace bool) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := mayWriteCase(dir, replace); err != nil {
		return err
	}
	err = writeFolder(dir, func(part string) error { return anatomy.Save(c, below(part)) })
	if err != nil {
		return fmt.Errorf("the case %s cannot be written: %w", dir, reason(err))
	}
	return nil
}

// writeFolder fills a folder under another name and gives it its own when it is
// whole, instead of what is there.
func writeFolder(dir string, fill func(part string) error) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(dir), ".drylab-case-*")
	if err != nil {
		return err
	}
	// A reader that goes, as head does, must not end the program while the
	// folder is there under its other name.
	gone := make(chan os.Signal, 1)
	signal.Notify(gone, syscall.SIGPIPE)
	defer signal.Stop(gone)
	if err = fill(part); err == nil {
		err = os.Chmod(part, 0o755)
	}
	if err == nil {
		err = swapIn(part, dir)
	}
	if err != nil {
		return errors.Join(reason(err), os.RemoveAll(part))
	}
	return nil
}

// mayWriteCase refuses to replace anything but a case, and that only when told to.
func mayWriteCase(dir string, replace bool) error {
	return mayReplace(dir, "case.yaml", "case", replace)
}

// mayReplace refuses to replace anything but a folder with a certain file, and
// that only when told to.
func mayReplace(dir, mark, what string, replace bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s cannot be used: %w", dir, reason(err))
	}
	if _, err := os.Stat(filepath.Join(dir, mark)); err != nil {
		return fmt.Errorf("%s holds something that is no %s; choose another --out", dir, what)
	}
	if !replace {
		return fmt.Errorf("%s holds another %s already; choose another --out, or replace it with --force", dir, what)
	}
	return nil
}

// below creates files and folders in a folder.
func below(dir string) func(name string) (io.WriteCloser, error) {
	return func(name string) (io.WriteCloser, error) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		return os.Create(path)
	}
}

// swapIn renames part to dir; an old case there goes only after the new one is in place.
func swapIn(part, dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return os.Rename(part, dir)
	}
	old := part + "-old"
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(part, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return os.RemoveAll(old)
}
