package scene

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// sheet is a sheet of 40 mm, 2 mm thick, held at its border.
func sheet() tissue.Mesh {
	return fixed(brick(mgl64.Vec3{-20, -20, -1}, 20, 20, 1, 2, softLiver), func(p tissue.Vec) bool {
		return math.Abs(float64(p[0])) > 19.9 || math.Abs(float64(p[1])) > 19.9
	})
}

// lowest is the lowest place of the skin within 2 mm of the z axis.
func (s *sim) lowest() float64 {
	low := math.Inf(1)
	for v := range s.places {
		if math.Hypot(s.rest(v)[0], s.rest(v)[1]) < 2 {
			low = min(low, s.now(v)[2])
		}
	}
	return low
}

// A probe thrust at a thin sheet with 20 m/s for one tick does not come out on
// its other side; when it is drawn back the sheet is as it was.
func TestAFastProbeDoesNotTunnel(t *testing.T) {
	for _, way := range []float64{30, 100} {
		s := simulate(t, []SoftBody{{Name: "sheet", Mesh: sheet()}}, nil, mgl64.Vec3{}, 2, testProbe)
		s.put(0, mgl64.Vec3{0.3, 0.2, 12}, pointsDown)
		s.tick()
		s.to(0, mgl64.Vec3{0.3, 0.2, 12 - way}, 1)
		s.settle(5)
		tip := s.tools[0].stance.pose.Tip[2]
		if low := s.lowest(); low > tip-testProbe.RadiusMM+1 {
			t.Errorf("%g mm: the tip is at %g mm and the sheet ends at %g", way, tip, low)
		}
		s.to(0, mgl64.Vec3{0.3, 0.2, 12}, 20)
		s.settle(100)
		far := 0.0
		for v := range s.places {
			far = max(far, s.now(v).Sub(s.rest(v)).Len())
		}
		if far > 0.3 {
			t.Errorf("%g mm: the sheet did not come back: %g mm off", way, far)
		}
	}
}

func TestAnInstrumentFoundInsideTissueMakesTheAttemptInvalid(t *testing.T) {
	m := brick(mgl64.Vec3{-20, -20, -40}, 4, 4, 4, 10, softLiver)
	s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, mgl64.Vec3{}, 1, testProbe)
	s.put(0, mgl64.Vec3{0, 0, -20}, pointsDown)
	err := s.step(tickSeconds, s.hands)
	if err == nil || !strings.Contains(err.Error(), "liver") {
		t.Fatalf("error %v", err)
	}
	if s.tools[0].placed {
		t.Error("the instrument is there all the same")
	}
}

// One that is found a little in the skin pushes it out the shortest way.
func TestAnInstrumentFoundJustInsidePushesOut(t *testing.T) {
	m := fixed(brick(mgl64.Vec3{-20, -20, -20}, 8, 8, 4, 5, softLiver), func(p tissue.Vec) bool { return p[2] < -19.9 })
	s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, mgl64.Vec3{}, 1, testProbe)
	s.put(0, mgl64.Vec3{0.5, 0.7, -1.5}, pointsDown)
	s.settle(100)
	if force := s.tools[0].force; force[2] < 0.05 {
		t.Errorf("pushes back with %v N", force)
	}
	for i := range s.tools[0].touches {
		p := &s.tools[0].touches[i]
		if p.normal[2] > 0 {
			t.Errorf("a touch pushes up: %v", p.normal)
		}
	}
}

// dance moves two instruments about and into tissue, the jaws opening and closing.
func dance(s *sim, n int) {
	a := float64(n) / 30
	s.put(0, mgl64.Vec3{12 * math.Sin(a), 5 * math.Cos(1.3*a), 4 + 9*math.Cos(0.7*a)}, pointsDown)
	s.put(1, mgl64.Vec3{-8 * math.Cos(1.1*a), 6 * math.Sin(a), 3 + 8*math.Sin(0.9*a)}, pointsDown.Mul(mgl64.QuatRotate(0.4, mgl64.Vec3{0, 1, 0})))
	s.hands[0].jaw = 0.5 + 0.5*math.Sin(0.5*a)
}

func stage(t testing.TB, workers int) *sim {
	m := fixed(brick(mgl64.Vec3{-20, -15, -12}, 10, 8, 3, 4, softLiver), func(p tissue.Vec) bool { return p[2] < -11.9 })
	loose := brick(mgl64.Vec3{10, -6, 0.5}, 2, 3, 2, 4, softLiver)
	bodies := []SoftBody{{Name: "liver", Mesh: m}, {Name: "lobe", Mesh: loose}}
	return simulate(t, bodies, []Body{{Name: "bone", Hard: true, Solid: slab(mgl64.Vec3{15, -50, -30}, mgl64.Vec3{40, 50, 1})}}, earth, workers, testGrasper, testProbe)
}

func TestTheFieldIsTheSameOnAnyNumberOfWorkers(t *testing.T) {
	var want uint64
	for workers := 1; workers <= 8; workers++ {
		s := stage(t, workers)
		for n := range 60 {
			dance(s, 3*n)
			s.tick()
		}
		got := uint64(s.chain(firstDigest))
		if workers == 1 {
			want = got
		}
		if got != want {
			t.Fatalf("%d workers give %x, one gives %x", workers, got, want)
		}
	}
}

// Instruments jump about at random, also 10 cm in a tick, but not to where they
// would be found inside the tissue, which ends an attempt; when they are gone the
// tissue comes back.
func TestTissueComesBackFromAbuse(t *testing.T) {
	m := fixed(brick(mgl64.Vec3{-20, -15, -12}, 10, 8, 3, 4, softLiver), func(p tissue.Vec) bool { return p[2] < -11.9 })
	s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, earth, 2, testGrasper, testProbe)
	seed := uint32(1)
	random := func() float64 {
		seed = seed*1664525 + 1013904223
		return float64(seed)/math.MaxUint32*2 - 1
	}
	for jumps := 0; jumps < 8; {
		for i := range s.hands {
			turn := mgl64.QuatRotate(3*random(), unit(mgl64.Vec3{random(), random(), random() + 0.01}))
			s.put(i, mgl64.Vec3{50 * random(), 50 * random(), 50 * random()}, turn)
			s.hands[i].jaw = math.Abs(random())
		}
		switch err := s.step(tickSeconds, s.hands); {
		case err == nil:
			jumps++
		case !strings.Contains(err.Error(), "found inside liver"):
			t.Fatal(err)
		}
	}
	for i := range s.hands {
		s.put(i, mgl64.Vec3{0, 0, 300}, pointsDown)
	}
	s.settle(400)
	for v := range s.places {
		if d := s.now(v).Sub(s.rest(v)).Len(); !(d < 3) {
			t.Fatalf("vertex %d stays %g mm off", v, d)
		}
	}
	if _, inverted := s.body.Volume(); inverted > 0 {
		t.Errorf("%d tetrahedra stay inside out", inverted)
	}
}
