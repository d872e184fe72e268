package xr

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func near(a, b mgl64.Vec3, tolerance float64) bool { return a.Sub(b).Len() <= tolerance }

// drawn is a pose somewhere within so far of the origin.
func drawn(t *rapid.T, name string, far float64) rigid {
	number := func(label string, most float64) float64 { return rapid.Float64Range(-most, most).Draw(t, name+label) }
	axis := mgl64.Vec3{number("x", 1), number("y", 1), number("z", 1)}
	if axis.Len() < 1e-3 {
		axis = mgl64.Vec3{0, 0, 1}
	}
	return rigid{
		mgl64.QuatRotate(number("angle", math.Pi), axis.Normalize()),
		mgl64.Vec3{number("px", far), number("py", far), number("pz", far)},
	}
}

// TestPlacementAndGripUndoThemselves, and a hand that a recentred headset sees
// elsewhere is where it was in the patient, once the placement moved along.
func TestPlacementAndGripUndoThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := drawn(t, "patient", 2)
		p := placement{at.orientation, at.position}
		hand, by := drawn(t, "hand", 2), drawn(t, "by", 2)
		there := p.patient(hand)
		back := p.room(there)
		if !near(back.position, hand.position, 1e-12) || !back.orientation.OrientationEqualThreshold(hand.orientation, 1e-12) {
			t.Fatalf("%v comes back as %v", hand, back)
		}
		held := gripOf(instrument(hand, 150), 150)
		if !near(held.position, hand.position, 1e-12) || !held.orientation.OrientationEqualThreshold(hand.orientation, 1e-12) {
			t.Fatalf("gripped as %v instead of %v", held, hand)
		}
		seen := rigid{by.orientation.Inverse().Mul(hand.orientation), by.orientation.Inverse().Rotate(hand.position.Sub(by.position))}
		if same := p.moved(by).patient(seen); !near(same.position, there.position, 1e-9) {
			t.Fatalf("after recentring the hand is at %v instead of %v", same.position, there.position)
		}
	})
}

// TestTheFieldLiesInReach: the entry is where it was asked for, the way out of the
// body leads up and towards the viewer, whichever way the viewer looks.
func TestTheFieldLiesInReach(t *testing.T) {
	for _, yaw := range []float64{0, 1, -2.5} {
		head := rigid{mgl64.QuatRotate(yaw, mgl64.Vec3{0, 1, 0}), mgl64.Vec3{0.3, 1.6, -0.2}}
		p := inFront(head, planned, 0)
		entry := p.room(rigid{mgl64.QuatIdent(), planned.Entry}).position
		ahead := head.orientation.Rotate(mgl64.Vec3{0, 0, -1})
		want := head.position.Add(ahead.Mul(fieldAhead)).Sub(mgl64.Vec3{0, fieldBelow, 0})
		if !near(entry, want, 1e-9) {
			t.Errorf("yaw %v: the entry is at %v instead of %v", yaw, entry, want)
		}
		out := p.roomFromPatient.Rotate(planned.Entry.Sub(planned.Target).Normalize())
		if up, toward := out[1], -out.Dot(ahead); math.Abs(math.Atan2(toward, up)*180/math.Pi-20) > 1e-9 {
			t.Errorf("yaw %v: the way out leads %v up and %v towards the viewer", yaw, up, toward)
		}
		standing := inFront(head, planned, 1.05).room(rigid{mgl64.QuatIdent(), planned.Entry}).position
		if math.Abs(standing[1]-1.05) > 1e-9 {
			t.Errorf("the table is %v m over the floor", standing[1])
		}
		monitor := monitorFor(head, p)
		if faces := monitor.orientation.Rotate(mgl64.Vec3{0, 0, 1}); faces.Dot(head.position.Sub(monitor.position)) <= 0 || math.Abs(faces[1]) > 1e-9 {
			t.Errorf("the monitor faces %v", faces)
		}
	}
	upright := placeAt(rigid{mgl64.QuatIdent(), mgl64.Vec3{}}, mgl64.Vec3{0, 0, -0.5}, record.Plan{})
	if superior := upright.roomFromPatient.Rotate(mgl64.Vec3{0, 0, 1}); !near(superior, mgl64.Vec3{0, 1, 0}, 1e-12) {
		t.Errorf("without a plan the patient's head points to %v", superior)
	}
}

// TestTheTipLiesBeyondTheThumb is detail 10: the grip's -Z leads out of the fist past
// the thumb, and that is where the instrument points.
func TestTheTipLiesBeyondTheThumb(t *testing.T) {
	grip := fromOpenXR(openxr.Posef{Orientation: openxr.Quaternionf{W: 1}, Position: openxr.Vector3f{X: 1, Y: 2, Z: 3}})
	tool := instrument(grip, 150)
	if !near(tool.position, mgl64.Vec3{1, 2, 3 - 0.15}, 1e-12) {
		t.Errorf("the tip is at %v", tool.position)
	}
	if points := tool.orientation.Rotate(mgl64.Vec3{0, 0, 1}); !near(points, mgl64.Vec3{0, 0, -1}, 1e-12) {
		t.Errorf("from handle to tip leads to %v", points)
	}
}
