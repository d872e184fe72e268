package scene

import (
	"testing"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// membrane is a sheet without tetrahedra: n² squares of h mm around a place.
func membrane(at mgl64.Vec3, n int, h float64) (m tissue.Mesh) {
	m.Materials = []tissue.Material{softLiver}
	for j := range n + 1 {
		for i := range n + 1 {
			m.Rest = append(m.Rest, shorten(at.Add(mgl64.Vec3{(float64(i) - float64(n)/2) * h, (float64(j) - float64(n)/2) * h, 0})))
		}
	}
	for j := range n {
		for i := range n {
			a := int32(j*(n+1) + i)
			b, c, d := a+1, a+int32(n)+1, a+int32(n)+2
			m.Sheets = append(m.Sheets, tissue.Sheet{Vertices: [3]int32{a, b, d}, Thickness: 1}, tissue.Sheet{Vertices: [3]int32{a, d, c}, Thickness: 1})
		}
	}
	return m
}

// A membrane dropped on another that is held at its border lies on it and does not
// go through, as thin as both are.
func TestAMembraneRestsOnAnother(t *testing.T) {
	under := fixed(membrane(mgl64.Vec3{}, 12, 3), func(p tissue.Vec) bool { return max(p[0], -p[0], p[1], -p[1]) > 17.9 })
	over := membrane(mgl64.Vec3{0.7, 0.4, 4}, 5, 3)
	s := simulate(t, []SoftBody{{Name: "under", Mesh: under}, {Name: "over", Mesh: over}}, nil, earth, 1)
	s.settle(300)
	first := len(under.Rest)
	for v := first; v < len(s.places); v++ {
		p := s.now(v)
		low := s.now(0)
		for u := range first {
			if q := s.now(u); q.Sub(mgl64.Vec3{p[0], p[1], q[2]}).Len() < low.Sub(mgl64.Vec3{p[0], p[1], low[2]}).Len() {
				low = q
			}
		}
		if p[2] < low[2]-1.5 || p[2] > 1 {
			t.Fatalf("vertex %d lies at %.2f mm, the membrane under it at %.2f", v, p[2], low[2])
		}
		if speed := widen(s.body.Velocity(v)).Len(); speed > 20 {
			t.Fatalf("vertex %d moves at %.1f mm/s", v, speed)
		}
	}
}

// A loose membrane that an instrument is found to run through comes off over its
// end, and is not held there by what pushes it back from the end.
func TestALooseMembraneComesOffAnInstrument(t *testing.T) {
	s := simulate(t, []SoftBody{{Name: "membrane", Mesh: membrane(mgl64.Vec3{}, 3, 8)}}, nil, mgl64.Vec3{}, 1, testProbe)
	s.put(0, mgl64.Vec3{1.3, 0.8, -1}, pointsDown)
	s.settle(60)
	for v := range s.places {
		if s.now(v)[2] > -1 {
			t.Errorf("vertex %d is still at %.2f mm", v, s.now(v)[2])
		}
	}
	if force := s.tools[0].force.Len(); force > 1e-3 {
		t.Errorf("the instrument still bears %g N", force)
	}
}
