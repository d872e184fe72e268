package tracking

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// 60 mm at 25 mm/s are 2.4 s, so 480 ticks; half a second of rest is 100.
func TestWayTakesDistanceOverSpeed(t *testing.T) {
	s := load(t, `
  - {at: approach, offset_mm: 60, hold_s: 0.25}
  - {at: entry, speed_mm_s: 25, hold_s: 0.5}
  - {at: target, speed_mm_s: 8}
`)
	inputs := perform(t, s, straightPlan(), 0)
	if want := 50 + 480 + 100 + 1500; len(inputs) != want {
		t.Fatalf("%d ticks, want %d", len(inputs), want)
	}
	nearVector(t, "first tip", inputs[0].Hands[0].Pose.Tip, mgl64.Vec3{0, 0, 160})
	nearVector(t, "tip at departure", inputs[50].Hands[0].Pose.Tip, mgl64.Vec3{0, 0, 160})
	nearVector(t, "tip half-way", inputs[50+240].Hands[0].Pose.Tip, mgl64.Vec3{0, 0, 130})
	nearVector(t, "tip on arrival", inputs[50+480].Hands[0].Pose.Tip, mgl64.Vec3{0, 0, 100})
	nearVector(t, "tip after the rest", inputs[50+480+99].Hands[0].Pose.Tip, mgl64.Vec3{0, 0, 100})
	if last := inputs[50+479].Hands[0].Pose.Tip[2]; !(last > 100) {
		t.Errorf("arrived one tick early: %v", last)
	}
}

// The profile's values follow from its polynomial by hand: at a quarter of the
// time 10/64 − 15/256 + 6/1024 = 53/512 of the way is done.
func TestMinimumJerkProfile(t *testing.T) {
	s := load(t, "  - {at: entry}\n  - {at: target, speed_mm_s: 10}\n")
	inputs := perform(t, s, straightPlan(), 0) // 60 mm in 6 s, from tick 1 on
	const depart, ticks = 1, 1200
	done := func(tick int) float64 { return 100 - inputs[depart+tick].Hands[0].Pose.Tip[2] }
	near(t, "way after a quarter", done(ticks/4), 60*53.0/512, 1e-9)
	near(t, "way after a half", done(ticks/2), 30, 1e-9)
	near(t, "way after three quarters", done(3*ticks/4), 60*(1-53.0/512), 1e-9)

	peak, at := 0.0, 0
	for tick := 1; tick < ticks-1; tick++ {
		if speed := (done(tick+1) - done(tick-1)) * 100; speed > peak {
			peak, at = speed, tick
		}
	}
	// A central difference over two ticks misses third order terms only: 6e-5.
	near(t, "peak speed", peak, 1.875*10, 1e-4)
	near(t, "tick of the peak", float64(at), ticks/2, 0)
}

func TestTipMovesOnAStraightLine(t *testing.T) {
	s := load(t, "  - {at: approach, offset_mm: 40, lateral_mm: [9, -4]}\n  - {at: target, lateral_mm: [-3, 2], speed_mm_s: 20}\n")
	inputs := perform(t, s, testContext(), 0)
	basis, err := PlanBasis(testPlan())
	if err != nil {
		t.Fatal(err)
	}
	from := testPlan().Entry.Sub(basis.Axis.Mul(40)).Add(basis.U.Mul(9)).Sub(basis.V.Mul(4))
	to := testPlan().Target.Sub(basis.U.Mul(3)).Add(basis.V.Mul(2))
	nearVector(t, "first tip", inputs[0].Hands[0].Pose.Tip, from)
	line := to.Sub(from).Normalize()
	along := -1.0
	for _, in := range inputs[1:] {
		off := in.Hands[0].Pose.Tip.Sub(from)
		near(t, "distance from the line", off.Sub(line.Mul(off.Dot(line))).Len(), 0, 1e-9)
		if next := off.Dot(line); next < along {
			t.Fatalf("moves back at tick %d", in.Tick)
		} else {
			along = next
		}
	}
}

func TestShaftTurnsEvenlyWithTheWay(t *testing.T) {
	s := load(t, "  - {at: approach, offset_mm: 50, tilt_deg: [0, 0]}\n  - {at: entry, tilt_deg: [3, -4], speed_mm_s: 10}\n")
	inputs := perform(t, s, straightPlan(), 0)
	axis := mgl64.Vec3{0, 0, -1}
	for _, in := range inputs[1:] {
		way := (150 - in.Hands[0].Pose.Tip[2]) / 50
		near(t, "tilt", degreesBetween(shaft(in), axis), 5*way, 1e-9)
		near(t, "norm of the orientation", in.Hands[0].Pose.Orientation.Len(), 1, 1e-12)
	}
}

// A tilt about u turns the shaft from the axis towards −v, one about v towards +u.
func TestTiltTurnsAboutTheTip(t *testing.T) {
	s := load(t, "  - {at: entry, tilt_deg: [30, 0]}\n  - {at: entry, tilt_deg: [0, 30]}\n")
	inputs := perform(t, s, straightPlan(), 0)
	basis, err := PlanBasis(straightPlan().Plan)
	if err != nil {
		t.Fatal(err)
	}
	half, cos := 0.5, math.Sqrt(3)/2
	nearVector(t, "shaft tilted about u", shaft(inputs[0]), basis.Axis.Mul(cos).Sub(basis.V.Mul(half)))
	s = load(t, "  - {at: entry, tilt_deg: [0, 30]}\n")
	inputs = perform(t, s, straightPlan(), 0)
	nearVector(t, "shaft tilted about v", shaft(inputs[0]), basis.Axis.Mul(cos).Add(basis.U.Mul(half)))
	nearVector(t, "tip", inputs[0].Hands[0].Pose.Tip, straightPlan().Plan.Entry)
}

// 90° at 30°/s are three seconds, even though the tip stays.
func TestTurningOnTheSpotTakesTime(t *testing.T) {
	s := load(t, "  - {at: entry}\n  - {at: entry, tilt_deg: [0, 90]}\n")
	if n := len(perform(t, s, straightPlan(), 0)); n != 1+600 {
		t.Errorf("%d ticks, want 601", n)
	}
}

func TestShaftInTissueLiesOnTheLineFromItsEntry(t *testing.T) {
	s := load(t, `
  - {at: approach, offset_mm: 20}
  - {at: entry, lateral_mm: [8, 0], tilt_deg: [0, 0], speed_mm_s: 50}
  - {at: target, speed_mm_s: 50}
  - {at: depth, depth_mm: 20, speed_mm_s: 50}
  - {at: target, tilt_deg: [0, 0], speed_mm_s: 50}
  - {at: approach, offset_mm: 20, speed_mm_s: 50}
`)
	source, err := s.Source(straightPlan(), 0)
	if err != nil {
		t.Fatal(err)
	}
	legs := source.(*performance).courses[0].legs
	entry := mgl64.Vec3{8, 0, 100}
	for _, i := range []int{2, 3} {
		tip := legs[i].to.Tip
		nearVector(t, "shaft", legs[i].to.Orientation.Rotate(mgl64.Vec3{0, 0, 1}), tip.Sub(entry).Normalize())
	}
	for _, i := range []int{0, 1, 4, 5} {
		nearVector(t, "shaft", legs[i].to.Orientation.Rotate(mgl64.Vec3{0, 0, 1}), mgl64.Vec3{0, 0, -1})
	}
}

func TestTowardAimsAndGoesThroughThePoint(t *testing.T) {
	context := straightPlan()
	context.Points = map[string]mgl64.Vec3{"vessel": {6, 0, 92}}
	s := load(t, `
  - {at: entry, toward: vessel}
  - {at: entry, toward: vessel, fraction: 1, speed_mm_s: 10}
  - {at: entry, toward: target, fraction: 0.5, speed_mm_s: 10}
`)
	source, err := s.Source(context, 0)
	if err != nil {
		t.Fatal(err)
	}
	legs := source.(*performance).courses[0].legs
	nearVector(t, "tip while aiming", legs[0].to.Tip, context.Plan.Entry)
	nearVector(t, "tip in the vessel", legs[1].to.Tip, mgl64.Vec3{6, 0, 92})
	nearVector(t, "tip half-way to the target", legs[2].to.Tip, mgl64.Vec3{0, 0, 70})
	for _, l := range legs[:2] {
		nearVector(t, "shaft", l.to.Orientation.Rotate(mgl64.Vec3{0, 0, 1}), mgl64.Vec3{0.6, 0, -0.8})
	}
	if want := int64(1 + 10.0/10*200); legs[1].arrive != want {
		t.Errorf("arrives at tick %d, want %d", legs[1].arrive, want)
	}
}

func TestButtonsAndLostTracking(t *testing.T) {
	s := load(t, `
  - {at: entry, hold_s: 0.1}
  - {at: target, speed_mm_s: 60, stylet_out: true, lost_s: 0.2, hold_s: 0.1}
  - {at: target, confirm: true}
  - {at: target, stylet_out: false, hold_s: 0.05}
`)
	s.Tremor = Tremor{RMSMM: 1, Hz: 9}
	inputs := perform(t, s, straightPlan(), 0)
	// 20 rest, 200 way, 40 lost, 20 rest, 20 the shortest press, 10 rest
	if want := 20 + 200 + 40 + 20 + 20 + 10; len(inputs) != want {
		t.Fatalf("%d ticks, want %d", len(inputs), want)
	}
	for _, in := range inputs {
		tick := in.Tick
		if want := tick < 220 || tick >= 260; in.Hands[0].Valid != want {
			t.Errorf("tick %d: valid is %v", tick, in.Hands[0].Valid)
		}
		if want := tick >= 220 && tick < 300; in.Hands[0].StyletOut != want {
			t.Errorf("tick %d: stylet out is %v", tick, in.Hands[0].StyletOut)
		}
		if want := tick >= 280 && tick < 300; in.Confirm != want {
			t.Errorf("tick %d: confirm is %v", tick, in.Confirm)
		}
		if !in.Hands[0].Valid && in.Hands[0].Pose != inputs[220].Hands[0].Pose {
			t.Errorf("tick %d: the pose of a lost device moves", tick)
		}
	}
}
