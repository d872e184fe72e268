package motion

import "github.com/go-gl/mathgl/mgl64"

// probeMM is how far before and behind the tip, along the shaft, a needle must
// be inside for a puncture: a tip that trembles in the surface makes none.
const probeMM = 1.0

// insertion is what a needle did in tissue.
type insertion struct {
	path      float64 // mm
	seconds   float64
	punctures int
}

// measureInsertion follows the tip through tissue as PerkTutor does: a step
// counts when its later end is inside. A puncture is counted once the tip and
// what lies 1 mm before and behind it are all inside, and again only after all
// three were outside. The axis is the shaft's unit direction.
func measureInsertion(t []float64, p []mgl64.Vec3, axis func(i int) mgl64.Vec3, inside func(mgl64.Vec3) bool) insertion {
	var n insertion
	armed := true
	for i := range p {
		along := axis(i).Mul(probeMM)
		tip, before, behind := inside(p[i]), inside(p[i].Add(along)), inside(p[i].Sub(along))
		if tip && i > 0 {
			n.path += p[i].Sub(p[i-1]).Len()
			n.seconds += t[i] - t[i-1]
		}
		switch {
		case tip && before && behind && armed:
			n.punctures++
			armed = false
		case !tip && !before && !behind:
			armed = true
		}
	}
	return n
}

// PathWhere is the filtered path, mm, of the steps that end at or after a sample
// of which the question is true; it is asked by the sample's index in the
// trajectory.
func (s Segment) PathWhere(inside func(index int) bool) float64 {
	sum, begun := 0.0, false
	var last mgl64.Vec3
	s.Walk(func(index int, p mgl64.Vec3) {
		if begun && inside(index) {
			sum += p.Sub(last).Len()
		}
		last, begun = p, true
	})
	return sum
}

// Walk visits the filtered positions in their order, each with the index in the
// trajectory of the sample at it or before.
func (s Segment) Walk(visit func(index int, p mgl64.Vec3)) {
	filtered, at := s.isFiltered(), 0
	for k, p := range s.Smoothed() {
		if filtered {
			at, _ = s.locate(k, at)
		} else {
			at = k
		}
		visit(s.Index[at], p)
	}
}
