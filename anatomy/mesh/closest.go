package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Closest returns the surface point nearest to p, its distance in mm (never
// negative) and its triangle. For an empty surface the distance is +Inf and the
// triangle −1. Of equally near triangles it always picks the same one.
func (b *BVH) Closest(p mgl64.Vec3) (nearest mgl64.Vec3, distance float64, triangle int) {
	found := b.closest(pointOf(p), math.Inf(1))
	if found.leaf < 0 {
		return mgl64.Vec3{}, math.Inf(1), -1
	}
	return found.at.vec3(), math.Sqrt(found.squared), int(b.triangles[found.leaf].source)
}

// SignedDistance returns the distance from p to the surface in mm, negative
// inside: where the surface winds round p, counted along a ray (see winding).
// That is exact for a closed, outward surface, and unlike the normal of the
// closest triangle it is not misled where a surface folds over itself. +Inf for
// an empty surface.
func (b *BVH) SignedDistance(p mgl64.Vec3) float64 {
	return b.signedDistance(pointOf(p))
}

// Inside reports whether p lies strictly inside the surface.
func (b *BVH) Inside(p mgl64.Vec3) bool { return b.SignedDistance(p) < 0 }

func (b *BVH) signedDistance(p point) float64 {
	found := b.closest(p, math.Inf(1))
	distance := math.Sqrt(found.squared)
	if distance > 0 && b.winding(p) > 0 {
		return -distance
	}
	return distance
}

// nearest is the closest surface point found.
type nearest struct {
	at      point
	squared float64 // mm²
	leaf    int     // index in triangles, −1 for none
}

// pending is a subtree put off during a traversal.
type pending struct {
	child   bvhChild
	disc    uint32  // index of its disc
	squared float64 // lower bound of its squared distance
}

// closest searches nearest boxes first and passes by everything that is not
// nearer than within (squared, mm²).
func (b *BVH) closest(p point, within float64) nearest {
	best := nearest{squared: within, leaf: -1}
	if len(b.nodes) == 0 {
		return best
	}
	b.closestBelow(p, 0, &best)
	return best
}

// closestBelow searches the subtree of a node. What a box lets pass, its disc often
// stops; not one that p is in the box of.
func (b *BVH) closestBelow(p point, node uint32, best *nearest) {
	var stack [maxBVHDepth]pending
	depth := 0
	for {
		n := &b.nodes[node]
		near, far := pending{child: n.child[0], disc: 2 * node}, pending{child: n.child[1], disc: 2*node + 1}
		near.squared, far.squared = n.squaredGaps(p)
		if far.squared < near.squared {
			near, far = far, near
		}
		if far.squared < best.squared {
			stack[depth] = far
			depth++
		}
		if near.squared < best.squared {
			stack[depth] = near
			depth++
		}
		for {
			if depth == 0 {
				return
			}
			depth--
			next := &stack[depth]
			if next.squared >= best.squared || next.squared > 0 && b.discs[next.disc].squaredGap(p) >= best.squared {
				continue
			}
			first, count := next.child.leaf()
			if count == 0 {
				node = first
				break
			}
			b.closestInLeaf(p, first, count, best)
		}
	}
}

func (b *BVH) closestInLeaf(p point, first, count uint32, best *nearest) {
	for i := first; i < first+count; i++ {
		v0, v1, v2 := b.triangles[i].points()
		at := closestOnTriangle(p, v0, v1, v2)
		gap := p.minus(at)
		if squared := gap.dot(gap); squared < best.squared {
			*best = nearest{at, squared, int(i)}
		}
	}
}
