package main

import (
	"cmp"
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// yielding are the soft bodies as the stage wants them.
func yielding(bodies []scene.SoftBody) []view.SoftStructure {
	var soft []view.SoftStructure
	for i := range bodies {
		s := view.SoftStructure{Name: bodies[i].Name}
		if materials := bodies[i].Mesh.Materials; len(materials) > 0 {
			s.Material = materials[0].Name
		}
		soft = append(soft, s)
	}
	return soft
}

// mark is the line that the scenario wants to be cut, nil for none. A case that
// lacks its places has been refused before.
func mark(s *scenarios.Scenario, c *anatomy.Case) *view.Mark {
	if s.Cut == nil || c == nil || len(s.Cut.Normal) != 3 {
		return nil
	}
	centre, ok := c.Landmark(s.Cut.Centre)
	if !ok {
		return nil
	}
	m := &view.Mark{Centre: centre, Normal: mgl64.Vec3(s.Cut.Normal), RadiusMM: s.Cut.RadiusMM}
	if from, ok := c.Landmark(s.Cut.From); ok {
		m.From = &from
	}
	return m
}

// skin is a surface as a frame wants it, nil for one of nothing. It shares the
// surface's memory.
func skin(s *scene.Surface) *view.Soft {
	if len(s.Triangles) == 0 {
		return nil
	}
	return &view.Soft{Shape: s.Shape, Triangles: s.Triangles, Cut: s.Cut, Body: s.Body, Places: s.Places, Rest: s.Rest, States: s.States}
}

// forces are one read-out for each instrument among soft tissue.
func forces(f field, tools []record.ToolSample) []view.Readout {
	if len(f.soft) == 0 {
		return nil
	}
	limit := f.forceLimitN()
	var all []view.Readout
	for i := range tools {
		r := view.Readout{Label: f.texts.Say("%s force, simulated", f.toolName(i)), Value: fmt.Sprintf("%.2f N", tools[i].ForceN)}
		if limit > 0 {
			r.Share, r.Warn = math.Round(50*tools[i].ForceN/limit)/50, tools[i].ForceN > limit
		}
		all = append(all, r)
	}
	return all
}

// offTheLine is how far from the planned line the newest cut is; nothing where no
// line is planned or nothing was cut yet. It warns where the cut counts as beside
// the line.
func offTheLine(f field, cut *record.Event) []view.Readout {
	plan := f.cut
	if plan == nil || cut == nil {
		return nil
	}
	mm := scoring.OffCutPlan(plan, cut.Position)
	return []view.Readout{{
		Label: f.texts.Say("Cut beside the line"), Value: millimetres(mm),
		Share: math.Round(50*mm/scoring.CutWithinMM) / 50, Warn: mm > scoring.CutWithinMM,
	}}
}

// forceLimitN is the least force that is too much for one of the soft structures,
// N; 0 when nobody said.
func (f field) forceLimitN() float64 {
	least := 0.0
	for i := range f.soft {
		if limit := f.soft[i].ForceLimitN; limit > 0 && (least == 0 || limit < least) {
			least = limit
		}
	}
	return least
}

// toolName is an instrument's name, in words.
func (f field) toolName(i int) string {
	if i >= len(f.tools) {
		return "instrument"
	}
	return f.texts.Say(cmp.Or(f.tools[i].Name, f.tools[i].Kind, "instrument"))
}
