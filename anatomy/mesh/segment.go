package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// depthTolerance bounds by how many millimetres SegmentDistance may understate
// how deep a segment lies. The tightest margin in a rubric is 0.5 mm.
const depthTolerance = 0.05

// SegmentDistance returns the least SignedDistance over the points of the
// segment from start to end, in mm: the clearance of a needle. Outside, it is
// the distance between segment and surface. A segment that enters the solid has
// a negative distance: minus the greatest depth that one of its points reaches,
// at most 0.05 mm too shallow wherever coordinates stay below a kilometre. +Inf
// for an empty surface.
func (b *BVH) SegmentDistance(start, end mgl64.Vec3) float64 {
	if len(b.nodes) == 0 {
		return math.Inf(1)
	}
	var buffer [64]Crossing
	s := segment{tree: b, start: pointOf(start), along: pointOf(end).minus(pointOf(start))}
	s.length = s.along.length()
	crossings := b.Crossings(start, end, buffer[:0])
	turns := s.turnsAtStart(crossings)
	if turns > 0 || len(crossings) > 0 {
		return -s.greatestDepth(turns, crossings)
	}
	return s.clearance(s.sound(0).depth)
}

// segment is the set of points start + t·along for t in [0, 1].
type segment struct {
	tree         *BVH
	start, along point
	length       float64 // of along, mm
}

func (s *segment) at(t float64) point { return s.start.plus(s.along.times(t)) }

// clearance returns the distance between a segment and a surface that do not
// meet, given a distance that it cannot exceed.
func (s *segment) clearance(limit float64) float64 {
	best := limit * limit
	var stack [maxBVHDepth]pending
	depth, current := 0, bvhChild(0)
	for {
		if first, count := current.leaf(); count > 0 {
			for i := first; i < first+count; i++ {
				best = min(best, s.squaredGap(&s.tree.triangles[i]))
			}
		} else {
			node := &s.tree.nodes[first]
			near, far := node.child[0], node.child[1]
			nearGap, farGap := s.squaredBoxGap(&node.box[0]), s.squaredBoxGap(&node.box[1])
			if farGap < nearGap {
				near, far, nearGap, farGap = far, near, farGap, nearGap
			}
			if farGap < best {
				stack[depth] = pending{child: far, squared: farGap}
				depth++
			}
			if nearGap < best {
				current = near
				continue
			}
		}
		for {
			if depth == 0 {
				return math.Sqrt(best)
			}
			depth--
			if stack[depth].squared < best {
				break
			}
		}
		current = stack[depth].child
	}
}

// squaredGap returns the squared distance to a triangle that the segment does
// not pass through: it is taken at an end of the segment or at an edge.
func (s *segment) squaredGap(triangle *bvhTriangle) float64 {
	a, b, c := triangle.points()
	end := s.start.plus(s.along)
	best := squaredSegmentGap(s.start, s.along, a, b.minus(a))
	best = min(best, squaredSegmentGap(s.start, s.along, b, c.minus(b)))
	best = min(best, squaredSegmentGap(s.start, s.along, c, a.minus(c)))
	for _, p := range [2]point{s.start, end} {
		at := closestOnTriangle(p, a, b, c)
		gap := p.minus(at)
		best = min(best, gap.dot(gap))
	}
	return best
}

// squaredBoxGap returns a lower bound of the squared distance between the
// segment and a box. For the unit vector n from a box point q, nearest to a
// segment point p, towards p, the box lies behind the plane through q; so the
// lesser of the two ends' heights above that plane bounds the distance. Two
// rounds of alternating projection choose p.
func (s *segment) squaredBoxGap(box *bvhBox) float64 {
	centre := point{float64(box.centre[0]), float64(box.centre[1]), float64(box.centre[2])}
	half := point{float64(box.half[0]), float64(box.half[1]), float64(box.half[2])}
	if half.x < 0 {
		return math.Inf(1) // the empty box
	}
	t := s.parameterNear(centre)
	gap := gapToBox(s.at(t), centre, half)
	t = s.parameterNear(s.at(t).minus(gap))
	gap = gapToBox(s.at(t), centre, half)
	squared := gap.dot(gap)
	if squared == 0 {
		return 0
	}
	slope := s.along.dot(gap)
	height := squared + min(-t*slope, (1-t)*slope) // times the gap's length
	if height <= 0 {
		return 0
	}
	return height * height / squared
}

// parameterNear returns the parameter of the segment's point closest to p.
func (s *segment) parameterNear(p point) float64 {
	if s.length == 0 {
		return 0
	}
	return clamp01(p.minus(s.start).dot(s.along) / (s.length * s.length))
}

// gapToBox returns the shortest vector from the box to p, zero inside.
func gapToBox(p, centre, half point) point {
	return point{
		beyond(p.x-centre.x, half.x), beyond(p.y-centre.y, half.y), beyond(p.z-centre.z, half.z),
	}
}

func beyond(offset, half float64) float64 {
	switch {
	case offset > half:
		return offset - half
	case offset < -half:
		return offset + half
	}
	return 0
}
