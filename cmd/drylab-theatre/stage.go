package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// stage is what stands still during an attempt.
func stage(s *scenarios.Scenario, c *anatomy.Case, plan record.Plan, tools []record.Tool, soft []scene.SoftBody) view.Stage {
	return view.Stage{
		Case: c, Plan: plan, Tools: tools, Soft: yielding(soft), Mark: mark(s, c),
		ShowPlan: slices.Contains(s.Shown, scenarios.ShowPlan),
		HideScan: !slices.Contains(s.Shown, scenarios.ShowSlices),
		Watched:  true, Room: true, Trocars: trocars(tools),
	}
}

// trocars are those of the instruments, straight in.
func trocars(tools []record.Tool) (all []view.Trocar) {
	for i := range tools {
		if at := tools[i].Trocar; at != nil {
			all = append(all, view.Trocar{At: *at, Inward: mgl64.Vec3{0, 1, 0}, RadiusMM: tools[i].RadiusMM})
		}
	}
	return all
}

// field is what the samples of an attempt speak of.
type field struct {
	plan       record.Plan
	tools      []record.Tool
	structures []record.Structure
	soft       []scene.SoftBody
	cut        *record.CutPlan // nil: nothing is to be cut
	texts      assets.Texts
}

func fieldOf(f *scenarios.Fitted) field {
	return field{f.Plan, f.Setup.Tools, f.Structures, f.Setup.Soft, f.Cut, texts()}
}

// hud says what the scenario lets the trainee read at one moment.
func hud(s *scenarios.Scenario, f field, m *scenarios.Moment, started float64) view.HUD {
	h := view.HUD{
		Scenario: f.texts.Say(s.Title), StepIndex: m.Step, StepCount: len(s.Steps),
		Seconds: math.Max(m.Sample.T()-started, 0),
	}
	if m.Step < len(s.Steps) {
		h.Step, h.Cue = f.texts.Say(s.Steps[m.Step].Title), f.texts.Say(s.Steps[m.Step].Cue)
	} else {
		h.Step = f.texts.Say("All steps done")
	}
	if away, ok := distanceToStep(s, f.plan, m); ok {
		h.Notice = f.texts.Say("Still %s away.", millimetres(away))
	}
	for _, shown := range s.Shown {
		switch shown {
		case scenarios.ShowForce:
			h.Readouts = append(h.Readouts, forces(f, m.Sample.Tools)...)
		case scenarios.ShowCutDeviation:
			h.Readouts = append(h.Readouts, offTheLine(f, m.Cut)...)
		default:
			if r, ok := readout(shown, f, &m.Sample.Tools[0]); ok {
				h.Readouts = append(h.Readouts, r)
			}
		}
	}
	h.Vitals = vitals(f, m.Signs)
	h.Warnings = untracked(f, m.Sample.Tools)
	if e := m.Latest; e != nil && m.Sample.T()-e.T() < toldSeconds {
		if e.Kind == record.EventContact && asksToTouch(s, e.Structure) {
			h.Notice = f.texts.Say("Touched: %s.", strings.ReplaceAll(e.Structure, "-", " "))
		} else {
			tell(&h, f, e)
		}
	}
	return h
}

// vitals are the patient's vital signs, none where the scenario states none.
func vitals(f field, s *scenarios.Signs) []view.Readout {
	if s == nil {
		return nil
	}
	whole := func(x float64, unit string) string { return fmt.Sprintf("%.0f %s", x, unit) }
	return []view.Readout{
		{Label: f.texts.Say("Heart rate"), Value: whole(s.HeartRate, "/min"), Warn: s.HeartRate >= fastHeart},
		{Label: f.texts.Say("Saturation"), Value: whole(s.Saturation, "%")},
		{Label: f.texts.Say("Pressure"), Value: fmt.Sprintf("%.0f/%.0f", s.Systolic, s.Diastolic), Warn: s.Systolic < lowPressure},
		{Label: f.texts.Say("Blood lost"), Value: whole(s.LostML, "ml"), Warn: s.LostML > 0},
	}
}

// fastHeart is a grown person's heart rate, beats a minute, and lowPressure the
// systolic pressure, mmHg, that count as signs of shock (ATLS, 10th ed. 2018, ch. 3).
const fastHeart, lowPressure = 100, 90

// asksToTouch tells whether a step wants a structure to be touched.
func asksToTouch(s *scenarios.Scenario, structure string) bool {
	return slices.ContainsFunc(s.Steps, func(step scenarios.Step) bool { return step.Done.Touch == structure })
}

// untracked warns of each instrument that is out of the tracker's sight; a
// further one only when it was there before.
func untracked(f field, samples []record.ToolSample) (warnings []string) {
	for i := range samples {
		switch {
		case samples[i].Valid || i > 0 && samples[i].Pose == record.Pose{}:
		case len(samples) == 1:
			warnings = append(warnings, f.texts.Say("The instrument is not tracked."))
		default:
			warnings = append(warnings, f.texts.Say("Not tracked: %s.", f.toolName(i)))
		}
	}
	return warnings
}

// distanceToStep is how far the tip is from where a step wants it near the
// entry; the target's distance is shown only where the scenario allows it.
func distanceToStep(s *scenarios.Scenario, plan record.Plan, m *scenarios.Moment) (mm float64, ok bool) {
	if m.Step >= len(s.Steps) || !m.Sample.Tools[0].Valid {
		return 0, false
	}
	near := s.Steps[m.Step].Done.Near
	if near == nil || near.Point != "entry" {
		return 0, false
	}
	return m.Sample.Tools[0].Pose.Tip.Sub(plan.Entry).Len(), true
}

// toldSeconds is how long the trainee is told of an event.
const toldSeconds = 4

func tell(h *view.HUD, f field, e *record.Event) {
	name := strings.ReplaceAll(e.Structure, "-", " ")
	warn := func(text string) { h.Warnings = append(h.Warnings, text) }
	switch e.Kind {
	case record.EventNoGo:
		warn(f.texts.Say("The shaft has cut into: %s.", name))
	case record.EventContact:
		warn(f.texts.Say("The tip is stopped by: %s.", name))
	case record.EventCSF:
		h.Notice = f.texts.Say("Clear fluid comes.")
	case record.EventSlip:
		warn(f.texts.Say("Slipped out of the %s: %s.", f.toolName(e.Tool), name))
	case record.EventTear:
		warn(f.texts.Say("Torn: %s.", name))
	case record.EventDetach:
		warn(f.texts.Say("Torn from where it is attached: %s.", name))
	case record.EventOverForce:
		warn(f.texts.Say("Too much force of the %s on: %s.", f.toolName(e.Tool), name))
	case record.EventCutOff:
		h.Notice = f.texts.Say("A piece came off: %s.", name)
	}
}

// nearMM is the clearance below which its read-out turns into a warning.
const nearMM = 2

// readout is a value of the first instrument.
func readout(kind scenarios.Readout, f field, s *record.ToolSample) (view.Readout, bool) {
	switch kind {
	case scenarios.ShowDepth:
		return view.Readout{Label: f.texts.Say("Depth"), Value: millimetres(s.DepthMM)}, true
	case scenarios.ShowTargetDistance:
		return view.Readout{Label: f.texts.Say("To target"), Value: millimetres(s.Pose.Tip.Sub(f.plan.Target).Len())}, true
	case scenarios.ShowClearance:
		mm, name := nearest(f.structures, s)
		if name == "" {
			return view.Readout{}, false
		}
		return view.Readout{Label: f.texts.Say("Clear of %s", name), Value: millimetres(mm), Warn: mm < nearMM}, true
	default:
		return view.Readout{}, false
	}
}

// nearest is the guarded structure closest to the shaft; "" when there is none.
func nearest(structures []record.Structure, s *record.ToolSample) (float64, string) {
	least, name := math.Inf(1), ""
	for i, mm := range s.ClearanceMM {
		if mm < least && i < len(structures) {
			least, name = mm, structures[i].Name
		}
	}
	return least, name
}

func millimetres(mm float64) string { return fmt.Sprintf("%.1f mm", mm) }
