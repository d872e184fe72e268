package progress

import (
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// The kinds of trouble that a user can mend. Test for them with errors.Is; the
// error's text names the file and says what to do.
var (
	ErrMissing     = errors.New("database missing")
	ErrUnreachable = errors.New("database cannot be opened")
	ErrLocked      = errors.New("database locked by another program")
	ErrReadOnly    = errors.New("database read-only")
	ErrNotDatabase = errors.New("not a drylab database")
	ErrCorrupt     = errors.New("database damaged")
	ErrNewer       = errors.New("database from a newer drylab")
	ErrOlder       = errors.New("database from an older drylab")
	ErrFull        = errors.New("disk full")
	ErrExists      = errors.New("attempt already stored")
	ErrNoAttempt   = errors.New("no such attempt")
	ErrNoPerson    = errors.New("no such person")
	ErrNoGroup     = errors.New("no such group")
	ErrForbidden   = errors.New("not allowed")
	ErrKey         = errors.New("station's key unusable")
	ErrTampered    = errors.New("database was tampered with")

	ErrNoCurriculum = errors.New("no such curriculum")
)

// fault is one clear sentence about a database file. It unwraps to its kind and,
// where SQLite or the operating system reported one, to the cause.
type fault struct {
	sentence    string
	kind, cause error
}

func (f *fault) Error() string { return f.sentence }

func (f *fault) Unwrap() []error {
	if f.cause == nil {
		return []error{f.kind}
	}
	return []error{f.kind, f.cause}
}

// trouble builds the sentence "database FILE: WHAT IS WRONG; WHAT TO DO".
func trouble(path string, kind, cause error, problem, advice string) error {
	return &fault{
		sentence: fmt.Sprintf("database %s: %s; %s", path, problem, advice),
		kind:     kind, cause: cause,
	}
}

// explain turns SQLite's error codes into sentences for people. doing completes
// "cannot …" for the errors that have no sentence of their own. An error that
// already is a sentence passes unchanged.
func explain(path, doing string, err error) error {
	if known := new(fault); err == nil || errors.As(err, &known) {
		return err
	}
	var reported sqlite3.Error
	if !errors.As(err, &reported) {
		return fmt.Errorf("database %s: cannot %s: %w", path, doing, err)
	}
	switch reported.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return trouble(path, ErrLocked, err, "it is locked by another program",
			"close that program, or wait until it is done, and try again")
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return trouble(path, ErrReadOnly, err, "the file or its folder is read-only",
			"give your account write permission, or choose another file with --db")
	case sqlite3.ErrNotADB:
		return trouble(path, ErrNotDatabase, err, "it is not a database",
			"choose another file with --db; this one was left as it is")
	case sqlite3.ErrCorrupt:
		return damaged(path, err)
	case sqlite3.ErrFull:
		return trouble(path, ErrFull, err, "the disk is full, nothing was written",
			"free some space and try again")
	case sqlite3.ErrCantOpen:
		return trouble(path, ErrUnreachable, err, "it cannot be opened or created",
			"check that its folder exists and that your account may read and write there")
	case sqlite3.ErrIoErr:
		return trouble(path, ErrUnreachable, err, "the disk reports a read or write error",
			"check the drive and its free space, then try again")
	}
	return fmt.Errorf("database %s: cannot %s: %w", path, doing, err)
}

func damaged(path string, cause error) error {
	return trouble(path, ErrCorrupt, cause, "it is damaged",
		"put back a copy of it, or move it away to start a new one; the recordings beside it can be scored again")
}
