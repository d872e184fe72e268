package scene

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// heldBlock is a block of liver on a floor that holds it.
func heldBlock() SoftBody {
	return SoftBody{Name: "liver", Mesh: fixed(brick(mgl64.Vec3{-12, -12, 0}, 6, 6, 5, 4, softLiver), func(p tissue.Vec) bool { return p[2] < 0.1 })}
}

// comesBack steps until all is where it was at rest, or the attempt is declared
// invalid with a reason.
func (s *sim) comesBack(ticks int) {
	s.t.Helper()
	far := 0.0
	for range ticks {
		if err := s.step(tickSeconds, s.hands); err != nil {
			if len(err.Error()) < 20 {
				s.t.Errorf("invalid without a reason: %q", err)
			}
			return
		}
		far = 0
		for v := range s.places {
			far = max(far, s.now(v).Sub(s.rest(v)).Len())
		}
		if far < 0.5 {
			return
		}
	}
	s.t.Errorf("it stays %g mm off", far)
}

func TestWhateverShapeItIsGivenItComesBack(t *testing.T) {
	for name, shape := range map[string]func(p mgl64.Vec3) mgl64.Vec3{
		"stretched to ten times its length": func(p mgl64.Vec3) mgl64.Vec3 { return mgl64.Vec3{p[0], p[1], 10 * p[2]} },
		"inverted":                          func(p mgl64.Vec3) mgl64.Vec3 { return mgl64.Vec3{p[0], p[1], -p[2]} },
		"squeezed flat":                     func(p mgl64.Vec3) mgl64.Vec3 { return mgl64.Vec3{p[0], p[1], 0} },
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, []SoftBody{heldBlock()}, nil, mgl64.Vec3{}, 1, testProbe)
			for v := range s.places {
				s.body.Place(v, shorten(shape(s.rest(v))), tissue.Vec{})
			}
			s.comesBack(1000)
		})
	}
}

// Jaws that hold tissue go 10 cm in one tick, and on without it or with it.
func TestDraggedTenCentimetresInOneTick(t *testing.T) {
	body := heldBlock()
	s := simulate(t, []SoftBody{body}, nil, mgl64.Vec3{}, 1, testGrasper)
	s.put(0, mgl64.Vec3{12, 0, 50}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{12, 0, 12}, 40)
	s.hands[0].jaw = 1
	s.settle(60)
	s.hands[0].pose.Tip = s.hands[0].pose.Tip.Add(mgl64.Vec3{0, 0, 100})
	for range 20 {
		if s.step(tickSeconds, s.hands) != nil {
			return // declared invalid
		}
	}
	s.hands[0].jaw = 0
	s.comesBack(600)
}

// A tracker's jump puts an instrument into the midst of tissue: nobody saw it enter.
func TestAnInstrumentThatLeapsInsideMakesTheAttemptInvalid(t *testing.T) {
	s := simulate(t, []SoftBody{heldBlock()}, nil, mgl64.Vec3{}, 1, testProbe)
	s.put(0, mgl64.Vec3{0, 0, 150}, pointsDown)
	s.tick()
	s.hands[0].pose.Tip = mgl64.Vec3{0, 0, 8}
	if err := s.step(tickSeconds, s.hands); err == nil || !strings.Contains(err.Error(), "liver") {
		t.Errorf("error %v", err)
	}
}

// What is not a number never comes to the screen: the attempt ends with the reason,
// and the world keeps its last sound state.
func TestNoNumberThatIsNoneReachesTheScreen(t *testing.T) {
	w, err := NewWorld(softSetup(2))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var before, after Surface
	reasons := 0
	for n := range 12 {
		if n == 5 {
			w.Surface(&before)
			w.soft.field.body.Push(300, tissue.Vec{float32(math.NaN()), 0, 0})
		}
		for _, e := range w.Step(record.Input{Tick: int64(n), Hands: make([]record.Hand, 2)}).Events {
			if e.Kind == record.EventInvalid && len(e.Detail) > 20 {
				reasons++
			}
		}
	}
	w.Surface(&after)
	for v := range after.Places {
		if after.Places[v] != before.Places[v] {
			t.Fatalf("vertex %d went from %v to %v", v, before.Places[v], after.Places[v])
		}
	}
	if reasons != 1 {
		t.Errorf("invalid %d times", reasons)
	}
}
