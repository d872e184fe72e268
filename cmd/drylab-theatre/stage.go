package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// stage is what stands still during an attempt.
func stage(s *scenarios.Scenario, c *anatomy.Case, plan record.Plan, tool record.Tool) view.Stage {
	return view.Stage{
		Case: c, Plan: plan, Tool: tool,
		ShowPlan: slices.Contains(s.Shown, scenarios.ShowPlan),
		HideScan: !slices.Contains(s.Shown, scenarios.ShowSlices),
	}
}

// hud says what the scenario lets the trainee read at one moment.
func hud(s *scenarios.Scenario, plan record.Plan, structures []record.Structure, m *scenarios.Moment, started float64) view.HUD {
	h := view.HUD{
		Scenario: s.Title, StepIndex: m.Step, StepCount: len(s.Steps),
		Seconds: math.Max(m.Sample.T()-started, 0),
	}
	if m.Step < len(s.Steps) {
		h.Step, h.Cue = s.Steps[m.Step].Title, s.Steps[m.Step].Cue
	} else {
		h.Step = "All steps done"
	}
	if away, ok := distanceToStep(s, plan, m); ok {
		h.Notice = "Still " + millimetres(away) + " away."
	}
	for _, shown := range s.Shown {
		if r, ok := readout(shown, plan, structures, &m.Sample); ok {
			h.Readouts = append(h.Readouts, r)
		}
	}
	if !m.Sample.Valid {
		h.Warnings = append(h.Warnings, "The instrument is not tracked.")
	}
	if m.Latest != nil && m.Sample.T()-m.Latest.T() < toldSeconds {
		tell(&h, m.Latest)
	}
	return h
}

// distanceToStep is how far the tip is from where a step wants it near the
// entry; the target's distance is shown only where the scenario allows it.
func distanceToStep(s *scenarios.Scenario, plan record.Plan, m *scenarios.Moment) (mm float64, ok bool) {
	if m.Step >= len(s.Steps) || !m.Sample.Valid {
		return 0, false
	}
	near := s.Steps[m.Step].Done.Near
	if near == nil || near.Point != "entry" {
		return 0, false
	}
	return m.Sample.Pose.Tip.Sub(plan.Entry).Len(), true
}

// toldSeconds is how long the trainee is told of an event.
const toldSeconds = 4

func tell(h *view.HUD, e *record.Event) {
	name := strings.ReplaceAll(e.Structure, "-", " ")
	switch e.Kind {
	case record.EventNoGo:
		h.Warnings = append(h.Warnings, "The shaft has cut into: "+name+".")
	case record.EventContact:
		h.Warnings = append(h.Warnings, "The tip is stopped by: "+name+".")
	case record.EventCSF:
		h.Notice = "Clear fluid comes."
	}
}

// nearMM is the clearance below which its read-out turns into a warning.
const nearMM = 2

func readout(kind scenarios.Readout, plan record.Plan, structures []record.Structure, s *record.Sample) (view.Readout, bool) {
	switch kind {
	case scenarios.ShowDepth:
		return view.Readout{Label: "Depth", Value: millimetres(s.DepthMM)}, true
	case scenarios.ShowTargetDistance:
		return view.Readout{Label: "To target", Value: millimetres(s.Pose.Tip.Sub(plan.Target).Len())}, true
	case scenarios.ShowClearance:
		mm, name := nearest(structures, s)
		if name == "" {
			return view.Readout{}, false
		}
		return view.Readout{Label: "Clear of " + name, Value: millimetres(mm), Warn: mm < nearMM}, true
	default:
		return view.Readout{}, false
	}
}

// nearest is the guarded structure closest to the shaft; "" when there is none.
func nearest(structures []record.Structure, s *record.Sample) (float64, string) {
	least, name := math.Inf(1), ""
	for i, mm := range s.ClearanceMM {
		if mm < least && i < len(structures) {
			least, name = mm, structures[i].Name
		}
	}
	return least, name
}

func millimetres(mm float64) string { return fmt.Sprintf("%.1f mm", mm) }

// trailOf is the tip's way through every nth sample, for drawing.
func trailOf(samples []record.Sample, nth int) []mgl64.Vec3 {
	var trail []mgl64.Vec3
	for i := 0; i < len(samples); i += nth {
		if samples[i].Valid {
			trail = append(trail, samples[i].Pose.Tip)
		}
	}
	return trail
}
