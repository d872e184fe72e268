package progress

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// nextVersion is the embedded migrations and one more, as a later drylab has it.
func nextVersion(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(embedded, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal("no migrations", err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = &fstest.MapFile{Data: content}
	}
	files["99999_note.sql"] = &fstest.MapFile{Data: []byte(
		"-- +goose Up\nALTER TABLE attempts ADD COLUMN note TEXT NOT NULL DEFAULT '';\n")}
	return files
}

// connectWith opens the file as a drylab with these migrations would.
func connectWith(t *testing.T, path string, o Options, migrations fs.FS) (*Store, error) {
	t.Helper()
	source, err := dataSource(path, o)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	store := &Store{path: path, db: db, notary: &notary{path: path}}
	return store, store.prepareWith(context.Background(), o, migrations)
}

// TestAnOldDatabaseIsUpgradedAndKeepsItsAttempts also keeps the other promises:
// a reader does not upgrade, and an older drylab refuses what a newer one wrote.
func TestAnOldDatabaseIsUpgradedAndKeepsItsAttempts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	save(t, openAt(t, path), sampleAttempt(1))

	_, err := connectWith(t, path, Options{ReadOnly: true}, nextVersion(t))
	requireSentence(t, err, ErrOlder, path)

	newer, err := connectWith(t, path, Options{}, nextVersion(t))
	if err != nil {
		t.Fatal(err)
	}
	var id, note string
	if err := newer.db.QueryRow(`SELECT id, note FROM attempts`).Scan(&id, &note); err != nil || id != sampleAttempt(1).ID {
		t.Errorf("after the upgrade: %q, %v", id, err)
	}

	before := dump(t, newer)
	for _, o := range []Options{{}, {ReadOnly: true}} {
		_, err = Open(path, o)
		requireSentence(t, err, ErrNewer, path)
	}
	if after := dump(t, newer); after != before {
		t.Error("the refused database was changed")
	}
}

// TestAFailedUpgradeLeavesTheOldDatabase breaks the second statement of a migration.
func TestAFailedUpgradeLeavesTheOldDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	old := openAt(t, path)
	save(t, old, sampleAttempt(1))
	before := dump(t, old)
	broken := nextVersion(t).(fstest.MapFS)
	broken["99999_note.sql"] = &fstest.MapFile{Data: []byte(
		"-- +goose Up\nALTER TABLE attempts ADD COLUMN note TEXT;\nINSERT INTO attempts (id) VALUES ('x');\n")}
	if _, err := connectWith(t, path, Options{BusyTimeout: 1}, broken); err == nil {
		t.Fatal("a broken migration succeeded")
	}
	if after := dump(t, old); after != before {
		t.Error("the old database was changed")
	}
	if _, err := old.Attempt(context.Background(), sampleAttempt(1).ID); err != nil {
		t.Error(err)
	}
}

// dump is the schema and version of a database.
func dump(t *testing.T, store *Store) (text string) {
	t.Helper()
	err := store.db.QueryRow(`SELECT (SELECT group_concat(sql, x'0a') FROM sqlite_schema)
		|| (SELECT group_concat(version_id) FROM goose_db_version)`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheFileIsSetUpForSafety(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	store := openAt(t, path)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1", "synchronous": "2",
		"busy_timeout": "5000", "application_id": "1146247500",
	} {
		var got string
		if err := store.db.QueryRow(`PRAGMA ` + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
