package view

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func testMapping() *Mapping {
	plan := drainPlan()
	return NewMapping(plan, []record.Tool{drainTool()}, defaultOrbit(plan, mgl64.Vec3{}, 130, 1.6), 640, []float64{0.25, 1})
}

// first is the hand that holds the first instrument.
func first(m *Mapping) record.Hand { return m.Held().Hands[0] }

func press(m *Mapping, k Key)   { m.Handle(Event{Kind: KeyEvent, Key: k, Down: true}) }
func release(m *Mapping, k Key) { m.Handle(Event{Kind: KeyEvent, Key: k}) }

func axisOf(p record.Pose) mgl64.Vec3 { return p.Orientation.Rotate(mgl64.Vec3{0, 0, 1}) }

func TestNeedleStartsOutsideTheEntryRoughlyInward(t *testing.T) {
	hand := first(testMapping())
	plan := drainPlan()
	inward := plan.Target.Sub(plan.Entry).Normalize()
	if d := hand.Pose.Tip.Sub(plan.Entry).Len(); math.Abs(d-startDistance) > 1e-9 {
		t.Errorf("tip starts %.2f mm from the entry, want %.0f", d, startDistance)
	}
	if d := hand.Pose.Tip.Sub(plan.Entry).Dot(inward); d >= 0 {
		t.Errorf("tip starts %.1f mm inside the entry", d)
	}
	angle := math.Acos(axisOf(hand.Pose).Dot(inward)) * 180 / math.Pi
	if angle < 5 || angle > 30 {
		t.Errorf("needle starts %.1f° off the plan; want roughly inward without giving the answer", angle)
	}
	if held := testMapping().Held(); !hand.Valid || held.Confirm || hand.StyletOut || held.Quit {
		t.Errorf("a fresh hand asks for something: %+v", held)
	}
}

func TestMouseMovesTheTipWithTheCursor(t *testing.T) {
	m := testMapping()
	l := newLens(m.Camera.gaze(), 1000, 640, mgl64.Vec3{}, 500)
	before := l.pixel(first(m).Pose.Tip)
	m.Handle(Event{Kind: MotionEvent, X: 37, Y: -12})
	moved := l.pixel(first(m).Pose.Tip).Sub(before)
	if moved.Sub(mgl64.Vec2{37, -12}).Len() > 0.01 {
		t.Errorf("mouse moved 37 right and 12 up, the tip moved %v pixels", moved)
	}
	right, up, toward := m.Camera.Axes()
	start := first(testMapping()).Pose.Tip
	step := first(m).Pose.Tip.Sub(start)
	if step.Dot(right) <= 0 || step.Dot(up) <= 0 || math.Abs(step.Dot(toward)) > 1e-9 {
		t.Errorf("tip moved right %.3f, up %.3f, towards the eye %.3f mm", step.Dot(right), step.Dot(up), step.Dot(toward))
	}
}

func TestHandFollowsAHeldNeedle(t *testing.T) {
	m := testMapping()
	held := record.Pose{Tip: drainPlan().Target, Orientation: mgl64.QuatRotate(1, mgl64.Vec3{0, 1, 0})}
	m.Follow(0, held)
	if first(m).Pose != held {
		t.Fatalf("the hand is at %v, want %v", first(m).Pose, held)
	}
	m.Handle(Event{Kind: WheelEvent, Y: 1})
	if step := first(m).Pose.Tip.Sub(held.Tip); step.Sub(axisOf(held).Mul(wheelStep)).Len() > 1e-9 {
		t.Errorf("one notch moved the tip by %v, want %v mm along the held axis", step, wheelStep)
	}
}

func TestTapBetweenTwoPicturesConfirms(t *testing.T) {
	m := testMapping()
	press(m, KeySpace)
	release(m, KeySpace)
	if !m.Held().Confirm {
		t.Error("a short tap on Space was lost")
	}
	m.Begin()
	if m.Held().Confirm {
		t.Error("one tap confirms for ever")
	}
}

func TestFineKeySlowsTheNeedleFiveTimes(t *testing.T) {
	coarse, fine := testMapping(), testMapping()
	start := first(coarse).Pose.Tip
	press(fine, KeyShift)
	for _, m := range []*Mapping{coarse, fine} {
		m.Handle(Event{Kind: WheelEvent, Y: 3})
	}
	a, b := first(coarse).Pose.Tip.Sub(start).Len(), first(fine).Pose.Tip.Sub(start).Len()
	if math.Abs(a-6) > 1e-9 || math.Abs(a-5*b) > 1e-9 {
		t.Errorf("three notches advance %.3f mm, with the fine key %.3f mm; want 6 and 1.2", a, b)
	}
}

func TestAdvanceThenWithdrawReturns(t *testing.T) {
	m := testMapping()
	start := first(m).Pose
	press(m, letter('W'))
	for i := 0; i < 100; i++ {
		m.Advance(0.01)
		m.Handle(Event{Kind: MotionEvent, X: 9, Y: 5}) // a shaking hand must not bend the line
	}
	release(m, letter('W'))
	pushed := first(m).Pose.Tip.Sub(start.Tip)
	if math.Abs(pushed.Len()-20) > 1e-6 || pushed.Normalize().Sub(axisOf(start)).Len() > 1e-9 {
		t.Errorf("one second of advance moved %v, want 20 mm along %v", pushed, axisOf(start))
	}
	press(m, letter('S'))
	for i := 0; i < 100; i++ {
		m.Advance(0.01)
	}
	if d := first(m).Pose.Tip.Sub(start.Tip).Len(); d > 1e-9 {
		t.Errorf("after withdrawing as long as advancing the tip is %.2e mm away", d)
	}
}

func TestTiltTurnsTheHandleAboutTheTip(t *testing.T) {
	cases := []struct {
		key         Key
		toRight, up float64
	}{{KeyRight, 1, 0}, {KeyLeft, -1, 0}, {KeyUp, 0, 1}, {KeyDown, 0, -1}}
	for _, c := range cases {
		m := testMapping()
		right, up, _ := m.Camera.Axes()
		before := first(m).Pose
		press(m, c.key)
		m.Advance(0.05)
		after := first(m).Pose
		handle := axisOf(after).Mul(-1).Sub(axisOf(before).Mul(-1))
		if after.Tip != before.Tip {
			t.Errorf("%v moved the tip", c.key)
		}
		if way := handle.Dot(right)*c.toRight + handle.Dot(up)*c.up; way <= 0 {
			t.Errorf("%v turned the handle by %v, against its arrow", c.key, handle)
		}
	}
}

func TestDragChoosesByButtonAndModifier(t *testing.T) {
	m := testMapping()
	start, camera := first(m).Pose, m.Camera
	m.Handle(Event{Kind: ButtonEvent, Button: ButtonRight, Down: true})
	m.Handle(Event{Kind: MotionEvent, X: 20})
	if p := first(m).Pose; p.Tip != start.Tip || p.Orientation == start.Orientation {
		t.Error("right-drag must tilt and leave the tip")
	}
	m.Handle(Event{Kind: ButtonEvent, Button: ButtonRight})
	tilted := first(m).Pose
	press(m, KeyControl)
	m.Handle(Event{Kind: ButtonEvent, Button: ButtonLeft, Down: true})
	m.Handle(Event{Kind: MotionEvent, X: 20})
	if first(m).Pose != tilted || m.Camera == camera {
		t.Error("Ctrl and left-drag must turn the camera and leave the needle")
	}
	release(m, KeyControl)
	press(m, letter('R'))
	if m.Camera != camera {
		t.Error("R must return to the first view")
	}
}

func TestCommandsAnswerToTheirKeys(t *testing.T) {
	m := testMapping()
	press(m, letter('X'))
	press(m, letter('X')) // a key that repeats is still one press
	if !first(m).StyletOut {
		t.Error("X must take the stylet out")
	}
	press(m, KeySpace)
	if !m.Held().Confirm {
		t.Error("Space held down must confirm")
	}
	m.Handle(Event{Kind: FocusLostEvent})
	if m.Held().Confirm {
		t.Error("a window that lost the focus must not confirm")
	}
	press(m, letter('C'))
	offset := m.cut.Offset
	press(m, KeyBracketLeft)
	m.Advance(0.1)
	if !m.cut.On || math.Abs(m.cut.Offset-(offset-3)) > 1e-9 {
		t.Errorf("C and [ for 0.1 s: cut %+v, want on and 3 mm deeper than %.1f", m.cut, offset)
	}
	press(m, Key1)
	if m.opacity[0] != 0.1 {
		t.Errorf("1 steps opacity 0.25 to %.2f, want 0.10", m.opacity[0])
	}
	press(m, key9) // there is no ninth structure
	press(m, KeyF1)
	press(m, KeyEscape)
	if !m.help || !m.Held().Quit {
		t.Error("F1 must show the help and Esc must quit")
	}
}

func TestStalledPictureDoesNotThrowTheNeedle(t *testing.T) {
	m := testMapping()
	start := first(m).Pose.Tip
	press(m, letter('W'))
	m.Advance(30)
	if d := first(m).Pose.Tip.Sub(start).Len(); d > advanceSpeed*longestStep+1e-9 {
		t.Errorf("after a stall of 30 s the needle jumped %.1f mm", d)
	}
}

func TestAnyEventsKeepARigidHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := testMapping()
		for n := rapid.IntRange(1, 60).Draw(t, "events"); n > 0; n-- {
			m.Handle(Event{
				Kind:   EventKind(rapid.IntRange(0, 4).Draw(t, "kind")),
				Key:    Key(rapid.IntRange(0, int(keyCount)-1).Draw(t, "key")),
				Button: Button(rapid.IntRange(1, int(buttonCount)-1).Draw(t, "button")),
				Down:   rapid.Bool().Draw(t, "down"),
				X:      rapid.Float64Range(-300, 300).Draw(t, "x"),
				Y:      rapid.Float64Range(-300, 300).Draw(t, "y"),
			})
			m.Advance(rapid.Float64Range(-1, 1).Draw(t, "dt"))
		}
		p := first(m).Pose
		if l := p.Orientation.Len(); math.Abs(l-1) > 1e-9 {
			t.Fatalf("orientation has length %g", l)
		}
		if !drawable(p) || math.Abs(m.Camera.Pitch) > maxPitch || m.Camera.Distance < minDistance {
			t.Fatalf("hand %+v, camera %+v", p, m.Camera)
		}
		for _, o := range m.opacity {
			if o < 0 || o > 1 {
				t.Fatalf("opacity %g", o)
			}
		}
	})
}

func TestEveryActionHasATriggerOfItsOwnAndALineOfHelp(t *testing.T) {
	seen := map[string]string{}
	actions := map[action]bool{}
	for _, b := range bindings() {
		actions[b.action] = true
		for _, trigger := range b.triggers {
			if other, taken := seen[trigger.String()]; taken {
				t.Errorf("%s does both %q and %q", trigger, other, b.help)
			}
			seen[trigger.String()] = b.help
		}
	}
	for a := moveTip; a <= quit; a++ {
		if !actions[a] {
			t.Errorf("action %d cannot be reached", a)
		}
	}
	for _, line := range testMapping().Help() {
		if line.Group == "" || line.Keys == "" || line.Does == "" || strings.HasPrefix(line.Keys, "+ ") {
			t.Errorf("help line %+v is not complete", line)
		}
	}
}
