package mesh

import (
	"math"
	"reflect"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
)

// TestDeviationAgreesWithBruteForce: every sample against every triangle.
func TestDeviationAgreesWithBruteForce(t *testing.T) {
	fine := ballMesh(16, 6)
	coarse := fine.Simplify(len(fine.Triangles) / 6)
	got := fine.Deviation(coarse)
	worst, dense := 0.0, 0.0
	between := func(from, to *TriMesh, cuts int, worst *float64) {
		for i := range from.Triangles {
			a, b, c := from.cornerPoints(i)
			for u := range cuts + 1 {
				for v := range cuts + 1 - u {
					p := a.plus(b.minus(a).times(float64(u) / float64(cuts))).plus(c.minus(a).times(float64(v) / float64(cuts)))
					nearest := math.Inf(1)
					for j := range to.Triangles {
						x, y, z := to.cornerPoints(j)
						at := closestOnTriangle(p, x, y, z)
						nearest = min(nearest, p.minus(at).length())
					}
					*worst = max(*worst, nearest)
				}
			}
		}
	}
	between(fine, coarse, 1, &worst) // the vertices
	between(coarse, fine, 1, &worst)
	between(fine, coarse, 4, &dense)
	between(coarse, fine, 9, &dense)
	if got.HausdorffMM < worst || got.HausdorffMM > dense+got.SpacingMM || dense > got.HausdorffMM+got.SpacingMM {
		t.Errorf("Hausdorff distance %v with spacing %v; the vertices alone have %v, a dense grid %v", got.HausdorffMM, got.SpacingMM, worst, dense)
	}
	if math.Abs(got.HausdorffMM-dense) > 0.1*dense {
		t.Errorf("Hausdorff distance %v, by brute force %v", got.HausdorffMM, dense)
	}
	if reverse := coarse.Deviation(fine); math.Abs(reverse.HausdorffMM-got.HausdorffMM) > 1e-12 || math.Abs(reverse.MeanMM-got.MeanMM) > 1e-9 {
		t.Errorf("there %+v, back %+v", got, reverse)
	}
}

// TestDeviationOfParallelSquares is known: 2 mm everywhere; and beside a square
// the nearest point is on its edge.
func TestDeviationOfParallelSquares(t *testing.T) {
	square := func(x, z float32) *TriMesh {
		return &TriMesh{
			Vertices:  []mgl32.Vec3{{x, 0, z}, {x + 10, 0, z}, {x + 10, 10, z}, {x, 10, z}},
			Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}},
		}
	}
	if d := square(0, 0).Deviation(square(0, 2)); math.Abs(d.HausdorffMM-2) > 1e-12 || math.Abs(d.MeanMM-2) > 1e-12 {
		t.Errorf("two millimetres apart: %+v", d)
	}
	if d := square(0, 0).Deviation(square(30, 0)); math.Abs(d.HausdorffMM-30) > 1e-12 || math.Abs(d.MeanMM-25) > 1 {
		t.Errorf("20 to 30 mm apart: %+v", d)
	}
	if d := square(0, 0).Deviation(&TriMesh{}); !math.IsInf(d.HausdorffMM, 1) {
		t.Errorf("from nothing: %+v", d)
	}
	if d := new(TriMesh).Deviation(&TriMesh{}); d.HausdorffMM != 0 || d.MeanMM != 0 {
		t.Errorf("nothing from nothing: %+v", d)
	}
}

func TestSimplifyReportsItsDeviation(t *testing.T) {
	m := ballMesh(32, 12)
	budget := len(m.Triangles) / 10
	simple, deviation := m.SimplifyReport(budget)
	if !reflect.DeepEqual(simple, m.Simplify(budget)) {
		t.Error("the report changes the result")
	}
	if deviation != m.Deviation(simple) || deviation.HausdorffMM == 0 || deviation.MeanMM >= deviation.HausdorffMM {
		t.Errorf("%+v", deviation)
	}
	if same, none := m.SimplifyReport(len(m.Triangles)); same != m || none != (Deviation{}) {
		t.Errorf("within its budget: %+v", none)
	}
}

// TestSimplifyDoesNotDependOnCores: with pieces, a cavity and a handle, and so
// large that districts work side by side.
func TestSimplifyDoesNotDependOnCores(t *testing.T) {
	for name, m := range map[string]*TriMesh{"lumps": lumps(t), "ball": ballMesh(80, 36)} {
		simplify := func() *TriMesh { return m.Simplify(len(m.Triangles) / 8) }
		one := onCores(1, simplify)
		for _, cores := range []int{2, 8} {
			if !reflect.DeepEqual(one, onCores(cores, simplify)) {
				t.Errorf("%s: %d cores make another surface than one", name, cores)
			}
		}
	}
}

// TestSimplifyIsNearTheOriginal: the measure by which the peers were compared,
// the mean distance of the original's vertices and centroids.
func TestSimplifyIsNearTheOriginal(t *testing.T) {
	if testing.Short() {
		t.Skip("half a million triangles")
	}
	m, err := readSurface(sharedData(t, "bench", "organ500k.ply"))
	if err != nil {
		t.Fatal(err)
	}
	simple := m.Simplify(49928)
	requireSolid(t, simple, "organ")
	tree, sum := NewBVH(simple), 0.0
	for _, v := range m.Vertices {
		sum += tree.distance(pointOf(wide(v)))
	}
	for i := range m.Triangles {
		a, b, c := m.cornerPoints(i)
		sum += tree.distance(a.plus(b).plus(c).times(1.0 / 3))
	}
	if mean := sum / float64(len(m.Vertices)+len(m.Triangles)); mean > 0.004 {
		t.Errorf("the original is %.5f mm from the simplified surface on average; Fast-Quadric has 0.0038", mean)
	}
}
