package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// camera is a place to look from and what it sees.
type camera struct {
	At          mgl64.Vec3 // mm
	Forward, Up mgl64.Vec3 // unit, at right angles
	Horizontal  float64    // angle of view from side to side, radian
	Vertical    float64    // from top to bottom, radian
	Near, Far   float64    // mm along Forward; what lies outside is not seen
}

// sees tells whether a point lies in the camera's view; the borders belong to
// it. What stands before the point is not considered.
func (c camera) sees(p mgl64.Vec3) bool {
	off := p.Sub(c.At)
	depth := off.Dot(c.Forward)
	return c.Near <= depth && depth <= c.Far &&
		math.Abs(off.Dot(c.Forward.Cross(c.Up))) <= depth*math.Tan(c.Horizontal/2) &&
		math.Abs(off.Dot(c.Up)) <= depth*math.Tan(c.Vertical/2)
}
