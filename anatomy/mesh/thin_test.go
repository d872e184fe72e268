package mesh

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// TestThinTubeIsSmoothedToo: a vessel three voxels wide, oblique to the grid.
// A filter that takes the tube away leaves it as terraced as it was.
func TestThinTubeIsSmoothedToo(t *testing.T) {
	const radius, length = 1.6, 40
	axis := mgl64.Vec3{1, 0.37, 0.23}.Normalize()
	start := mgl64.Vec3{5, 5.3, 4.8}
	size := [3]int{50, 26, 20}
	mask := make([]uint8, size[0]*size[1]*size[2])
	for at := range mask {
		i, j, k := at%size[0], at/size[0]%size[1], at/size[0]/size[1]
		p := mgl64.Vec3{float64(i), float64(j), float64(k)}.Sub(start)
		if along := p.Dot(axis); along > 0 && along < length && p.Sub(axis.Mul(along)).Len() < radius {
			mask[at] = 1
		}
	}
	tube := FromMask(mask, size, mgl64.Ident4())
	off := func() float64 { // RMS distance of the vertices to the cylinder, away from its ends
		sum, n := 0.0, 0.0
		for _, v := range tube.Vertices {
			p := wide(v).Sub(start)
			if along := p.Dot(axis); along > 4 && along < length-4 {
				d := p.Sub(axis.Mul(along)).Len() - radius
				sum, n = sum+d*d, n+1
			}
		}
		return math.Sqrt(sum / n)
	}
	before, volume := off(), tube.Volume()
	tube.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: math.Sqrt(3) / 2})
	if after := off(); after > 0.8*before {
		t.Errorf("the vertices are %.3f mm off the cylinder (RMS), before %.3f; want a fifth less", after, before)
	}
	if change := tube.Volume()/volume - 1; math.Abs(change) > 0.002 {
		t.Errorf("the volume changed by %.2f %%", 100*change)
	}
}

func TestCentroidInClosedForm(t *testing.T) {
	tetrahedron := &TriMesh{
		Vertices:  []mgl32.Vec3{{100, -50, 7}, {104, -50, 7}, {100, -42, 7}, {100, -50, 19}},
		Triangles: [][3]uint32{{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {0, 3, 2}},
	}
	want := mgl64.Vec3{101, -48, 10} // the mean of the corners
	if got := tetrahedron.Centroid(); got.Sub(want).Len() > 1e-9 {
		t.Errorf("the centroid of a tetrahedron is %v, want %v", got, want)
	}
	tetrahedron.flip()
	if got := tetrahedron.Centroid(); got.Sub(want).Len() > 1e-9 {
		t.Errorf("wound inward, the centroid is %v, want %v", got, want)
	}
	if got := (&TriMesh{}).Centroid(); got != (mgl64.Vec3{}) {
		t.Errorf("the centroid of nothing is %v", got)
	}
	flat := &TriMesh{Vertices: []mgl32.Vec3{{0, 0, 0}, {2, 0, 0}, {0, 4, 0}}, Triangles: [][3]uint32{{0, 1, 2}}}
	if got := flat.Centroid(); got != (mgl64.Vec3{1, 2, 0}) {
		t.Errorf("the centroid of a flat mesh is %v, want the middle of its bounds", got)
	}
}
