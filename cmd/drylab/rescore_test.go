package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
)

// perform makes and saves an attempt without its pictures, which take longest.
func perform(t testing.TB, c practiseCommand) {
	t.Helper()
	c.Headless = true
	at := &attempt{app: &app{ctx: t.Context(), stdout: io.Discard, stderr: io.Discard}, command: &c, id: progress.NewID(), started: time.Now(), paths: map[string]string{}}
	if err := at.prepare(); err != nil {
		t.Fatal(err)
	}
	defer at.store.Close()
	if err := at.perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	j, err := judge(at.paths["recording"], nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := at.save(j); err != nil {
		t.Fatal(err)
	}
}

// school is a data folder that was moved since three biopsies were made in it,
// by two trainees, one of whom is clumsy once.
func school() string { return filepath.Join(filepath.Dir(sharedHome), "school") }

// threeAttempts is a copy of it.
func threeAttempts(t *testing.T) (home string) {
	t.Helper()
	template := school()
	if _, err := os.Stat(template); err != nil {
		made := newHome(t)
		perform(t, practiseCommand{Scenario: "tumour-biopsy", Trainee: "Ada"})
		perform(t, practiseCommand{Scenario: "tumour-biopsy", Trainee: "Grace", Seed: 7})
		perform(t, practiseCommand{Scenario: "tumour-biopsy", Trainee: "Grace", Tracker: "script:clumsy"})
		if err := os.Rename(made, template); err != nil {
			t.Fatal(err)
		}
	}
	home = t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	for _, name := range []string{"drylab.db", "drylab.db.key"} {
		copyFile(t, filepath.Join(template, name), filepath.Join(home, name))
	}
	recordings, err := filepath.Glob(filepath.Join(template, "recordings", "*"))
	if err != nil || len(recordings) != 3 {
		t.Fatal(recordings, err)
	}
	for _, name := range recordings {
		copyFile(t, name, filepath.Join(home, "recordings", filepath.Base(name)))
	}
	return home
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(read(t, from)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// harderRubric is the biopsy's own with a rule that everybody breaks.
func harderRubric(t *testing.T) string {
	t.Helper()
	s, err := scenarios.Open("tumour-biopsy")
	if err != nil {
		t.Fatal(err)
	}
	source := string(s.RubricSource())
	harder := regexp.MustCompile(`(?m)^( *)critical:$`).ReplaceAllString(source,
		"${1}critical:\n${1}  - {id: present, metric: time_total, op: \">=\", value: 0, effect: fail, text: Took time.}")
	if harder == source {
		t.Fatal("the rubric has no critical rules")
	}
	return write(t, "harder.yaml", harder)
}

// stored are all attempts of the database, whole.
func stored(t *testing.T, home string) map[string]progress.Attempt {
	t.Helper()
	store, err := progress.Open(filepath.Join(home, "drylab.db"), progress.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	list, err := store.Attempts(context.Background(), progress.Filter{Superseded: true})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]progress.Attempt{}
	for _, s := range list {
		if all[s.ID], err = store.Attempt(context.Background(), s.ID); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestRescoringByTheSameRubricReproducesEveryScore to the last bit, and adds nothing.
func TestRescoringByTheSameRubricReproducesEveryScore(t *testing.T) {
	home := threeAttempts(t)
	before := stored(t, home)
	for range 2 {
		got := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy")
		if got.Attempts != 3 || got.Counts[rescoredSame] != 3 || len(got.Results) != 0 {
			t.Errorf("%+v", got)
		}
	}
	if after := stored(t, home); len(after) != len(before) {
		t.Errorf("%d rows became %d", len(before), len(after))
	}
}

// TestRescoringByANewRubric adds a row to each attempt once, in whatever parts
// and however often it is run, and leaves the old rows as they were.
func TestRescoringByANewRubric(t *testing.T) {
	home, rubric := threeAttempts(t), harderRubric(t)
	before := stored(t, home)
	counts := map[string]int{}
	for _, shard := range []string{"1/3", "2/3", "3/3"} {
		got := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy", "--rubric", rubric, "--shard", shard)
		for result, n := range got.Counts {
			counts[result] += n
		}
	}
	if !maps.Equal(counts, map[string]int{rescoredAdded: 3}) {
		t.Errorf("three parts: %v", counts)
	}
	again := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy", "--rubric", rubric)
	if !maps.Equal(again.Counts, map[string]int{rescoredBefore: 3}) {
		t.Errorf("once more: %v", again.Counts)
	}
	for _, r := range again.Results { // the table is the same whether it was interrupted or not
		if old := before[r.Attempt]; r.Before.Outcome != old.Score.Outcome || r.After.Outcome == scoring.OutcomePass || r.Trainee != old.Trainee.ID {
			t.Errorf("%+v", r)
		}
	}
	if measured := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy", "--rubric", rubric, "--again"); !maps.Equal(measured.Counts, map[string]int{rescoredSame: 3}) {
		t.Errorf("measured again: %v", measured.Counts)
	}
	after := stored(t, home)
	if len(after) != 6 {
		t.Errorf("%d rows, want 6", len(after))
	}
	for id, old := range before {
		if now := after[id]; !equalToTheBit(&old, &now) || now.Saved != old.Saved {
			t.Errorf("attempt %s was changed", id)
		}
	}
	if found := done[progress.Verification](t, "audit", "verify"); len(found.Faults) != 0 || found.Attempts != 6 {
		t.Errorf("%+v", found)
	}
	out := drylab(t, "rescore", "--scenario", "tumour-biopsy", "--rubric", rubric)
	if out.code != exitDone || !strings.Contains(out.stdout, "3 done by an earlier run") || !strings.Contains(out.stdout, "OUTCOME BEFORE") {
		t.Errorf("%d %s%s", out.code, out.stdout, out.stderr)
	}
}

// TestRescoringOnSeveralMachines: each works on a copy and writes a file; the
// station takes them in and has what one machine alone would have.
func TestRescoringOnSeveralMachines(t *testing.T) {
	home, rubric := threeAttempts(t), harderRubric(t)
	folder := t.TempDir()
	copied := filepath.Join(home, "copy.db")
	does(t, []string{"backup", copied})
	var files []string
	for _, shard := range []string{"1/2", "2/2"} {
		file := filepath.Join(folder, shard[:1]+".jsonl")
		args := []string{"rescore", "--scenario", "tumour-biopsy", "--rubric", rubric, "--db", copied, "--shard", shard, "--out", file}
		does(t, args)
		text := read(t, file)
		if err := os.WriteFile(file, []byte(text+text[:min(40, len(text))]), 0o600); err != nil { // killed while writing more
			t.Fatal(err)
		}
		if out := drylab(t, "rescore", "--scenario", "tumour-biopsy", "--merge", file); len(text) > 0 && (out.code != exitFailed || !strings.Contains(out.stderr, "cut off")) {
			t.Errorf("a line cut off: %d %s", out.code, out.stderr)
		}
		does(t, args)
		if again := read(t, file); again != text {
			t.Error("a repeated run does not give the same file")
		}
		if strings.Contains(text, "Ada") || strings.Contains(text, "Grace") {
			t.Error("the file holds a name")
		}
		files = append(files, file)
	}
	if n := len(stored(t, home)); n > 6 {
		t.Errorf("%d rows before merging", n)
	}
	got := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy", "--merge", files[0], "--merge", files[1])
	if got.Counts[rescoredAdded]+got.Counts[rescoredBefore] != 3 || len(stored(t, home)) != 6 {
		t.Errorf("%+v", got)
	}
	if same := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy", "--rubric", rubric, "--again"); same.Counts[rescoredSame] != 3 {
		t.Errorf("measured here: %+v", same)
	}
	if found := done[progress.Verification](t, "audit", "verify"); len(found.Faults) != 0 || found.Attempts != 6 {
		t.Errorf("%+v", found)
	}
	for name, bad := range map[string]string{"of another recording": `"recording_sha256":"0`, "rubric": `"rubric_text":"x`} {
		key, _, _ := strings.Cut(bad, `:"`)
		spoiled := strings.Replace(read(t, files[0])+read(t, files[1]), key+`:"`, bad, 1)
		if name == "of another recording" { // keep its length
			spoiled = regexp.MustCompile(`"recording_sha256":"0(.{63}).`).ReplaceAllString(spoiled, `"recording_sha256":"0$1`)
		}
		if out := drylab(t, "rescore", "--scenario", "tumour-biopsy", "--merge", write(t, "bad.jsonl", spoiled)); out.code != exitFailed || !strings.Contains(out.stderr, name) {
			t.Errorf("%s: %d %s", name, out.code, out.stderr)
		}
	}
}

// FuzzParts: lines from another machine never panic, and what is whole is counted right.
func FuzzParts(f *testing.F) {
	f.Add("{}\n{\"id\":\"x\"}\n")
	f.Add("{\"id\":1")
	f.Fuzz(func(t *testing.T, text string) {
		whole, err := eachPart("x", strings.NewReader(text), func(progress.Attempt) error { return nil })
		if whole > int64(len(text)) || err == nil && whole != int64(len(text)) {
			t.Errorf("%d of %d bytes are whole, %v", whole, len(text), err)
		}
	})
}

// TestRescoringSaysWhatItCannotDo and does the rest.
func TestRescoringSaysWhatItCannotDo(t *testing.T) {
	home := threeAttempts(t)
	var ids []string
	for id := range stored(t, home) {
		ids = append(ids, id)
	}
	file := func(i int) string {
		return filepath.Join(home, "recordings", filepath.Base(stored(t, home)[ids[i]].RecordingPath))
	}
	changed, lost := file(0), file(1)
	content := read(t, lost)
	if err := os.WriteFile(changed, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(lost); err != nil {
		t.Fatal(err)
	}
	out := drylab(t, "rescore", "--scenario", "tumour-biopsy", "--rubric", harderRubric(t))
	if out.code != exitFailed || !strings.Contains(out.stdout, "1 with a new score") || !strings.Contains(out.stdout, "2 failed") || !strings.Contains(out.stderr, "2 of 3") {
		t.Errorf("%d %s%s", out.code, out.stdout, out.stderr)
	}
	if n := len(stored(t, home)); n != 4 {
		t.Errorf("%d rows, want 4", n)
	}
	other := drylab(t, "rescore", "--scenario", "ventricular-drain")
	if other.code != exitDone || !strings.Contains(other.stdout, "no attempt") {
		t.Errorf("%d %s%s", other.code, other.stdout, other.stderr)
	}
	for _, shard := range []string{"0/3", "4/3", "1", "a/b", "1/3x", "-1/3"} {
		if out := drylab(t, "rescore", "--scenario", "x", "--shard", shard); out.code != exitUsage {
			t.Errorf("--shard %s ends with %d", shard, out.code)
		}
	}
}

// TestARescoringThatIsInterruptedGoesOn: a cancelled run leaves what it did.
func TestARescoringThatIsInterruptedGoesOn(t *testing.T) {
	home, rubric := threeAttempts(t), harderRubric(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	if code := run(ctx, []string{"rescore", "--scenario", "tumour-biopsy", "--rubric", rubric}, &stdout, &stderr); code != exitFailed {
		t.Errorf("ended with %d: %s", code, stderr.String())
	}
	if n := len(stored(t, home)); n != 3 {
		t.Errorf("%d rows after an interruption before the first", n)
	}
	if got := done[rescoreResult](t, "rescore", "--scenario", "tumour-biopsy", "--rubric", rubric, "--jobs", "1"); got.Counts[rescoredAdded] != 3 {
		t.Errorf("%+v", got)
	}
}
