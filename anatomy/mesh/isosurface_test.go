package mesh

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// requireSolid fails unless the surface is closed, 2-manifold and outward
// without degenerate or duplicate triangles.
func requireSolid(t *testing.T, m *TriMesh, what string) {
	t.Helper()
	report := m.Check()
	if !report.Watertight() || report.Degenerate != 0 || report.Unreferenced != 0 {
		t.Fatalf("%s: %+v", what, report)
	}
	seen := map[[3]uint32]bool{}
	for _, triangle := range m.Triangles {
		for triangle[0] > triangle[1] || triangle[0] > triangle[2] {
			triangle = [3]uint32{triangle[1], triangle[2], triangle[0]}
		}
		opposite := [3]uint32{triangle[0], triangle[2], triangle[1]}
		if seen[triangle] || seen[opposite] {
			t.Fatalf("%s: triangle %v twice", what, triangle)
		}
		seen[triangle] = true
	}
}

// oblique is a CT-like affine far from the origin; its handedness is given.
func oblique(handedness float64) mgl64.Mat4 {
	rotation := mgl64.HomogRotate3D(0.4, mgl64.Vec3{1, 2, 3}.Normalize())
	return mgl64.Translate3D(-180, -220, 310).Mul4(rotation).Mul4(mgl64.Scale3D(0.7, 0.7, handedness*1.5))
}

func TestAllCellConfigurationsAreSolids(t *testing.T) {
	size := [3]int{4, 4, 4}
	for inside := 1; inside < 256; inside++ {
		values := make([]float32, 64)
		for corner := range 8 {
			if inside>>corner&1 == 1 {
				values[(1+corner&1)+4*(1+corner>>1&1)+16*(1+corner>>2)] = 1
			}
		}
		for _, handedness := range []float64{1, -1} {
			requireSolid(t, Isosurface(values, size, oblique(handedness), 0.5), fmt.Sprintf("case %d", inside))
			requireSolid(t, Isosurface(values, size, oblique(handedness), 1), fmt.Sprintf("case %d at the plateau", inside))
		}
		for i := range values {
			values[i] = 1 - values[i]
		}
		requireSolid(t, Isosurface(values, size, oblique(1), 0.5), fmt.Sprintf("case %d inverted", inside))
	}
}

// TestRandomVolumesAreSolids covers noise, coarse plateaus, and samples that
// are exactly the level, infinite or not a number.
func TestRandomVolumesAreSolids(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for trial := range 1000 {
		size := [3]int{1 + random.IntN(9), 1 + random.IntN(9), 1 + random.IntN(9)}
		values := make([]float32, size[0]*size[1]*size[2])
		steps := []float32{1000, 3, 2}[trial%3]
		for i := range values {
			values[i] = float32(math.Floor(random.Float64()*float64(steps))) / (steps - 1)
			if trial%7 == 0 && random.IntN(10) == 0 {
				values[i] = []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))}[random.IntN(3)]
			}
		}
		level := []float64{0.5, 0, 1, 0.999}[trial%4]
		m := Isosurface(values, size, oblique(float64(1-2*(trial%2))), level)
		if len(m.Triangles) == 0 {
			for _, value := range values {
				if float64(value) >= level {
					t.Fatalf("trial %d: a voxel is inside, the surface is empty", trial)
				}
			}
			continue
		}
		requireSolid(t, m, fmt.Sprintf("trial %d, size %v, level %v", trial, size, level))
	}
}

func TestCheckerboardAndFullVolumeAreSolids(t *testing.T) {
	size := [3]int{67, 5, 6} // across a border between words of bits
	board, full := make([]uint8, 67*30), make([]uint8, 67*30)
	for i := range board {
		full[i] = 1
		board[i] = uint8((i%67 + i/67%5 + i/335) % 2)
	}
	requireSolid(t, FromMask(board, size, mgl64.Ident4()), "checkerboard")
	m := FromMask(full, size, mgl64.Ident4())
	requireSolid(t, m, "full")
	low, high := m.Bounds()
	if low != (mgl64.Vec3{-0.5, -0.5, -0.5}) || high != (mgl64.Vec3{66.5, 4.5, 5.5}) {
		t.Errorf("the full volume's surface runs from %v to %v", low, high)
	}
}

// TestSingleVoxelIsAnOctahedron knows the volume: half diagonals of half a
// voxel, V = 4/3·a³.
func TestSingleVoxelIsAnOctahedron(t *testing.T) {
	values := make([]float32, 27)
	values[13] = 1
	for _, handedness := range []float64{1, -1} {
		m := Isosurface(values, [3]int{3, 3, 3}, mgl64.Scale3D(2, 2, 2*handedness), 0.5)
		if len(m.Triangles) != 8 || math.Abs(m.Volume()-4.0/3) > 1e-6 {
			t.Errorf("%d triangles, %v mm³; want 8, 4/3", len(m.Triangles), m.Volume())
		}
	}
}

func TestEmptySurfaces(t *testing.T) {
	for name, m := range map[string]*TriMesh{
		"nothing inside": Isosurface(make([]float32, 8), [3]int{2, 2, 2}, mgl64.Ident4(), 1),
		"no voxels":      Isosurface([]float32(nil), [3]int{0, 5, 5}, mgl64.Ident4(), 1),
		"level NaN":      Isosurface(make([]float32, 8), [3]int{2, 2, 2}, mgl64.Ident4(), math.NaN()),
	} {
		if m == nil || len(m.Triangles) != 0 || len(m.Vertices) != 0 {
			t.Errorf("%s: %v", name, m)
		}
	}
}

// TestDiagonalVoxelsStayApart pins the connectivity that Isosurface promises.
func TestDiagonalVoxelsStayApart(t *testing.T) {
	mask := []uint8{1, 0, 0, 1, 0, 0, 0, 0}
	if parts := FromMask(mask, [3]int{2, 2, 2}, mgl64.Ident4()).Check().Components; parts != 2 {
		t.Errorf("two diagonal voxels make %d components, want 2", parts)
	}
}

// ball samples radius − distance to the centre, so that level 0 is a sphere.
func ball(n int, radius float64) []float32 {
	values := make([]float32, n*n*n)
	middle := float64(n-1) / 2
	for i := range values {
		x, y, z := float64(i%n)-middle, float64(i/n%n)-middle, float64(i/n/n)-middle
		values[i] = float32(radius - math.Sqrt(x*x+y*y+z*z))
	}
	return values
}

// TestSphereIsWhereItShouldBe compares with 4/3·π·r³ and 4·π·r²: linear
// interpolation of a distance leaves only the chords' error, below 0.2 % at
// twenty voxels per radius.
func TestSphereIsWhereItShouldBe(t *testing.T) {
	const n, radius, spacing = 48, 20.0, 0.5
	m := Isosurface(ball(n, radius), [3]int{n, n, n}, mgl64.Scale3D(spacing, spacing, spacing), 0)
	r := radius * spacing
	if want := 4.0 / 3 * math.Pi * r * r * r; math.Abs(m.Volume()/want-1) > 2e-3 {
		t.Errorf("volume %v, want %v", m.Volume(), want)
	}
	if want := 4 * math.Pi * r * r; math.Abs(m.Area()/want-1) > 2e-3 {
		t.Errorf("area %v, want %v", m.Area(), want)
	}
	centre := mgl64.Vec3{(n - 1) / 2.0, (n - 1) / 2.0, (n - 1) / 2.0}.Mul(spacing)
	for v := range m.Vertices {
		// A vertex may be 1/128 voxel off by the margin, and a little by chords.
		if off := math.Abs(wide(m.Vertices[v]).Sub(centre).Len() - r); off > 0.02*spacing {
			t.Fatalf("vertex %d is %v mm off the sphere", v, off)
		}
	}
	for v, normal := range m.VertexNormals() {
		outward := unit(wide(m.Vertices[v]).Sub(centre))
		if wide(normal).Dot(outward) < 0.97 {
			t.Fatalf("normal %d points %v, want %v", v, normal, outward)
		}
	}
}

func TestIsosurfaceRepeatsItself(t *testing.T) {
	values := ball(20, 7)
	first := Isosurface(values, [3]int{20, 20, 20}, oblique(1), 0)
	if again := Isosurface(values, [3]int{20, 20, 20}, oblique(1), 0); !reflect.DeepEqual(first, again) {
		t.Error("two surfaces of one volume differ")
	}
}

func TestIsosurfaceRefusesWrongSize(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a volume of the wrong size did not panic")
		}
	}()
	Isosurface(make([]float32, 7), [3]int{2, 2, 2}, mgl64.Ident4(), 0)
}
