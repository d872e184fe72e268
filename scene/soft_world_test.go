package scene

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// box trainer: a block and two instruments, nothing rigid.
func softSetup(workers int) Setup {
	m := fixed(brick(mgl64.Vec3{-20, -15, -12}, 10, 8, 3, 4, softLiver), func(p tissue.Vec) bool { return p[2] < -11.9 })
	return Setup{
		Tools: []record.Tool{testGrasper, testProbe}, Workers: workers, EntrySurface: -1,
		Soft: []SoftBody{{Name: "liver", Mesh: m, ForceLimitN: 0.1}}, Gravity: earth,
	}
}

// press lowers the probe into the block in 40 ticks and holds it there.
func press(t *testing.T, w *World, ticks int, events *[]record.Event) (last Frame) {
	for n := range ticks {
		tip := mgl64.Vec3{2, 1, 6 - 0.2*float64(min(n, 40))}
		last = w.Step(record.Input{Tick: int64(n), Hands: []record.Hand{
			{Pose: record.Pose{Tip: mgl64.Vec3{-10, 0, 40}, Orientation: pointsDown}, Valid: true},
			{Pose: record.Pose{Tip: tip, Orientation: pointsDown}, Valid: true},
		}})
		*events = append(*events, last.Events...)
	}
	return last
}

func TestTheWorldFeelsSoftTissue(t *testing.T) {
	w, err := NewWorld(softSetup(1))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var events []record.Event
	last := press(t, w, 80, &events)
	if tools := last.Sample.Tools; tools[0].ForceN != 0 || tools[1].ForceN < 0.1 || last.Forces[1][2] < 0.1 {
		t.Errorf("forces %v N", last.Forces)
	}
	over := 0
	for _, e := range events {
		if e.Kind == record.EventOverForce {
			over++
			if e.Tool != 1 || e.Structure != "liver" || !strings.HasSuffix(e.Detail, " N") {
				t.Errorf("event %+v", e)
			}
		}
		if e.Kind == record.EventInvalid {
			t.Errorf("invalid: %s", e.Detail)
		}
	}
	if over != 1 {
		t.Errorf("over the limit %d times", over)
	}
	var s Surface
	if !w.Surface(&s) || len(s.Triangles) != 2*2*(10*8+8*3+3*10) || len(s.Places) != len(s.Rest) {
		t.Errorf("%d triangles", len(s.Triangles))
	}
	moved := 0
	for v := range s.Places {
		if s.Places[v] != s.Rest[v] {
			moved++
		}
	}
	if moved < 50 {
		t.Errorf("%d vertices moved", moved)
	}
}

func TestTheSoftWorldHashesTheSameOnAnyNumberOfWorkers(t *testing.T) {
	var want uint64
	for _, workers := range []int{1, 2, 5} {
		w, err := NewWorld(softSetup(workers))
		if err != nil {
			t.Fatal(err)
		}
		var events []record.Event
		press(t, w, 60, &events)
		if got := w.Hash(); workers == 1 {
			want = got
		} else if got != want {
			t.Errorf("%d workers give %x, one gives %x", workers, got, want)
		}
		w.Close()
	}
}

// An instrument found inside soft tissue ends the attempt with a reason, and the
// tissue stays as it was.
func TestAWorldWithAnInstrumentFoundInsideIsInvalid(t *testing.T) {
	w, err := NewWorld(softSetup(1))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	reason := ""
	for n := range 4 {
		f := w.Step(record.Input{Tick: int64(n), Hands: []record.Hand{{}, {
			Pose: record.Pose{Tip: mgl64.Vec3{0, 0, -6}, Orientation: pointsDown}, Valid: true,
		}}})
		for _, e := range f.Events {
			if e.Kind == record.EventInvalid {
				reason = e.Detail
			}
		}
	}
	if !strings.Contains(reason, "liver") {
		t.Errorf("reason %q", reason)
	}
	for v, p := range w.soft.field.places {
		if p != w.soft.field.built.Rest[v] {
			t.Fatal("the tissue moved")
		}
	}
}
