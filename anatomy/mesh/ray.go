package mesh

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Crossing is a point at which a segment passes through the surface.
type Crossing struct {
	T        float64 // 0 at the segment's start, 1 at its end
	Triangle int
	Inward   bool // the segment enters the solid here
}

// Ray returns the first hit of the ray at or after its origin: t counts
// lengths of direction (millimetres for a unit vector) up to max. Both sides of
// the surface are hit. A ray through an edge or a vertex hits exactly one of
// the triangles there. There is no hit for an empty surface or a zero direction.
func (b *BVH) Ray(origin, direction mgl64.Vec3, max float64) (t float64, triangle int, ok bool) {
	probe, valid := b.newProbe(pointOf(origin), pointOf(direction))
	if !valid || len(b.nodes) == 0 {
		return 0, -1, false
	}
	best, triangle := max, -1
	var stack [maxBVHDepth]entry
	depth, current := 0, bvhChild(0)
	for {
		if first, count := current.leaf(); count > 0 {
			for i := first; i < first+count; i++ {
				t, _, hit := probe.hit(&b.triangles[i])
				if hit && t >= 0 && (t < best || t == best && triangle < 0) {
					best, triangle = t, int(b.triangles[i].source)
				}
			}
		} else {
			node := &b.nodes[first]
			near, far := node.child[0], node.child[1]
			nearT, farT := probe.enters(node, best)
			if farT < nearT {
				near, far, nearT, farT = far, near, farT, nearT
			}
			if farT < missed {
				stack[depth] = entry{far, farT}
				depth++
			}
			if nearT < missed {
				current = near
				continue
			}
		}
		for {
			if depth == 0 {
				return best, triangle, triangle >= 0
			}
			depth--
			if stack[depth].t <= best {
				break
			}
		}
		current = stack[depth].child
	}
}

// entry is a subtree that a ray enters at t.
type entry struct {
	child bvhChild
	t     float64
}

// Crossings appends to buffer every crossing of the surface by the segment from
// start to end, in order of T, and returns it. A crossing exactly at the start
// counts, one exactly at the end does not, so that the pieces of a polyline
// count each crossing once. Passing through an edge or a vertex from one side
// of the surface to the other is one crossing; grazing it is none or two.
// Nothing is allocated while the buffer's capacity suffices.
func (b *BVH) Crossings(start, end mgl64.Vec3, buffer []Crossing) []Crossing {
	probe, valid := b.newProbe(pointOf(start), pointOf(end).minus(pointOf(start)))
	if !valid || len(b.nodes) == 0 {
		return buffer
	}
	before := len(buffer)
	b.eachHit(&probe, 1, func(t float64, inward bool, triangle uint32) {
		buffer = append(buffer, Crossing{t, int(triangle), inward})
	})
	slices.SortFunc(buffer[before:], func(a, b Crossing) int {
		return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.Triangle, b.Triangle))
	})
	return buffer
}

// eachHit visits, in no order, all triangles that a ray meets at a t from 0 up to limit.
// The tree must not be empty.
func (b *BVH) eachHit(probe *probe, limit float64, visit func(t float64, inward bool, triangle uint32)) {
	var stack [maxBVHDepth]bvhChild
	depth, current := 0, bvhChild(0)
	for {
		if first, count := current.leaf(); count > 0 {
			for i := first; i < first+count; i++ {
				if t, inward, hit := probe.hit(&b.triangles[i]); hit && t >= 0 && t < limit {
					visit(t, inward, b.triangles[i].source)
				}
			}
		} else {
			node := &b.nodes[first]
			t0, t1 := probe.enters(node, limit)
			if t1 < missed {
				stack[depth] = node.child[1]
				depth++
			}
			if t0 < missed {
				current = node.child[0]
				continue
			}
		}
		if depth == 0 {
			return
		}
		depth--
		current = stack[depth]
	}
}

// probe is a ray prepared for the watertight test of Woop, Benthin and Wald
// 2013 (JCGT 2(1), 65–82): triangles are sheared into the frame in which the
// ray is the third axis, where neighbours see their common edge alike.
type probe struct {
	origin, inverse       point
	reach                 point // |inverse|
	slack                 point // beyond the rounding of the box test, in t
	axis                  [3]uint8
	shearX, shearY, scale float64
}

const (
	// steepest stands for the inverse of zero in the box test: large enough to
	// reject every box that a ray parallel to its faces passes by, small
	// enough that no product overflows.
	steepest = 1e200
	// boxSlack is several times the relative rounding of the box test (Ize
	// 2013, JCGT 2(2), 12–27, shows that three ulps suffice).
	boxSlack = 1e-15
	// missed is what the box test returns for no intersection.
	missed = math.MaxFloat64
)

func (b *BVH) newProbe(origin, direction point) (probe, bool) {
	d := [3]float64{direction.x, direction.y, direction.z}
	third := 0
	for axis := range 3 {
		if math.Abs(d[axis]) > math.Abs(d[third]) {
			third = axis
		}
	}
	p := probe{origin: origin, axis: [3]uint8{uint8((third + 1) % 3), uint8((third + 2) % 3), uint8(third)}}
	if d[third] < 0 {
		p.axis[0], p.axis[1] = p.axis[1], p.axis[0] // keeps the winding
	}
	p.shearX, p.shearY, p.scale = d[p.axis[0]]/d[third], d[p.axis[1]]/d[third], 1/d[third]
	p.inverse = point{boundedInverse(d[0]), boundedInverse(d[1]), boundedInverse(d[2])}
	p.reach = point{math.Abs(p.inverse.x), math.Abs(p.inverse.y), math.Abs(p.inverse.z)}
	furthest := math.Abs(origin.x) + math.Abs(origin.y) + math.Abs(origin.z) + b.extent
	p.slack = p.reach.times(boxSlack * furthest)
	usable := d[third] != 0 && !math.IsInf(p.scale, 0) && !math.IsNaN(furthest+d[0]+d[1]+d[2])
	return p, usable
}

func boundedInverse(v float64) float64 {
	if math.Abs(v) < 1/steepest {
		return math.Copysign(steepest, v)
	}
	return 1 / v
}

// enters returns where the ray enters the boxes of both children, and missed
// for a box that it does not meet before limit.
func (p *probe) enters(node *bvhNode, limit float64) (first, second float64) {
	return p.entersBox(&node.box[0], limit), p.entersBox(&node.box[1], limit)
}

func (p *probe) entersBox(box *bvhBox, limit float64) float64 {
	x := (float64(box.centre[0]) - p.origin.x) * p.inverse.x
	y := (float64(box.centre[1]) - p.origin.y) * p.inverse.y
	z := (float64(box.centre[2]) - p.origin.z) * p.inverse.z
	rx := float64(box.half[0])*p.reach.x + p.slack.x
	ry := float64(box.half[1])*p.reach.y + p.slack.y
	rz := float64(box.half[2])*p.reach.z + p.slack.z
	near := max(0, x-rx, y-ry, z-rz)
	far := min(limit, x+rx, y+ry, z+rz)
	if near > far {
		return missed
	}
	return near
}

// sheared moves corner i of a triangle into the ray's frame.
func (p *probe) sheared(corners *[9]float32, i uint8) point {
	o := [3]float64{p.origin.x, p.origin.y, p.origin.z}
	z := float64(corners[i+p.axis[2]]) - o[p.axis[2]]
	return point{
		float64(corners[i+p.axis[0]]) - o[p.axis[0]] - float64(p.shearX*z),
		float64(corners[i+p.axis[1]]) - o[p.axis[1]] - float64(p.shearY*z),
		z,
	}
}

// hit intersects the ray's whole line with a triangle.
func (p *probe) hit(triangle *bvhTriangle) (t float64, inward, ok bool) {
	a, b, c := p.sheared(&triangle.corners, 0), p.sheared(&triangle.corners, 3), p.sheared(&triangle.corners, 6)
	u, uSide := turn(c, b)
	v, vSide := turn(a, c)
	w, wSide := turn(b, a)
	if uSide != vSide || vSide != wSide {
		return 0, false, false
	}
	determinant := u + v + w
	if determinant == 0 {
		return 0, false, false
	}
	return (u*a.z + v*b.z + w*c.z) * p.scale / determinant, uSide, true
}

// turn returns twice the signed area that a, b and the ray make in its frame,
// and whether it is positive. A ray exactly through the edge is moved by
// (ε, ε²), the same for all triangles (simulation of simplicity, Edelsbrunner
// and Mücke 1990, doi:10.1145/77635.77639), so that it passes one of the two
// triangles beside the edge. The conversions keep the products from being fused,
// which would make turn(a, b) differ from −turn(b, a).
func turn(a, b point) (area float64, positive bool) {
	area = float64(a.x*b.y) - float64(a.y*b.x)
	switch {
	case area != 0:
		return area, area > 0
	case a.y != b.y:
		return area, a.y > b.y
	}
	return area, b.x > a.x
}
