package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scoring/exchange"
)

// TestAttemptsLeaveTheHouse: tables by pseudonym, and statements that a store
// gets once each.
func TestAttemptsLeaveTheHouse(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "d.db")
	ids, _ := storeAttempts(t, db, 3)
	got := map[string]int{}
	failing := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var all []exchange.Statement
		user, key, _ := r.BasicAuth()
		if err := json.NewDecoder(r.Body).Decode(&all); err != nil || user != "site" || key != "secret" || r.URL.Path != "/xapi/statements" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if failing {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		for _, s := range all {
			got[s.ID]++
		}
	}))
	defer server.Close()
	key := filepath.Join(folder, "key")
	if err := os.WriteFile(key, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := drylab(t, "outbox", "push", "--db", db); out.code != exitFailed || !strings.Contains(out.stderr, "outbox configure") {
		t.Errorf("push without a store ended with %d: %s", out.code, out.stderr)
	}
	configure := []string{"outbox", "configure", "--lrs", server.URL + "/xapi", "--home", "https://training.example.org", "--user", "site", "--key-file", key, "--db", db}
	if out := drylab(t, append(configure, "--as", "Anna")...); out.code != exitFailed {
		t.Errorf("a trainee names the store: %d %s", out.code, out.stdout)
	}
	if out := drylab(t, configure...); out.code != exitDone {
		t.Fatalf("configure ended with %d: %s", out.code, out.stderr)
	}
	if info, err := os.Stat(filepath.Join(folder, "lrs.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key lies open: %v, %v", info, err)
	}
	if out := drylab(t, "outbox", "push", "--db", db); out.code != exitFailed || strings.Contains(out.stderr, "secret") || !strings.Contains(out.stderr, "stays in the outbox") {
		t.Errorf("a store that answers 404: %d %s", out.code, out.stderr)
	}
	failing = false
	push := func() string {
		t.Helper()
		out := drylab(t, "outbox", "push", "--db", db)
		if out.code != exitDone {
			t.Fatalf("push ended with %d: %s", out.code, out.stderr)
		}
		return out.stdout
	}
	if said := push(); !strings.Contains(said, "3 statements stored") || len(got) != 3 {
		t.Errorf("%s; the store has %d", said, len(got))
	}
	storeAnnas(t, db, 1)
	if said := push(); !strings.Contains(said, "1 statement stored") || len(got) != 4 {
		t.Errorf("after one more attempt: %s; the store has %d", said, len(got))
	}
	for id, n := range got {
		if n != 1 {
			t.Errorf("statement %s was sent %d times", id, n)
		}
	}
	table := filepath.Join(folder, "attempts.csv")
	if out := drylab(t, "export", "attempts", "--out", table, "--db", db); out.code != exitDone {
		t.Fatalf("export ended with %d: %s", out.code, out.stderr)
	}
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) != 5 || rows[1][0] != ids[0] || strings.Contains(string(text), "Anna") {
		t.Errorf("%d rows, %v:\n%s", len(rows), err, text)
	}
	for _, command := range [][]string{
		{"export", "metrics", "--out", filepath.Join(folder, "m.parquet"), "--db", db},
		{"export", "trajectory", "../../scenarios/testdata/schema1.mcap", "--out", filepath.Join(folder, "t.csv")},
	} {
		if out := drylab(t, command...); out.code != exitDone {
			t.Errorf("%v ended with %d: %s", command, out.code, out.stderr)
		}
	}
	if out := drylab(t, "export", "attempts", "--out", filepath.Join(folder, "a.xls"), "--db", db); out.code != exitUsage {
		t.Errorf("a table of another kind ended with %d", out.code)
	}
}
