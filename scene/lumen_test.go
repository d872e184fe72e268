package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// shell is a hollow cube of n³ blown up to a hollow sphere with radii a and b.
func shell(n int, a, b float64, material tissue.Material) SoftBody {
	half := float64(n) / 2
	m, lumen := hollow(mgl64.Vec3{-half, -half, -half}, n, 1, material)
	for i, p := range m.Rest {
		q := widen(p)
		out := max(math.Abs(q[0]), math.Abs(q[1]), math.Abs(q[2]))
		m.Rest[i] = shorten(unit(q).Mul(b - (b-a)*(half-out)/2))
	}
	return SoftBody{Name: "bladder", Mesh: m, Lumen: lumen}
}

// The wall of a hollow sphere under pressure moves as Lamé's formula says, of which
// Laplace's p = 2σt/r is the thin case (Timoshenko, Goodier, Theory of Elasticity,
// 1970, §136): u(a) = p·a/(E·(b³−a³))·((1−2ν)a³ + (1+ν)b³/2). A sphere of flat
// facets misses by their angle squared: half as wide, a quarter.
func TestALumenSwellsAsLameSays(t *testing.T) {
	coarse, fine := missesLame(t, 8), missesLame(t, 12)
	if coarse > 0.3 || fine > coarse/3 {
		t.Errorf("facets of 22° miss by %.3f, of 11° by %.3f", coarse, fine)
	}
}

// missesLame is how far the inner wall's mean way is off, as a part of it.
func missesLame(t *testing.T, n int) float64 {
	const a, b, young, nu, pressure = 18.0, 20.0, 100e3, 0.3, 100.0
	body := shell(n, a, b, tissue.Material{Name: "wall", Young: young, Poisson: nu, Density: 1e-3, Damping: 0.05})
	body.PressurePa = pressure
	s := simulate(t, []SoftBody{body}, nil, mgl64.Vec3{}, 1)
	s.settle(80)
	inner := map[int32]bool{}
	var moved float64
	for _, f := range body.Lumen {
		for _, v := range f {
			if !inner[v] {
				inner[v] = true
				moved += s.now(int(v)).Len() - s.rest(int(v)).Len()
			}
		}
	}
	want := pressure * a / (young * (b*b*b - a*a*a)) * ((1-2*nu)*a*a*a + (1+nu)*b*b*b/2)
	t.Logf("%d: %.5f mm, Lamé %.5f mm", n, moved/float64(len(inner)), want)
	return math.Abs(moved/float64(len(inner))/want - 1)
}

// A cut into the wall keeps the pressure in, a cut through it lets it out, and what
// is left is not driven about.
func TestAnOpenedLumenLosesItsPressure(t *testing.T) {
	body := SoftBody{Name: "hollow", PressurePa: 200}
	body.Mesh, body.Lumen = hollow(mgl64.Vec3{-15, -15, 5}, 6, 5, softLiver)
	body.Mesh = fixed(body.Mesh, func(p tissue.Vec) bool { return p[0] < -14.9 })
	s := simulate(t, []SoftBody{body}, nil, mgl64.Vec3{}, 1, testScalpel)
	across := func(z float64) {
		s.to(0, mgl64.Vec3{3, -17, 45}, 10)
		s.to(0, mgl64.Vec3{3, -17, z}, 10)
		s.to(0, mgl64.Vec3{3, 17, z}, 30)
		s.to(0, mgl64.Vec3{3, 17, 45}, 10)
	}
	s.put(0, mgl64.Vec3{3, -17, 45}, pointsDown)
	across(31)
	if s.happened(record.EventCut) == 0 || s.lumen[0].open {
		t.Errorf("%d cuts into the wall, open %v", s.happened(record.EventCut), s.lumen[0].open)
	}
	across(20)
	if !s.lumen[0].open {
		t.Error("the pressure is still in")
	}
	s.settle(100)
	// A lid of 15 × 15 × 10 mm under 200 Pa would have come to 9 m/s by now.
	for v := range s.places {
		if speed := widen(s.body.Velocity(v)).Len(); speed > 50 {
			t.Fatalf("vertex %d moves at %g mm/s", v, speed)
		}
	}
}
