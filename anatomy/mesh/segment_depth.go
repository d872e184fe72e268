package mesh

import "math"

// sounding is a segment point whose closest surface point is known.
type sounding struct {
	t       float64
	surface point
	depth   float64
}

// span is a part of a segment between two soundings, inside the surface.
type span struct{ first, last sounding }

// turnsAtStart returns how often the surface winds round the segment's start,
// given its ordered crossings. It looks from the middle of the longest part
// between two of them, because a start or an end often lies on the surface.
func (s *segment) turnsAtStart(crossings []Crossing) int {
	longest, middle, before, last := -1.0, 0.0, 0, 0.0
	for i := 0; i <= len(crossings); i++ {
		next := 1.0
		if i < len(crossings) {
			next = crossings[i].T
		}
		if next-last > longest {
			longest, middle, before = next-last, (last+next)/2, i
		}
		last = next
	}
	turns := s.tree.winding(s.at(middle))
	for _, crossing := range crossings[:before] {
		turns -= crossing.turn()
	}
	return turns
}

// greatestDepth returns how deep the segment lies at its deepest point, from
// how often the surface winds round its start and its ordered crossings.
func (s *segment) greatestDepth(turns int, crossings []Crossing) float64 {
	deepest, first := 0.0, s.sound(0)
	for _, crossing := range crossings {
		border := sounding{t: crossing.T, surface: s.at(crossing.T)}
		if turns > 0 {
			deepest = s.deepest(span{first, border}, deepest)
		}
		turns, first = turns+crossing.turn(), border
	}
	if turns > 0 {
		deepest = s.deepest(span{first, s.sound(1)}, deepest)
	}
	return deepest
}

// turn is by how much the winding number changes on the way through the surface.
func (c *Crossing) turn() int {
	if c.Inward {
		return 1
	}
	return -1
}

// sound measures the depth at a segment point.
func (s *segment) sound(t float64) sounding {
	found := s.tree.closest(s.at(t), math.Inf(1))
	return sounding{t, found.at, math.Sqrt(found.squared)}
}

// maxSpans bounds the spans put off by deepest: each halving, or nearly so,
// leaves one, and 48 of them are below any tolerance.
const maxSpans = 64

// maxSoundings bounds the work in one span where the tolerance is out of reach:
// in coordinates so large that rounding exceeds it. A needle of 400 mm that
// runs parallel to a surface one millimetre above it takes about 700.
const maxSoundings = 4096

// deepest searches one span for a depth that exceeds known by more than the
// tolerance, by branch and bound, and returns the greater of both.
func (s *segment) deepest(whole span, known float64) float64 {
	known = max(known, whole.first.depth, whole.last.depth)
	var stack [maxSpans]span
	stack[0] = whole
	soundings := 0
	for count := 1; count > 0 && soundings < maxSoundings; soundings++ {
		count--
		part := stack[count]
		at, bound := s.depthBound(&part)
		if bound <= known+depthTolerance || count+2 > maxSpans {
			continue
		}
		middle := s.sound(at)
		known = max(known, middle.depth)
		stack[count] = span{part.first, middle}
		stack[count+1] = span{middle, part.last}
		count += 2
	}
	return known
}

// depthBound returns an upper bound of the depth within a span and the
// parameter at which to sound next. No point is deeper than its distance to
// either end's surface point. Along the segment both squared distances are
// parabolas with the same curvature, so the lesser of the two is greatest at an
// end or where they meet.
func (s *segment) depthBound(part *span) (at, bound float64) {
	origin := s.at(part.first.t)
	extent := (part.last.t - part.first.t) * s.length
	toFirst, toLast := part.first.surface.minus(origin), part.last.surface.minus(origin)
	direction := s.along.times(1 / s.length)
	slopeFirst, slopeLast := -2*direction.dot(toFirst), -2*direction.dot(toLast)
	// Measured from origin, in mm along the segment.
	meet := (toLast.dot(toLast) - toFirst.dot(toFirst)) / (slopeFirst - slopeLast)
	if !(meet > 0 && meet < extent) {
		return part.first.t, max(part.first.depth, part.last.depth)
	}
	bound = math.Sqrt(max(0, meet*meet+slopeFirst*meet+toFirst.dot(toFirst)))
	meet = min(max(meet, 0.1*extent), 0.9*extent) // shrinks both parts
	return part.first.t + meet/s.length, max(bound, part.first.depth, part.last.depth)
}
