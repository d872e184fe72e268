package mesh

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// gyroid is one surface with many handles everywhere, smoothed.
func gyroid(n int) *TriMesh {
	mask := make([]uint8, n*n*n)
	for i := range mask {
		x, y, z := float64(i%n)/4, float64(i/n%n)/4, float64(i/n/n)/4
		if math.Sin(x)*math.Cos(y)+math.Sin(y)*math.Cos(z)+math.Sin(z)*math.Cos(x) > 0 {
			mask[i] = 1
		}
	}
	m := FromMask(mask, [3]int{n, n, n}, mgl64.Ident4())
	m.Smooth(SmoothOptions{Iterations: 20})
	return m
}

func TestSimplifyIsTheSameOnAnyNumberOfCores(t *testing.T) {
	raw := gyroid(48)
	var first *TriMesh
	for _, cores := range []int{1, 2, 4, 8} {
		before := runtime.GOMAXPROCS(cores)
		simple := raw.Simplify(len(raw.Triangles) / 20)
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = simple
		}
		if !slices.Equal(simple.Vertices, first.Vertices) || !slices.Equal(simple.Triangles, first.Triangles) {
			t.Errorf("%d triangles become others on %d cores than on one", len(raw.Triangles), cores)
		}
	}
}

// TestSimplifyDistrictsTouchTheirTriangles: collapses across a border take
// triangles away from districts. One that kept such a triangle would read it
// while another changes it, and the result would depend on which came first.
func TestSimplifyDistrictsTouchTheirTriangles(t *testing.T) {
	raw := gyroid(48)
	s := newSimplifier(raw)
	moved := 0
	for budget := len(raw.Triangles) * 3 / 4; budget > len(raw.Triangles)/40; budget = budget * 3 / 4 {
		s.run(budget)
		s.eachDistrict((*collapser).countPrices)
		for d := range districts {
			moved += len(s.workers[d].leaving)
		}
		s.rehome()
		for d := range districts {
			for _, triangle := range s.workers[d].live {
				touches := func(v uint32) bool { return int(s.district[v]) == d }
				if corners := s.triangles[triangle]; !slices.ContainsFunc(corners[:], touches) {
					t.Fatalf("at %d triangles, district %d keeps triangle %v, which it does not touch", s.alive, d, corners)
				}
			}
		}
	}
	if moved == 0 {
		t.Error("no triangle ever changed its district: this surface proves nothing")
	}
}
