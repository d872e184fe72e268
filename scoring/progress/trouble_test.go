package progress

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func fileHolds(t *testing.T, path, text string) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(content, []byte(text))
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// requireSentence checks what every message owes its reader: the kind, the
// file's name, one sentence, and what to do.
func requireSentence(t *testing.T, err, kind error, path string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("error is %v; want one of kind %q", err, kind)
	}
	text := err.Error()
	if !strings.Contains(text, path) || strings.Contains(text, "\n") || strings.Count(text, ";") == 0 {
		t.Errorf("message %q does not name %s in one line with advice", text, path)
	}
}

func TestOddPathsWork(t *testing.T) {
	for _, name := range []string{"a b.db", "what?.db", "50%.db", "#1.db", "%41.db", "ü&mode=memory.db", "file:x.db", "a;b'c\".db", "q?mode=ro"} {
		folder := filepath.Join(t.TempDir(), "odd ?#%20 folder")
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		store := openAt(t, path)
		save(t, store, sampleAttempt(1))
		if !fileHolds(t, path, "SQLite format 3") {
			t.Errorf("%q: the database is not in the file of that name", name)
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), name) {
				t.Errorf("%q: also made %q", name, entry.Name())
			}
		}
	}
}

func TestARelativePathWorks(t *testing.T) {
	t.Chdir(t.TempDir())
	openAt(t, "drylab.db")
	if _, err := os.Stat("drylab.db"); err != nil {
		t.Error(err)
	}
}

func TestPathsThatCannotHoldADatabase(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	write(t, file, nil)
	for path, kind := range map[string]error{
		folder:                                ErrUnreachable,
		filepath.Join(folder, "none", "x.db"): ErrMissing,
		filepath.Join(file, "x.db"):           ErrUnreachable,
		os.DevNull:                            ErrNotDatabase,
	} {
		_, err := Open(path, Options{})
		requireSentence(t, err, kind, path)
	}
	for _, path := range []string{"", "a\x00b"} {
		if _, err := Open(path, Options{}); err == nil {
			t.Errorf("path %q opened", path)
		}
	}
	missing := filepath.Join(folder, "missing.db")
	_, err := Open(missing, Options{ReadOnly: true})
	requireSentence(t, err, ErrMissing, missing)
	if _, err := os.Stat(missing); err == nil {
		t.Error("reading created the file")
	}
}

func TestFilesOfOthersAreLeftAlone(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "letter.txt")
	write(t, text, bytes.Repeat([]byte("Dear colleague, "), 100))
	short := filepath.Join(folder, "short.txt")
	write(t, short, []byte("Dear colleague,"))
	foreign := filepath.Join(folder, "places.sqlite")
	execute(t, foreign, `CREATE TABLE bookmarks (url TEXT)`)
	marked := filepath.Join(folder, "marked.sqlite")
	execute(t, marked, `PRAGMA application_id = 42`)
	for _, path := range []string{text, short, foreign, marked} {
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Open(path, Options{})
		requireSentence(t, err, ErrNotDatabase, path)
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s was changed, %v", path, err)
		}
	}
}

// execute runs statements on a file as another program would.
func execute(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedDatabaseIsRefused(t *testing.T) {
	folder := t.TempDir()
	sound := filepath.Join(folder, "sound.db")
	store, err := Open(sound, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		save(t, store, sampleAttempt(i))
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	late := len(content) * 3 / 4 / page * page // an inner page: only a check of the whole file finds it
	damage := map[string][]byte{
		"page.db":    append(append(bytes.Clone(content[:late]), bytes.Repeat([]byte{0xa5}, page)...), content[late+page:]...),
		"half.db":    content[:len(content)/2/page*page],
		"overrun.db": append(append(bytes.Clone(content[:page]), bytes.Repeat([]byte{0xa5}, 8*page)...), content[9*page:]...),
	}
	for name, bytes := range damage {
		path := filepath.Join(folder, name)
		write(t, path, bytes)
		_, err := Open(path, Options{})
		requireSentence(t, err, ErrCorrupt, path)
	}
}

func TestADatabaseLockedByAnotherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	store, err := Open(path, Options{BusyTimeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	other := openAt(t, path)
	tx, err := other.db.Begin() // takes the write lock
	if err != nil {
		t.Fatal(err)
	}
	requireSentence(t, store.Save(context.Background(), sampleAttempt(1)), ErrLocked, path)
	if _, err := store.Attempts(context.Background(), Filter{}); err != nil {
		t.Errorf("reading must not wait for a writer: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	save(t, store, sampleAttempt(1))
}

// TestWritingBesideABusyWriter: a program that writes without end leaves the file
// alone for moments only, and whoever else writes must find them.
func TestWritingBesideABusyWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	store, err := Open(path, Options{BusyTimeout: 2 * time.Second})
	must(t, err)
	defer store.Close()
	other, err := Open(path, Options{BusyTimeout: time.Millisecond})
	must(t, err)
	defer other.Close()
	writing, stop := context.WithCancel(context.Background())
	held := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for writing.Err() == nil {
			tx, err := other.db.Begin()
			if err != nil {
				continue
			}
			select {
			case held <- struct{}{}:
			default:
			}
			time.Sleep(40 * time.Millisecond)
			_ = tx.Rollback()
			time.Sleep(2 * time.Millisecond)
		}
	})
	for range 12 {
		<-held
		if err := store.inTransaction(context.Background(), func(*sql.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	}
	stop()
	writer.Wait()
}

func TestOpeningADatabaseHeldExclusively(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`BEGIN EXCLUSIVE`); err != nil {
		t.Fatal(err)
	}
	_, err = Open(path, Options{BusyTimeout: 50 * time.Millisecond})
	requireSentence(t, err, ErrLocked, path)
}

func TestReadOnlyNeverWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	save(t, openAt(t, path), sampleAttempt(1))
	reader, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := reader.Attempt(context.Background(), sampleAttempt(1).ID); err != nil {
		t.Error(err)
	}
	requireSentence(t, reader.Save(context.Background(), sampleAttempt(2)), ErrReadOnly, path)
}

// TestAFullDisk limits the database's size, which SQLite reports as it reports
// a full disk. Nothing of the attempt may stay, and the store stays usable.
func TestAFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	store := openAt(t, path)
	store.db.SetMaxOpenConns(1)                                           // the limit belongs to the connection
	if _, err := store.db.Exec(`PRAGMA max_page_count = 1`); err != nil { // becomes the present size
		t.Fatal(err)
	}
	big := sampleAttempt(1)
	big.RubricText = strings.Repeat("x", 1<<20)
	requireSentence(t, store.Save(context.Background(), big), ErrFull, path)
	requireEmpty(t, store)
	if _, err := store.db.Exec(`PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	save(t, store, big)
}

func TestOnlyItsOwnerReadsANewDatabase(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	path := filepath.Join(t.TempDir(), "drylab.db")
	save(t, openAt(t, path), sampleAttempt(1))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, want 600: it holds names", info.Name(), info.Mode().Perm())
		}
	}
}

func TestACancelledSaveWritesNothing(t *testing.T) {
	store := openNew(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := store.Save(ctx, sampleAttempt(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	requireEmpty(t, store)
	save(t, store, sampleAttempt(1))
}
