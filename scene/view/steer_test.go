package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/tracking/controls"
	"github.com/go-gl/mathgl/mgl64"
)

// TestSticksMoveTheirHands: a stick that is pushed for a second moves its own
// instrument across the picture as far as its speed says, and no other.
func TestSticksMoveTheirHands(t *testing.T) {
	m := bothHands()
	right, up, _ := m.Camera.Axes()
	for hand := range 2 {
		before := m.Held().Hands
		s := controls.Steering{Present: true}
		s.Hands[hand].Rate.Right, s.Hands[hand].Rate.Up = 1, -0.5
		for range 50 {
			m.Steer(s, 0.02)
		}
		after := m.Held().Hands
		want := right.Mul(steerSpeed).Sub(up.Mul(steerSpeed / 2))
		if moved := after[hand].Pose.Tip.Sub(before[hand].Pose.Tip); moved.Sub(want).Len() > 1e-9 {
			t.Errorf("hand %d moved %v, want %v", hand, moved, want)
		}
		if after[1-hand] != before[1-hand] || after[hand].Pose.Orientation != before[hand].Pose.Orientation {
			t.Errorf("hand %d: more than its tip moved", hand)
		}
	}
	if m.InHand() != 0 {
		t.Error("the mouse lost its instrument")
	}
}

// TestStickAdvancesTurnsAndCloses, five times as finely where fine is held.
func TestStickAdvancesTurnsAndCloses(t *testing.T) {
	m := bothHands()
	before := m.Held().Hands[1]
	s := controls.Steering{Present: true, Confirm: true}
	s.Hands[1].Rate = controls.Motion{Forward: 1, Roll: 1}
	s.Hands[1].Fine, s.Hands[1].Jaw = true, 0.5
	for range 50 {
		m.Begin()
		m.Advance(0.02)
		m.Steer(s, 0.02)
	}
	after := m.Held()
	axis := before.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	if moved := after.Hands[1].Pose.Tip.Sub(before.Pose.Tip); moved.Sub(axis.Mul(advanceSpeed*fineFactor)).Len() > 1e-6 {
		t.Errorf("it moved %v", moved)
	}
	turn := before.Pose.Orientation.Conjugate().Mul(after.Hands[1].Pose.Orientation)
	if angle := 2 * math.Atan2(turn.V[2], turn.W); math.Abs(angle-rollSpeed*fineFactor) > 1e-9 {
		t.Errorf("it turned by %v", angle)
	}
	if after.Hands[1].Jaw != 0.5 || after.Hands[0].Jaw != 0 || !after.Confirm {
		t.Errorf("%+v", after)
	}
}

// TestControlsThatAreUnplugged hold nothing: the instruments are not tracked, stay
// where they are, and are held again when the plug is back.
func TestControlsThatAreUnplugged(t *testing.T) {
	m := bothHands()
	before := m.Held().Hands
	m.Steer(controls.Steering{}, 0.02)
	gone := m.Held().Hands
	m.Steer(controls.Steering{Present: true}, 0.02)
	back := m.Held().Hands
	for i := range before {
		if gone[i].Valid || gone[i].Pose != before[i].Pose || back[i] != before[i] {
			t.Errorf("hand %d: %+v, %+v, %+v", i, before[i], gone[i], back[i])
		}
	}
}
