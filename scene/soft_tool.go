package scene

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// stance is how an instrument stands at a moment.
type stance struct {
	pose record.Pose
	jaw  float64 // 0 open to 1 closed
}

// towards is the stance a fraction of the way to another.
func (s stance) towards(to stance, t float64) stance {
	if t == 1 {
		return to
	}
	p, q := s.pose.Orientation, to.pose.Orientation
	if p.Dot(q) < 0 {
		q = q.Scale(-1)
	}
	return stance{
		record.Pose{Tip: between(s.pose.Tip, to.pose.Tip, t), Orientation: p.Scale(1 - t).Add(q.Scale(t)).Normalize()},
		s.jaw + (to.jaw-s.jaw)*t,
	}
}

// part is one rigid part of an instrument as a capsule in the tool's frame.
type part struct {
	from, to mgl64.Vec3
	radiusMM float64
	side     float64 // +1 and −1 for the jaws that open along +X and −X, 0 for the shaft
}

// softTool is an instrument among soft tissue.
type softTool struct {
	tool   record.Tool
	parts  int
	stance stance // where it is between ticks
	goal   stance // where it shall be at the end of this one
	placed bool
	lost   bool // its hand was not tracked in the last tick
	sunk   bool // it was found in the skin, and is not out of it yet

	start, end stance // of the present part of a tick
	touches    []touch
	last       []touch    // in the part before
	hard       [3]float64 // how much stiffer than usual each part's contact is
	grip       grip
	blade      blade

	force   mgl64.Vec3   // of the tissue on the instrument over the last tick, N, simulated
	squeeze [2]float64   // with which tissue pushes each jaw outwards, N
	closest float64      // how far the jaws may close on what is between them
	over    []bool       // of each soft body: its limit of force is exceeded
	peak    []float64    // greatest force since then, N
	on      []mgl64.Vec3 // force of each soft body, N
}

func newSoftTool(tool record.Tool, bodies int) softTool {
	t := softTool{tool: tool, parts: 1, closest: 1, hard: [3]float64{1, 1, 1}, over: make([]bool, bodies), peak: make([]float64, bodies), on: make([]mgl64.Vec3, bodies)}
	if tool.HasJaws() {
		t.parts = 3
	}
	return t
}

// bladeMM is the length of a scalpel's edge, from its tip: that of a No. 15 blade.
const bladeMM = 12

// part is one of the instrument's parts with its jaws as they are.
func (t *softTool) part(k int, jaw float64) part {
	shaft := part{from: mgl64.Vec3{0, 0, -t.tool.LengthMM}, radiusMM: t.tool.RadiusMM}
	switch {
	case k == 0 && t.tool.Kind == record.KindScissors:
		shaft.to[2] = -t.tool.JawMM - t.tool.RadiusMM
	case k == 0 && t.tool.HasJaws():
		shaft.to[2] = -t.tool.JawMM
	case k == 0 && t.tool.Kind == record.KindScalpel:
		shaft.to[2] = -bladeMM
	}
	if k == 0 {
		return shaft
	}
	side := float64(3 - 2*k)
	sin, cos := math.Sincos(t.opening(jaw))
	radius := t.tool.RadiusMM / 2
	if t.tool.Kind == record.KindScissors {
		radius = t.tool.RadiusMM * bladeShare
	}
	from := mgl64.Vec3{side * radius, 0, -t.tool.JawMM}
	return part{
		from: from, to: from.Add(mgl64.Vec3{side * sin, 0, cos}.Mul(t.tool.JawMM)),
		radiusMM: radius, side: side,
	}
}

// opening is the angle of each jaw to the tool's axis, rad.
func (t *softTool) opening(jaw float64) float64 {
	return mgl64.DegToRad(t.tool.JawDeg) / 2 * (1 - jaw)
}

// axis is a part's axis in the patient frame.
func (t *softTool) axis(k int, s stance) (from, to mgl64.Vec3) {
	p := t.part(k, s.jaw)
	return t.place(p.from, s), t.place(p.to, s)
}

// place is a point of the tool's frame in the patient frame.
func (t *softTool) place(p mgl64.Vec3, s stance) mgl64.Vec3 {
	return s.pose.Orientation.Rotate(p).Add(s.pose.Tip)
}

// onPart is a point of a part's own frame, whose Z runs along the part and whose
// origin is the hinge, or the tip for the shaft.
func (t *softTool) onPart(k int, p mgl64.Vec3, s stance) mgl64.Vec3 {
	if k == 0 {
		return t.place(p, s)
	}
	jaw := t.part(k, s.jaw)
	turn := mgl64.QuatRotate(jaw.side*t.opening(s.jaw), mgl64.Vec3{0, 1, 0})
	return t.place(turn.Rotate(p).Add(jaw.from), s)
}

// inPart is the inverse of onPart.
func (t *softTool) inPart(k int, p mgl64.Vec3, s stance) mgl64.Vec3 {
	p = s.pose.Orientation.Inverse().Rotate(p.Sub(s.pose.Tip))
	if k == 0 {
		return p
	}
	jaw := t.part(k, s.jaw)
	turn := mgl64.QuatRotate(-jaw.side*t.opening(s.jaw), mgl64.Vec3{0, 1, 0})
	return turn.Rotate(p.Sub(jaw.from))
}

// way is how far any point of the instrument within reach of tissue moves
// between two stances, mm.
func (t *softTool) way(from, to stance) float64 {
	most := 0.0
	for k := range t.parts {
		a0, b0 := t.axis(k, from)
		a1, b1 := t.axis(k, to)
		most = max(most, a1.Sub(a0).Len(), b1.Sub(b0).Len())
	}
	return most
}

// reach is the box around the instrument's way between two stances.
func (t *softTool) reach(from, to stance) bounds {
	b := nowhere()
	for k := range t.parts {
		for _, s := range [2]stance{from, to} {
			p, q := t.axis(k, s)
			b.add(p)
			b.add(q)
		}
	}
	return b.grown(t.tool.RadiusMM + touchMM)
}
