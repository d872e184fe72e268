package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// backupPages is how many pages are copied between two looks at the context:
// a megabyte at SQLite's page size of 4096 bytes.
const backupPages = 256

// Backup copies the database to a new file while other programs use it, checks
// the copy from its first page to its last link of the chain, and only then
// gives it its name; an earlier file of that name is replaced at that moment.
// show is told how many pages are done; nil shows nothing.
func (a *Access) Backup(ctx context.Context, file string, show func(done, total int)) (Verification, error) {
	var v Verification
	if same, err := sameFile(file, a.store.path); err != nil {
		return v, fmt.Errorf("%s cannot be written: %s", file, reason(err))
	} else if same {
		return v, errors.New("the backup cannot be the database itself; choose another file")
	}
	err := a.administer(ctx, "make a backup", func(*sql.Tx) (noted, error) {
		return noted{action: ActionBackup, detail: "backup"}, nil
	})
	if err != nil {
		return v, err
	}
	part, err := a.store.copyBeside(ctx, file, show)
	if err != nil {
		return v, explain(a.store.path, "back it up", err)
	}
	if v, err = verifyCopy(ctx, part); err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		return v, errors.Join(err, os.Remove(part))
	}
	return v, syncFolder(filepath.Dir(file))
}

// sameFile tells whether two names lead to one existing file.
func sameFile(a, b string) (bool, error) {
	one, err := os.Stat(a)
	if err == nil {
		var other os.FileInfo
		if other, err = os.Stat(b); err == nil {
			return os.SameFile(one, other), nil
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return false, err
}

// copyBeside copies the database as it is at this moment to a new file in the
// folder of file, with a name that tells that it is not finished.
func (s *Store) copyBeside(ctx context.Context, file string, show func(done, total int)) (part string, err error) {
	sweep(file)
	made, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+"-*.part") // mode 0600: it holds names
	if err != nil {
		return "", fmt.Errorf("%s cannot be written: %s", file, reason(err))
	}
	part = made.Name()
	if err = made.Close(); err == nil {
		err = s.snapshot(ctx, func(conn *sql.Conn) error { return copyInto(ctx, conn, part, show) })
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(part))
	}
	return part, nil
}

// abandoned is how long a copy must lie untouched before it counts as left
// behind by a program that was killed: longer than any pause while copying.
const abandoned = time.Hour

// sweep removes unfinished copies that were left behind; they hold names.
func sweep(file string) {
	parts, _ := filepath.Glob(globEscaped(file) + "-*.part*") // a name that cannot be a pattern finds nothing
	for _, part := range parts {
		if info, err := os.Stat(part); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(part) // else the proof of a deletion tells of it
		}
	}
}

// globEscaped makes a name that matches itself only.
func globEscaped(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

// copyInto copies what the connection sees into the empty file at path. The
// transaction that the connection is in keeps writers from making the copy
// start over.
func copyInto(ctx context.Context, from *sql.Conn, path string, show func(done, total int)) (err error) {
	var version int
	if err := from.QueryRowContext(ctx, `PRAGMA schema_version`).Scan(&version); err != nil { // the snapshot begins here
		return err
	}
	source, err := dataSource(path, Options{})
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	to, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer to.Close()
	err = to.Raw(func(target any) error {
		return from.Raw(func(origin any) error {
			return copyPages(ctx, target.(*sqlite3.SQLiteConn), origin.(*sqlite3.SQLiteConn), show)
		})
	})
	if err != nil {
		return err
	}
	// One file, without a log beside it, that can be read from any medium.
	var mode string
	return to.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
}

func copyPages(ctx context.Context, to, from *sqlite3.SQLiteConn, show func(done, total int)) error {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for done := false; err == nil && !done; {
		if err = ctx.Err(); err != nil {
			break
		}
		if done, err = b.Step(backupPages); err == nil && show != nil {
			show(b.PageCount()-b.Remaining(), b.PageCount())
		}
	}
	return errors.Join(err, b.Finish())
}

// verifyCopy reads all of a copy: every page, every index, every link.
func verifyCopy(ctx context.Context, path string) (Verification, error) {
	store, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		return Verification{}, err
	}
	defer store.Close()
	return store.verifyWhole(ctx, "`drylab audit verify` lists what else; nothing was replaced")
}

// verifyWhole checks the file and the chain in it; advice says what to do about a fault.
func (s *Store) verifyWhole(ctx context.Context, advice string) (Verification, error) {
	if err := s.integrity(ctx); err != nil {
		return Verification{}, err
	}
	v, err := s.Verify(ctx, VerifyOptions{})
	if err == nil && len(v.Faults) > 0 {
		err = trouble(s.path, ErrTampered, nil, v.Faults[0].Text, advice)
	}
	return v, err
}

// integrity is SQLite's own check of everything in the file.
func (s *Store) integrity(ctx context.Context) error {
	var verdict string
	err := s.db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = damaged(s.path, errors.New(verdict))
	}
	return explain(s.path, "check it", err)
}
