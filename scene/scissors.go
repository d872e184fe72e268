package scene

import (
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// Scissors cut what is in their mouth where their blades meet, from the hinge
// outwards while they close. Until then the blades must not press it: a sheet
// would be driven out of the mouth, and a wall thicker than the gap that closed
// blades leave would burst. So what a closing blade meets with its edge goes into
// it without contact, and out of it when they open.

// bladeShare is the radius of a blade of scissors in those of the shaft: blades
// are slim, so that they fit into their own cut.
const bladeShare = 0.25

// lets tells whether a part of the instrument lets a place of the skin be where it
// is: at the lips of a cut, blades slip through; what a closing blade has before
// its edge, it cuts; and what is in a blade, deeper than contact presses, or is
// met from inside, has come there so.
func (t *softTool) lets(f *softField, p *probe, q *touch, out mgl64.Vec3, distance float64) bool {
	if p.part == 0 || t.tool.Kind != record.KindScissors {
		return false
	}
	if q.feature%8 == runThrough || f.skin.laidOpen(q.feature) == onLip || !f.skin.flat[q.triangle] && q.normal.Dot(out) > turnedAway {
		return true
	}
	if t.cuts() && t.between(f.skin.at(q.triangle, q.weights), p.part) {
		return true
	}
	return p.first && distance < p.reach-2*touchMM && !met(t.last, q)
}

// met tells whether a place was touched in the part of the tick before.
func met(last []touch, q *touch) bool {
	_, was := slices.BinarySearchFunc(last, *q, func(a, b touch) int { return a.compare(&b) })
	return was
}

// between tells whether a place is on the side of a blade where the other is.
func (t *softTool) between(place mgl64.Vec3, k int32) bool {
	side := t.part(int(k), t.start.jaw).side
	return t.inPart(int(k), place, t.start)[0]*side < 0
}

// rest is between two bites: they are of one stroke, so that they make one surface,
// as long as the scissors go on where they cut last.
func (t *softTool) rest() tissue.Incision {
	t.blade.mouth = t.opening(t.end.jaw)
	if t.end.pose.Tip.Sub(t.blade.at).Len() > t.tool.JawMM {
		return t.blade.edge.Lift()
	}
	return t.blade.edge.Pause()
}

// crossing is the edge where the blades of scissors meet, as wide as their mouth
// was there before they closed.
func (t *softTool) crossing(jaw float64) (half, z float64) {
	radius := t.tool.RadiusMM * bladeShare
	out := (t.tool.JawMM + 2*radius) * jaw
	return radius + out*math.Sin(t.blade.mouth), out - t.tool.JawMM
}

// lip of a vertex of the skin: blades slip through the lips of a cut, which are
// apart by nothing, but not through its end.
const (
	noLip = iota
	onLip
	atEnd
)

// oneSided is the length of the mean of unit normals of what was laid open about
// a vertex above which it is all on one side of the cut.
const oneSided = 0.6

// lipAt tells whether a vertex is on the lip of a cut, or at its end.
func (s *skin) lipAt(v int32) uint8 {
	if v < s.plain {
		return s.seams[v]
	}
	var sum mgl64.Vec3
	n := 0.0
	for c := s.head[v]; c >= 0; c = s.next[c] {
		if t := s.triangles[c/3]; s.cut[c/3] {
			a := s.rest[t[0]]
			sum = sum.Add(unit(s.rest[t[1]].Sub(a).Cross(s.rest[t[2]].Sub(a))))
			n++
		}
	}
	switch {
	case n == 0:
		return noLip
	case sum.Len() > oneSided*n:
		return onLip
	}
	return atEnd
}

// laidOpen is the most that a corner of the skin, or what goes out from it, has to
// do with a cut: noLip, onLip or atEnd.
func (s *skin) laidOpen(feature int32) uint8 {
	t, what := s.triangles[feature/8], feature%8
	switch {
	case what < 3:
		return s.lip[t[what]]
	case what < 6:
		return lipOf(s.lip[t[what-3]], s.lip[t[(what-2)%3]], noLip)
	}
	return lipOf(s.lip[t[0]], s.lip[t[1]], s.lip[t[2]])
}

// lipOf is what three corners are together.
func lipOf(a, b, c uint8) uint8 {
	switch {
	case a == onLip || b == onLip || c == onLip:
		return onLip
	case a == atEnd || b == atEnd || c == atEnd:
		return atEnd
	}
	return noLip
}

// firmness is how much stiffer than the tissue behind it a touch of the instrument
// is: the end of a cut yields to blades, which would go on cutting there if they
// were moved in tissue and not in steps.
func (t *softTool) firmness(s *skin, p *touch) float64 {
	if t.tool.Kind == record.KindScissors && p.part > 0 && s.laidOpen(p.feature) == atEnd {
		return 1
	}
	return touchStiff * t.hard[p.part]
}
