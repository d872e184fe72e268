package assets

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// solid is the jaw that opens towards +X, from its hinge at the origin: a half
// ellipse that tapers to its tip, its flat face at x = 0, or wavy where it has
// teeth, their valleys a fifth of the height deep.
func (j *Jaw) solid(length float64) Solid {
	const arc = 10
	pieces := 24
	if j.Teeth > 0 {
		pieces = 4 * j.Teeth // enough for each tooth's rise and fall
	}
	var rings [][]mgl64.Vec3
	for i := 0; i <= pieces; i++ {
		t := float64(i) / float64(pieces)
		round := math.Sqrt(math.Max(0, 1-math.Pow(math.Max(0, (t-0.8)/0.2), 2))) // the last fifth ends as an ellipse does
		w := (j.Width[0] + (j.Width[1]-j.Width[0])*t) / 2 * math.Max(round, 0.15)
		h := (j.Height[0] + (j.Height[1]-j.Height[0])*t) * math.Max(round, 0.15)
		middle := mgl64.Vec3{0, j.Curve * t * t, length * t}
		valley := 0.0
		if j.Teeth > 0 && t > 0.15 && t < 0.97 {
			valley = 0.2 * h * (1 - math.Abs(2*math.Mod(t*float64(j.Teeth), 1)-1))
		}
		var ring []mgl64.Vec3
		for k := 0; k <= arc; k++ {
			sin, cos := math.Sincos(math.Pi * (float64(k)/arc - 0.5))
			ring = append(ring, middle.Add(mgl64.Vec3{math.Max(h*cos, valley), w * sin, 0}))
		}
		for k := 1; k < 4; k++ { // back across the flat
			ring = append(ring, middle.Add(mgl64.Vec3{valley, w * (1 - float64(k)/2), 0}))
		}
		rings = append(rings, ring)
	}
	return loft(rings)
}
