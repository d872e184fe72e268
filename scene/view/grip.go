package view

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	closeSeconds = 0.25                // from open to closed jaws
	handsApart   = 45.0                // mm between the tips at the start
	otherTilt    = 25 * math.Pi / 180. // the second instrument leans away from the first
)

// grip is one hand's instrument.
type grip struct {
	tool   record.Tool
	pose   record.Pose
	stylet bool // out
	jaw    float64
	locked bool // the ratchet holds the jaws closed
}

// newGrips holds the instruments in front of the planned entry: the first
// roughly in line with it, each further one to its right. A stage without
// instruments has one bare hand.
func newGrips(plan record.Plan, tools []record.Tool, camera Orbit) []grip {
	if len(tools) == 0 {
		tools = make([]record.Tool, 1)
	}
	right, _, toward := camera.Axes()
	inward := plan.Target.Sub(plan.Entry)
	if inward.Len() < 1 {
		inward = toward.Mul(-1)
	}
	inward = inward.Normalize()
	grips := make([]grip, len(tools))
	for i, tool := range tools {
		axis := mgl64.QuatRotate(startTilt, right).Rotate(inward)
		if i > 0 {
			axis = inward.Sub(right.Mul(math.Tan(otherTilt))).Normalize()
		}
		grips[i] = grip{tool: tool, pose: record.Pose{
			Tip:         plan.Entry.Sub(inward.Mul(startDistance)).Add(right.Mul(handsApart * float64(i))),
			Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis).Normalize(),
		}}
	}
	return grips
}

// hand is the grip as the world knows it.
func (g *grip) hand() record.Hand {
	return record.Hand{Pose: g.pose, Valid: true, Jaw: g.jaw, StyletOut: g.stylet}
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
	g.jaw = mgl64.Clamp(g.jaw+step, 0, 1)
}

// active is the grip that mouse and keyboard move.
func (m *Mapping) active() *grip { return &m.grips[m.inHand] }

// InHand is which of the stage's instruments mouse and keyboard move.
func (m *Mapping) InHand() int { return m.inHand }
