package picture

import "github.com/go-gl/mathgl/mgl64"

// camera looks at the patient without perspective, so that a millimetre is the
// same length everywhere in the picture.
type camera struct {
	name string // how the view is called, for people
	// right, up and toward are the picture's axes in the patient frame; toward
	// points from the patient to the viewer. They are orthonormal, and
	// right × up = toward.
	right, up, toward mgl64.Vec3
	// leftLetter and rightLetter name the patient's sides at the picture's edges.
	leftLetter, rightLetter string

	centre        mgl64.Vec3 // patient point in the middle of the picture
	pxPerMM       float64
	width, height int // pixels
}

// project returns pixels (x to the right, y down) and depth in millimetres
// (greater is farther from the viewer).
func (c camera) project(p mgl64.Vec3) mgl64.Vec3 {
	d := p.Sub(c.centre)
	return mgl64.Vec3{
		float64(c.width)/2 + d.Dot(c.right)*c.pxPerMM,
		float64(c.height)/2 - d.Dot(c.up)*c.pxPerMM,
		-d.Dot(c.toward),
	}
}

// frontal looks at the patient's face; the patient's right is at the left, as
// on a radiograph. LPS: +X is the patient's left, +Y posterior, +Z superior.
func frontal() camera {
	return camera{
		name:  "from the front",
		right: mgl64.Vec3{1, 0, 0}, up: mgl64.Vec3{0, 0, 1}, toward: mgl64.Vec3{0, -1, 0},
		leftLetter: "R", rightLetter: "L",
	}
}

// lateral looks at the side on which the plan enters, seen relative to middle.
func lateral(entry, middle mgl64.Vec3) camera {
	if entry.X() > middle.X() {
		return camera{
			name:  "from the patient's left",
			right: mgl64.Vec3{0, 1, 0}, up: mgl64.Vec3{0, 0, 1}, toward: mgl64.Vec3{1, 0, 0},
			leftLetter: "A", rightLetter: "P",
		}
	}
	return camera{
		name:  "from the patient's right",
		right: mgl64.Vec3{0, -1, 0}, up: mgl64.Vec3{0, 0, 1}, toward: mgl64.Vec3{-1, 0, 0},
		leftLetter: "P", rightLetter: "A",
	}
}

// frame fits the box between low and high into a picture, but shows no more
// than halfExtent millimetres around focus in either direction: on a whole
// trunk the needle must stay visible.
func (c camera) frame(low, high, focus mgl64.Vec3, halfExtent float64, width, height int) camera {
	c.width, c.height = width, height
	half := high.Sub(low).Mul(0.5)
	c.centre = low.Add(half)
	across, along := spread(half, c.right), spread(half, c.up)
	if across > halfExtent || along > halfExtent {
		c.centre = focus
		across, along = min(across, halfExtent), min(along, halfExtent)
	}
	const border = 1.06
	c.pxPerMM = min(float64(width)/(2*across*border), float64(height)/(2*along*border))
	return c
}

// spread is how far a box with the given half sides reaches along an axis.
func spread(half, axis mgl64.Vec3) float64 {
	reach := 0.0
	for k := range 3 {
		reach += half[k] * max(axis[k], -axis[k])
	}
	return max(reach, 1)
}
