package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnEducatorWritesReports: of a group and of an attempt, as page and as paper; a
// trainee may not, pseudonyms hide names, and the looks are noted.
func TestAnEducatorWritesReports(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "d.db")
	ids, _ := storeAttempts(t, db, 3)
	read := func(name string) string {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	write := func(code int, name string, args ...string) output {
		t.Helper()
		out := drylab(t, append(args, "--db", db, "--out", filepath.Join(folder, name))...)
		if out.code != code {
			t.Fatalf("%v ended with %d: %s%s", args, out.code, out.stdout, out.stderr)
		}
		return out
	}
	write(exitDone, "g.html", "group", "report", "Course", "--as", "Rater 0")
	if page := read("g.html"); !strings.Contains(page, "Anna") || !strings.Contains(page, "3 attempts of 1 trainee") {
		t.Error("the group's report does not tell of Anna's three attempts")
	}
	write(exitDone, "p.html", "group", "report", "Course", "--pseudonyms")
	if strings.Contains(read("p.html"), "Anna") {
		t.Error("a report with pseudonyms holds a name")
	}
	write(exitDone, "g.pdf", "group", "report", "Course")
	write(exitDone, "r.pdf", "report", ids[0], "--as", "Rater 0", "--for", "educator")
	for _, name := range []string{"g.pdf", "r.pdf"} {
		if !strings.HasPrefix(read(name), "%PDF-") {
			t.Errorf("%s is no PDF", name)
		}
	}
	if out := write(exitFailed, "no.html", "group", "report", "Course", "--as", "Anna"); !strings.Contains(out.stderr, "trainee") {
		t.Errorf("a trainee reads: %s", out.stderr)
	}
	if out := write(exitFailed, "no.html", "report", ids[0], "--as", "Anna", "--for", "educator"); !strings.Contains(out.stderr, "trainee") {
		t.Errorf("a trainee reads: %s", out.stderr)
	}
	write(exitFailed, "g.pdf", "group", "report", "Nobody's")
	if out := drylab(t, "audit", "show", "--db", db); !strings.Contains(out.stdout, "report of the group Course") {
		t.Errorf("the group's report is not in the audit: %s", out.stdout)
	}
}
