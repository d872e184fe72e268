package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/rogpeppe/go-internal/testscript"
)

// The made department: eight experts, of whom the last is slow, and seven
// novices; three attempts each, of which the first is twice as slow.
const madeExperts, madeNovices = 8, 7

// madeTime is a run's time: seconds that a hand calculation can follow.
func madeTime(group string, person, run int) float64 {
	seconds := 50 + 2*float64(person) + float64(run)
	switch {
	case group == proficiency.GroupNovice:
		seconds += 120 + 3*float64(person)
	case person == madeExperts-1:
		seconds = 200 // the outlier
	}
	if run == 0 {
		seconds *= 2
	}
	return seconds
}

// department fills a database with the made people.
func department(tb testing.TB, path string) {
	tb.Helper()
	store, err := progress.Open(path, progress.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer store.Close()
	for group, n := range map[string]int{proficiency.GroupExpert: madeExperts, proficiency.GroupNovice: madeNovices} {
		for person := range n {
			for run := range 3 {
				saveMade(tb, store, group, person, run, nil)
			}
		}
	}
	operator, err := store.As(context.Background(), "")
	if err != nil {
		tb.Fatal(err)
	}
	for person := range madeNovices {
		if err := operator.SetLevel(context.Background(), fmt.Sprintf("Novice %d", person), progress.LevelNovice); err != nil {
			tb.Fatal(err)
		}
	}
	// A script at another scenario, to compare with a recording.
	saveMade(tb, store, "novice", 0, 4, func(a *progress.Attempt) {
		a.Scenario = record.Ref{ID: "tumour-biopsy", Version: "1.0.0"}
		a.Device.Class = "script"
	})
	// What must not count.
	saveMade(tb, store, "expert", 0, 5, func(a *progress.Attempt) { a.Scenario.Version = "0.9.0" })
	saveMade(tb, store, "expert", 0, 6, func(a *progress.Attempt) { a.Trainee.Name = "guest" })
	saveMade(tb, store, "expert", 0, 7, func(a *progress.Attempt) { a.Device.Class = "script" })
	saveMade(tb, store, "expert", 0, 8, func(a *progress.Attempt) {
		a.Score.Outcome, a.Score.Total, a.Score.WeightedTotal = scoring.OutcomeInvalid, nil, nil
	})
}

// saveMade stores one made attempt at the ventricular drain.
func saveMade(tb testing.TB, store *progress.Store, group string, person, run int, change func(*progress.Attempt)) {
	tb.Helper()
	s, err := scenarios.Builtin("ventricular-drain")
	if err != nil {
		tb.Fatal(err)
	}
	name := map[string]string{proficiency.GroupExpert: "Expert", proficiency.GroupNovice: "Novice"}[group]
	metric := func(id string, value float64) scoring.Metric {
		d, _ := scoring.Describe(id)
		return scoring.Metric{ID: id, Unit: d.Unit, Value: &value, Version: d.Version}
	}
	total := 90 - 3*float64(person)
	if group == proficiency.GroupNovice {
		total -= 30
	}
	a := progress.Attempt{
		Circumstances: progress.Circumstances{
			ID:      fmt.Sprintf("%s-%d-%d", group, person, run),
			Trainee: progress.Trainee{Name: fmt.Sprintf("%s %d", name, person)},
			Started: time.Date(2026, 3, 1+run, 10, person, 0, 0, time.UTC), Saved: time.Date(2026, 3, 1+run, 11, 0, 0, 0, time.UTC),
			Scenario: record.Ref{ID: s.ID, Version: s.Version}, Rubric: scenarios.RubricRef(&s.Rubric), Case: record.Ref{ID: s.Case},
			Device: record.Device{Name: "mouse", Class: "mouse"}, RecordingSHA256: strings.Repeat("0f", 32),
		},
		RubricText: string(scenarios.RubricText(&s.Rubric)),
		Metrics: scoring.Metrics{
			metric("time_total", madeTime(group, person, run)),
			metric("target_error", 2+float64((person*3+run)%5)/10), // the same in both groups
			metric("passes", 1),
		},
		Score: scoring.Score{Outcome: scoring.OutcomePass, Total: &total, WeightedTotal: &total},
	}
	if change != nil {
		change(&a)
	}
	if err := store.Save(context.Background(), a); err != nil {
		tb.Fatal(err)
	}
}

const madeNames = "Expert 0,Expert 1,Expert 2,Expert 3,Expert 4,Expert 5,Expert 6,Expert 7"

// TestStandardScripts runs testdata/standard against the made department.
func TestStandardScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/standard",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DRYLAB_HOME", env.WorkDir)
			env.Setenv("EXPERTS", madeNames)
			department(t, filepath.Join(env.WorkDir, "drylab.db"))
			recording, err := os.ReadFile("../../scenarios/testdata/schema1.mcap")
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(env.WorkDir, "one.mcap"), recording, 0o600)
		},
	})
}

// TestBenchmarkOfTheDepartment follows the experts' time by hand: 51.5, 53.5 …
// 63.5 s and the outlier of 200 s, which is 2.45 standard deviations away.
func TestBenchmarkOfTheDepartment(t *testing.T) {
	home := t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	department(t, filepath.Join(home, "drylab.db"))
	out := filepath.Join(home, "rubric.yaml")
	got := done[derivation](t, "benchmark", "derive", "ventricular-drain", "--experts", madeNames,
		"--date", "2026-03-09", "--out", out, "--save")
	d := only(t, got, "time")
	if d.N != 7 || math.Abs(d.Value-57.5) > 1e-9 || math.Abs(*d.SD-math.Sqrt(112.0/6)) > 1e-9 || d.Status != scoring.BenchmarkExpert {
		t.Errorf("time: %+v", d)
	}
	if len(d.People) != 8 || !d.People[7].Outlier || d.People[7].Value != 200 {
		t.Errorf("people: %+v", d.People)
	}
	if kept := only(t, got, "vessel-clearance"); kept.Kept == "" || kept.Curve != nil {
		t.Errorf("a safety limit was derived: %+v", kept)
	}
	if got.LeftOut[leftVersion] != 1 || got.LeftOut[leftNameless] != 1 || got.LeftOut[leftInvalid] != 1 || got.LeftOut[leftDevice] != 1 {
		t.Errorf("left out: %v", got.LeftOut)
	}
	rubric, err := scenarios.OpenRubric(out)
	if err != nil {
		t.Fatal(err)
	}
	c := rubric.Criteria[7]
	if c.ID != "time" || *c.Curve.Expert != 57.5 || *c.Curve.Novice != 240 || c.Benchmark.Method != "experts" || c.Benchmark.N != 7 ||
		c.Benchmark.Date != "2026-03-09" || c.Benchmark.Device != "mouse" || len(c.Benchmark.CI95) != 2 || rubric.Version != "1.1.0" {
		t.Errorf("written: %+v %+v, version %s", c.Curve, c.Benchmark, rubric.Version)
	}
	stored := benchmarksOf(t, filepath.Join(home, "drylab.db"))
	if len(stored) != 2 || stored[0].N == 0 || stored[0].Interval == nil {
		t.Errorf("stored: %+v", stored)
	}
}

// only is the derivation of one criterion.
func only(t *testing.T, d derivation, criterion string) proficiency.Derivation {
	t.Helper()
	for _, one := range d.Derivations {
		if one.Criterion == criterion {
			return one
		}
	}
	t.Fatalf("nothing about %s in %+v", criterion, d)
	return proficiency.Derivation{}
}

func benchmarksOf(t *testing.T, path string) []progress.Benchmark {
	t.Helper()
	store, err := progress.Open(path, progress.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	stored, err := store.Benchmarks(context.Background(), "ventricular-drain", "mouse")
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// TestWhatLeavesTheStationNamesNobody: neither the JSON, nor the rubric, nor
// the stored derivation holds a person's name.
func TestWhatLeavesTheStationNamesNobody(t *testing.T) {
	home := t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	path := filepath.Join(home, "drylab.db")
	department(t, path)
	rubric := filepath.Join(home, "rubric.yaml")
	derive := drylab(t, "benchmark", "derive", "ventricular-drain", "--method", "contrasting", "--experts", madeNames, "--out", rubric, "--save", "--json")
	valid := drylab(t, "validity", "ventricular-drain", "--experts", madeNames, "--json")
	if derive.code != exitDone || valid.code != exitDone {
		t.Fatal(derive.stderr, valid.stderr)
	}
	text, err := os.ReadFile(rubric)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := json.Marshal(benchmarksOf(t, path))
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"derivation": derive.stdout, "validity": valid.stdout, "rubric": string(text), "database": string(stored)} {
		if strings.Contains(text, "Expert ") || strings.Contains(text, "Novice ") {
			t.Errorf("the %s names somebody", what)
		}
	}
}

// TestADerivedRubricScores: the cut of the contrasting groups gives the points
// of the pass mark, and comments of the author stay.
func TestADerivedRubricScores(t *testing.T) {
	home := t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	department(t, filepath.Join(home, "drylab.db"))
	s, err := scenarios.Builtin("ventricular-drain")
	if err != nil {
		t.Fatal(err)
	}
	own, out := filepath.Join(home, "own.yaml"), filepath.Join(home, "derived.yaml")
	text := append([]byte("# Our course.\n"), s.RubricSource()...)
	if err := os.WriteFile(own, text, 0o600); err != nil {
		t.Fatal(err)
	}
	got := done[derivation](t, "benchmark", "derive", "ventricular-drain", "--method", "contrasting", "--experts", madeNames, "--rubric", own, "--out", out)
	d := only(t, got, "time")
	if d.Groups == nil || d.Groups.Experts != 8 || d.Groups.Novices != 7 || d.Status != scoring.BenchmarkContrasting {
		t.Fatalf("time: %+v", d)
	}
	written, err := os.ReadFile(out)
	if err != nil || !bytes.HasPrefix(written, []byte("# Our course.\n")) {
		t.Errorf("the author's comment is gone: %.60q, %v", written, err)
	}
	rubric, err := scenarios.OpenRubric(out)
	if err != nil {
		t.Fatal(err)
	}
	if points, ok := rubric.Criteria[7].Curve.Score(d.Value); !ok || math.Abs(points-rubric.Pass.MinTotal) > 1e-3 { // anchors have six digits
		t.Errorf("the cut %g gives %g points, the pass mark is %g", d.Value, points, rubric.Pass.MinTotal)
	}
	if kept := only(t, got, "target-error"); kept.Kept == "" {
		t.Errorf("a metric that is the same in both groups got a cut: %+v", kept)
	}
}

func TestNextVersion(t *testing.T) {
	for version, want := range map[string]string{"1.0.0": "1.1.0", "2.9.3": "2.10.0", "draft": "draft-2026-03-09", "1.x.0": "1.x.0-2026-03-09"} {
		if got := nextVersion(version, "2026-03-09"); got != want {
			t.Errorf("%s becomes %s, want %s", version, got, want)
		}
	}
}
