package scene_test

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// aim is an instrument with its handle at one point, pointing at another.
func aim(handle, at mgl64.Vec3, length float64) record.Pose {
	axis := at.Sub(handle).Normalize()
	return record.Pose{Tip: handle.Add(axis.Mul(length)), Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis).Normalize()}
}

// TestFulcrum: about a trocar, similar triangles: a hand that goes aside by 10 mm
// at 200 mm outside moves the tip by 10 × 130/200 mm the other way. The handle
// stays where the hand has it, the shaft passes the trocar, the roll stays.
func TestFulcrum(t *testing.T) {
	const length = 330
	trocar := mgl64.Vec3{5, -7, 20}
	straight := record.Pose{Tip: trocar.Add(mgl64.Vec3{0, 0, -130}), Orientation: down}
	aside := straight
	aside.Tip = aside.Tip.Add(mgl64.Vec3{10, 0, 0})
	if got := scene.ThroughTrocar(straight, trocar, length); got.Tip.Sub(straight.Tip).Len() > 1e-9 {
		t.Errorf("what passes the trocar already is moved to %v", got.Tip)
	}
	got := scene.ThroughTrocar(aside, trocar, length)
	axis := got.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	handle, wantHandle := got.Tip.Sub(axis.Mul(length)), aside.Tip.Add(mgl64.Vec3{0, 0, length})
	if handle.Sub(wantHandle).Len() > 1e-9 {
		t.Errorf("the handle is at %v, the hand at %v", handle, wantHandle)
	}
	if off := trocar.Sub(handle).Cross(axis).Len(); off > 1e-9 {
		t.Errorf("the shaft misses the trocar by %g mm", off)
	}
	inside := length - math.Hypot(10, 200)
	if want := trocar[0] - 10*inside/math.Hypot(10, 200); math.Abs(got.Tip[0]-want) > 1e-9 {
		t.Errorf("the tip is at x = %g, want %g", got.Tip[0], want)
	}
}

// TestTrocarWhateverTheHandDoes: the shaft always passes the trocar, tip first.
func TestTrocarWhateverTheHandDoes(t *testing.T) {
	trocar := mgl64.Vec3{0, 0, 0}
	for i := range 2000 {
		s := float64(i)
		handle := mgl64.Vec3{90 * math.Sin(s), 90 * math.Cos(1.7*s), 150 + 200*math.Sin(0.3*s)}
		got := scene.ThroughTrocar(aim(handle, mgl64.Vec3{20 * math.Cos(s), 20 * math.Sin(2*s), -60}, 300), trocar, 300)
		axis := got.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
		off := trocar.Sub(got.Tip).Cross(axis).Len()
		if depth := got.Tip.Sub(trocar).Dot(axis); off > 1e-6 || depth > 300 || math.Abs(got.Orientation.Len()-1) > 1e-9 {
			t.Fatalf("hand at %v: %v, beside the trocar by %g mm, %g mm deep", handle, got, off, depth)
		}
	}
}

// TestTipAtATrocar stays, and the shaft turns to pass it; the world leaves it so.
func TestTipAtATrocar(t *testing.T) {
	trocar := mgl64.Vec3{0, 0, 100}
	wanted := record.Pose{Tip: mgl64.Vec3{30, 20, 0}, Orientation: down}
	got := scene.AtTrocar(wanted, trocar)
	axis := got.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	if got.Tip != wanted.Tip || trocar.Sub(got.Tip).Cross(axis).Len() > 1e-9 {
		t.Errorf("%+v", got)
	}
	if again := scene.ThroughTrocar(got, trocar, 330); again.Tip.Sub(got.Tip).Len() > 1e-9 {
		t.Errorf("the world moves it to %v", again.Tip)
	}
}

// TestInstrumentInATrocarWorksThroughIt in the world, with the fulcrum.
func TestInstrumentInATrocarWorksThroughIt(t *testing.T) {
	setup := twoHands(1)
	trocar := mgl64.Vec3{40, 0, 60}
	setup.Tools[1].Trocar = &trocar
	h := newHand(t, setup)
	for tick := range int64(200) {
		in := waving(tick)
		in.Hands[1].Pose.Orientation = down
		h.step(in)
		second := h.sample.Tools[1]
		axis := second.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
		if off := trocar.Sub(second.Pose.Tip).Cross(axis).Len(); second.Valid && off > 1e-9 {
			t.Fatalf("tick %d: beside the trocar by %g mm", tick, off)
		}
	}
}

// TestRatchetHoldsUntilTheHandOpens all the way.
func TestRatchetHoldsUntilTheHandOpens(t *testing.T) {
	setup := twoHands(1)
	setup.Tools[1].Ratchet = true
	h := newHand(t, setup)
	for tick, c := range [][2]float64{{0.3, 0.3}, {0.8, 0.8}, {0.5, 0.8}, {0.1, 0.8}, {0.9, 0.9}, {0.02, 0.02}, {0.4, 0.4}} {
		in := waving(int64(tick) + 1)
		in.Hands[1].Jaw = c[0]
		h.step(in)
		if got := h.sample.Tools[1].Jaw; got != c[1] {
			t.Errorf("tick %d: the hand closes by %g, the jaws by %g, want %g", tick, c[0], got, c[1])
		}
	}
}

// TestWhatLiesAwayIsNotLost: no event but the withdrawal of what was inside, and
// its sample does not count.
func TestWhatLiesAwayIsNotLost(t *testing.T) {
	h := newHand(t, twoHands(1))
	h.to(mgl64.Vec3{7, 0, 40}, down, 20)
	h.to(mgl64.Vec3{7, 0, -20}, down, 100)
	if !h.tool.Guided {
		t.Fatal("the needle is not in")
	}
	for range 20 {
		h.step(record.Input{Hands: []record.Hand{{Away: true}, {Away: true}}})
	}
	h.wants(record.EventWithdrawn, "skin", 1)
	h.wants(record.EventTrackLost, "", 0)
	if h.tool.Valid || h.tool.Guided || h.sample.Tools[1].Valid {
		t.Errorf("away: %+v", h.sample.Tools)
	}
	h.to(mgl64.Vec3{7, 0, 40}, down, 20)
	h.wants(record.EventInvalid, "", 0)
	if !h.tool.Valid {
		t.Error("it does not come back")
	}
}
