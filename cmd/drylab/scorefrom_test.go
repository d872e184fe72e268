package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scoring"
)

// motionRubric grades what any motion has.
const motionRubric = `schema: drylab.rubric/1
id: lab-motion
version: 1.0.0
title: Motion in the lab
scenario: {id: peg-transfer}
pass: {min_total: 50}
critical_cap: 20
domains: [{id: economy, weight: 1}]
criteria:
- id: path
  domain: economy
  metric: path_db_mm
  unit: mm
  weight: 1
  missing: invalid
  curve: {type: linear, novice: 400, expert: 100}
  feedback: [{min: 0, text: Move less.}]
`

// TestLabScoresItsOwnTracker: our table of a recording's poses, scored as motion
// from elsewhere, has the path that the recording has; kept for a trainee it is
// an attempt that can be scored again.
func TestLabScoresItsOwnTracker(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("DRYLAB_HOME", folder)
	table, rubric, db := filepath.Join(folder, "t.csv"), filepath.Join(folder, "r.yaml"), filepath.Join(folder, "d.db")
	if err := os.WriteFile(rubric, []byte(motionRubric), 0o600); err != nil {
		t.Fatal(err)
	}
	const recording = "../../scenarios/testdata/schema1.mcap"
	if out := drylab(t, "export", "trajectory", recording, "--out", table); out.code != exitDone {
		t.Fatal(out.stderr)
	}
	j, err := judge(recording, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := done[result](t, "score", table, "--from", "csv", "--rubric", rubric, "--trainee", "Lab 1", "--db", db)
	// Both have the whole way here; the clock of the recording starts within it.
	want, _ := (&scoring.Rubric{}).Measure(j.recording).Get("path_db_mm")
	path, _ := got.Metrics.Get("path_db_mm")
	if path.Value == nil || *path.Value < *want.Value || *path.Value > 3**want.Value {
		t.Errorf("path %+v, the recording's scored part has %v", path, *want.Value)
	}
	again := done[result](t, "score", got.Paths["recording"], "--rubric", rubric)
	if *again.Total != *got.Total || again.Scenario != "peg-transfer" {
		t.Errorf("scored again %v of %s, was %v", *again.Total, again.Scenario, *got.Total)
	}
	if out := drylab(t, "progress", "--db", db); !strings.Contains(out.stdout, "peg-transfer") {
		t.Errorf("progress says %s", out.stdout)
	}
	if out := drylab(t, "rescore", "--scenario", "peg-transfer", "--db", db); out.code != exitDone {
		t.Errorf("rescore ended with %d: %s%s", out.code, out.stdout, out.stderr)
	}
	for _, wrong := range [][]string{
		{"score", table, "--from", "csv"}, {"score", table, "--from", "trakstar", "--rubric", rubric}, {"score", recording, "--trainee", "x"},
	} {
		if out := drylab(t, wrong...); out.code != exitUsage {
			t.Errorf("%v ended with %d: %s", wrong, out.code, out.stderr)
		}
	}
	if out := drylab(t, "score", rubric, "--from", "jigsaws", "--rubric", rubric); out.code != exitFailed || strings.Count(out.stderr, "\n") != 1 {
		t.Errorf("a file of another kind ended with %d: %s", out.code, out.stderr)
	}
}
