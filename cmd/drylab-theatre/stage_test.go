package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

func drain(t *testing.T) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Builtin("ventricular-drain")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made is a recording of four seconds: the clock starts at 0.5 s, a step is
// passed over, bone is touched at 2 s.
func made() *record.Recording {
	rec := &record.Recording{Header: record.Header{
		Plan:       record.Plan{Entry: mgl64.Vec3{0, 0, 60}},
		Structures: []record.Structure{{Name: "skin"}, {Name: "deep-veins", Critical: true}},
	}}
	for tick := range int64(800) {
		rec.Samples = append(rec.Samples, record.Sample{Tick: tick, Tools: []record.ToolSample{{
			Valid:       true,
			DepthMM:     float64(tick) / 20,
			ClearanceMM: []float64{math.Inf(1), 5 - float64(tick)/200},
			Pose:        record.Pose{Tip: mgl64.Vec3{0, 0, 60 - float64(tick)/20}, Orientation: mgl64.QuatIdent()},
		}}})
	}
	rec.Events = []record.Event{
		{Tick: 100, Kind: record.EventStart},
		{Tick: 300, Kind: record.EventStepDone, Detail: "enter-brain"},
		{Tick: 400, Kind: record.EventContact, Structure: "skull"},
		{Tick: 700, Kind: record.EventStepDone, Detail: "reach-ventricle"},
	}
	return rec
}

func fieldIn(rec *record.Recording) field {
	return field{rec.Header.Plan, rec.Header.Tools, rec.Header.Structures, nil, nil, assets.Texts{}}
}

func TestMomentOfARecording(t *testing.T) {
	s := drain(t)
	for _, c := range []struct {
		at       float64
		tick     int64
		step     int
		seconds  float64
		warnings int
	}{
		{at: 0, tick: 0, step: 0, seconds: 0},
		{at: 1, tick: 200, step: 0, seconds: 0.5},
		{at: 2.5, tick: 500, step: 2, seconds: 2, warnings: 1},
		{at: -1, tick: 799, step: 3, seconds: 3.495, warnings: 1},
		{at: 99, tick: 799, step: 3, seconds: 3.495, warnings: 1},
	} {
		st := newStory(made(), s, nil)
		f := st.frame(st.sampleAt(c.at))
		if f.Sample.Tick != c.tick || f.HUD.StepIndex != c.step || math.Abs(f.HUD.Seconds-c.seconds) > 1e-9 || len(f.HUD.Warnings) != c.warnings {
			t.Errorf("at %v s: tick %d, step %d, %v s, warnings %v; want %+v", c.at, f.Sample.Tick, f.HUD.StepIndex, f.HUD.Seconds, f.HUD.Warnings, c)
		}
		if len(f.Trail) != int(c.tick)/10+1 {
			t.Errorf("at %v s: %d points of the way", c.at, len(f.Trail))
		}
	}
}

// TestReadoutsShowWhatTheScenarioAllows, and nothing else.
func TestReadoutsShowWhatTheScenarioAllows(t *testing.T) {
	rec := made()
	m := &scenarios.Moment{Sample: rec.Samples[700]}
	s := drain(t)
	for shown, want := range map[scenarios.Readout]view.Readout{
		scenarios.ShowDepth:          {Label: "Depth", Value: "35.0 mm"},
		scenarios.ShowTargetDistance: {Label: "To target", Value: "25.0 mm"},
		scenarios.ShowClearance:      {Label: "Clear of deep-veins", Value: "1.5 mm", Warn: true},
	} {
		s.Shown = []scenarios.Readout{shown}
		got := hud(s, fieldIn(rec), m, 0).Readouts
		if len(got) != 1 || !strings.EqualFold(strings.ReplaceAll(got[0].Label, " ", "-"), strings.ReplaceAll(want.Label, " ", "-")) || got[0].Value != want.Value || got[0].Warn != want.Warn {
			t.Errorf("%s: %+v, want %+v", shown, got, want)
		}
	}
	s.Shown = nil
	if got := hud(s, fieldIn(rec), m, 0); len(got.Readouts) != 0 {
		t.Errorf("nothing is allowed, shown is %+v", got.Readouts)
	}
}

// TestNoticesTellWhatIsMissingAndWhatCame: the way to the entry, and fluid.
func TestNoticesTellWhatIsMissingAndWhatCame(t *testing.T) {
	rec := made()
	m := &scenarios.Moment{Sample: rec.Samples[400]}
	if got := hud(drain(t), fieldIn(rec), m, 0).Notice; got != "Still 20.0 mm away." {
		t.Errorf("on the way to the entry: %q", got)
	}
	m.Step, m.Latest = 3, &record.Event{Tick: 390, Kind: record.EventCSF, Structure: "ventricle-right"}
	if got := hud(drain(t), fieldIn(rec), m, 0).Notice; got != "Clear fluid comes." {
		t.Errorf("when fluid came: %q", got)
	}
}

func TestStageShowsWhatTheScenarioAllows(t *testing.T) {
	s := drain(t)
	if got := stage(s, nil, record.Plan{}, nil, nil); !got.ShowPlan || got.HideScan {
		t.Errorf("plan and slices are allowed: %+v", got)
	}
	s.Shown = nil
	if got := stage(s, nil, record.Plan{}, nil, nil); got.ShowPlan || !got.HideScan {
		t.Errorf("nothing is allowed: %+v", got)
	}
}

func TestLostInstrumentIsAWarning(t *testing.T) {
	needle, forceps := record.Tool{Name: "needle"}, record.Tool{Name: "forceps"}
	seen := record.Pose{Orientation: mgl64.QuatIdent()}
	for name, c := range map[string]struct {
		tools   []record.Tool
		samples []record.ToolSample
		want    string
	}{
		"the only one":     {[]record.Tool{needle}, []record.ToolSample{{}}, "[The instrument is not tracked.]"},
		"one that came":    {[]record.Tool{needle, forceps}, []record.ToolSample{{Valid: true}, {Pose: seen}}, "[Not tracked: forceps.]"},
		"one that did not": {[]record.Tool{needle, forceps}, []record.ToolSample{{Valid: true}, {}}, "[]"},
		"both":             {[]record.Tool{needle, forceps}, []record.ToolSample{{}, {Pose: seen}}, "[Not tracked: needle. Not tracked: forceps.]"},
	} {
		m := &scenarios.Moment{Sample: record.Sample{Tools: c.samples}}
		if got := fmt.Sprint(hud(drain(t), field{tools: c.tools}, m, 0).Warnings); got != c.want {
			t.Errorf("%s: warnings %s, want %s", name, got, c.want)
		}
	}
}

func TestHandThatTheWindowForgotIsLost(t *testing.T) {
	s := &handSource{}
	if in, more := s.Next(3); len(in.Hands) != 0 || !more || in.Tick != 3 {
		t.Errorf("before the first hand: %+v, %v", in, more)
	}
	s.see(view.Held{Hands: []record.Hand{{Valid: true}, {Valid: true, Jaw: 0.5}}, Confirm: true})
	if in, _ := s.Next(4); !in.Hands[0].Valid || in.Hands[1].Jaw != 0.5 || !in.Confirm {
		t.Errorf("a fresh hand: %+v", in)
	}
	old := *s.held.Load()
	old.at = old.at.Add(-2 * staleAfter)
	s.held.Store(&old)
	if in, _ := s.Next(5); in.Hands[0].Valid || in.Hands[1].Valid {
		t.Error("a hand of two seconds ago is still valid")
	}
	if !s.late.Load() {
		t.Error("nobody is told why")
	}
}
