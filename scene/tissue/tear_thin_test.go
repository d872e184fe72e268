package tissue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// drawn is a body whose fixed vertices beyond a plane are drawn along x, by 0.1 mm a
// step, and what it came to.
type drawn struct {
	mesh    Mesh
	matter  *Matter
	body    *Body
	mostN   float64 // force
	lastN   float64 // and in the end
	damaged float64 // mm³
	pieces  int     // that came off
}

func drawOut(t *testing.T, mesh Mesh, beyond float32, steps int) drawn {
	t.Helper()
	d := drawn{mesh: mesh, matter: hung(t, &mesh), body: built(t, mesh, Settings{Iterations: 200, Tolerance: 1e-3})}
	for n := range steps {
		d.lastN = 0
		for _, v := range mesh.Fixed {
			if p := mesh.Rest[v]; p[0] > beyond {
				d.body.Move(int(v), Vec{p[0] + 0.1*float32(n+1), p[1], p[2]})
				d.lastN -= float64(d.body.Reaction(int(v))[0])
			}
		}
		d.mostN = max(d.mostN, math.Abs(d.lastN))
		if err := d.body.Step(0.01, nil); err != nil {
			t.Fatal(err)
		}
		d.tear(t)
	}
	return d
}

func (d *drawn) tear(t *testing.T) {
	t.Helper()
	now := make([]Vec, d.matter.Nodes())
	d.body.Positions(now)
	d.matter.Follow(now)
	var tears Tears
	d.body.Torn(&tears)
	vertices, elements := d.matter.Nodes(), d.matter.Elements()
	in, damage := d.matter.TearThin(tears.Sheets, tears.Rods)
	for _, part := range damage {
		d.damaged += part.MM3
	}
	d.pieces += len(in.Pieces)
	if !in.Thin {
		return
	}
	if err := d.matter.Divide(d.body, d.mesh, vertices, elements, nil); err != nil {
		t.Fatal(err)
	}
}

// strip is a membrane of 60 by 16 mm, 1 mm thick, of squares of 4 mm whose inner
// vertices are shaken by up to so much, between two clamps.
func strip(shaken float32) Mesh {
	r := rand.New(rand.NewPCG(3, 4))
	m := Mesh{Materials: []Material{{Name: "strip", Young: 1e5, Density: 1e-3, Damping: 0.02, TearStrain: 0.3}}}
	for j := range int32(5) {
		for i := range int32(16) {
			p := Vec{4 * float32(i), 4 * float32(j), 0}
			if i > 0 && i < 15 && j > 0 && j < 4 {
				p[0], p[1] = p[0]+shaken*(2*r.Float32()-1), p[1]+shaken*(2*r.Float32()-1)
			}
			m.Rest = append(m.Rest, p)
			if a := i + 16*j; i < 15 && j < 4 {
				m.Sheets = append(m.Sheets, Sheet{[3]int32{a, a + 1, a + 17}, 0, 1}, Sheet{[3]int32{a, a + 17, a + 16}, 0, 1})
			}
		}
	}
	m.clampWhere(func(p Vec) bool { return p[0] < 0.1 || p[0] > 59.9 })
	return m
}

// TestStripTearsInTwo: a strip between two clamps that is drawn out parts across the
// pull, at the force E·ε·w·t of its tear strain ε, and then bears nothing.
func TestStripTearsInTwo(t *testing.T) {
	for _, shaken := range []float32{0, 0.4, 0.8} {
		t.Run(fmt.Sprint(shaken), func(t *testing.T) {
			mesh := strip(shaken)
			whole, before, _ := measure(t, hung(t, &mesh))
			d := drawOut(t, mesh, 30, 300)
			if want := 1e5 * 0.3 * 16 / 1e6; math.Abs(d.mostN/want-1) > 0.02 || math.Abs(d.lastN) > 0.02*want {
				t.Errorf("tears at %.4f N, the material holds %.4f; in the end %.4f", d.mostN, want, d.lastN)
			}
			area, border, parts := measure(t, d.matter)
			if math.Abs(area-whole) > 1e-3 || len(parts) != 2 || d.pieces != 1 {
				t.Fatalf("%g mm² of %g in parts of %v, %d came off", area, whole, parts, d.pieces)
			}
			if grown := (border - before) / 2; grown < 16 || grown > 22 {
				t.Errorf("the tear is %.1f mm long, the strip 16 mm wide", grown)
			}
			if d.damaged <= 0 || d.damaged > whole {
				t.Errorf("%g mm³ of %g were damaged", d.damaged, whole)
			}
		})
	}
}

// TestThreadSnaps at the force E·ε·A, in one place, and its ends shrink back.
func TestThreadSnaps(t *testing.T) {
	mesh := Mesh{Materials: []Material{{Name: "thread", Young: 1e6, Density: 1e-3, Damping: 0.02, TearStrain: 0.2}}}
	for k := range 11 {
		mesh.Rest = append(mesh.Rest, Vec{3 * float32(k), 0, 0})
		if k > 0 {
			mesh.Rods = append(mesh.Rods, Rod{[2]int32{int32(k - 1), int32(k)}, 0, 0.5})
		}
	}
	mesh.Fixed = []int32{0, 10}
	d := drawOut(t, mesh, 20, 120)
	if want := 1e6 * 0.2 * math.Pi / 4 / 1e6; math.Abs(d.mostN/want-1) > 0.03 || math.Abs(d.lastN) > 0.02*want {
		t.Errorf("snaps at %.4f N, the material holds %.4f; in the end %.4f", d.mostN, want, d.lastN)
	}
	if len(d.matter.Rods()) != 11 || d.pieces != 1 {
		t.Errorf("%d pieces of thread, %d came off", len(d.matter.Rods()), d.pieces)
	}
	// An overstretched piece counts once, as the whole pieces that all were at the time.
	if whole := math.Pi / 4 * 30; d.damaged <= 0 || d.damaged > whole*(1+1e-6) {
		t.Errorf("%g mm³ of %g were damaged", d.damaged, whole)
	}
}

// TestMembraneTearsAtRandom: whatever is torn, and cut besides, keeps its area, and
// no triangle is flat or turned over.
func TestMembraneTearsAtRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	mesh := cloth(8)
	m := hung(t, &mesh)
	for n := range 60 {
		sway(m, r.Float64())
		if n%5 == 0 {
			x, y, dx, dy := 32*r.Float64(), 32*r.Float64(), 40*r.Float64()-20, 40*r.Float64()-20
			draw(t, m.NewBlade(), func(part float64) (float64, float64) { return x + part*dx, y + part*dy }, 5)
		}
		_, before, _ := measure(t, m)
		k := int32(len(m.Sheets()))
		in, _ := m.TearThin([]int32{r.Int32N(k), r.Int32N(k), r.Int32N(k)}, nil)
		area, border, _ := measure(t, m)
		if math.Abs(area-1024) > 1e-3 || math.Abs(border-before-2*in.AreaMM2) > 1e-4 {
			t.Fatalf("tear %d: %g mm², the border grew by %g mm, opened %g", n, area, border-before, in.AreaMM2)
		}
	}
	if m.Pieces() < 2 {
		t.Error("nothing was torn off")
	}
}
