package segment

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// The cut's normal points forwards and down, steepness degrees below the
// horizon: from a cut that takes the brow to one along the floor of the skull.
const (
	flattestCut = 35
	steepestCut = 75
)

// shear is the half-space of the face. Seen from the side, the brain's hull
// has one long edge that faces forwards and down, between the frontal lobe and
// the cerebellum or brain stem: the cut lies along it, faceBuffer outside.
func shear(brain *Mask) cut {
	best, longest := flattestCut, -1.0
	before, _ := extreme(brain, faceNormal(flattestCut-1))
	for degrees := flattestCut; degrees <= steepestCut; degrees++ {
		at, _ := extreme(brain, faceNormal(degrees))
		if edge := math.Hypot(at[1]-before[1], at[2]-before[2]); edge > longest {
			best, longest = degrees, edge
		}
		before = at
	}
	normal := faceNormal(best)
	_, distance := extreme(brain, normal)
	return cut{normal, distance + faceBuffer}
}

// faceNormal points forwards (-y) and down (-z).
func faceNormal(degrees int) mgl64.Vec3 {
	sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
	return mgl64.Vec3{0, -cos, -sin}
}

// extreme is the marked voxel farthest along a direction, and how far it is.
func extreme(m *Mask, direction mgl64.Vec3) (at mgl64.Vec3, distance float64) {
	distance = math.Inf(-1)
	m.eachRow(func(first, last mgl64.Vec3, _ int) {
		for _, p := range [2]mgl64.Vec3{first, last} {
			if d := direction.Dot(p); d > distance {
				at, distance = p, d
			}
		}
	})
	return at, distance
}

// eyesDepth, in mm, reaches from the frontal pole to behind the eyeballs: they
// are 24 mm long and stand level with it.
const eyesDepth = 28

// eyes is the space below the foremost part of the brain.
func eyes(brain *Mask) []cut {
	_, front := extreme(brain, mgl64.Vec3{0, -1, 0})
	back := -front + eyesDepth
	lowest := math.Inf(1)
	brain.eachRow(func(first, last mgl64.Vec3, _ int) {
		for _, p := range [2]mgl64.Vec3{first, last} {
			if p[1] < back {
				lowest = min(lowest, p[2])
			}
		}
	})
	return []cut{
		{mgl64.Vec3{0, -1, 0}, -back},
		{mgl64.Vec3{0, 0, -1}, eyeBuffer - lowest},
	}
}
