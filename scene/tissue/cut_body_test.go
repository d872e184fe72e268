package tissue

import (
	"math"
	"testing"
)

// cutBody is a bar along x, held at x = 0 and cut through at x = 7.3, as a body.
func cutBody(t *testing.T, gravity float32) (*Body, *Matter, Incision) {
	t.Helper()
	rest, tets := bricks([3]int{6, 2, 2}, [3]float64{12, 4, 4}, 0, nil)
	mesh := Mesh{Rest: rest, Tets: tets, Materials: []Material{{Name: "gel", Young: 3e4, Poisson: 0.45, Density: 1e-3}}}
	for v, p := range rest {
		if p[0] == 0 {
			mesh.Fixed = append(mesh.Fixed, int32(v))
		}
	}
	body, err := New(mesh, Settings{Gravity: Vec{0, 0, gravity}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(body.Close)
	m, err := NewMatter(rest, tets, MatterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	nodes, elements := m.Nodes(), m.Elements()
	in := stroke(t, m, [2]Vec{{7.3, -1, 6}, {7.3, -1, -2}}, [2]Vec{{7.3, 6, 6}, {7.3, 6, -2}})
	cut, from, parent := m.Mesh(mesh, nodes, elements)
	if err := body.Rebuild(cut, from, parent); err != nil {
		t.Fatal(err)
	}
	return body, m, in
}

// TestCutAtRestStaysAtRest: a cut through a body without load moves nothing.
func TestCutAtRestStaysAtRest(t *testing.T) {
	body, m, in := cutBody(t, 0)
	if len(in.Pieces) != 1 {
		t.Fatalf("pieces %v", in.Pieces)
	}
	for range 20 {
		if err := body.Step(1.0/60, nil); err != nil {
			t.Fatal(err)
		}
	}
	for n, root := range m.origin {
		if body.At(n) != shorten(m.rest[root]) {
			t.Fatalf("vertex %d went from %v to %v", n, m.rest[root], body.At(n))
		}
	}
}

// TestWhatIsCutOffFalls: freely, by gt²/2, while the rest stays where it is held.
func TestWhatIsCutOffFalls(t *testing.T) {
	const g = -9810
	body, m, in := cutBody(t, g)
	const ticks, dt = 40, 0.005
	for range ticks {
		if err := body.Step(dt, nil); err != nil {
			t.Fatal(err)
		}
	}
	now := make([]Vec, m.Nodes())
	body.Positions(now)
	m.Follow(now)
	checkMatter(t, m)
	var s Surface
	m.Surface(&s)
	// Implicit Euler is late or early by one tick's fall at most.
	fall, late := g*math.Pow(ticks*dt, 2)/2, -g*ticks*dt*dt
	for i, tri := range s.Triangles {
		for _, v := range tri {
			z := float64(s.Places[v][2] - s.Rest[v][2])
			if s.Piece[i] == int32(in.Pieces[0]) {
				if math.Abs(z-fall) > late {
					t.Fatalf("a place of the part cut off fell by %g mm, want %g", z, fall)
				}
			} else if z < -8 {
				t.Fatalf("a place of the part held fell by %g mm", z)
			}
		}
	}
}

// TestACutTakesNoMatter: the copies of a cut element weigh together what it
// weighed, but for those too small to count less.
func TestACutTakesNoMatter(t *testing.T) {
	body, m, in := cutBody(t, 0)
	if err := body.Step(0.005, nil); err != nil {
		t.Fatal(err)
	}
	const whole = 12 * 4 * 4
	if got, _ := body.Volume(); math.Abs(got-whole) > 0.01*whole {
		t.Errorf("cut, the body has %g mm³ of matter, before %d", got, whole)
	}
	if got := m.PieceVolume(in.Pieces[0]); math.Abs(got-(12-7.3)*4*4) > 0.02*whole {
		t.Errorf("the part cut off has %g mm³, want %g", got, (12-7.3)*4*4)
	}
}
