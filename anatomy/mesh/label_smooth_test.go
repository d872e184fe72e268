package mesh

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// organLabels is a ball of two halves with a ball inside, a plate across and a
// lone voxel: borders between two, three and four labels, and something small.
func organLabels(n int) ([]uint16, [3]int) {
	labels := make([]uint16, n*n*n)
	middle := float64(n-1) / 2
	for i := range labels {
		x, y, z := float64(i%n)-middle, float64(i/n%n)-middle, float64(i/n/n)-middle
		r := math.Sqrt(x*x + y*y + z*z)
		switch {
		case r < 0.15*float64(n):
			labels[i] = 5
		case r < 0.4*float64(n) && math.Abs(z+0.3*x) < 1.5:
			labels[i] = 4
		case r < 0.4*float64(n) && x+0.4*y > 0:
			labels[i] = 2
		case r < 0.4*float64(n):
			labels[i] = 3
		}
	}
	labels[1+n+n*n] = 6
	return labels, [3]int{n, n, n}
}

func TestJointSmoothingKeepsVolumesAndBorders(t *testing.T) {
	labels, size := organLabels(40)
	l := FromLabels(labels, size, oblique(1))
	limit := mgl64.Vec3{0.7, 0.7, 1.5}.Len() / 2
	original := slices.Clone(l.Vertices)
	before := map[uint16]float64{}
	for _, label := range l.Labels() {
		before[label] = l.Of(label).Volume()
	}
	l.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: limit})
	for _, label := range l.Labels() {
		surface := l.Of(label)
		if report := surface.Check(); !report.Closed || !report.Manifold || report.InconsistentEdges > 0 || surface.Volume() <= 0 {
			t.Errorf("label %d: %+v, %v mm³", label, report, surface.Volume())
		}
		if change := surface.Volume()/before[label] - 1; math.Abs(change) > 0.01 {
			t.Errorf("label %d: the volume changed by %.2f %%", label, 100*change)
		}
	}
	for v := range l.Vertices {
		if moved := wide(l.Vertices[v]).Sub(wide(original[v])).Len(); moved > limit*(1+1e-4) {
			t.Fatalf("vertex %d moved %v mm, the limit is %v", v, moved, limit)
		}
	}
}

// TestJointSmoothingRemovesTerraces: how far the halves' common ball stands off
// its sphere, away from the plate.
func TestJointSmoothingRemovesTerraces(t *testing.T) {
	const n = 48
	labels, size := organLabels(n)
	l := FromLabels(labels, size, mgl64.Ident4())
	roughness := func() float64 {
		sum, count := 0.0, 0.0
		for i, triangle := range l.Triangles {
			if sides := l.Sides[i]; sides[1] == 0 && (sides[0] == 2 || sides[0] == 3) {
				off := wide(l.Vertices[triangle[0]]).Sub(mgl64.Vec3{23.5, 23.5, 23.5}).Len() - 0.4*n
				sum, count = sum+off*off, count+1
			}
		}
		return math.Sqrt(sum / count)
	}
	before := roughness()
	l.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: math.Sqrt(3) / 2})
	if after := roughness(); after > before/2 {
		t.Errorf("the surface stood %.3f voxels off the sphere, and now %.3f", before, after)
	}
}

func TestJointSmoothingOfNoiseStaysClosed(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for trial := range 40 {
		labels, size := randomLabels(random, trial)
		l := FromLabels(labels, size, oblique(1))
		l.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: 0.8})
		for _, label := range l.Labels() {
			if report := l.Of(label).Check(); !report.Closed || !report.Manifold || report.InconsistentEdges > 0 {
				t.Fatalf("trial %d, label %d: %+v", trial, label, report)
			}
		}
	}
}

// TestJointSmoothingOfAnAbdomen: sixty touching organs of a real scan.
func TestJointSmoothingOfAnAbdomen(t *testing.T) {
	labels, size, err := readLabels(sharedData(t, "data", "volumes", "abdomen_ct_ts", "labels_total.nii.gz"))
	if err != nil {
		t.Fatal(err)
	}
	l := FromLabels(labels, size, mgl64.Scale3D(-3, -3, 3))
	before := l.volumes(l.measure())
	l.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: 1.5 * math.Sqrt(3)})
	table := l.measure()
	for i, volume := range table.volumes {
		if change := volume/before[i] - 1; i > 0 && math.Abs(change) > 0.01 {
			t.Errorf("label %d: %.0f mm³ changed by %.2f %%", table.labels[i], before[i], 100*change)
		}
	}
	for _, label := range l.Labels() {
		if report := l.Of(label).Check(); !report.Closed || !report.Manifold || report.InconsistentEdges > 0 {
			t.Errorf("label %d: %+v", label, report)
		}
	}
}
