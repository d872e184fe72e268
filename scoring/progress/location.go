package progress

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// busyTimeout is how long a statement waits for another program's transaction.
// One attempt takes milliseconds to save, so five seconds mean a program that
// holds the file open on purpose.
const busyTimeout = 5 * time.Second

// checkLocation finds the faults that SQLite would report only as "unable to
// open database file". It returns whether the file exists.
func checkLocation(path string) (exists bool, err error) {
	if path == "" || strings.ContainsRune(path, 0) {
		return false, fmt.Errorf("database file name %q cannot be used; give the path of a file", path)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return false, trouble(path, ErrUnreachable, nil, "it is a folder", "give the path of a file in it")
	case err == nil && !info.Mode().IsRegular():
		return false, trouble(path, ErrNotDatabase, nil, "it is a device or pipe, not a file", "choose another file with --db")
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrPermission):
		return false, forbidden(path, err)
	case !errors.Is(err, fs.ErrNotExist):
		return false, trouble(path, ErrUnreachable, err, "it cannot be examined ("+reason(err)+")", "check the path")
	}
	if folder, err := os.Stat(filepath.Dir(path)); err != nil || !folder.IsDir() {
		return false, trouble(path, ErrMissing, err, "its folder does not exist", "make the folder, or choose another file with --db")
	}
	return false, nil
}

// createPrivate makes an empty file that only this account can read, because
// the database holds people's names. SQLite gives its side files the same
// permissions. Losing the race against another program is success.
func createPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		return file.Close()
	case errors.Is(err, fs.ErrExist):
		return nil
	case errors.Is(err, fs.ErrPermission):
		return forbidden(path, err)
	}
	return trouble(path, ErrUnreachable, err, "it cannot be created ("+reason(err)+")", "choose another file with --db")
}

// checkReadable says plainly when the account may not read the file.
func checkReadable(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return forbidden(path, err)
	}
	if err != nil {
		return trouble(path, ErrUnreachable, err, "it cannot be opened ("+reason(err)+")", "check the path")
	}
	return file.Close()
}

func forbidden(path string, cause error) error {
	return trouble(path, ErrReadOnly, cause, "your account has no permission for it or its folder",
		"ask for permission, or choose another file with --db")
}

// reason is the bare cause of a file error, without the path that the sentence
// already names.
func reason(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return err.Error()
}

// dataSource is the driver's name for a file: a URI, so that ?, #, % and spaces
// in the path stay part of the path. Every connection gets foreign keys,
// overwritten deletions (a deleted name must be gone from the file), and a
// commit that survives a power cut. Transactions take the write lock at once:
// two programs then wait for each other instead of failing half way.
func dataSource(path string, o Options) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("database %s: cannot find its absolute path: %w", path, err)
	}
	slashed := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // file:/C:/folder/file
	}
	settings := url.Values{
		"_foreign_keys":  {"on"},
		"_secure_delete": {"on"},
		"_synchronous":   {"FULL"},
		"_txlock":        {"immediate"},
		"_busy_timeout":  {fmt.Sprint(o.wait().Milliseconds())},
		"mode":           {"rw"}, // never creates: createPrivate did
	}
	if o.ReadOnly {
		settings.Set("mode", "ro")
		settings.Set("_query_only", "on")
		settings.Set("_txlock", "deferred")
	}
	return "file:" + (&url.URL{Path: slashed}).EscapedPath() + "?" + settings.Encode(), nil
}
