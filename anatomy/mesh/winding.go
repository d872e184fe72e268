package mesh

import "math"

// winding returns how often the surface winds round p: 1 inside a closed,
// outward surface and 0 outside. Where it folds over itself 2, where a fold
// turned inside out −1. It is the sum over the crossings of a ray from p, those
// outwards less those inwards (the degree of the map to the sphere of
// directions, Milnor 1965, Topology from the Differentiable Viewpoint, §5),
// by a test that counts a ray through an edge or vertex once, see probe.
func (b *BVH) winding(p point) int {
	probe, valid := b.newProbe(p, point{x: 1})
	if !valid || len(b.nodes) == 0 {
		return 0
	}
	const endless = math.MaxFloat64 / 2
	var stack [maxBVHDepth]bvhChild
	turns, depth, current := 0, 0, bvhChild(0)
	for {
		if first, count := current.leaf(); count > 0 {
			for i := first; i < first+count; i++ {
				switch t, inward, hit := probe.hit(&b.triangles[i]); {
				case !hit || t < 0:
				case inward:
					turns--
				default:
					turns++
				}
			}
		} else {
			node := &b.nodes[first]
			t0, t1 := probe.enters(node, endless)
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
			return turns
		}
		depth--
		current = stack[depth]
	}
}
