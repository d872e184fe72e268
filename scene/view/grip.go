package view

import (
	"math"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// firmHold is how much farther jaws close on tissue than where they took hold of
	// it. Fingers feel when they have it; a mouse button does not, and would crush it.
	firmHold     = 0.2
	closeSeconds = 0.25               // from open to closed jaws
	handsApart   = 45.0               // mm between the tips at the start
	otherTilt    = 25 * math.Pi / 180 // the second instrument leans away from the first
	leastAside   = 40 * math.Pi / 180 // between an instrument's handle and the line of sight
)

// grip is one hand's instrument.
type grip struct {
	tool   record.Tool
	pose   record.Pose
	stylet bool // out
	jaw    float64
	locked bool    // the ratchet holds the jaws closed
	holds  bool    // the jaws have hold of tissue
	tookAt float64 // how far they were closed then
}

// newGrips holds the instruments in front of the planned entry: the first, which
// does the work, in the right hand, each further one to its left. A needle is 40 mm
// away and roughly in line with its plan; at a bench the tips are where the
// instruments come from, which is in sight. Jaws open up and down in the picture. A
// stage without instruments has one bare hand.
func newGrips(plan record.Plan, tools []record.Tool, camera Orbit, bench bool) []grip {
	if len(tools) == 0 {
		tools = make([]record.Tool, 1)
	}
	right, _, toward := camera.Axes()
	inward := plan.Target.Sub(plan.Entry)
	if inward.Len() < 1 {
		inward = toward.Mul(-1)
	}
	inward = inward.Normalize()
	outside := startDistance
	if bench {
		outside = 0
	}
	grips := make([]grip, len(tools))
	for i, tool := range tools {
		axis := mgl64.QuatRotate(startTilt, right).Rotate(inward)
		switch {
		case bench:
			axis = fromOwnSide(inward, camera, i > 0)
		case i > 0:
			axis = inward.Add(right.Mul(math.Tan(otherTilt))).Normalize()
		}
		if tool.Trocar != nil {
			grips[i] = grip{tool: tool, pose: through(*tool.Trocar, plan, axis)}
			continue
		}
		grips[i] = grip{tool: tool, pose: record.Pose{
			Tip:         plan.Entry.Sub(inward.Mul(outside)).Sub(right.Mul(handsApart * float64(i))),
			Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis).Normalize(),
		}}
		if tool.HasJaws() {
			grips[i].pose.Orientation = upright(axis, right)
		}
	}
	return grips
}

// fromOwnSide is the direction of an instrument that goes inward and comes from the
// right hand's side, or the left's, and from below the line of sight: one that
// points at the eye would hide what it does.
func fromOwnSide(inward mgl64.Vec3, camera Orbit, left bool) mgl64.Vec3 {
	right, up, toward := camera.Axes()
	side := math.Tan(otherTilt)
	if left {
		side = -side
	}
	handle := right.Mul(side).Sub(inward).Normalize()
	if along := handle.Dot(toward); along > math.Cos(leastAside) {
		aside := handle.Sub(toward.Mul(along)).Sub(up.Mul(math.Sin(leastAside))).Normalize()
		handle = toward.Mul(math.Cos(leastAside)).Add(aside.Mul(math.Sin(leastAside)))
	}
	return handle.Mul(-1)
}

// upright turns an instrument along a direction so that its jaws, which open in its
// XZ plane, open across the picture's horizontal, as hands close above and below
// an edge that they lift.
func upright(axis, right mgl64.Vec3) mgl64.Quat {
	x := right.Cross(axis)
	if x.Len() < 0.1 { // it lies along the horizontal
		return mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis).Normalize()
	}
	x = x.Normalize()
	turn := mgl64.Mat3FromCols(x, axis.Cross(x), axis)
	return mgl64.Mat4ToQuat(turn.Mat4()).Normalize()
}

// hand is the grip as the world knows it.
func (g *grip) hand() record.Hand {
	pose := g.pose
	if g.tool.Trocar != nil {
		pose = scene.AtTrocar(pose, *g.tool.Trocar)
	}
	return record.Hand{Pose: pose, Valid: true, Jaw: g.jaw, StyletOut: g.stylet}
}

// squeeze closes the jaws for some seconds, or lets them open.
func (g *grip) squeeze(closing bool, seconds float64) {
	if !g.tool.HasJaws() {
		return
	}
	step := seconds / closeSeconds
	if !closing && !g.locked {
		step = -step
	}
	g.jaw = mgl64.Clamp(g.jaw+step, 0, g.closest())
}

// closest is how far the jaws close.
func (g *grip) closest() float64 {
	if g.holds {
		return min(g.tookAt+firmHold, 1)
	}
	return 1
}

// feel tells the hands which instruments hold tissue.
func (m *Mapping) feel(tools []record.ToolSample) {
	for i := range m.grips[:min(len(m.grips), len(tools))] {
		g := &m.grips[i]
		if tools[i].Holding && !g.holds {
			g.tookAt = tools[i].Jaw
		}
		g.holds = tools[i].Holding
		g.jaw = min(g.jaw, g.closest())
	}
}

// active is the grip that mouse and keyboard move.
func (m *Mapping) active() *grip { return &m.grips[m.inHand] }

// InHand is which of the stage's instruments mouse and keyboard move.
func (m *Mapping) InHand() int { return m.inHand }
