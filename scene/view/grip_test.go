package view

import (
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

func graspers() []record.Tool {
	return []record.Tool{
		drainTool(),
		{Name: "forceps", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 300, JawMM: 18, JawDeg: 60},
	}
}

func bothHands() *Mapping {
	plan := drainPlan()
	return NewMapping(plan, graspers(), defaultOrbit(plan, mgl64.Vec3{}, 130, 1.6), 640, nil)
}

// TestTabChangesHands: what the mouse does is done to one hand, and the other
// stays exactly where it is.
func TestTabChangesHands(t *testing.T) {
	m := bothHands()
	start := m.Held().Hands
	right, _, _ := m.Camera.Axes()
	if apart := start[0].Pose.Tip.Sub(start[1].Pose.Tip).Dot(right); apart < 20 {
		t.Errorf("the second instrument starts %.0f mm to the left of the first", apart)
	}
	if across := start[1].Pose.Orientation.Rotate(mgl64.Vec3{1, 0, 0}).Dot(right); math.Abs(across) > 1e-9 {
		t.Errorf("its jaws open to the side by %g; an edge to lift lies level", across)
	}
	for hand := range 2 {
		before := m.Held().Hands
		m.Handle(Event{Kind: MotionEvent, X: 20})
		m.Handle(Event{Kind: WheelEvent, Y: 1})
		press(m, letter('X'))
		release(m, letter('X'))
		after := m.Held().Hands
		other := 1 - hand
		if after[hand].Pose.Tip == before[hand].Pose.Tip || !after[hand].StyletOut || after[other] != before[other] {
			t.Errorf("hand %d in use: %+v became %+v", hand, before, after)
		}
		press(m, KeyTab)
		release(m, KeyTab)
	}
	if m.InHand() != 0 {
		t.Error("two changes must bring the first hand back")
	}
	held := record.Pose{Tip: mgl64.Vec3{1, 2, 3}, Orientation: mgl64.QuatIdent()}
	m.Follow(1, held)
	if hands := m.Held().Hands; hands[1].Pose != held || hands[0].Pose == held {
		t.Errorf("following with the second hand gives %+v", hands)
	}
}

func TestLeftButtonClosesTheJawsAndFLocksThem(t *testing.T) {
	m := bothHands()
	left := func(down bool) { m.Handle(Event{Kind: ButtonEvent, Button: ButtonLeft, Down: down}) }
	tap := func(k Key) { press(m, k); release(m, k) }
	jaws := func() (needle, forceps float64) { h := m.Held().Hands; return h[0].Jaw, h[1].Jaw }
	after := func(seconds float64) {
		for range int(math.Round(seconds / 0.05)) {
			m.Advance(0.05)
		}
	}
	expect := func(what string, want float64) {
		t.Helper()
		needle, forceps := jaws()
		if needle != 0 || math.Abs(forceps-want) > 1e-9 {
			t.Errorf("%s: needle %v, forceps closed by %v, want 0 and %v", what, needle, forceps, want)
		}
	}
	left(true)
	after(1)
	expect("the needle in hand", 0)
	tap(KeyTab)
	after(0.1)
	expect("0.1 s of the button", 0.1/closeSeconds)
	after(1)
	expect("held", 1)
	m.Handle(Event{Kind: MotionEvent, X: 30}) // and drags what it holds along
	expect("dragged", 1)
	tap(letter('F'))
	left(false)
	after(1)
	expect("locked", 1)
	tap(KeyTab)
	after(1)
	expect("out of hand", 1)
	tap(KeyTab)
	tap(letter('F'))
	after(1)
	expect("unlocked", 0)
	press(m, KeyControl)
	left(true)
	after(1)
	expect("looking around", 0)
}

// TestHelpOffersWhatTheInstrumentsCan: one needle needs no word of jaws or hands.
func TestHelpOffersWhatTheInstrumentsCan(t *testing.T) {
	count := func(m *Mapping) (n int) {
		for _, line := range m.Help() {
			if line.Group == "Hands" {
				n++
			}
		}
		return n
	}
	if n := count(testMapping()); n != 0 {
		t.Errorf("%d lines about hands with one needle", n)
	}
	if n := count(bothHands()); n != 3 {
		t.Errorf("%d lines about hands with needle and forceps, want 3", n)
	}
	plan := drainPlan()
	if bare := NewMapping(plan, nil, defaultOrbit(plan, mgl64.Vec3{}, 130, 1.6), 640, nil); len(bare.Held().Hands) != 1 {
		t.Error("a stage without instruments has no hand")
	}
}

// TestBothInstrumentsAreDrawnAndJawsOpen looks at the pixels.
func TestBothInstrumentsAreDrawnAndJawsOpen(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Tools: graspers()})
	o := Orbit{Distance: 300, Pitch: 0.1}
	theatre.SetCamera(o)
	right, up, toward := o.Axes()
	// The jaws open in the tool's XZ plane, here across the view.
	lying := mgl64.Mat4ToQuat(mgl64.Mat4FromCols(up.Vec4(0), toward.Vec4(0), right.Vec4(0), mgl64.Vec4{0, 0, 0, 1}))
	frame := func(needle, forceps bool, jaw float64) Frame {
		place := func(shown bool, at mgl64.Vec3) record.Pose {
			if !shown {
				return record.Pose{Tip: mgl64.Vec3{math.NaN(), 0, 0}}
			}
			return record.Pose{Tip: at, Orientation: lying}
		}
		return Frame{Sample: record.Sample{Tools: []record.ToolSample{
			{Valid: true, Pose: place(needle, up.Mul(40))},
			{Valid: true, Pose: place(forceps, right.Mul(20)), Jaw: jaw},
		}}}
	}
	both := picture(t, theatre, frame(true, true, 1))
	if changed(both, picture(t, theatre, frame(false, true, 1))).Empty() || changed(both, picture(t, theatre, frame(true, false, 1))).Empty() {
		t.Fatal("an instrument is not drawn")
	}
	opened := changed(both, picture(t, theatre, frame(true, true, 0)))
	hinge, tip := byHand(theatre, right.Mul(2)), byHand(theatre, right.Mul(20))
	// Closed jaws are 2.5 mm to each side; 18 mm at 30° reach 9 mm.
	reach := byHand(theatre, right.Mul(2).Add(up.Mul(9)))
	if opened.Empty() || float64(opened.Min.X) < hinge.X()-12 || float64(opened.Max.X) > tip.X()+3 || math.Abs(float64(opened.Min.Y)-reach.Y()) > 12 {
		t.Errorf("opening the jaws changes %v; they go from x %.0f to %.0f and up to y %.0f", opened, hinge.X(), tip.X(), reach.Y())
	}
	if half := changed(both, picture(t, theatre, frame(true, true, 0.5))); half.Empty() || half.Min.Y <= opened.Min.Y {
		t.Errorf("half open jaws change %v, open ones %v", half, opened)
	}
}

func TestHUDSaysWhatIsInHand(t *testing.T) {
	m := bothHands()
	tools := []record.ToolSample{{StyletOut: true}, {Jaw: 1, Holding: true}}
	if got, want := (&hudView{types: &typeface{}}).instrumentText(m, tools, true), "IN HAND: VENTRICULAR CATHETER  ·  STYLET OUT  ·  FORCEPS HOLDS  ·  TAB CHANGES"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	press(m, KeyTab)
	if got, want := (&hudView{types: &typeface{}}).instrumentText(m, tools, true), "IN HAND: FORCEPS  ·  HOLDING  ·  TAB CHANGES"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (&hudView{types: &typeface{}}).instrumentText(m, tools, false); got != "HOLDING" {
		t.Errorf("a picture of what nobody holds says %q", got)
	}
	if got := (&hudView{types: &typeface{}}).instrumentText(testMapping(), tools[:1], true); got != "STYLET OUT" {
		t.Errorf("with one needle: %q", got)
	}
}

// TestQAndETurnJawsAboutTheirOwnLine: a quarter turn a second, with the tip and the
// direction where they are.
func TestQAndETurnJawsAboutTheirOwnLine(t *testing.T) {
	m := bothHands()
	press(m, KeyTab)
	release(m, KeyTab)
	before := m.Held().Hands[1].Pose
	axis := func(p record.Pose, v mgl64.Vec3) mgl64.Vec3 { return p.Orientation.Rotate(v) }
	turned := func(key Key, seconds float64) record.Pose {
		press(m, key)
		for range int(seconds * 20) {
			m.Advance(0.05)
		}
		release(m, key)
		return m.Held().Hands[1].Pose
	}
	after := turned(letter('E'), 1)
	if after.Tip != before.Tip || axis(after, mgl64.Vec3{0, 0, 1}).Sub(axis(before, mgl64.Vec3{0, 0, 1})).Len() > 1e-9 {
		t.Errorf("turned about its line, it went from %v to %v", before, after)
	}
	if d := axis(after, mgl64.Vec3{1, 0, 0}).Sub(axis(before, mgl64.Vec3{0, 1, 0})).Len(); d > 1e-9 {
		t.Errorf("after a quarter turn the jaws open %g beside where they should", d)
	}
	if back := turned(letter('Q'), 1); back.Orientation.Sub(before.Orientation).Len() > 1e-9 {
		t.Errorf("turned back, it is at %v, not %v", back.Orientation, before.Orientation)
	}
	if help := testMapping().Help(); slices.ContainsFunc(help, func(l HelpLine) bool { return l.Keys == "Q" }) {
		t.Error("a round needle is offered a turn about its line")
	}
}

// TestJawsFeelThatTheyHold: a button that stays down does not crush what the jaws
// took hold of at half way; without tissue they close.
func TestJawsFeelThatTheyHold(t *testing.T) {
	m := bothHands()
	press(m, KeyTab)
	release(m, KeyTab)
	m.Handle(Event{Kind: ButtonEvent, Button: ButtonLeft, Down: true})
	hold := func(jaw float64, holding bool) float64 {
		m.feel([]record.ToolSample{{}, {Jaw: jaw, Holding: holding}})
		for range 20 {
			m.Advance(0.05)
		}
		return m.Held().Hands[1].Jaw
	}
	m.Advance(0.1)
	if jaw := hold(0.45, true); math.Abs(jaw-0.65) > 1e-9 {
		t.Errorf("closed by %v on tissue taken at 0.45", jaw)
	}
	if jaw := hold(0.6, true); math.Abs(jaw-0.65) > 1e-9 {
		t.Errorf("held on, they are closed by %v", jaw)
	}
	press(m, letter('F'))
	m.Handle(Event{Kind: ButtonEvent, Button: ButtonLeft})
	if jaw := hold(0.6, true); math.Abs(jaw-0.65) > 1e-9 {
		t.Errorf("locked, they are closed by %v", jaw)
	}
	if jaw := hold(0.6, false); jaw != 1 {
		t.Errorf("of what slipped away they keep open by %v", 1-jaw)
	}
}

// TestHandsComeFromTheirSidesOfABench: looked at from the front, with instruments
// that go straight away from the eye, or up along the patient.
func TestHandsComeFromTheirSidesOfABench(t *testing.T) {
	for _, way := range []mgl64.Vec3{{0, 40, 0}, {0, 8, 50}, {0, 0, 0}} {
		plan := record.Plan{Entry: mgl64.Vec3{0, -40, 0}, Target: mgl64.Vec3{0, -40, 0}.Add(way)}
		camera := benchOrbit(plan, mgl64.Vec3{}, 70, 1.6)
		right, up, toward := camera.Axes()
		hands := newMapping(plan, graspers(), camera, 640, nil, true).Held().Hands
		for i, side := range []float64{1, -1} {
			handle := hands[i].Pose.Orientation.Rotate(mgl64.Vec3{0, 0, -1})
			if handle.Dot(right)*side <= 0.1 || handle.Dot(up) >= 0.05 || handle.Dot(toward) > math.Cos(leastAside)+1e-9 {
				t.Errorf("way %v: the handle of hand %d is %.2f to the right, %.2f up, %.2f to the eye", way, i, handle.Dot(right), handle.Dot(up), handle.Dot(toward))
			}
		}
		if hands[0].Pose.Tip != plan.Entry || hands[0].Pose.Tip.Sub(hands[1].Pose.Tip).Dot(right) < 20 {
			t.Errorf("way %v: the tips begin at %v and %v", way, hands[0].Pose.Tip, hands[1].Pose.Tip)
		}
	}
}
