package main

import (
	"fmt"
	"math"
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
	filmed := strings.Builder{}
	filmed.WriteString("t_s,tool,x_mm,y_mm,z_mm,qw,qx,qy,qz\n")
	for i := range 300 { // a tip that goes 60 mm across, seen from 100 mm
		fmt.Fprintf(&filmed, "%g,0,%g,0,100,1,0,0,0\n%g,1,0,0,0,1,0,0,0\n", float64(i)/100, float64(i)/5, float64(i)/100)
	}
	if err := os.WriteFile(filepath.Join(folder, "f.csv"), []byte(filmed.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	camera := []string{"score", filepath.Join(folder, "f.csv"), "--from", "csv", "--rubric", rubric, "--camera", "tool 1"}
	seen := done[result](t, append(camera, "--field", "70", "--upright=0,-1,0", "--distance", "90,110")...)
	for id, want := range map[string]float64{"out_of_view_time": 0, "depth_ratio": 0, "horizon_rms": 0, "zoom_ok": 229.0 / 300} {
		if m, _ := seen.Metrics.Get(id); m.Value == nil || math.Abs(*m.Value-want) > 0.01 {
			t.Errorf("%s is %+v, want %g", id, m, want)
		}
	}
	for _, wrong := range [][]string{
		camera, append(camera, "--field", "500"), append(camera, "--field", "70", "--upright", "1"), append(camera, "--field", "70", "--distance", "9,1"),
		{"score", table, "--from", "csv", "--rubric", rubric, "--field", "70"}, {"score", recording, "--camera", "x", "--field", "70"},
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
