package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// app is what every command works with.
type app struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	json           bool
	printed        bool // the result, as JSON
}

// home is where attempts live: DRYLAB_HOME, or drylab below the XDG data directory.
// It is absolute, because the database keeps paths below it.
func home() string {
	dir := os.Getenv("DRYLAB_HOME")
	if dir == "" {
		xdg.Reload()
		dir = filepath.Join(xdg.DataHome, "drylab")
	}
	if absolute, err := filepath.Abs(dir); err == nil {
		return absolute
	}
	return dir
}

// folder makes and returns a folder below home.
func folder(name string) (string, error) {
	dir := filepath.Join(home(), name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("the data folder %s cannot be made: %w; set DRYLAB_HOME to a folder that you may write", dir, reason(err))
	}
	return dir, nil
}

// databasePath is the --db flag's file, or the one at home.
func databasePath(flag string) string {
	if flag != "" {
		return flag
	}
	return filepath.Join(home(), "drylab.db")
}

// count says how many there are of something, in English; many is the plural
// where it is not one and an s.
func count(n int, what string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + what
	case len(many) > 0:
		return fmt.Sprint(n, " ", many[0])
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// reason is an error without the path that its message repeats.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// checkFolder tells early that a file cannot be written where it shall go.
func checkFolder(file string) error {
	info, err := os.Stat(filepath.Dir(file))
	if err != nil || !info.IsDir() {
		return fmt.Errorf("%s cannot be written: there is no folder %s", file, filepath.Dir(file))
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return fmt.Errorf("%s cannot be written: it is a folder", file)
	}
	return nil
}

// writeAtomically gives the file its name only when all of it is on disk.
func writeAtomically(name string, write func(io.Writer) error) error {
	return writeAs(name, 0o644, write)
}

// writeAs is writeAtomically with permissions that the file has from the first byte.
func writeAs(name string, mode fs.FileMode, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".drylab-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", name, reason(err))
	}
	err = errors.Join(write(file), file.Chmod(mode), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s cannot be written: %w", name, reason(err)), os.Remove(file.Name()))
	}
	return nil
}
