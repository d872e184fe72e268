package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scoring/progress"
)

// does runs commands that must succeed.
func does(t testing.TB, lines ...[]string) {
	t.Helper()
	for _, args := range lines {
		if out := drylab(t, args...); out.code != exitDone {
			t.Fatalf("drylab %v ended with %d: %s", args, out.code, out.stderr)
		}
	}
}

// TestAnEducatorSeesTheirGroup from the command line: --as, the environment,
// the group's page, and the audit that remembers all of it.
func TestAnEducatorSeesTheirGroup(t *testing.T) {
	threeAttempts(t)
	curriculum := write(t, "neuro.yaml", `{schema: drylab.curriculum/1, id: neuro, version: "1", title: First, steps: [{id: biopsy, scenario: tumour-biopsy, consecutive: 2, more: 1}]}`)
	does(t, []string{"person", "add", "Edda North"}, []string{"person", "set", "Edda North", "--role", "educator"},
		[]string{"person", "set", "Ada", "--level", "expert"}, []string{"group", "add", "north"},
		[]string{"group", "join", "north", "Edda North"}, []string{"group", "join", "north", "Ada"},
		[]string{"curriculum", "add", curriculum}, []string{"group", "follow", "north", "neuro"})

	if list := done[[]progress.Summary](t, "progress", "--as", "Edda North"); len(list) != 1 || list[0].Trainee.Name != "Ada" {
		t.Errorf("Edda sees %+v", list)
	}
	t.Setenv("DRYLAB_AS", "Edda North")
	out := drylab(t, "group", "show", "north")
	if out.code != exitDone || !strings.Contains(out.stdout, "Ada") || strings.Contains(out.stdout, "Grace") || !strings.Contains(out.stdout, "tumour-biopsy") || !strings.Contains(out.stdout, "POINTS LOST") {
		t.Errorf("%d %s%s", out.code, out.stdout, out.stderr)
	}
	if out := drylab(t, "person", "set", "Ada", "--role", "administrator"); out.code != exitFailed || !strings.Contains(out.stderr, "administrator") {
		t.Errorf("an educator makes administrators: %d %s", out.code, out.stderr)
	}
	id := done[[]progress.Summary](t, "progress")[0].ID
	does(t, []string{"annotate", id[:8], "too far to the left", "--at", "1.5", "--place=-1,2.5,3"})
	if said := drylab(t, "opinions", id); !strings.Contains(said.stdout, "1.50 s at -1.0, 2.5, 3.0 mm") || !strings.Contains(said.stdout, "too far") {
		t.Errorf("%d %s%s", said.code, said.stdout, said.stderr)
	}
	does(t, []string{"annotate", "latest", "well held"})
	if said := drylab(t, "opinions", "latest"); !strings.Contains(said.stdout, "too far") || !strings.Contains(said.stdout, "well held") {
		t.Errorf("%d %s%s", said.code, said.stdout, said.stderr)
	}
	for _, wrong := range [][]string{{"annotate", id, " "}, {"annotate", id, "x", "--at=-1"}, {"annotate", id, "x", "--at=NaN"}, {"annotate", id, "x", "--at=1000"}, {"annotate", id, "x", "--place", "1,2"}, {"annotate", id, "x", "--place=nan,1,2"}, {"annotate", id, "x", "--place=1,2,1e9"}} {
		if out := drylab(t, wrong...); out.code != exitUsage {
			t.Errorf("%v ends with %d", wrong, out.code)
		}
	}
	t.Setenv("DRYLAB_AS", "")
	if groups := done[[]progress.Group](t, "group", "list"); len(groups) != 1 || groups[0].Curriculum.Version != "1" || groups[0].People != 2 {
		t.Errorf("%+v", groups)
	}
	out = drylab(t, "audit", "show", "--about", "Ada")
	for _, want := range []string{"group north", "level expert", "attempts"} {
		if !strings.Contains(out.stdout, want) {
			t.Errorf("the audit has no %q:\n%s%s", want, out.stdout, out.stderr)
		}
	}
	if out := drylab(t, "progress", "--as", "Nobody"); out.code != exitFailed || !strings.Contains(out.stderr, "Nobody") {
		t.Errorf("%d %s", out.code, out.stderr)
	}
}

// TestAPersonLeaves with everything, and a backup that still holds them is told of.
func TestAPersonLeaves(t *testing.T) {
	home := threeAttempts(t)
	recordings := filepath.Join(home, "recordings")
	entries, err := os.ReadDir(recordings)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries { // as practise leaves them
		name := strings.TrimSuffix(entry.Name(), ".mcap")
		for _, file := range []string{filepath.Join(home, "reports", name+".html"), filepath.Join(home, "screenshots", name+".png")} {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte("of Ada or Grace"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := filepath.Join(t.TempDir(), "grace")
	if x := done[progress.Exported](t, "person", "export", "Grace", "--out", out); x.Attempts != 2 || x.Recordings != 2 {
		t.Errorf("%+v", x)
	}
	if refused := drylab(t, "person", "delete", "Grace"); refused.code != exitUsage || !strings.Contains(refused.stderr, "--yes") {
		t.Errorf("%d %s", refused.code, refused.stderr)
	}
	deleted := done[progress.Deleted](t, "person", "delete", "Grace", "--yes")
	if deleted.Attempts != 2 || deleted.Files != 6 || len(deleted.Proof.Found) != 0 {
		t.Errorf("%+v", deleted)
	}
	for _, folder := range []string{"recordings", "reports", "screenshots"} {
		if left, _ := os.ReadDir(filepath.Join(home, folder)); len(left) != 1 {
			t.Errorf("%s holds %v", folder, left)
		}
	}
	if list := done[[]progress.Summary](t, "progress"); len(list) != 1 || list[0].Trainee.Name != "Ada" {
		t.Errorf("%+v", list)
	}
	verified := drylab(t, "audit", "verify")
	if verified.code != exitDone || !strings.Contains(verified.stdout, "1 attempt, 1 recording, 0 ratings and annotations, 3 rows of the audit, 2 deleted with their persons") {
		t.Errorf("%d %s%s", verified.code, verified.stdout, verified.stderr)
	}
	does(t, []string{"backup", filepath.Join(home, "drylab.db.saved")})
	told := drylab(t, "person", "delete", "Ada", "--yes")
	if told.code != exitFailed || !strings.Contains(told.stderr, "drylab.db.saved still holds the name") {
		t.Errorf("%d %s", told.code, told.stderr)
	}
}

// TestABackupIsMadeAndPutBack from the command line, and tampering is refused
// with the entry that it was found at.
func TestABackupIsMadeAndPutBack(t *testing.T) {
	home := threeAttempts(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	head := done[struct{ Head string }](t, "backup", backup).Head
	if again := drylab(t, "backup", backup); again.code != exitFailed || !strings.Contains(again.stderr, "--force") {
		t.Errorf("%d %s", again.code, again.stderr)
	}
	does(t, []string{"backup", backup, "--force"}, []string{"person", "delete", "Ada", "--yes"})
	out := drylab(t, "restore", backup)
	if out.code != exitDone || !strings.Contains(out.stdout, "3 attempts") || !strings.Contains(out.stdout, "replaced") || !strings.Contains(out.stdout, "Ada had been deleted") {
		t.Errorf("%d %s%s", out.code, out.stdout, out.stderr)
	}
	found := drylab(t, "audit", "verify", "--no-recordings", "--head", head)
	if found.code != exitDone || !strings.Contains(found.stdout, "put back 1 time") {
		t.Errorf("%d %s%s", found.code, found.stdout, found.stderr)
	}
	if found := drylab(t, "audit", "verify"); found.code != exitFailed || !strings.Contains(found.stderr, "missing") { // Ada's recording went with her
		t.Errorf("%d %s%s", found.code, found.stdout, found.stderr)
	}
	if out := drylab(t, "restore", filepath.Join(home, "none.db")); out.code != exitFailed || !strings.Contains(out.stderr, "drylab backup") {
		t.Errorf("%d %s", out.code, out.stderr)
	}
}

// TestAnAttemptThatCouldNotBeSavedIsKept later, once, as it would have been.
func TestAnAttemptThatCouldNotBeSavedIsKept(t *testing.T) {
	home := threeAttempts(t)
	for id, want := range stored(t, home) {
		recording := filepath.Join(home, "recordings", filepath.Base(want.RecordingPath))
		if out := drylab(t, "keep", recording, "--trainee", "Ada"); out.code != exitFailed || !strings.Contains(out.stderr, "already there") {
			t.Errorf("%d %s", out.code, out.stderr)
		}
		other := filepath.Join(t.TempDir(), "other.db")
		does(t, []string{"keep", recording, "--trainee", want.Trainee.Name, "--db", other})
		store, err := progress.Open(other, progress.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		got, err := store.Attempt(t.Context(), id)
		if err != nil || !equalToTheBit(&got, &want) || got.Started != want.Started || got.Trainee.Name != want.Trainee.Name || got.Seed != want.Seed || got.Device != want.Device {
			t.Errorf("%+v, %v", got, err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestARetentionPeriod: first it is told who would go, then they go; who has
// practised since stays.
func TestARetentionPeriod(t *testing.T) {
	home := t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	store, err := progress.Open(filepath.Join(home, "drylab.db"), progress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for person := range 3 {
		saveMade(t, store, "novice", person, 0, nil) // in March
	}
	saveMade(t, store, "novice", 2, 1, func(a *progress.Attempt) { a.Started = time.Now() })
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	told := drylab(t, "person", "expire", "--after", "30")
	for _, want := range []string{"Novice 0", "Novice 1", "nothing was deleted; --yes deletes everything about 2 people"} {
		if told.code != exitDone || !strings.Contains(told.stdout, want) || strings.Contains(told.stdout, "Novice 2") {
			t.Errorf("%d %s%s", told.code, told.stdout, told.stderr)
		}
	}
	if gone := drylab(t, "person", "expire", "--after", "30", "--yes"); gone.code != exitDone || !strings.Contains(gone.stdout, "deleted: 2 people, 2 scores") || !strings.Contains(gone.stdout, "none is left") {
		t.Errorf("%d %s%s", gone.code, gone.stdout, gone.stderr)
	}
	if left := done[[]progress.Summary](t, "progress"); len(left) != 2 || left[0].Trainee.Name != "Novice 2" {
		t.Errorf("%+v", left)
	}
	for args, code := range map[string]int{"--after=30": exitDone, "--after=0": exitUsage, "--json": exitUsage} {
		if out := drylab(t, "person", "expire", args); out.code != code {
			t.Errorf("%s: %d %s%s", args, out.code, out.stdout, out.stderr)
		}
	}
	does(t, []string{"person", "expire", "--after", "30", "--yes"}, []string{"audit", "verify", "--no-recordings"})
}
