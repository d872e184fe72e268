package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// rackOf is a mapping with four instruments for two hands and a camera.
func rackOf() (*Mapping, mgl64.Vec3) {
	plan := drainPlan()
	port := plan.Entry.Add(plan.Entry.Sub(plan.Target).Normalize().Mul(120))
	tools := append(graspers(),
		record.Tool{Name: "scope", Kind: record.KindEndoscope, RadiusMM: 5, LengthMM: 310, OpticDeg: 30, FieldDeg: 70, Trocar: &port},
		record.Tool{Name: "hook", Kind: record.KindHook, RadiusMM: 2.5, LengthMM: 330, Hand: 2, Trocar: &port})
	return NewMapping(plan, tools, defaultOrbit(plan, mgl64.Vec3{}, 130, 1.6), 640, nil), port
}

// TestGTakesTheNextInstrument of the hand; the last one lies away, and Tab goes
// between hands, not instruments, and leaves out the camera.
func TestGTakesTheNextInstrument(t *testing.T) {
	m, port := rackOf()
	tap := func(k Key) { press(m, k); release(m, k) }
	held := func() (away [4]bool) {
		for i, h := range m.Held().Hands {
			away[i] = h.Away
			if h.Away == h.Valid {
				t.Errorf("instrument %d is %+v", i, h)
			}
		}
		return away
	}
	if held() != [4]bool{3: true} || m.InHand() != 0 {
		t.Errorf("at the start %v lie away, %d is in hand", held(), m.InHand())
	}
	tap(letter('G'))
	if m.InHand() != 0 {
		t.Error("a hand with one instrument exchanged it")
	}
	tap(KeyTab)
	if m.InHand() != 1 {
		t.Errorf("Tab took %d", m.InHand())
	}
	tap(letter('G'))
	if held() != [4]bool{1: true} || m.InHand() != 3 {
		t.Errorf("after G %v lie away, %d is in hand", held(), m.InHand())
	}
	hook := m.Held().Hands[3].Pose
	axis := hook.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	if deep := hook.Tip.Sub(port).Dot(axis); math.Abs(deep-insertedMM) > 1e-6 || port.Sub(hook.Tip).Cross(axis).Len() > 1e-6 {
		t.Errorf("the hook is %g mm in its trocar, %g mm beside it", deep, port.Sub(hook.Tip).Cross(axis).Len())
	}
	tap(KeyTab)
	if m.InHand() != 0 {
		t.Errorf("Tab took %d, past the camera", m.InHand())
	}
}

// TestEndoscopeAsAnInstrument: its pose and what one sees tell the same, and who
// follows the pose sees it too.
func TestEndoscopeAsAnInstrument(t *testing.T) {
	m, port := rackOf()
	if !m.scope.On || m.camera != 2 || math.Abs(m.scope.Optic-math.Pi/6) > 1e-12 {
		t.Fatalf("the scenario's endoscope is %+v", m.scope)
	}
	m.scope.swing(0.3, -0.2)
	m.scope.advance(30)
	m.scope.Turn = 0.8
	pose, g := m.Held().Hands[2].Pose, m.scope.gaze()
	axis, side := pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1}), pose.Orientation.Rotate(mgl64.Vec3{0, 1, 0})
	if port.Sub(pose.Tip).Cross(axis).Len() > 1e-6 {
		t.Error("it misses its trocar")
	}
	sin, cos := math.Sincos(math.Pi / 6)
	if want := axis.Mul(cos).Add(side.Mul(sin)); g.toward.Mul(-1).Sub(want).Len() > 1e-9 || g.eye.Sub(pose.Tip).Len() > 1e-9 {
		t.Errorf("it looks along %v, its pose says %v", g.toward.Mul(-1), want)
	}
	other, _ := rackOf()
	other.watch([]record.ToolSample{{}, {}, {Pose: pose, Valid: true}, {}}, true)
	if seen := other.scope.gaze(); seen.toward.Sub(g.toward).Len() > 1e-9 || seen.eye.Sub(g.eye).Len() > 1e-9 {
		t.Errorf("who follows sees %+v, not %+v", seen, g)
	}
	before := other.scope
	other.watch([]record.ToolSample{{}, {}, {Pose: record.Pose{Orientation: mgl64.QuatIdent()}}, {}}, true)
	if other.scope != before {
		t.Error("it follows what was lost")
	}
}
