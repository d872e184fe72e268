package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// everyDatabaseCommand is each command that works on an existing database.
func everyDatabaseCommand(folder string) [][]string {
	return [][]string{
		{"progress"}, {"rescore", "--scenario", "tumour-biopsy"}, {"audit", "verify"}, {"audit", "show"},
		{"backup", filepath.Join(folder, "new.db")}, {"person", "list"}, {"person", "set", "Ada", "--level", "expert"},
		{"person", "export", "Ada", "--out", filepath.Join(folder, "ada")}, {"person", "delete", "Ada", "--yes"},
		{"group", "list"}, {"group", "add", "north"}, {"curriculum", "list"}, {"report", "latest", "--out", filepath.Join(folder, "x.html")},
	}
}

func execute(t testing.TB, path string, statements string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err == nil {
		_, err = conn.ExecContext(t.Context(), statements)
	}
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestDatabasesThatCannotBeUsed: from the future, damaged, not a database, not
// there. Every command says so in one sentence and leaves the file as it was.
func TestDatabasesThatCannotBeUsed(t *testing.T) {
	folder := t.TempDir()
	for name, c := range map[string]struct {
		make func(path string)
		says string
	}{
		"newer": {func(path string) {
			conn := execute(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1); PRAGMA journal_mode = DELETE`)
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
		}, "a newer drylab wrote it"},
		"damaged": {func(path string) {
			content := []byte(read(t, path))
			if err := os.WriteFile(path, content[:len(content)/2/4096*4096], 0o600); err != nil {
				t.Fatal(err)
			}
		}, "it is damaged"},
		"a letter": {func(path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("Dear colleague, ", 500)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "not a database"},
		"missing": {func(path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, "does not exist yet"},
	} {
		home := threeAttempts(t)
		path := filepath.Join(home, "drylab.db")
		c.make(path)
		before, _ := os.ReadFile(path)
		for _, args := range everyDatabaseCommand(folder) {
			if name == "missing" && (args[0] == "group" && args[1] == "add" || args[0] == "person" && args[1] == "set") {
				continue // they make one
			}
			out := drylab(t, args...)
			if out.code != exitFailed || !strings.Contains(out.stderr, path) || strings.Count(out.stderr, "\n") != 1 ||
				!strings.Contains(out.stderr, c.says) && !(name == "a letter" && strings.Contains(out.stderr, "is not a database")) {
				t.Errorf("%s, %v: %d %q", name, args, out.code, out.stderr)
			}
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s: the file was changed", name)
		}
		if left, _ := os.ReadDir(folder); len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
		}
	}
}

// TestALockedDatabase is waited for, and then named.
func TestALockedDatabase(t *testing.T) {
	home := threeAttempts(t)
	path := filepath.Join(home, "drylab.db")
	execute(t, path, `PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE`)
	out := drylab(t, "person", "list")
	if out.code != exitFailed || !strings.Contains(out.stderr, "locked by another program") {
		t.Errorf("%d %q", out.code, out.stderr)
	}
}
