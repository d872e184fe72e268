package view

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// gaze is from where and how the trainee looks, past the camera or through an
// endoscope. Patient frame, mm.
type gaze struct {
	eye               mgl64.Vec3
	right, up, toward mgl64.Vec3 // unit directions: in the picture, and out of it towards the eye
	focus             mgl64.Vec3
	field             float64 // vertical angle of the picture, radians
	near              float64 // what is nearer is not drawn
}

// gaze is that of the camera.
func (o Orbit) gaze() gaze {
	right, up, toward := o.Axes()
	return gaze{o.Eye(), right, up, toward, o.Focus, fieldOfView, 0.1 * o.Distance}
}

// shown is how opaque the structures are: with the scan itself in their place,
// only those that are solid.
func (m *Mapping) shown(scan bool) []float64 {
	if !m.volume || !scan {
		return m.opacity
	}
	m.solid = m.solid[:0]
	for _, opacity := range m.opacity {
		if opacity < opaque {
			opacity = 0
		}
		m.solid = append(m.solid, opacity)
	}
	return m.solid
}

// millimetresPerPixel is the width of one pixel at a point, for a picture of the
// given height in pixels.
func (g gaze) millimetresPerPixel(at mgl64.Vec3, height float64) float64 {
	depth := math.Max(g.eye.Sub(at).Dot(g.toward), math.Max(g.near, 1))
	return 2 * depth * math.Tan(g.field/2) / math.Max(height, 1)
}

// gaze is how the trainee looks now.
func (m *Mapping) gaze() gaze {
	if m.scope.On {
		return m.scope.gaze()
	}
	return m.Camera.gaze()
}
