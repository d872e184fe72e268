package tissue

import (
	"math"
	"testing"
)

// held is a block on a clamped floor.
func held(m Material) Mesh {
	mesh := grid(4, 4, 4, 10, m)
	mesh.clampWhere(func(p Vec) bool { return p[2] == 0 })
	return mesh
}

// TestAbusedBlockComesBack: whatever was done to the free vertices, with no
// load but their springs they return to rest, and nothing is inside out.
func TestAbusedBlockComesBack(t *testing.T) {
	rng := dice(1)
	stiff := Material{Name: "stiff", Young: 300e3, Poisson: 0.49, Density: 1e-3}
	for name, abuse := range map[string]func(p Vec) (at, velocity Vec){
		"stretched ten times": func(p Vec) (Vec, Vec) { return Vec{p[0], p[1], 10 * p[2]}, Vec{} },
		"inside out":          func(p Vec) (Vec, Vec) { return Vec{p[0], p[1], -p[2]}, Vec{} },
		"squeezed flat":       func(p Vec) (Vec, Vec) { return Vec{p[0], p[1], 0}, Vec{} },
		"to a point":          func(p Vec) (Vec, Vec) { return Vec{20, 20, 20}, Vec{} },
		"random places": func(p Vec) (Vec, Vec) {
			return Vec{float32(40 * rng.roll()), float32(40 * rng.roll()), float32(40 * rng.roll())}, Vec{}
		},
		"random 100 m/s": func(p Vec) (Vec, Vec) {
			return p, Vec{float32(1e5 * rng.roll()), float32(1e5 * rng.roll()), float32(1e5 * rng.roll())}
		},
		"half a turn": func(p Vec) (Vec, Vec) { return Vec{40 - p[0], 40 - p[1], p[2]}, Vec{} },
	} {
		for _, m := range []Material{jelly, stiff} {
			t.Run(name+" "+m.Name, func(t *testing.T) {
				mesh := held(m)
				b := built(t, mesh, Settings{})
				for i, p := range mesh.Rest {
					if p[2] > 0 {
						at, v := abuse(p)
						b.Place(i, at, v)
					}
				}
				back := -1
				for n := range 600 {
					if err := b.Step(1.0/60, nil); err != nil {
						t.Fatal(err)
					}
					if farthest(b, mesh.Rest) < 0.5 {
						back = n
						break
					}
				}
				if _, inverted := b.Volume(); back < 0 || inverted > 0 {
					t.Errorf("after 10 s %.2f mm from rest, %d inside out", farthest(b, mesh.Rest), inverted)
				}
				t.Logf("back after %d steps", back)
			})
		}
	}
}

// TestDraggedTenCentimetresInOneTick: the clamped floor jumps, the block
// follows and comes to rest there.
func TestDraggedTenCentimetresInOneTick(t *testing.T) {
	mesh := held(jelly)
	b := built(t, mesh, Settings{})
	moved := make([]Vec, len(mesh.Rest))
	for i, p := range mesh.Rest {
		moved[i] = Vec{p[0] + 100, p[1], p[2]}
	}
	for _, v := range mesh.Fixed {
		b.Move(int(v), moved[v])
	}
	steps(t, b, 300)
	if _, inverted := b.Volume(); farthest(b, moved) > 0.1 || inverted > 0 {
		t.Errorf("%.2f mm from where it was dragged, %d inside out", farthest(b, moved), inverted)
	}
}

// TestWhatIsNotFiniteIsAnError and leaves the body where it was.
func TestWhatIsNotFiniteIsAnError(t *testing.T) {
	mesh := held(jelly)
	b := built(t, mesh, Settings{})
	b.Push(100, Vec{float32(math.NaN()), 0, 0})
	if err := b.Step(1.0/60, nil); err == nil {
		t.Error("a force that is no number went unnoticed")
	}
	if farthest(b, mesh.Rest) != 0 {
		t.Error("the body moved")
	}
	if err := b.Step(1.0/60, nil); err == nil {
		t.Error("a failed body went on")
	}
	for i, p := range mesh.Rest {
		b.Place(i, p, Vec{})
	}
	if err := b.Step(1.0/60, []Tie{{Weights: [4]float32{1}, Target: Vec{float32(math.Inf(1))}}}); err == nil {
		t.Error("a tie to nowhere went unnoticed")
	}
}
