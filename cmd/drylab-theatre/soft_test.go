package main

import (
	"fmt"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// bench is a field with one soft lobe that bears 2 N, and two instruments.
func bench() field {
	return field{
		tools: []record.Tool{{Name: "grasper", Kind: record.KindGrasper}, {Kind: record.KindProbe}},
		soft:  []scene.SoftBody{{Name: "lobe", Mesh: tissue.Mesh{Materials: []tissue.Material{{Name: "liver"}}}, ForceLimitN: 2}},
	}
}

func TestForceOfEachHandIsShownWithItsLimit(t *testing.T) {
	tools := []record.ToolSample{{ForceN: 0.5}, {ForceN: 2.31}}
	got := forces(bench(), tools)
	want := []view.Readout{
		{Label: "grasper force, simulated", Value: "0.50 N", Share: 0.26},
		{Label: "probe force, simulated", Value: "2.31 N", Share: 1.16, Warn: true},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	rigid := bench()
	rigid.soft = nil
	if got := forces(rigid, tools); got != nil {
		t.Errorf("among rigid structures: %+v", got)
	}
	free := bench()
	free.soft[0].ForceLimitN = 0
	if got := forces(free, tools)[1]; got.Warn || got.Share != 0 {
		t.Errorf("without a limit: %+v", got)
	}
}

func TestTraineeIsToldWhatHappenedToTissue(t *testing.T) {
	for kind, want := range map[record.EventKind]string{
		record.EventSlip:      " [Slipped out of the grasper: left lobe.]",
		record.EventTear:      " [Torn: left lobe.]",
		record.EventDetach:    " [Torn from where it is attached: left lobe.]",
		record.EventOverForce: " [Too much force of the grasper on: left lobe.]",
		record.EventCutOff:    "A piece came off: left lobe. []",
		record.EventGrasp:     " []",
	} {
		var h view.HUD
		tell(&h, bench(), &record.Event{Kind: kind, Structure: "left-lobe"})
		if got := fmt.Sprint(h.Notice, " ", h.Warnings); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
		if (want != " []") != scenarios.Told(kind) {
			t.Errorf("%s: the session tells %v", kind, scenarios.Told(kind))
		}
	}
}

func TestStageKnowsWhatYields(t *testing.T) {
	if got := fmt.Sprint(yielding(bench().soft)); got != "[{lobe liver}]" {
		t.Errorf("soft structures %s", got)
	}
	if skin(&scene.Surface{}) != nil {
		t.Error("a surface of nothing is drawn")
	}
	s := &scene.Surface{Shape: 3, Triangles: [][3]int32{{0, 1, 2}}, Cut: []bool{true}, Body: []int32{0}, Places: make([]tissue.Vec, 3), Rest: make([]tissue.Vec, 3)}
	if got := skin(s); got.Shape != 3 || len(got.Places) != 3 || !got.Cut[0] {
		t.Errorf("%+v", got)
	}
}

func TestLineToCutIsInked(t *testing.T) {
	c := &anatomy.Case{Landmarks: []anatomy.Landmark{{Name: "middle", Position: mgl64.Vec3{1, 2, 3}}, {Name: "start", Position: mgl64.Vec3{1, 2, -40}}}}
	s := &scenarios.Scenario{Cut: &scenarios.CutLine{From: "start", Centre: "middle", RadiusMM: 25, Normal: []float64{0, -1, 0}}}
	got := mark(s, c)
	if got == nil || got.Centre != c.Landmarks[0].Position || got.RadiusMM != 25 || got.Normal != (mgl64.Vec3{0, -1, 0}) || *got.From != c.Landmarks[1].Position {
		t.Fatalf("%+v", got)
	}
	s.Cut.From = ""
	if got := mark(s, c); got.From != nil {
		t.Errorf("a way from nowhere: %v", got.From)
	}
	s.Cut = nil
	if mark(s, c) != nil {
		t.Error("a mark where nothing shall be cut")
	}
}

// TestTouchThatAStepAsksForIsNoWarning, and any other is one.
func TestTouchThatAStepAsksForIsNoWarning(t *testing.T) {
	s := drain(t)
	s.Steps[0].Done = scenarios.Condition{Touch: "gallbladder"}
	m := &scenarios.Moment{Sample: made().Samples[0], Latest: &record.Event{Kind: record.EventContact, Structure: "gallbladder"}}
	if h := hud(s, bench(), m, 0); h.Notice != "Touched: gallbladder." || len(h.Warnings) != 0 {
		t.Errorf("notice %q, warnings %v", h.Notice, h.Warnings)
	}
	m.Latest.Structure = "skull"
	if h := hud(s, bench(), m, 0); len(h.Warnings) != 1 {
		t.Errorf("warnings %v", h.Warnings)
	}
}

// TestTraineeReadsHowFarTheCutIsBesideTheLine: a straight line of 20 mm in the plane
// z = 1, seen from above; the height of the place does not count.
func TestTraineeReadsHowFarTheCutIsBesideTheLine(t *testing.T) {
	plan := &record.CutPlan{Line: []mgl64.Vec3{{0, 0, 1}, {20, 0, 1}}, Normal: mgl64.Vec3{0, 0, 1}}
	for want, at := range map[string]mgl64.Vec3{"1.5 mm 0.76 false": {7, -1.5, 9}, "5.0 mm 2.5 true": {23, 4, 1}, "0.0 mm 0 false": {3, 0, 0}} {
		got := offTheLine(field{cut: plan}, &record.Event{Kind: record.EventCut, Position: at})
		if len(got) != 1 || fmt.Sprint(got[0].Value, " ", got[0].Share, " ", got[0].Warn) != want {
			t.Errorf("at %v: %+v, want %s", at, got, want)
		}
	}
	if offTheLine(field{cut: plan}, nil) != nil || offTheLine(field{}, &record.Event{}) != nil {
		t.Error("a deviation of nothing")
	}
}
