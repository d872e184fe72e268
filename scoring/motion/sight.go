package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Camera is a place to look from and what it sees.
type Camera struct {
	At          mgl64.Vec3 // mm
	Forward, Up mgl64.Vec3 // unit, at right angles
	Horizontal  float64    // angle of view from side to side, radian
	Vertical    float64    // from top to bottom, radian
	Near, Far   float64    // mm along Forward; what lies outside is not seen
	Round       bool       // the picture is a circle, across which Horizontal is seen
	Bend        float64    // by which a lens looks away from its shaft, radian; see Held
}

// Held is the camera held in a pose. Its shaft is +Z, from which it looks by Bend
// towards +Y; +X is to the right in its picture, and so -Y up.
func (c Camera) Held(at mgl64.Vec3, q mgl64.Quat) Camera {
	sin, cos := math.Sincos(c.Bend)
	c.At, c.Forward, c.Up = at, q.Rotate(mgl64.Vec3{0, sin, cos}), q.Rotate(mgl64.Vec3{0, -cos, sin})
	return c
}

// Look is a point as the camera has it: to the right, upwards and away, mm.
func (c *Camera) Look(p mgl64.Vec3) (right, up, depth float64) {
	off := p.Sub(c.At)
	return off.Dot(c.Forward.Cross(c.Up)), off.Dot(c.Up), off.Dot(c.Forward)
}

// Sees tells whether a point lies in the camera's view; the borders belong to
// it. What stands before the point is not considered.
func (c *Camera) Sees(p mgl64.Vec3) bool {
	right, up, depth := c.Look(p)
	if depth < c.Near || depth > c.Far || c.Round && math.Hypot(right, up) > depth*math.Tan(c.Horizontal/2) {
		return false
	}
	return math.Abs(right) <= depth*math.Tan(c.Horizontal/2) && math.Abs(up) <= depth*math.Tan(c.Vertical/2)
}

// Aside is the angle between the camera's axis and a point, 0 to π.
func (c *Camera) Aside(p mgl64.Vec3) float64 {
	right, up, depth := c.Look(p)
	return math.Atan2(math.Hypot(right, up), depth)
}

// steepest is the least sine of the angle between view and vertical at which a
// picture has an upper side worth the name: 5 degrees.
const steepest = 0.087

// Roll is the angle about its axis, -π to π, by which the camera's picture is
// turned from the one that has the unit vector upright. It is not ok for a camera
// that looks along it.
func (c *Camera) Roll(upright mgl64.Vec3) (angle float64, ok bool) {
	up, right := upright.Dot(c.Up), upright.Dot(c.Forward.Cross(c.Up))
	return math.Atan2(right, up), math.Hypot(up, right) >= steepest
}
