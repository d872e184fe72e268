package mesh

import (
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// torusMask is a ring of the given radii in voxels.
func torusMask(n int, major, minor float64) []uint8 {
	mask := make([]uint8, n*n*n)
	middle := float64(n-1) / 2
	for i := range mask {
		x, y, z := float64(i%n)-middle, float64(i/n%n)-middle, float64(i/n/n)-middle
		if math.Hypot(math.Hypot(x, y)-major, z) < minor {
			mask[i] = 1
		}
	}
	return mask
}

// labelSurfaces are what smoothing and simplification are for.
func labelSurfaces(t testing.TB) map[string]*TriMesh {
	t.Helper()
	const n = 40
	size := [3]int{n, n, n}
	ballMask := make([]uint8, n*n*n)
	shell := make([]uint8, n*n*n)
	for i, value := range ball(n, 16) {
		if value >= 0 {
			ballMask[i] = 1
		}
		if value >= 0 && value < 6 {
			shell[i] = 1
		}
	}
	surfaces := map[string]*TriMesh{
		"ball":         FromMask(ballMask, size, oblique(1)),
		"hollow ball":  FromMask(shell, size, oblique(-1)),
		"torus":        FromMask(torusMask(n, 12, 5), size, oblique(1)),
		"thin torus":   FromMask(torusMask(n, 14, 1.6), size, oblique(1)),
		"voxel":        FromMask([]uint8{1}, [3]int{1, 1, 1}, oblique(1)),
		"waves, noisy": lumps(t),
	}
	return surfaces
}

// referenceSurfaces are VTK's surfaces of real labels, where there are any.
func referenceSurfaces(t testing.TB) map[string]*TriMesh {
	t.Helper()
	surfaces := map[string]*TriMesh{}
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "volumes", "abdomen_ct_ts", "reference_meshes", "*_dfe.ply"))
	if err != nil || len(files) == 0 {
		t.Log("no shared data: tested on synthetic labels only")
	}
	for _, file := range files {
		m, err := readSurface(file)
		if err != nil {
			t.Fatal(err)
		}
		surfaces[filepath.Base(file)] = m
	}
	return surfaces
}

func allSurfaces(t testing.TB) map[string]*TriMesh {
	surfaces := labelSurfaces(t)
	for name, m := range referenceSurfaces(t) {
		surfaces[name] = m
	}
	return surfaces
}

func clone(m *TriMesh) *TriMesh {
	return &TriMesh{append(m.Vertices[:0:0], m.Vertices...), append(m.Triangles[:0:0], m.Triangles...)}
}

func TestSmoothingKeepsVolumeAndTopology(t *testing.T) {
	for name, m := range allSurfaces(t) {
		for _, limit := range []float64{0, 0.9} {
			smooth := clone(m)
			smooth.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: limit})
			if change := smooth.Volume()/m.Volume() - 1; math.Abs(change) > 0.01 {
				t.Errorf("%s, limit %v: volume changed by %.2f %%", name, limit, 100*change)
			}
			if !reflect.DeepEqual(smooth.Triangles, m.Triangles) {
				t.Errorf("%s: triangles changed", name)
			}
			if !smooth.Check().Watertight() {
				t.Errorf("%s, limit %v: %+v", name, limit, smooth.Check())
			}
			for v := range smooth.Vertices {
				moved := wide(smooth.Vertices[v]).Sub(wide(m.Vertices[v])).Len()
				if limit > 0 && moved > limit*(1+1e-4) { // float32 positions at 400 mm
					t.Fatalf("%s: vertex %d moved %v mm, the limit is %v", name, v, moved, limit)
				}
			}
		}
	}
}

// TestSmoothingRemovesTerraces: a ball's label surface stands up to half a
// voxel off the sphere; smoothing must leave much less.
func TestSmoothingRemovesTerraces(t *testing.T) {
	const n, radius = 48, 20.0
	mask := make([]uint8, n*n*n)
	for i, value := range ball(n, radius) {
		if value >= 0 {
			mask[i] = 1
		}
	}
	m := FromMask(mask, [3]int{n, n, n}, mgl64.Ident4())
	roughness := func() float64 {
		sum := 0.0
		for _, v := range m.Vertices {
			off := wide(v).Sub(mgl64.Vec3{(n - 1) / 2.0, (n - 1) / 2.0, (n - 1) / 2.0}).Len() - radius
			sum += off * off
		}
		return math.Sqrt(sum / float64(len(m.Vertices)))
	}
	before := roughness()
	m.Smooth(SmoothOptions{Iterations: 20})
	if after := roughness(); after > before/2 {
		t.Errorf("the surface stood %.3f voxels off the sphere, and now %.3f", before, after)
	}
}

func TestSmoothingNothing(t *testing.T) {
	m := ballMesh(10, 3)
	same := clone(m)
	same.Smooth(SmoothOptions{})
	if !reflect.DeepEqual(m, same) {
		t.Error("zero iterations moved a vertex")
	}
	new(TriMesh).Smooth(SmoothOptions{Iterations: 5})
}

func TestSimplifyKeepsVolumeTopologyAndPlace(t *testing.T) {
	for name, m := range allSurfaces(t) {
		before := m.Check()
		tree := NewBVH(m)
		for _, share := range []int{2, 10} {
			budget := max(len(m.Triangles)/share, 200)
			simple := m.Simplify(budget)
			after := simple.Check()
			what := fmt.Sprintf("%s to 1/%d", name, share)
			if len(simple.Triangles) > budget {
				t.Errorf("%s: %d triangles, budget %d", what, len(simple.Triangles), budget)
			}
			if !after.Watertight() || after.Degenerate > 0 || after.Euler != before.Euler || after.Components != before.Components {
				t.Errorf("%s: %+v, was %+v", what, after, before)
			}
			if change := simple.Volume()/m.Volume() - 1; math.Abs(change) > 0.01 {
				t.Errorf("%s: volume changed by %.2f %%", what, 100*change)
			}
			for v := range simple.Vertices {
				// One voxel of the synthetic labels is 1.5 mm, of the real ones 3.
				if _, distance, _ := tree.Closest(wide(simple.Vertices[v])); distance > 3 {
					t.Fatalf("%s: vertex %d stands %v mm off the original", what, v, distance)
				}
			}
		}
	}
}

func TestSimplifyWithinBudgetIsTheSameMesh(t *testing.T) {
	m := ballMesh(10, 3)
	if m.Simplify(len(m.Triangles)) != m {
		t.Error("a mesh within its budget was copied or changed")
	}
}

func TestSimplifyRepeatsItselfAndSparesItsInput(t *testing.T) {
	m := ballMesh(24, 9)
	original := clone(m)
	first := m.Simplify(300)
	if !reflect.DeepEqual(first, m.Simplify(300)) {
		t.Error("two runs differ")
	}
	if !reflect.DeepEqual(m, original) {
		t.Error("the input was changed")
	}
}

// TestSimplifyStopsAtTetrahedra: a budget below the least closed surface.
func TestSimplifyStopsAtTetrahedra(t *testing.T) {
	m := ballMesh(12, 4)
	simple := m.Simplify(0)
	requireSolid(t, simple, "simplified to nothing")
	if len(simple.Triangles) > 20 {
		t.Errorf("%d triangles left", len(simple.Triangles))
	}
}

// TestSimplifyKeepsBorders: an open surface keeps its outline.
func TestSimplifyKeepsBorders(t *testing.T) {
	m := ballMesh(16, 6)
	var open TriMesh
	open.Vertices = m.Vertices
	for i, triangle := range m.Triangles {
		if a, b, c := m.corners(i); a[2]+b[2]+c[2] < 30 {
			open.Triangles = append(open.Triangles, triangle)
		}
	}
	before, after := open.Check(), open.Simplify(len(open.Triangles)/2).Check()
	if before.BoundaryEdges == 0 || after.BoundaryEdges != before.BoundaryEdges || after.Euler != before.Euler || !after.Manifold {
		t.Errorf("%+v became %+v", before, after)
	}
}
