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
	turns := 0
	b.eachHit(&probe, math.MaxFloat64/2, func(_ float64, inward bool, _ uint32) {
		if inward {
			turns--
		} else {
			turns++
		}
	})
	return turns
}
