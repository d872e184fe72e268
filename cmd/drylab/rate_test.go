package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring/progress"
)

// TestRatersAgreeAsShroutAndFleissSay: six attempts rated by four people with
// the numbers of Shrout and Fleiss (Psychol Bull 1979;86:420, table 2), through
// the commands; ICC(2,1) is .29 and ICC(2,4) .62 there.
func TestRatersAgreeAsShroutAndFleissSay(t *testing.T) {
	ratings := [6][4]int{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}}
	folder := t.TempDir()
	db, form := filepath.Join(folder, "d.db"), filepath.Join(folder, "form.yaml")
	text := "schema: drylab.form/1\nid: quality\nversion: 1.0.0\ntitle: Quality\nsource: Shrout and Fleiss 1979\n" +
		"items:\n- {id: quality, text: Quality, min: 1, max: 10}\n- {id: why, text: Why}\n- {id: steady, text: Steady, min: 1, max: 2, apart: true}\n"
	if err := os.WriteFile(form, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	attempts, scenario := storeAttempts(t, db, len(ratings))
	for i, row := range ratings {
		for rater, number := range row {
			out := drylab(t, "rate", attempts[i], "--form", form, "--db", db, "--as", fmt.Sprintf("Rater %d", rater),
				fmt.Sprintf("quality=%d", number), "why=as seen", "steady=1")
			if out.code != exitDone || !strings.Contains(out.stdout, fmt.Sprintf("%d of 10, a human rating", number)) {
				t.Fatalf("rate ended with %d: %s%s", out.code, out.stdout, out.stderr)
			}
		}
	}
	drylab(t, "rate", attempts[0], "--form", form, "--db", db, "quality=1", "steady=2") // the operator rated one only
	got := done[struct {
		Attempts, Raters int
		Agreement        []agreement
	}](t, "agreement", scenario, "--form", form, "--db", db)
	if got.Attempts != 6 || got.Raters != 4 || len(got.Agreement) != 3 {
		t.Fatalf("%+v", got)
	}
	for _, row := range got.Agreement[:2] {
		if math.Abs(*row.Single-0.29) > 0.005 || math.Abs(*row.Mean-0.62) > 0.005 {
			t.Errorf("%s: ICC(2,1) %.3f and ICC(2,4) %.3f", row.Item, *row.Single, *row.Mean)
		}
	}
	if steady := got.Agreement[2]; steady.Single != nil || steady.Reason == "" {
		t.Errorf("an item on which all attempts are alike: %+v", steady)
	}
	for _, rating := range []string{"osats", "osats/haste", "o-score/one-thing-well"} {
		out := drylab(t, "benchmark", "derive", "ventricular-drain", "--method", "borderline", "--rating", rating, "--out", filepath.Join(t.TempDir(), "x.yaml"), "--db", db)
		if out.code != exitUsage || !strings.Contains(out.stderr, "drylab form show") && !strings.Contains(out.stderr, "FORM/ITEM") {
			t.Errorf("--rating %s ended with %d: %s", rating, out.code, out.stderr)
		}
	}
	for _, wrong := range [][]string{{"quality=11"}, {"quality"}, {"quality=3", "quality=4"}, {"why=x"}, {"beauty=3", "quality=3"}} {
		if out := drylab(t, append([]string{"rate", attempts[0], "--form", form, "--db", db}, wrong...)...); out.code != exitUsage || strings.Count(out.stderr, "\n") != 1 {
			t.Errorf("rate %v ended with %d: %s", wrong, out.code, out.stderr)
		}
	}
}

// storeAnnas saves so many attempts by Anna.
func storeAnnas(t *testing.T, db string, n int) (ids []string, scenario string) {
	t.Helper()
	j, err := judge("../../scenarios/testdata/schema1.mcap", nil)
	if err != nil {
		t.Fatal(err)
	}
	store, err := progress.Open(db, progress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	h := &j.recording.Header
	for i := range n {
		a := progress.Attempt{RubricText: string(scenarios.RubricText(j.rubric)), Metrics: j.metrics, Score: j.score, Circumstances: progress.Circumstances{
			ID: progress.NewID(), Trainee: progress.Trainee{Name: "Anna"}, Started: startOf(h).Add(time.Duration(i) * time.Hour),
			Scenario: h.Scenario, Rubric: scenarios.RubricRef(j.rubric), Case: h.Case, Engine: h.Engine, Device: h.Device,
			RecordingPath: j.path, RecordingSHA256: j.sha256,
		}}
		if err := store.Save(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return ids, h.Scenario.ID
}

// storeAttempts saves attempts by Anna and makes four educators who may rate them.
func storeAttempts(t *testing.T, db string, n int) (ids []string, scenario string) {
	t.Helper()
	ids, scenario = storeAnnas(t, db, n)
	store, err := progress.Open(db, progress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	access, err := store.As(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(access.AddGroup(t.Context(), "Course"))
	must(access.Join(t.Context(), "Course", "Anna"))
	for i := range 4 {
		rater := fmt.Sprintf("Rater %d", i)
		must(access.AddPerson(t.Context(), rater))
		must(access.SetRole(t.Context(), rater, progress.RoleEducator))
		must(access.Join(t.Context(), "Course", rater))
	}
	return ids, scenario
}
