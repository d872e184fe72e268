package progress

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// remember gives a person everything that can be known of one, and tells by
// what bytes they would be recognised.
func remember(t *testing.T, path, name string) (traces []string) {
	t.Helper()
	ctx, folder := context.Background(), filepath.Dir(path)
	store, err := Open(path, Options{})
	must(t, err)
	first, other := recorded(t, folder, 21), recorded(t, folder, 22)
	first.Trainee.Name, other.Trainee.Name = name, "Somebody Else"
	again := first
	again.ID, again.Supersedes, again.Saved = sampleAttempt(23).ID, first.ID, first.Saved.Add(time.Hour)
	for _, a := range []Attempt{first, other, again} {
		save(t, store, a)
	}
	operator := access(t, store, "")
	must(t, operator.SetRole(ctx, name, RoleEducator), operator.AddGroup(ctx, "north"), operator.Join(ctx, "north", name),
		operator.Join(ctx, "north", "Somebody Else"))
	person := access(t, store, name)
	must(t, person.Rate(ctx, Rating{Attempt: other.ID, Form: "osats"}), person.Annotate(ctx, Annotation{Attempt: first.ID, Text: "mine"}))
	id := person.actor
	must(t, operator.SaveBenchmark(ctx, Benchmark{Scenario: "ventricular-drain", Method: "experts", Derived: first.Started,
		Derivation: []byte(`{"trainees":["` + id + `"],"attempts":["` + again.ID + `","` + other.ID + `"]}`)}))
	must(t, operator.Delivered(ctx, []string{first.ID}, map[string]string{again.ID: "no"}), store.Close())
	return []string{name, id, first.ID, again.ID}
}

// holders are the files of a folder that hold the text.
func holders(t *testing.T, folder, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			files = append(files, filepath.Base(path))
		}
		return err
	})
	must(t, err)
	return files
}

// TestNothingIsLeftOfADeletedPerson reads every byte of every file itself.
func TestNothingIsLeftOfADeletedPerson(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	folder := filepath.Dir(path)
	traces := remember(t, path, "Unforgettable Person")
	report := filepath.Join(folder, "21.html")
	write(t, report, []byte("<h1>Unforgettable Person</h1>"))
	for _, text := range traces {
		if len(holders(t, folder, text)) == 0 {
			t.Fatalf("%q is in no file before the deletion: the test looks at the wrong thing", text)
		}
	}
	before := verify(t, path, VerifyOptions{})

	store := openAt(t, path)
	operator := access(t, store, "")
	if _, err := access(t, store, "Somebody Else").DeletePerson(ctx, "Unforgettable Person", DeleteOptions{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("a trainee deletes another: %v", err)
	}
	done, err := operator.DeletePerson(ctx, "Unforgettable Person", DeleteOptions{
		Companions: func(recording string) []string {
			return []string{strings.TrimSuffix(recording, ".mcap") + ".html", filepath.Join(folder, "no such file")}
		}})
	if err != nil || done.Attempts != 2 || done.Files != 2 || done.Delivered != 1 || len(done.Proof.Found) != 0 || done.Proof.Traces != 4 || done.Proof.Bytes < 4096 {
		t.Errorf("%+v, %v", done, err)
	}
	for _, text := range traces {
		if files := holders(t, folder, text); len(files) > 0 {
			t.Errorf("%q is still in %v", text, files)
		}
	}
	for _, gone := range []string{report, filepath.Join(folder, "21.mcap")} {
		if _, err := os.Stat(gone); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there", gone)
		}
	}
	after := verify(t, path, VerifyOptions{Head: before.Head})
	if len(after.Faults) != 0 || after.Deleted != 2 || after.Attempts != before.Attempts-2 {
		t.Errorf("the chain after a deletion: %+v", after)
	}
	// What they said of others stays, without them.
	ratings, _, err := operator.Opinions(ctx, sampleAttempt(22).ID)
	if err != nil || len(ratings) != 1 || ratings[0].Rater != "" {
		t.Errorf("%+v, %v", ratings, err)
	}
	benchmarks, err := store.Benchmarks(ctx, "ventricular-drain", "")
	if err != nil || len(benchmarks) != 1 || string(benchmarks[0].Derivation) != `{"trainees":["deleted"],"attempts":["deleted","`+sampleAttempt(22).ID+`"]}` {
		t.Errorf("%s, %v", benchmarks[0].Derivation, err)
	}
	if _, err := operator.DeletePerson(ctx, "Unforgettable Person", DeleteOptions{}); !errors.Is(err, ErrNoPerson) {
		t.Errorf("deleted twice: %v", err)
	}
}

// TestARemnantIsTold: a copy beside the database, and a name inside another's.
func TestARemnantIsTold(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	remember(t, path, "Unforgettable Person")
	store := openAt(t, path)
	operator := access(t, store, "")
	must(t, operator.AddPerson(ctx, "Unforgettable Person the Second"))
	if _, err := operator.Backup(ctx, path+".old", nil); err != nil {
		t.Fatal(err)
	}
	done, err := operator.DeletePerson(ctx, "Unforgettable Person", DeleteOptions{})
	must(t, err)
	if len(done.Proof.Found) != 4 || !strings.Contains(done.Proof.Found[0], path+".old still holds") {
		t.Errorf("%+v", done.Proof)
	}
	if len(done.Proof.Elsewhere) != 1 || done.Proof.Elsewhere[0] != "trainee_names.name (1)" {
		t.Errorf("%+v", done.Proof)
	}
}

// TestAnInterruptedDeletionIsFinished by whoever opens the database next: the
// rows are gone, the files and old pages are not yet.
func TestAnInterruptedDeletionIsFinished(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	folder := filepath.Dir(path)
	traces := remember(t, path, "Unforgettable Person")
	store, err := Open(path, Options{})
	must(t, err)
	a := access(t, store, "")
	must(t, a.administer(ctx, "delete a person", func(tx *sql.Tx) (noted, error) {
		person, err := store.findPerson(ctx, tx, "Unforgettable Person")
		must(t, err)
		d := deletion{store: store, tx: tx, person: person}
		return noted{action: ActionDelete}, d.run(ctx)
	}))
	must(t, store.Close())
	if _, err := os.Stat(filepath.Join(folder, "21.mcap")); err != nil {
		t.Fatal("the file went with the rows: the test interrupts nothing")
	}
	verify(t, path, VerifyOptions{}) // opens it
	for _, text := range traces {
		if files := holders(t, folder, text); len(files) > 0 {
			t.Errorf("%q is still in %v", text, files)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "21.mcap")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the recording is still there")
	}
}

// TestTracesAcrossChunks puts one where two reads meet.
func TestTracesAcrossChunks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	text := "Unforgettable Person"
	for _, at := range []int{0, searchChunk - 3, searchChunk, searchChunk + len(text) - 1, 2*searchChunk + 5} {
		content := bytes.Repeat([]byte{'.'}, 2*searchChunk+100)
		copy(content[at:], text)
		write(t, path, content)
		held, read, err := searchFile(context.Background(), path, []trace{{"", "nobody"}, {"", text}})
		if err != nil || len(held) != 1 || held[0] != 1 || read != int64(len(content)) {
			t.Errorf("at %d: %v, %d bytes, %v", at, held, read, err)
		}
	}
}

// TestSearchingFindsWhatContainsFinds compares with the obvious way on texts
// that overlap, repeat and begin alike.
func TestSearchingFindsWhatContainsFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	text := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "ab"[random.IntN(2)]
		}
		return string(b)
	}
	for range 2000 {
		window := text(random.IntN(60))
		traces := []trace{{}}
		for range 1 + random.IntN(20) {
			traces = append(traces, trace{"", text(1 + random.IntN(12))})
		}
		s := newSearch(traces)
		s.look([]byte(window))
		for i, one := range traces {
			if want := one.text != "" && strings.Contains(window, one.text); s.found[i] != want {
				t.Fatalf("%q in %q: %v", one.text, window, s.found[i])
			}
		}
	}
}

// TestExportHoldsEverything of one person and nothing of others.
func TestExportHoldsEverything(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	remember(t, path, "Unforgettable Person")
	store := openAt(t, path)
	out := filepath.Join(t.TempDir(), "export")
	x, err := access(t, store, "Unforgettable Person").ExportPerson(ctx, "Unforgettable Person", out) // one's own
	if err != nil || x.Attempts != 2 || x.Recordings != 1 || len(x.Missing) != 0 {
		t.Fatalf("%+v, %v", x, err)
	}
	var manifest struct {
		SHA256 map[string]string `json:"sha256"`
	}
	text, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	must(t, err, json.Unmarshal(text, &manifest))
	if len(manifest.SHA256) != 9 {
		t.Errorf("files %v", manifest.SHA256)
	}
	for name, want := range manifest.SHA256 {
		if sum, err := fileSHA256(filepath.Join(out, name)); err != nil || sum != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	var attempts []Attempt
	text, err = os.ReadFile(filepath.Join(out, "attempts.json"))
	must(t, err, json.Unmarshal(text, &attempts))
	if len(attempts) != 2 || len(attempts[0].Metrics) != 3 || attempts[1].Supersedes != attempts[0].ID || attempts[0].Trainee.Name != "Unforgettable Person" {
		t.Errorf("%+v", attempts)
	}
	other, err := store.Trainee(ctx, "Somebody Else")
	must(t, err)
	if files := append(holders(t, out, other), holders(t, out, "Somebody Else")...); len(files) > 0 {
		t.Errorf("another person is in %v", files)
	}
	if _, err := access(t, store, "Somebody Else").ExportPerson(ctx, "Unforgettable Person", out+"2"); !errors.Is(err, ErrForbidden) {
		t.Errorf("a trainee exports another: %v", err)
	}
	if _, err := access(t, store, "").ExportPerson(ctx, "Unforgettable Person", out); err == nil {
		t.Error("an existing folder was written into")
	}
}
