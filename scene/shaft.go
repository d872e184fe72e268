package scene

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// withdrawMM is how far the hand must draw the tip back outside the entry
	// before the tissue lets go; less would make a tip that rests on the skin
	// enter and leave at every tremor.
	withdrawMM = 2
	// leastInward is the cosine of the flattest angle, 80° from the surface's
	// normal, at which a point slides under a surface rather than along it.
	leastInward = 0.17
)

// shaft is a straight rigid instrument: free in space, or held by its entry.
type shaft struct {
	tip         mgl64.Vec3
	orientation mgl64.Quat // tool→patient, +Z from handle to tip

	guided bool
	entry  mgl64.Vec3 // on the entry surface
	inward mgl64.Vec3 // unit normal of the entry surface there
	axis   mgl64.Vec3 // unit direction of insertion
	along  float64    // signed distance of the tip from the entry along axis, mm
}

// depth is the tip's depth below the entry surface along the shaft, mm; 0 outside.
func (s *shaft) depth() float64 {
	if !s.guided {
		return 0
	}
	return math.Max(s.along, 0)
}

// hold makes the shaft guided by the point at which it passed the entry
// surface; false when it points too flatly, or backwards, to pass it.
func (s *shaft) hold(entry, inward mgl64.Vec3) bool {
	axis := s.orientation.Rotate(mgl64.Vec3{0, 0, 1})
	if axis.Dot(inward) < leastInward {
		return false
	}
	s.guided, s.entry, s.inward, s.axis = true, entry, inward, axis
	s.along = s.tip.Sub(entry).Dot(axis)
	s.tip = entry.Add(axis.Mul(s.along))
	return true
}

// follow moves the shaft where the hand wants it, as far as its entry allows:
// above pivotMM it tilts about the entry, below it only slides and rolls. A
// shaft that is drawn out becomes free just outside its entry, wherever the
// hand is; following once more takes it to the hand.
func (s *shaft) follow(hand record.Pose, pivotMM, lengthMM float64) {
	if !s.guided {
		s.tip, s.orientation = hand.Tip, hand.Orientation
		return
	}
	wanted := hand.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	if s.along < pivotMM && wanted.Dot(s.axis) > 0 && wanted.Dot(s.inward) >= leastInward {
		s.axis = wanted
	}
	s.along = min(hand.Tip.Sub(s.entry).Dot(s.axis), lengthMM)
	if s.along < -withdrawMM {
		s.along = -withdrawMM
		s.guided = false
	}
	s.tip = s.entry.Add(s.axis.Mul(s.along))
	s.orientation = swing(wanted, s.axis).Mul(hand.Orientation).Normalize()
}

// stop puts the tip just before the fraction t of its way from a free place.
// A guided shaft's way is along its axis.
func (s *shaft) stop(from mgl64.Vec3, t float64) {
	way := s.tip.Sub(from)
	free := math.Max(t*way.Len()-standOffMM, 0)
	tip := from.Add(way.Normalize().Mul(free))
	if s.guided {
		s.along = tip.Sub(s.entry).Dot(s.axis)
		tip = s.entry.Add(s.axis.Mul(s.along))
	}
	s.tip = tip
}

// swing is the shortest rotation from unit vector a to unit vector b; of the
// many for opposite vectors, the half turn about a fixed perpendicular.
func swing(a, b mgl64.Vec3) mgl64.Quat {
	w := 1 + a.Dot(b)
	if w < 1e-9 {
		across := a.Cross(mgl64.Vec3{1, 0, 0})
		if math.Abs(a[0]) > 0.9 {
			across = a.Cross(mgl64.Vec3{0, 1, 0})
		}
		return mgl64.Quat{V: across.Normalize()}
	}
	return mgl64.Quat{W: w, V: a.Cross(b)}.Normalize()
}
