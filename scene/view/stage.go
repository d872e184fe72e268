package view

import (
	"fmt"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/go-gl/mathgl/mgl64"
)

// stageView is what one Load put on the graphics card.
type stageView struct {
	root, flat *core.Node
	casting    *core.Node // what casts shadows, apart
	scan       *scan
	anatomy    *anatomyView
	tools      []*instrumentView
	watched    bool
	ghosts     []*instrumentView // of another recording
	planned    *planView
	trail      *trailView
	sections   *sectionView
	volume     *volumeView
	room       *roomView // nil for none
	plan       record.Plan
	showPlan   bool
}

// Load puts a stage on the graphics card in place of the one before, and in a window
// draws it once, so that no later picture waits for a compiler.
func (t *Theatre) Load(s Stage) error {
	if t.closed {
		return errClosed
	}
	scan, err := newScan(s.Case)
	if err != nil {
		return fmt.Errorf("load the theatre's stage: %w", err)
	}
	scan.hidden, t.hideScan, t.hasTape = s.HideScan, s.HideScan, s.Tape != nil
	if err := t.fit(); err != nil {
		scan.dispose()
		return err
	}
	t.unload()
	v := &stageView{root: core.NewNode(), flat: core.NewNode(), casting: core.NewNode(), scan: scan, plan: s.Plan, showPlan: s.ShowPlan, watched: s.Watched}
	patient, casting := core.NewNode(), core.NewNode()
	border := engineMatrix(stageFromPatient())
	patient.SetMatrix(&border)
	casting.SetMatrix(&border)
	v.root.Add(patient)
	v.casting.Add(casting)
	v.root.Add(t.backdrop)
	v.anatomy = newAnatomyView(&s, t.lights, scan, patient, casting)
	for i, tool := range s.Tools {
		v.tools = append(v.tools, newInstrumentView(tool, i, t.lights, patient))
	}
	if s.Tape != nil {
		for i, tool := range s.Tape.Ghost {
			v.ghosts = append(v.ghosts, newGhostView(tool, i, t.lights, patient))
		}
	}
	plan := s.Plan
	if !s.ShowPlan {
		plan = record.Plan{}
	}
	v.planned = newPlanView(plan, t.lights.rig, patient)
	v.trail = newTrailView(t.lights.rig, patient)
	v.sections = newSectionView(scan, v.anatomy.extent, t.unit, t.size, v.flat)
	v.sections.place(t.layout)
	modality := ""
	if s.Case != nil {
		modality = s.Case.Modality
	}
	v.volume = newVolumeView(scan, modality, t.lights, t.quality, t)
	if s.Room {
		v.room = newRoomView(v.anatomy.extent, s.Trocars, v.sections.screen(), t.lights, patient)
	}
	t.plane.Add(v.flat)
	t.stage = v
	bench := len(v.anatomy.soft.points) > 0
	t.mapping = newMapping(s.Plan, s.Tools, v.firstLook(t.layout), float64(t.layout.view.h), v.anatomy.defaultOpacity(), bench)
	t.mapping.robot = max(s.Robot, 1)
	t.mapping.play(s.Tape)
	if t.window != nil {
		t.window.keep(s.Tape == nil)
	}
	if t.window == nil {
		return nil // whoever wants a picture draws it
	}
	return t.Draw(Frame{Sample: t.mapping.Held().sample()})
}

// sample is the instruments as they are held, with nothing in their way.
func (h Held) sample() record.Sample {
	var s record.Sample
	for _, hand := range h.Hands {
		s.Tools = append(s.Tools, record.ToolSample{Pose: hand.Pose, Valid: hand.Valid, Jaw: hand.Jaw, StyletOut: hand.StyletOut})
	}
	return s
}

// firstLook is where the camera starts.
func (v *stageView) firstLook(l layout) Orbit {
	aspect := float64(l.view.w) / float64(l.view.h)
	if soft := v.anatomy.soft; len(soft.points) > 0 {
		return benchOrbit(v.plan, soft.centre, soft.radius*1.1, aspect)
	}
	centre, radius := v.focus()
	return defaultOrbit(v.plan, centre, radius*0.94, aspect)
}

// focus is a sphere around what there is to see.
func (v *stageView) focus() (centre mgl64.Vec3, radius float64) {
	switch {
	case len(v.anatomy.extent.points) > 0:
		return v.anatomy.extent.centre, v.anatomy.extent.radius
	case v.scan.hasBox:
		return v.scan.lowest.Add(v.scan.highest).Mul(0.5), v.scan.highest.Sub(v.scan.lowest).Len() / 2
	}
	return v.plan.Entry, 120
}

// unload gives back what Load took.
func (t *Theatre) unload() {
	if t.stage == nil {
		return
	}
	t.stage.root.Remove(t.backdrop)
	t.plane.Remove(t.stage.flat)
	t.stage.scan.dispose()
	t.stage.anatomy.dispose()
	for _, tool := range slices.Concat(t.stage.tools, t.stage.ghosts) {
		tool.dispose()
	}
	t.stage.planned.dispose()
	t.stage.trail.buffer.Dispose()
	t.stage.volume.forgetDepth()
	if t.stage.room != nil {
		t.stage.room.dispose()
	}
	t.stage.sections.strokes.buffer.Dispose()
	t.stage = nil
}
