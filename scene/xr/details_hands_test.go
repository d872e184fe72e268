package xr

import (
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
	"github.com/go-gl/mathgl/mgl64"
)

// next asks for a tick that must come.
func next(t testing.TB, s *Hands, n int64) record.Input {
	t.Helper()
	in, more := s.Next(n)
	if !more {
		t.Fatalf("tick %d: nothing more to say: %v", n, s.Err())
	}
	in.Hands = slices.Clone(in.Hands)
	return in
}

// TestRecentring: 8. With an instrument in the body the patient stays where it is in
// the room; without one it comes along, at the time that the runtime says and with
// one tick in which nothing is seen. Nothing is guessed where the runtime does not
// say how far its origin went.
func TestRecentring(t *testing.T) {
	aside := openxr.IdentityPose
	aside.Position.X = 0.5
	for _, c := range []struct {
		name        string
		busy, valid bool
		moves       float64 // of the hand against the patient, mm
	}{{"free", false, true, 500}, {"in the body", true, true, 0}, {"in the body, not told how far", true, false, 500}} {
		h, r := wear(t, testruntime.Config{}, Options{})
		s := ready(t, h)
		h.SetBusy(c.busy)
		before := next(t, s, 0).Hands[0]
		// The runtime's frames run on their own times here, so that the change is
		// put at the tick's.
		change := s.origin + 3*openxr.Time(tick)
		r.RecentreAt(change, aside, c.valid)
		turn(t, h, 1)
		for n := int64(1); n < 6; n++ {
			hand := next(t, s, n).Hands[0]
			blind := n == 3 && c.moves > 0
			if hand.Valid == blind {
				t.Errorf("%s: tick %d is valid: %v", c.name, n, hand.Valid)
			}
			want := 0.0
			if n >= 3 {
				want = c.moves
			}
			if moved := hand.Pose.Tip.Sub(before.Pose.Tip).Len(); hand.Valid && (moved < want-0.01 || moved > want+0.01) {
				t.Errorf("%s: at tick %d the hand has moved by %v mm instead of %v", c.name, n, moved, want)
			}
		}
		refused(t, r)
		h.Close()
	}
}

// TestTheFieldComesToTheHand by its button, but not with an instrument in the body.
func TestTheFieldComesToTheHand(t *testing.T) {
	pressed := false
	where := openxr.IdentityPose
	where.Position = openxr.Vector3f{X: 0.1, Y: -0.2, Z: -0.5}
	h, r := wear(t, testruntime.Config{Hands: func(int, openxr.Time) testruntime.Hand {
		inputs := map[string]float32{"thumbstick/click": 0}
		if pressed {
			inputs["thumbstick/click"] = 1
		}
		return testruntime.Hand{Pose: where, Tracked: true, Inputs: inputs}
	}}, Options{})
	s := ready(t, h)
	entry := func() mgl64.Vec3 {
		return h.field.at(s.last + 1e9).room(rigid{mgl64.QuatIdent(), planned.Entry}).position
	}
	first := entry()
	pressed = true
	h.SetBusy(true)
	if next(t, s, 0); entry() != first {
		t.Error("the field moved with an instrument in the body")
	}
	h.SetBusy(false)
	pressed = false
	next(t, s, 1)
	pressed = true
	if in := next(t, s, 2); !in.Hands[0].Valid || !near(entry(), fromOpenXR(where).position, 1e-6) {
		t.Errorf("the field is at %v, the hand at %v", entry(), where.Position)
	}
	if next(t, s, 3).Hands[0].Valid || !next(t, s, 4).Hands[0].Valid {
		t.Error("the tick in which the patient moved against the hand must not be valid, the next must")
	}
	refused(t, r)
}

// TestAFlickTurnsTheField about its entry where that was asked for, once for a flick,
// and not with an instrument in the body.
func TestAFlickTurnsTheField(t *testing.T) {
	stick := float32(0)
	config := testruntime.Config{Hands: func(int, openxr.Time) testruntime.Hand {
		return testruntime.Hand{Pose: openxr.IdentityPose, Tracked: true, Inputs: map[string]float32{"thumbstick/x": stick}}
	}}
	for _, degrees := range []float64{0, 30} {
		h, r := wear(t, config, Options{Plan: planned, Tools: []record.Tool{catheter}, SnapTurnDeg: degrees})
		s := ready(t, h)
		seen := func(p mgl64.Vec3) mgl64.Vec3 {
			return h.field.at(s.last + 1e9).room(rigid{mgl64.QuatIdent(), p}).position
		}
		entry, target := seen(planned.Entry), seen(planned.Target)
		for n, x := range []float32{0.5, -0.9, -1, 0, 0.9} {
			stick = x
			h.SetBusy(n == 4)
			next(t, s, int64(n))
		}
		stick = 0
		h.SetBusy(false)
		// About +Y, by hand.
		sin, cos := math.Sincos(-degrees * math.Pi / 180)
		d := target.Sub(entry)
		want := entry.Add(mgl64.Vec3{cos*d[0] + sin*d[2], d[1], -sin*d[0] + cos*d[2]})
		if !near(seen(planned.Entry), entry, 1e-9) || !near(seen(planned.Target), want, 1e-9) {
			t.Errorf("by %v°: the entry goes to %v, the target to %v instead of %v", degrees, seen(planned.Entry), seen(planned.Target), want)
		}
		refused(t, r)
		h.Close()
	}
}

// TestOnlyWhatIsSeenHoldsAnInstrument: 9. Nothing is guessed, and nothing kept.
func TestOnlyWhatIsSeenHoldsAnInstrument(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{Plan: planned, Tools: []record.Tool{catheter, grasper}})
	s := ready(t, h)
	const left, right = 0, 1
	for n, c := range []struct {
		left, right testruntime.Sight
	}{{testruntime.Seen, testruntime.Seen}, {testruntime.Unseen, testruntime.Seen}, {testruntime.Seen, testruntime.Unseen},
		{testruntime.Seen, testruntime.Estimated}, {testruntime.Seen, testruntime.Seen}} {
		r.See(left, c.left)
		r.See(right, c.right)
		in := next(t, s, int64(n))
		if in.Hands[0].Valid != (c.right == testruntime.Seen) || in.Hands[1].Valid != (c.left == testruntime.Seen) {
			t.Errorf("left %v, right %v: the instruments are held: %v, %v", c.left, c.right, in.Hands[0].Valid, in.Hands[1].Valid)
		}
		if !in.Hands[0].Valid && in.Hands[0].Pose != (record.Pose{}) {
			t.Error("a hand that is not seen has a place")
		}
	}
	r.Fail("xrLocateSpace", openxr.ErrorTimeInvalid, 0) // the runtime remembers only so long
	if in := next(t, s, 5); in.Hands[0].Valid {
		t.Error("a place at a time that is none is valid")
	}
}

// buttons are the inputs that do something on each kind of controller.
var buttons = map[string]struct{ jaw, stylet, confirm string }{
	"khr/simple_controller":          {"select/click", "select/click", "menu/click"},
	"oculus/touch_controller":        {"trigger/value", "a/click", "b/click"},
	"valve/index_controller":         {"trigger/value", "a/click", "b/click"},
	"htc/vive_controller":            {"trigger/value", "squeeze/click", "trackpad/click"},
	"microsoft/motion_controller":    {"trigger/value", "squeeze/click", "trackpad/click"},
	"hp/mixed_reality_controller":    {"trigger/value", "a/click", "b/click"},
	"bytedance/pico_neo3_controller": {"trigger/value", "a/click", "b/click"},
	"bytedance/pico4_controller":     {"trigger/value", "a/click", "b/click"},
}

// TestEveryControllerHoldsAnInstrument: 10. The runtime refuses a whole profile for
// one path that its controllers lack, names in capitals, and all that comes after
// the actions were attached. Both actions are asked: a click is 0 or 1 for jaws.
func TestEveryControllerHoldsAnInstrument(t *testing.T) {
	offers := []string{openxr.ExtensionOpenGL, openxr.ExtensionTimespecTime, "XR_EXT_hp_mixed_reality_controller", "XR_BD_controller_interaction"}
	for name, b := range buttons {
		inputs := map[string]float32{}
		config := testruntime.Config{Profile: name, Offers: offers, Hands: func(int, openxr.Time) testruntime.Hand {
			return testruntime.Hand{Pose: openxr.IdentityPose, Tracked: true, Inputs: inputs}
		}}
		for _, tool := range []record.Tool{grasper, catheter} {
			clear(inputs)
			h, r := wear(t, config, Options{Plan: planned, Tools: []record.Tool{tool}})
			s := ready(t, h)
			if in := next(t, s, 0); in.Hands[0].Jaw != 0 || in.Hands[0].StyletOut || in.Confirm {
				t.Errorf("%s: untouched it does %+v", name, in)
			}
			inputs[b.jaw], inputs[b.stylet], inputs[b.confirm] = 1, 1, 1
			in := next(t, s, 1)
			jawed, drawn := in.Hands[0].Jaw == 1, in.Hands[0].StyletOut
			if jawed != tool.HasJaws() || drawn == tool.HasJaws() || !in.Confirm {
				t.Errorf("%s with a %s: pressed it does %+v", name, tool.Name, in)
			}
			if in := next(t, s, 2); in.Hands[0].StyletOut != drawn {
				t.Errorf("%s: a button that is held turns the stylet to and fro", name)
			}
			if len(r.Complaints()) > 0 {
				t.Errorf("%s: %v", name, r.Complaints())
			}
			if got := h.Controllers(); got[1] != "/interaction_profiles/"+name {
				t.Errorf("%s is called %q", name, got[1])
			}
			h.Close()
		}
	}
}

// TestControllersChange: 11. The runtime tells of it early, twice, and of a hand that
// holds none.
func TestControllersChange(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{})
	s := ready(t, h)
	r.ChangeProfile("valve/index_controller")
	turn(t, h, 1)
	if got := h.Controllers(); got[0] != "/interaction_profiles/valve/index_controller" || !next(t, s, 0).Hands[0].Valid {
		t.Errorf("the controllers are %q", got)
	}
	r.ChangeProfile("nobody/knows_this")
	turn(t, h, 1)
	if got := h.Controllers(); got != [2]string{} || next(t, s, 1).Hands[0].Valid {
		t.Errorf("the controllers are %q", got)
	}
}

// TestFocusPauses: 12. Pictures go on, hands are hidden, time stands still; a headset
// that is taken off and put on again goes on where it was.
func TestFocusPauses(t *testing.T) {
	for _, away := range []openxr.SessionLife{openxr.StateVisible, openxr.StateSynchronized, openxr.StateStopping} {
		h, r := wear(t, testruntime.Config{}, Options{})
		s := ready(t, h)
		next(t, s, 0)
		origin := s.origin
		r.Become(away)
		if in := next(t, s, 1); in.Hands[0].Valid {
			t.Errorf("%v: before the program knows, the hand is seen", away)
		}
		drawn := turn(t, h, 1)
		if want := 2; away == openxr.StateVisible && drawn != want || away != openxr.StateVisible && drawn != 0 {
			t.Errorf("%v: %d eyes are drawn", away, drawn)
		}
		type pause struct {
			late   bool
			paused time.Duration
		}
		paced := make(chan pause)
		go func() {
			late, paused := s.Pace(t.Context(), 2)
			paced <- pause{late, paused}
		}()
		select {
		case p := <-paced:
			t.Errorf("%v: the attempt goes on: %+v", away, p)
		case <-time.After(30 * time.Millisecond):
		}
		if away != openxr.StateStopping {
			r.Become(openxr.StateFocused)
		}
		var p pause
		for done := false; !done; {
			turn(t, h, 1)
			select {
			case p = <-paced:
				done = true
			case <-time.After(time.Millisecond):
			}
		}
		if p.paused < 20*time.Millisecond || s.origin <= origin {
			t.Errorf("%v: paused for %v, the clock by %v", away, p.paused, s.origin-origin)
		}
		if next(t, s, 2).Hands[0].Valid || !next(t, s, 3).Hands[0].Valid {
			t.Errorf("%v: what happened in the pause must not be seen, what comes after it must", away)
		}
		refused(t, r)
		h.Close()
	}
}

// TestTheSessionEnds: 12, too. What nobody wished has a reason, leaving has none, and
// everything is given back.
func TestTheSessionEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end    func(r *testruntime.Runtime)
		reason string
	}{
		"unplugged":      {func(r *testruntime.Runtime) { r.Become(openxr.StateLossPending) }, "lost"},
		"runtime goes":   {func(r *testruntime.Runtime) { r.LoseInstance() }, "lost"},
		"the wearer off": {func(r *testruntime.Runtime) { r.Become(openxr.StateExiting) }, ""},
	} {
		h, r := wear(t, testruntime.Config{}, Options{})
		s := ready(t, h)
		next(t, s, 0)
		c.end(r)
		_, err := h.Frame(func([]Eye) error { return nil })
		_, more := s.Next(1)
		if reason := s.Err(); more || (reason != nil) != (c.reason != "") || reason != nil && !strings.Contains(reason.Error(), c.reason) || (err != nil) != (c.reason != "") {
			t.Errorf("%s: more %v, reason %v, the frame says %v", name, more, reason, err)
		}
		if late, paused := s.Pace(t.Context(), 1); late || paused != 0 {
			t.Errorf("%s: pacing goes on", name)
		}
		h.Close()
	}
	h, _ := wear(t, testruntime.Config{}, Options{})
	s := ready(t, h)
	ctx, cancel := context.WithCancel(t.Context())
	h.focused.Store(false)
	cancel()
	if s.Pace(ctx, 0); h.focused.Load() {
		t.Error("an attempt that is left while it is paused does not end")
	}
}

// TestOpenGLStaysOnItsThread: 15. Hands and pulses come from elsewhere.
func TestOpenGLStaysOnItsThread(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{})
	s := ready(t, h)
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		for n := range int64(50) {
			s.Next(n)
			h.Feel(0, PulseContact)
		}
		close(done)
	}()
	turn(t, h, 50)
	<-done
	h.Close()
	refused(t, r)
}

// TestPulsesProveNothing: 18. They succeed without controllers and without focus, are
// never shorter than a motor can, and nothing depends on them.
func TestPulsesProveNothing(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{Plan: planned, Tools: []record.Tool{catheter, grasper}})
	s := ready(t, h)
	next(t, s, 0)
	if p := r.Pulses(); len(p) != 2 || p[0].Hand != 1 || p[1].Hand != 0 {
		t.Errorf("at the beginning the hands feel %+v", p)
	}
	h.Feel(0, PulseContact)
	h.Feel(1, PulseWarning)
	h.Feel(3, PulseWarning) // nobody holds it
	p := r.Pulses()[2:]
	if len(p) != 2 || p[0].Hand != 1 || p[1].Hand != 0 || p[0].Duration >= p[1].Duration || p[0].Amplitude >= p[1].Amplitude {
		t.Errorf("contact and warning feel like %+v", p)
	}
	r.Become(openxr.StateVisible)
	h.Feel(0, PulseContact)
	if next(t, s, 1); s.Err() != nil {
		t.Errorf("a pulse without focus ends the session: %v", s.Err())
	}
	refused(t, r)
}

// TestLeftHanded: the first instrument is in the other hand.
func TestLeftHanded(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{Plan: planned, Tools: []record.Tool{catheter, grasper}, LeftHanded: true})
	s := ready(t, h)
	r.See(0, testruntime.Unseen)
	if in := next(t, s, 0); in.Hands[0].Valid || !in.Hands[1].Valid {
		t.Errorf("without the left hand: %+v", in.Hands)
	}
}

// TestAButtonTakesTheNextInstrument: its tip is at its own length at once; with an
// instrument in the body, and while the button is held, the hand keeps what it has.
func TestAButtonTakesTheNextInstrument(t *testing.T) {
	short := grasper
	short.Name, short.LengthMM, short.Hand = "short", 100, 1
	second := grasper
	second.Hand = 2
	tools := []record.Tool{grasper, short, second}
	for name, button := range map[string]string{
		"oculus/touch_controller": "squeeze/value", "valve/index_controller": "squeeze/value", "htc/vive_controller": "squeeze/click",
	} {
		inputs := map[string]float32{}
		h, r := wear(t, testruntime.Config{Profile: name, Hands: func(hand int, _ openxr.Time) testruntime.Hand {
			if hand == 0 {
				return testruntime.Hand{Pose: openxr.IdentityPose, Tracked: true}
			}
			return testruntime.Hand{Pose: openxr.IdentityPose, Tracked: true, Inputs: inputs}
		}}, Options{Plan: planned, Tools: tools})
		s := ready(t, h)
		held := tracking.Hold(s, tools, tracking.Robot{}, false)
		tick := int64(0)
		ask := func(pressed float32) []record.Hand {
			inputs[button] = pressed
			in, more := held.Next(tick)
			if tick++; !more {
				t.Fatal(s.Err())
			}
			return slices.Clone(in.Hands)
		}
		long := ask(0)
		if !long[0].Valid || !long[1].Away || !long[2].Valid {
			t.Fatalf("%s: at first %+v", name, long)
		}
		took := ask(1)
		if !took[0].Away || !took[1].Valid || math.Abs(took[1].Pose.Tip.Sub(long[0].Pose.Tip).Len()-200) > 0.01 {
			t.Errorf("%s: pressed, the tip is at %v after %v", name, took[1].Pose.Tip, long[0].Pose.Tip)
		}
		if ask(1); ask(1)[1].Away {
			t.Errorf("%s: a button that is held exchanges again", name)
		}
		ask(0)
		h.SetBusy(true)
		if ask(1)[1].Away {
			t.Errorf("%s: an instrument in the body was exchanged", name)
		}
		h.SetBusy(false)
		ask(0)
		if back := ask(1); !back[0].Valid || !back[1].Away || !back[2].Valid {
			t.Errorf("%s: after the last comes the first: %+v", name, back)
		}
		refused(t, r)
		h.Close()
	}
}
