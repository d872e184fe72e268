package scenarios

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// block is a cube of skin 100 mm wide around the origin with a ball as the
// target at the origin, a vessel that runs along y at x = 14, z = 10, and a
// lump of bone.
func block(t testing.TB) *anatomy.Case {
	t.Helper()
	const n, spacing = 56, 2.0
	half := spacing * (n - 1) / 2
	grid := imaging.Grid{
		Size:             [3]int{n, n, n},
		PatientFromVoxel: mgl64.Translate3D(-half, -half, -half).Mul4(mgl64.Scale3D(spacing, spacing, spacing)),
	}
	l := &imaging.LabelMap{Grid: grid, Data: make([]uint16, grid.Len())}
	for k := range n {
		for j := range n {
			for i := range n {
				p := grid.Position(float64(i), float64(j), float64(k))
				switch {
				case p.Len() < 10:
					l.Data[grid.Index(i, j, k)] = 2
				case math.Hypot(p[0]-14, p[2]-10) < 4 && math.Abs(p[1]) < 40:
					l.Data[grid.Index(i, j, k)] = 3
				case p.Sub(mgl64.Vec3{-30, 0, -30}).Len() < 8:
					l.Data[grid.Index(i, j, k)] = 4
				case max(math.Abs(p[0]), math.Abs(p[1]), math.Abs(p[2])) < 50:
					l.Data[grid.Index(i, j, k)] = 1
				}
			}
		}
	}
	c, err := anatomy.Build(t.Context(), nil, anatomy.BuildOptions{
		ID: "block", Modality: "LABELS", Engine: "test", SourceSHA256: strings.Repeat("0", 64), Labels: l, Target: "ball",
		Names: []segment.Named{
			{Label: 1, Name: "skin", Tissue: "skin", Color: "#ddccbb"},
			{Label: 2, Name: "ball", Tissue: "tumour", Color: "#ddcc00"},
			{Label: 4, Name: "shell", Tissue: "bone", Color: "#eeeedd"},
			{Label: 3, Name: "vessel", Tissue: "vessel", Color: "#0000cc", Critical: true},
		},
		Contains:  map[string][]string{"skin": {"ball", "vessel", "shell"}},
		Landmarks: []anatomy.Landmark{{Name: "top", Position: mgl64.Vec3{0, 0, 50}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// biopsy is the built-in biopsy with some lines changed: old, new, old, new …
func biopsy(t testing.TB, changes ...string) *Scenario {
	t.Helper()
	text := strings.NewReplacer(changes...).Replace(builtinText(t, "tumour-biopsy"))
	s, err := Read("changed.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fromTop enters at the landmark above the ball.
func fromTop(t testing.TB) *Fitted {
	t.Helper()
	f, err := biopsy(t, "biopsy-entry", "top").Fit(block(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFit(t *testing.T) {
	f := fromTop(t)
	if f.Plan.Entry != (mgl64.Vec3{0, 0, 50}) || f.Plan.Target.Len() > 0.5 {
		t.Errorf("plan %v, want from the landmark to the middle of the ball", f.Plan)
	}
	automatic, err := biopsy(t).Fit(block(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range automatic.Setup.Bodies {
		if b.Name == "vessel" && b.Solid.SegmentDistance(automatic.Plan.Entry, automatic.Plan.Target) < 4 {
			t.Error("the planned way comes too near to the vessel")
		}
		if automatic.Structures[i].Name != b.Name {
			t.Errorf("recorded structure %d is %s, the world's %s", i, automatic.Structures[i].Name, b.Name)
		}
	}
}

func TestScenariosThatDoNotFit(t *testing.T) {
	c := block(t)
	for name, tt := range map[string]struct {
		s    *Scenario
		want string
	}{
		"no such structure": {biopsy(t, "shown:", "no_go: [liver]\nshown:"), "liver"},
		"no such landmark":  {biopsy(t, "landmark: biopsy-entry, auto: true", "landmark: biopsy-entry"), "biopsy-entry"},
		"no such target":    {biopsy(t, "structure: target", "structure: spleen"), "spleen"},
		"too short":         {biopsy(t, "biopsy-entry", "top", "length_mm: 200", "length_mm: 20"), "20 mm long"},
		"no such metric":    {biopsy(t, "metric: clearance_min", "metric: clearance.liver"), "clearance.liver"},
		"bone as entry":     {biopsy(t, "plan:", "entry_surface: shell\nplan:"), "does not pass bone"},
		"a second hand":     {biopsy(t, "metric: path_db_mm", "metric: tool_clearance_min"), "one instrument"},
		"no recording":      {biopsy(t, "metric: path_db_mm", "metric: margin_min"), "no recording can give"},
		"no such step":      {biopsy(t, "metric: time_total", "metric: time_phase.tea"), "no step"},
		"unguarded metric":  {biopsy(t, "metric: clearance_min", "metric: clearance.ball"), "no_go"},
	} {
		if _, err := tt.s.Fit(c, 1); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want a message with %q", name, err, tt.want)
		}
	}
	open := *c
	open.Structures = slices.Clone(c.Structures)
	open.Structure("vessel").Watertight = false
	if _, err := biopsy(t).Fit(&open, 1); err == nil || !strings.Contains(err.Error(), "not closed") {
		t.Errorf("a critical structure with an open surface gives %v", err)
	}
	near := *c
	near.Landmarks = []anatomy.Landmark{{Name: "top", Position: mgl64.Vec3{0, 0, 4}}}
	if _, err := biopsy(t, "biopsy-entry", "top").Fit(&near, 1); err == nil || !strings.Contains(err.Error(), "define a direction") {
		t.Errorf("an entry 4 mm from the target gives %v", err)
	}
	outside := *c
	outside.Landmarks = []anatomy.Landmark{{Name: "biopsy-entry", Position: mgl64.Vec3{0, 0, 50}}, {Name: "far", Position: mgl64.Vec3{0, 0, 130}}}
	if _, err := biopsy(t, "structure: target", "landmark: far").Fit(&outside, 1); err == nil || !strings.Contains(err.Error(), "outside the volume") {
		t.Errorf("a target outside the volume gives %v", err)
	}
}

// inputs is a source of given inputs.
type inputs []record.Input

func (s inputs) Next(tick int64) (record.Input, bool) {
	if tick >= int64(len(s)) {
		return record.Input{}, false
	}
	return s[tick], true
}

// rest is a hand that holds still above the entry.
func rest(ticks int) inputs {
	in := make(inputs, ticks)
	for i := range in {
		in[i] = record.Input{Hands: []record.Hand{{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{0, 0, 60}, Orientation: mgl64.QuatRotate(math.Pi, mgl64.Vec3{1, 0, 0})}}}}
	}
	return in
}

func perform(t testing.TB, f *Fitted, source Source) *record.Recording {
	t.Helper()
	path := filepath.Join(t.TempDir(), "attempt.mcap")
	if err := attempt(f, source).Record(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	return load(t, path)
}

func attempt(f *Fitted, source Source) *Attempt {
	return &Attempt{
		Fitted: f, Source: source, Device: record.Device{Name: "test", Class: "script"},
		ID: "00000000-0000-4000-8000-000000000001", Started: time.Unix(1.8e9, 0), Engine: "test",
	}
}

func load(t testing.TB, path string) *record.Recording {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := record.Read(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func script(t testing.TB, f *Fitted, name string) Source {
	t.Helper()
	source, err := Tracker{Kind: "script", Name: name}.Open(f, 0)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestDemonstratorDoesEveryStepInOrder(t *testing.T) {
	f := fromTop(t)
	rec := perform(t, f, script(t, f, "demonstrator"))
	var steps []string
	for _, e := range rec.Events {
		if e.Kind == record.EventStepDone {
			steps = append(steps, e.Detail)
		}
	}
	if got := fmt.Sprint(steps); got != "[find-entry enter reach-target confirm]" {
		t.Errorf("steps %s", got)
	}
	if last := rec.Events[len(rec.Events)-1]; last.Kind != record.EventEnd || last.Detail != EndConfirmed {
		t.Errorf("the last event is %+v", last)
	}
	score := f.Scenario.Rubric.Grade(scoring.Measure(rec), scoring.Invalidity(rec))
	if score.Outcome != scoring.OutcomePass {
		t.Errorf("outcome %s: %v", score.Outcome, score.Reasons)
	}
	for i, s := range rec.Samples {
		if s.Tick != int64(i) {
			t.Fatalf("sample %d has tick %d", i, s.Tick)
		}
	}
}

func TestReplayedInputsGiveTheSameSamples(t *testing.T) {
	f := fromTop(t)
	first := perform(t, f, script(t, f, "clumsy"))
	path := filepath.Join(t.TempDir(), "first.mcap")
	if err := attempt(f, script(t, f, "clumsy")).Record(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	source, err := Tracker{Kind: "replay", Name: path}.Open(f, 0)
	if err != nil {
		t.Fatal(err)
	}
	again := perform(t, f, source)
	if len(first.Samples) != len(again.Samples) {
		t.Fatalf("%d and %d samples", len(first.Samples), len(again.Samples))
	}
	for i := range first.Samples {
		if fmt.Sprint(first.Samples[i]) != fmt.Sprint(again.Samples[i]) {
			t.Fatalf("sample %d differs:\n%v\n%v", i, first.Samples[i], again.Samples[i])
		}
	}
}

func TestVerify(t *testing.T) {
	f := fromTop(t)
	rec := perform(t, f, script(t, f, "clumsy"))
	for _, workers := range []int{1, 2, 8} {
		v, err := Verify(rec, f.Case, workers)
		if err != nil || !v.Agrees || v.Ticks != int64(len(rec.Inputs)) {
			t.Errorf("%d workers: %+v, %v", workers, v, err)
		}
	}
	depth := rec.Samples[900].Tools[0].DepthMM
	rec.Samples[900].Tools[0].DepthMM += 1e-9
	if v, err := Verify(rec, f.Case, 1); err != nil || v.Agrees || v.Mismatch != 900 {
		t.Errorf("a changed sample: %+v, %v", v, err)
	}
	rec.Samples[900].Tools[0].DepthMM = depth
	rec.Inputs[700].Hands[0].Pose.Tip[0] += 1e-9
	if v, err := Verify(rec, f.Case, 1); err != nil || v.Agrees || v.Mismatch != 700 {
		t.Errorf("an input changed by a picometre at tick 700: %+v, %v", v, err)
	}
	orphan := *rec
	orphan.Inputs = orphan.Inputs[:600]
	if _, err := Verify(&orphan, f.Case, 1); err == nil || !strings.Contains(err.Error(), "no input") {
		t.Errorf("hashes without inputs: %v", err)
	}
	other := *f.Case
	other.ID = "other"
	if _, err := Verify(rec, &other, 1); err == nil {
		t.Error("a replay on another case is accepted")
	}
	rec.Header.ScenarioText += " "
	if _, err := Verify(rec, f.Case, 1); err == nil {
		t.Error("a changed scenario is accepted")
	}
}

// TestHowAttemptsEnd: every way out is an event. Giving up is not passing; what
// nobody can judge is invalid, not failed.
func TestHowAttemptsEnd(t *testing.T) {
	short, err := biopsy(t, "biopsy-entry", "top", "time_limit_s: 600", "time_limit_s: 1").Fit(block(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	broken := rest(500)
	broken[300].Hands[0].Pose.Tip[1] = math.NaN()
	for name, c := range map[string]struct {
		f    *Fitted
		in   inputs
		how  string
		tick int64
		want scoring.Outcome
	}{
		"nothing at all": {fromTop(t), rest(0), EndAbandoned, 0, scoring.OutcomeInvalid},
		"source ran out": {fromTop(t), rest(50), EndAbandoned, 50, scoring.OutcomeFail},
		"time limit":     {short, rest(500), EndTimeLimit, 200, scoring.OutcomeFail},
		"no number":      {fromTop(t), broken, EndInvalid, 300, scoring.OutcomeInvalid},
	} {
		rec := perform(t, c.f, c.in)
		last := rec.Events[len(rec.Events)-1]
		if last.Kind != record.EventEnd || last.Detail != c.how || last.Tick != c.tick {
			t.Errorf("%s: the last event is %+v, want %s at tick %d", name, last, c.how, c.tick)
		}
		score := c.f.Scenario.Rubric.Grade(scoring.Measure(rec), scoring.Invalidity(rec))
		if score.Outcome != c.want || (score.Total == nil) != (c.want == scoring.OutcomeInvalid) {
			t.Errorf("%s: outcome %s (%v), total %v; want %s", name, score.Outcome, score.Reasons, score.Total, c.want)
		}
		if v, err := Verify(rec, c.f.Case, 1); err != nil || !v.Agrees {
			t.Errorf("%s: the replay does not agree: %+v, %v", name, v, err)
		}
	}
}

func TestCancelledAttemptIsAbandoned(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	path := filepath.Join(t.TempDir(), "attempt.mcap")
	a := attempt(fromTop(t), rest(1<<20))
	a.Live = true
	err := a.Record(ctx, path, func(s *Session) {
		go func() {
			for s.Moment() == nil || s.Moment().Sample.Tick < 40 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
	})
	if err != nil {
		t.Fatal(err)
	}
	rec := load(t, path)
	if last := rec.Events[len(rec.Events)-1]; last.Detail != EndAbandoned || last.Tick < 40 {
		t.Errorf("the last event is %+v", last)
	}
}

// TestPassedStepsAreNotAskedFor: the clumsy trainee misses the entry by 8 mm,
// so that the first step never holds; the later ones must go on all the same.
func TestPassedStepsAreNotAskedFor(t *testing.T) {
	f := fromTop(t)
	rec := perform(t, f, script(t, f, "clumsy"))
	done := map[string]bool{}
	for _, e := range rec.Events {
		if e.Kind == record.EventStepDone {
			done[e.Detail] = true
		}
	}
	if done["find-entry"] || !done["enter"] || !done["confirm"] {
		t.Errorf("steps done: %v", done)
	}
}

func TestReplayOfSomethingElseIsRefused(t *testing.T) {
	f := fromTop(t)
	path := filepath.Join(t.TempDir(), "a.mcap")
	if err := attempt(f, rest(20)).Record(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	replay := Tracker{Kind: "replay", Name: path}
	other, err := biopsy(t, "biopsy-entry", "top", "id: tumour-biopsy", "id: other").Fit(f.Case, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replay.Open(other, 0); err == nil || !strings.Contains(err.Error(), "scenario tumour-biopsy") {
		t.Errorf("another scenario: %v", err)
	}
	moved := *f.Case
	moved.Landmarks = []anatomy.Landmark{{Name: "top", Position: mgl64.Vec3{1, 0, 50}}}
	elsewhere, err := f.Scenario.Fit(&moved, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replay.Open(elsewhere, 0); err == nil || !strings.Contains(err.Error(), "another state of case") {
		t.Errorf("another case: %v", err)
	}
}

// slow is a hand whose tracker stalls for ten ticks once.
type slow struct{ inputs }

func (s slow) Next(tick int64) (record.Input, bool) {
	if tick == 20 {
		time.Sleep(10 * time.Second / record.TickHz)
	}
	return s.inputs.Next(tick)
}

// TestLateTicksAreCountedAndNoneIsSkipped performs a stalling attempt live; while
// it runs, its file has the name of an unfinished one.
func TestLateTicksAreCountedAndNoneIsSkipped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "attempt.mcap")
	a := attempt(fromTop(t), slow{rest(60)})
	a.Live = true
	err := a.Record(context.Background(), path, func(*Session) {
		if _, err := os.Stat(path + ".part"); err != nil {
			t.Error("an attempt that runs has no .part file")
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("an attempt that runs has a finished file already")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	rec := load(t, path)
	if rec.LateTicks == 0 || len(rec.Samples) != 61 {
		t.Errorf("%d late ticks, %d samples; want some, and 61", rec.LateTicks, len(rec.Samples))
	}
}

// TestInjuryIsWhereTheHandCanReachIt: the vessel's nearest point lies behind
// bone, so that the script aims at another one.
func TestInjuryIsWhereTheHandCanReachIt(t *testing.T) {
	f := fromTop(t)
	free := f.points()["injure"]
	wall := f.Setup.Bodies[0].Solid // the skin block itself, taken for bone
	for i := range f.Setup.Bodies {
		if f.Setup.Bodies[i].Name == "vessel" && f.Setup.Bodies[i].Solid.SignedDistance(free) > -1 {
			t.Errorf("the point to injure is %.2f mm outside the vessel's middle", f.Setup.Bodies[i].Solid.SignedDistance(free))
		}
	}
	f.Setup.Bodies = append(f.Setup.Bodies, scene.Body{Name: "wall", Solid: wall, Hard: true})
	if _, ok := f.points()["injure"]; ok {
		t.Error("a script aims through bone")
	}
}

func TestRecordingsAreNeverOverwritten(t *testing.T) {
	f := fromTop(t)
	path := filepath.Join(t.TempDir(), "attempt.mcap")
	if err := os.WriteFile(path, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := attempt(f, rest(5)).Record(context.Background(), path, nil); err == nil {
		t.Error("an existing recording is replaced")
	}
	if content, _ := os.ReadFile(path); string(content) != "precious" {
		t.Error("an existing recording was changed")
	}
}

// TestFailedAttemptLeavesNoHalfRecording uses an instrument that no world takes.
func TestFailedAttemptLeavesNoHalfRecording(t *testing.T) {
	f := fromTop(t)
	f.Setup.Tools[0].LengthMM = 0
	dir := t.TempDir()
	if err := attempt(f, rest(5)).Record(context.Background(), filepath.Join(dir, "a.mcap"), nil); err == nil {
		t.Error("an instrument without length is accepted")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	missing := filepath.Join(dir, "missing", "a.mcap")
	if err := attempt(fromTop(t), rest(5)).Record(context.Background(), missing, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing folder gives %v", err)
	}
}

func TestParseTracker(t *testing.T) {
	for text, want := range map[string]record.Device{
		"mouse":                    {Name: "mouse", Class: "mouse"},
		"script:clumsy":            {Name: "script:clumsy", Class: "script"},
		"script:/home/jane/x.yaml": {Name: "script:file", Class: "script"},
		"replay:/home/jane/x.mcap": {Name: "replay", Class: "replay"},
	} {
		tracker, err := ParseTracker(text)
		if err != nil || tracker.Device() != want {
			t.Errorf("%s: %+v, %v", text, tracker.Device(), err)
		}
	}
	for _, text := range []string{"", "script", "script:", "replay:", "joystick", "mouse:x"} {
		if _, err := ParseTracker(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
