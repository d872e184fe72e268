package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// An element that hangs on nothing, drawn out or turned inside out, has its shape
// back after a step; its middle is where that of a twin is which keeps its strain, and
// goes as fast.
func TestACrumbThatIsDrawnOutGoesOnAsItWas(t *testing.T) {
	m := tissue.Mesh{
		Rest:      []tissue.Vec{{0, 0, 0}, {3, 0, 0}, {0, 3, 0}, {0, 0, 3}},
		Tets:      [][4]int32{{0, 1, 2, 3}},
		Materials: []tissue.Material{tearing(softLiver)},
	}
	for name, change := range map[string]mgl64.Vec3{"drawn out": {2.2, 1, 1}, "far": {40, 20, 1}, "inside out": {1, -30, 1}, "flat": {9, 9, 0}, "a line": {60, 0, 0}} {
		s := simulate(t, []SoftBody{{Name: "crumb", Mesh: m}}, nil, mgl64.Vec3{}, 1)
		twin, err := tissue.New(m, tissue.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		defer twin.Close()
		for v := range m.Rest {
			p := s.rest(v)
			p = mgl64.Vec3{change[0] * p[0], change[1] * p[1], change[2] * p[2]}
			for _, body := range []*tissue.Body{s.body, twin} {
				body.Place(v, shorten(p), tissue.Vec{100, -200, 300})
			}
		}
		s.tick()
		if err := twin.Step(tickSeconds, nil); err != nil {
			t.Fatal(err)
		}
		var middle, velocity mgl64.Vec3
		for v := range m.Rest {
			middle = middle.Add(widen(twin.At(v)).Mul(0.25))
			velocity = velocity.Add(widen(twin.Velocity(v)).Mul(0.25))
		}
		if off := s.mean().Sub(middle).Len(); off > 1e-3 {
			t.Errorf("%s: its middle is %g mm from where it was going", name, off)
		}
		for a := range m.Rest {
			if off := widen(s.body.Velocity(a)).Sub(velocity).Len(); off > 0.1 {
				t.Errorf("%s: corner %d is %g mm/s faster or slower", name, a, off)
			}
			for b := range a {
				if now, rest := s.now(a).Sub(s.now(b)).Len(), s.rest(a).Sub(s.rest(b)).Len(); math.Abs(now-rest) > 1e-3 {
					t.Errorf("%s: an edge of %g mm has %g mm", name, rest, now)
				}
			}
		}
		p := [4]mgl64.Vec3{s.now(0), s.now(1), s.now(2), s.now(3)}
		if p[1].Sub(p[0]).Cross(p[2].Sub(p[0])).Dot(p[3].Sub(p[0])) <= 0 {
			t.Errorf("%s: it is inside out", name)
		}
	}
}
