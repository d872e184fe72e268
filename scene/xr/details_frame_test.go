package xr

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
	"github.com/go-gl/mathgl/mgl64"
)

// What goes wrong with OpenXR in practice, each as a test. The test runtime refuses
// what real ones refuse; refused() fails for it.

// TestEveryStructureHasItsTypeAndEveryPoseAnOrientation: 1 and 2. The runtime looks
// at each structure, in and out, at each element of lists, and at each pose.
func TestEveryStructureHasItsTypeAndEveryPoseAnOrientation(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{})
	s := ready(t, h)
	turn(t, h, 5)
	s.Next(0)
	h.Feel(0, PulseWarning)
	h.Controllers()
	refused(t, r)
	if e := h.api.LocateSpace(h.head, h.base, 1, &openxr.SpaceLocation{}); e != openxr.ErrorValidation {
		t.Errorf("a structure without a type is answered %d", e)
	}
	var space openxr.Space
	info := &openxr.ReferenceSpaceCreateInfo{Header: openxr.Header{Type: openxr.TypeReferenceSpaceCreateInfo}, ReferenceSpaceType: openxr.ReferenceSpaceLocal}
	if e := h.api.CreateReferenceSpace(h.session, info, &space); e != openxr.ErrorPoseInvalid {
		t.Errorf("a pose without an orientation is answered %d", e)
	}
}

// TestSuccessesAreMoreThanOne: 3. None of them ends anything.
func TestSuccessesAreMoreThanOne(t *testing.T) {
	for function, result := range map[string]openxr.Result{
		"xrBeginFrame": openxr.FrameDiscarded, "xrWaitFrame": openxr.SessionLossPending, "xrLocateSpace": openxr.SessionLossPending,
		"xrEndFrame": openxr.SessionLossPending, "xrLocateViews": openxr.SessionLossPending, "xrApplyHapticFeedback": openxr.SessionNotFocused,
		"xrGetActionStateBoolean": openxr.SessionLossPending, "xrAcquireSwapchainImage": openxr.SessionLossPending,
	} {
		h, r := wear(t, testruntime.Config{}, Options{})
		s := ready(t, h)
		r.Fail(function, result, 0)
		turn(t, h, 3)
		if _, more := s.Next(0); !more || s.Err() != nil {
			t.Errorf("%s with success %d ends the session: %v", function, result, s.Err())
		}
		h.Close()
	}
}

// TestTimesAreTheRuntimes: 4. Hands are asked for each tick's own time, 5 ms apart,
// by the runtime's clock, with or without its conversion of ours.
func TestTimesAreTheRuntimes(t *testing.T) {
	for _, offers := range [][]string{nil, {openxr.ExtensionOpenGL}} {
		h, r := wear(t, testruntime.Config{Offers: offers}, Options{})
		s := ready(t, h)
		for n := range int64(5) {
			s.Next(n)
			if want := s.origin + openxr.Time(n*5_000_000); r.Located() != want {
				t.Errorf("offers %v: tick %d is asked for at %d instead of %d", offers, n, r.Located(), want)
			}
		}
		if away := math.Abs(float64(r.Now() - s.origin)); offers == nil && away > 1e9 {
			t.Errorf("tick 0 is %v ns from the runtime's time", away)
		}
		if s.origin <= 0 {
			t.Errorf("offers %v: tick 0 is at %d", offers, s.origin)
		}
		refused(t, r)
		h.Close()
	}
}

// TestEyesAreShownAsTheyWereDrawn: 5 and 6. The pose and the four angles that go to
// the headset are the ones that were located and drawn, and no two angles are alike.
func TestEyesAreShownAsTheyWereDrawn(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{})
	ready(t, h)
	for range 5 {
		var drawn []Eye
		if _, err := h.Frame(func(eyes []Eye) error { drawn = slices.Clone(eyes); return nil }); err != nil {
			t.Fatal(err)
		}
		place := h.field.at(h.frame.state.PredictedDisplayTime)
		for i, shown := range r.Layers() {
			e := drawn[i]
			if shown.Pose != shown.Located {
				t.Errorf("eye %d is shown at %v and located at %v", i, shown.Pose, shown.Located)
			}
			angles := openxr.Fovf{AngleLeft: float32(e.Left), AngleRight: float32(e.Right), AngleUp: float32(e.Up), AngleDown: float32(e.Down)}
			if angles != shown.Fov || -e.Left == e.Right || -e.Down == e.Up {
				t.Errorf("eye %d is drawn with %v and shown with %v", i, angles, shown.Fov)
			}
			room := place.room(rigid{e.Orientation, e.Position})
			if !near(room.position, fromOpenXR(shown.Located).position, 1e-6) {
				t.Errorf("eye %d is drawn at %v and is at %v", i, room.position, shown.Located.Position)
			}
		}
		apart := drawn[0].Position.Sub(drawn[1].Position).Len()
		if math.Abs(apart-64) > 1e-3 {
			t.Errorf("the eyes are %v mm apart", apart)
		}
	}
}

// TestHeightsAreFromTheEyesOrTheFloor: 7.
func TestHeightsAreFromTheEyesOrTheFloor(t *testing.T) {
	for _, c := range []struct {
		name     string
		standing bool
		noStage  bool
		table    float64
		height   float64 // of the entry over the eyes, metres
	}{
		{"seated", false, false, 1000, -fieldBelow},
		{"standing", true, false, 0, -fieldBelow},
		{"standing at a table", true, false, 1050, 1.05 - testruntime.StageBelowLocal},
		{"no floor", true, true, 1050, -fieldBelow},
	} {
		h, r := wear(t, testruntime.Config{NoStage: c.noStage}, Options{Plan: planned, Tools: []record.Tool{catheter}, Standing: c.standing, TableMM: c.table})
		ready(t, h)
		entry := h.field.at(1).room(rigid{mgl64.QuatIdent(), planned.Entry}).position
		eyes := 0.0
		if c.standing && !c.noStage {
			eyes = testruntime.StageBelowLocal
		}
		if math.Abs(entry[1]-eyes-c.height) > 1e-6 {
			t.Errorf("%s: the entry is %v m over the eyes instead of %v", c.name, entry[1]-eyes, c.height)
		}
		refused(t, r)
		h.Close()
	}
}

// TestAFrameThatBeganEnds: 13 and 14. With or without pictures, and when drawing
// fails, whatever was taken is given back before the frame ends.
func TestAFrameThatBeganEnds(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{})
	if drawn := turn(t, h, 1); drawn != 0 || r.Calls("xrEndFrame") != 1 {
		t.Errorf("the first frame, which nobody sees, draws %d eyes and ends %d times", drawn, r.Calls("xrEndFrame"))
	}
	ready(t, h)
	r.Become(openxr.StateSynchronized)
	if drawn := turn(t, h, 3); drawn != 0 || len(r.Layers()) != 0 {
		t.Errorf("hidden, %d eyes are drawn and %d shown", drawn, len(r.Layers()))
	}
	r.Become(openxr.StateFocused)
	if turn(t, h, 3) != 6 {
		t.Error("shown again, nothing is drawn")
	}
	broken := errors.New("the graphics card is gone")
	if _, err := h.Frame(func([]Eye) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("drawing failed and the frame says %v", err)
	}
	if w, b, e := r.Calls("xrWaitFrame"), r.Calls("xrBeginFrame"), r.Calls("xrEndFrame"); w != b || b != e {
		t.Errorf("%d frames waited for, %d begun, %d ended", w, b, e)
	}
	if a, g := r.Calls("xrAcquireSwapchainImage"), r.Calls("xrReleaseSwapchainImage"); a != g {
		t.Errorf("%d pictures taken, %d given back", a, g)
	}
	refused(t, r)
}

// TestTheFormatIsOneOfColours: 17. The first that a runtime lists may be of depth.
func TestTheFormatIsOneOfColours(t *testing.T) {
	const depth24 = 0x81A6
	for _, c := range []struct {
		offers []int64
		says   string
	}{{nil, ""}, {[]int64{depth24, rgba8}, ""}, {[]int64{depth24}, "8 bits"}} {
		r := testruntime.New(testruntime.Config{Formats: c.offers})
		h, err := openWith(api(t), noGraphics(), Options{Plan: planned, Tools: []record.Tool{catheter}})
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("of %x: %v", c.offers, err)
		}
		if err == nil {
			h.Close()
		}
		if left := r.Left(); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}
