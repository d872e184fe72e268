package view

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// insertedMM is how far beyond its trocar an instrument begins: out of the
	// cannula, and in sight.
	insertedMM = 40.0
	// drawnOutMM is how far behind the last one's tip the next instrument of a hand
	// appears, so that it does not stand in what the last one worked on.
	drawnOutMM = 80.0
)

// through is an instrument just inside its trocar that points at the plan's target.
// Without a plan it points along the given direction.
func through(trocar mgl64.Vec3, plan record.Plan, axis mgl64.Vec3) record.Pose {
	if way := plan.Target.Sub(trocar); way.Len() > insertedMM {
		axis = way.Normalize()
	}
	return record.Pose{
		Tip:         trocar.Add(axis.Mul(insertedMM)),
		Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis).Normalize(),
	}
}

// changeHand gives mouse and keyboard to the next hand. The camera's has keys of
// its own.
func (m *Mapping) changeHand() {
	hands := m.rack.Hands()
	now := m.active().tool.HeldBy(m.inHand)
	for k := 1; k < hands; k++ {
		if tool := m.rack.Holds((now + k) % hands); tool >= 0 && tool != m.camera {
			m.inHand = tool
			return
		}
	}
}

// exchange lets the hand take its next instrument, drawn back from where the last
// one was; in a trocar, back to its cannula.
func (m *Mapping) exchange() {
	hand := m.active().tool.HeldBy(m.inHand)
	last := m.active().pose
	m.rack.Exchange(hand)
	if next := m.rack.Holds(hand); next >= 0 && next != m.inHand {
		m.inHand = next
		axis := last.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
		trocar := m.active().tool.Trocar
		switch {
		case trocar == nil:
			last.Tip = last.Tip.Sub(axis.Mul(drawnOutMM))
		case last.Tip.Sub(*trocar).Len() > 1:
			last.Tip = trocar.Add(last.Tip.Sub(*trocar).Normalize().Mul(insertedMM))
		default:
			last.Tip = trocar.Add(axis.Mul(insertedMM))
		}
		m.active().pose = last
	}
}

// mountScope gives the camera the scenario's endoscope, where it has one, and looks
// through it.
func (m *Mapping) mountScope(plan record.Plan, tools []record.Tool) {
	m.camera = -1
	for i, tool := range tools {
		if tool.Kind != record.KindEndoscope || !m.holds(i) {
			continue
		}
		s := &m.scope
		s.On, s.Optic, s.Field = true, mgl64.DegToRad(tool.OpticDeg), mgl64.DegToRad(tool.FieldDeg)
		if tool.Trocar != nil {
			s.Trocar, s.DepthMM = *tool.Trocar, insertedMM
			if way := plan.Target.Sub(s.Trocar); way.Len() > insertedMM {
				s.Inward = way.Normalize()
			}
		}
		if tool.HeldBy(i) > 1 { // a hand of its own; else the hand moves it as any instrument
			m.camera = i
		}
		return
	}
}

// watch puts the camera where the samples have the scenario's endoscope, where it
// is not the mouse that holds it.
func (m *Mapping) watch(samples []record.ToolSample, watched bool) {
	for i := range m.grips[:min(len(m.grips), len(samples))] {
		tool, s := &m.grips[i].tool, &samples[i]
		if tool.Kind == record.KindEndoscope && s.Valid && (watched || i != m.camera) {
			m.scope.follow(s.Pose, tool)
		}
	}
}
