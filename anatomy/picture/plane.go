package picture

import (
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// plane is one slice of the body as a picture: square pixels on a plane through
// the patient.
type plane struct {
	name string
	// right and down are the picture's axes in the patient frame (LPS): unit
	// vectors at right angles.
	right, down mgl64.Vec3
	// The patient's directions at the picture's four edges.
	leftLetter, rightLetter, topLetter, bottomLetter string

	origin  mgl64.Vec3 // centre of the top left pixel
	spacing float64    // mm per pixel
	size    int        // pixels along each side
}

// slicesThrough gives the three slices through a point in radiological
// convention: the patient's right is at the picture's left, anterior at the top
// or left, superior at the top. Within their planes the pictures are centred on
// middle; extent is their side in mm, size in pixels.
func slicesThrough(point, middle mgl64.Vec3, extent float64, size int) []plane {
	planes := []plane{
		{name: "Axial", right: mgl64.Vec3{1, 0, 0}, down: mgl64.Vec3{0, 1, 0},
			leftLetter: "R", rightLetter: "L", topLetter: "A", bottomLetter: "P"},
		{name: "Coronal", right: mgl64.Vec3{1, 0, 0}, down: mgl64.Vec3{0, 0, -1},
			leftLetter: "R", rightLetter: "L", topLetter: "S", bottomLetter: "I"},
		{name: "Sagittal", right: mgl64.Vec3{0, 1, 0}, down: mgl64.Vec3{0, 0, -1},
			leftLetter: "A", rightLetter: "P", topLetter: "S", bottomLetter: "I"},
	}
	for i := range planes {
		p := &planes[i]
		p.size, p.spacing = size, extent/float64(size)
		corner := float64(size-1) / 2 * p.spacing
		aside := middle.Sub(point)
		p.origin = point.
			Add(p.right.Mul(aside.Dot(p.right) - corner)).
			Add(p.down.Mul(aside.Dot(p.down) - corner))
	}
	return planes
}

// project returns pixels, in which the top left pixel's centre is (0.5, 0.5),
// and the distance in mm in front of (+) or behind (−) the plane.
func (p plane) project(at mgl64.Vec3) mgl64.Vec3 {
	d := at.Sub(p.origin)
	return mgl64.Vec3{
		d.Dot(p.right)/p.spacing + 0.5,
		d.Dot(p.down)/p.spacing + 0.5,
		d.Dot(p.right.Cross(p.down)),
	}
}

// outline is where a surface cuts the plane: unconnected segments in pixels.
func (p plane) outline(surface *mesh.TriMesh) [][2]mgl64.Vec3 {
	at := make([]mgl64.Vec3, len(surface.Vertices))
	for i, v := range surface.Vertices {
		at[i] = p.project(mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])})
	}
	var cuts [][2]mgl64.Vec3
	for _, t := range surface.Triangles {
		var ends [2]mgl64.Vec3
		n := 0
		for k := range 3 {
			a, b := at[t[k]], at[t[(k+1)%3]]
			// Zero counts as in front, so that a vertex on the plane gives one
			// end, not two.
			if (a.Z() < 0) != (b.Z() < 0) {
				ends[n] = mix(a, b, a.Z()/(a.Z()-b.Z()))
				n++
			}
		}
		if n == 2 {
			cuts = append(cuts, ends)
		}
	}
	return cuts
}
