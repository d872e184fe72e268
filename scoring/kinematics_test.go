package scoring

import (
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// reachingAttempt is a confirmed attempt of four reaches of minimum jerk of 80 mm
// in a second each along the axes, with half a second of rest before each, by a
// needle; a grasper stands still 30 mm above the first corner.
func reachingAttempt() *record.Recording {
	rec := madeAttempt()
	rec.Header.Tools = append(rec.Header.Tools, record.Tool{Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 100})
	rec.Header.Plan = record.Plan{Entry: mgl64.Vec3{80, 0, 0}, Target: mgl64.Vec3{80, 80, 0}}
	rec.Samples = nil
	corners := []mgl64.Vec3{{}, {80, 0, 0}, {80, 80, 0}, {80, 80, 80}, {0, 80, 80}}
	for tick := int64(0); tick <= 4*300; tick++ {
		leg := min(int(tick/300), 3)
		u := minimumJerk((float64(tick-int64(leg)*300)/record.TickHz - 0.5) / 1)
		tip := corners[leg].Add(corners[leg+1].Sub(corners[leg]).Mul(u))
		out := []float64{math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)}
		rec.Samples = append(rec.Samples, record.Sample{Tick: tick, InUse: true, Tools: []record.ToolSample{
			{Valid: true, Pose: record.Pose{Tip: tip, Orientation: mgl64.QuatIdent()}, ClearanceMM: out},
			// The needle's shaft, 0.5 mm, goes down from its tip, the grasper's up from its own.
			{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{80, 0, 30}, Orientation: mgl64.QuatRotate(math.Pi, mgl64.Vec3{1, 0, 0})}, ClearanceMM: out},
		}})
	}
	rec.Events = []record.Event{
		{Tick: 0, Kind: record.EventStart},
		{Tick: 300, Kind: record.EventStepDone, Detail: "there"},
		{Tick: 500, Kind: record.EventStepDone, Detail: "there"},
		{Tick: 900, Kind: record.EventStepDone, Detail: "and-back"},
		{Tick: 1200, Kind: record.EventConfirm},
		{Tick: 1200, Kind: record.EventStepDone, Detail: "too.late"},
	}
	return rec
}

func TestReachesAreMeasured(t *testing.T) {
	rec := reachingAttempt()
	m := Measure(rec)
	for id, want := range map[string]float64{
		"time_phase.there": 1.5, "time_phase.and-back": 3,
		"n_movements": 4, "n_velocity_peaks": 4, "velocity_peaks_per_m": 4 / 0.32,
		"idle_periods": 4, "path_asymmetry": 1, "both_moving": 0, "only_second_moving": 0,
		"tool_clearance_min": 30 - 0.5 - 2.5, "tool_collisions": 0,
		"roll_path_deg": 0, "swing_path_deg": 0, "bbox_mm3": 80 * 80 * 80,
		"speed_mean": 320.0 / 6, "economy": 0.5, "depth_tool_mm": 80,
	} {
		near(t, id, value(m, id), want, 2e-3)
	}
	// The corners 0, x, y and z of a cube's way, and one more: three tetrahedra
	// of a sixth and the rest of its hull, a third of the cube.
	near(t, "hull", value(m, "hull_mm3"), 80*80*80/3.0, 2e-3)
	near(t, "SPARC", value(m, "sparc_median"), -1.40, 1e-2) // a minimum-jerk reach (SCORING §2.3)
	near(t, "LDLJ", value(m, "ldlj_v_median"), -4.31, 3e-2) // cut at 5 % of its peak (SCORING §2.4), on other samples
	for id, want := range map[string]string{
		"speed_correlation": ReasonNoMotion, "hand_lag": ReasonNoMotion,
		"tremor_rms_mm": ReasonNoHold, "time_in_body": ReasonNotInserted, "path_in_body_mm": ReasonNotInserted,
		"clearance_below_1mm": ReasonNotInserted, "breach_grade": ReasonNotInserted,
	} {
		if reason := reasonOf(m, id); reason != want {
			t.Errorf("%s: %q, want %q", id, reason, want)
		}
	}
	if _, ok := m.Get("time_phase.too.late"); ok {
		t.Error("a step's id has a dot")
	}
}

// TestKinematicsWithoutGrounds: every doubt of SCORING §2 is a reason or a flag.
func TestKinematicsWithoutGrounds(t *testing.T) {
	expect := func(what string, rec *record.Recording, id, want string) {
		t.Helper()
		if m, _ := Measure(rec).Get(id); m.Value != nil || m.Reason != want {
			t.Errorf("%s: %s is %v %q, want %q", what, id, m.Value, m.Reason, want)
		}
	}
	every := func(n int) *record.Recording {
		rec := reachingAttempt()
		rec.Samples = slices.DeleteFunc(rec.Samples, func(s record.Sample) bool { return s.Tick%int64(n) != 0 })
		return rec
	}
	expect("50 samples per second", every(4), "sparc_median", ReasonRateTooLow)
	expect("50 samples per second", every(4), "tremor_rms_mm", ReasonRateTooLow)
	if m, _ := Measure(every(4)).Get("speed_p95"); m.Value == nil {
		t.Errorf("50 samples per second have no speed: %q", m.Reason)
	}
	expect("20 samples per second", every(10), "speed_p95", ReasonRateTooLow)

	still := reachingAttempt()
	for i := range still.Samples {
		still.Samples[i].Tools[0].Pose.Tip = mgl64.Vec3{1, 2, 3}
	}
	expect("a resting needle", still, "economy", ReasonNoMotion)
	expect("a resting needle", still, "norm_jerk", ReasonNoMotion)
	expect("a resting needle", still, "sparc_median", ReasonFewMovements)
	expect("a resting needle", still, "hull_mm3", ReasonFlat)
	expect("a resting needle", still, "spectral_entropy", ReasonNoMotion)
	still.Header.Device.SigmaMM = 0.05
	expect("a resting needle of a noisy device", still, "tremor_rms_mm", ReasonNoiseFloor)

	brief := reachingAttempt()
	brief.Events = []record.Event{{Tick: 0, Kind: record.EventStart}, {Tick: 40, Kind: record.EventConfirm}}
	expect("a fifth of a second", brief, "speed_p95", ReasonTooBrief)
	brief.Events[1].Tick = 300
	expect("one and a half seconds", brief, "spectral_entropy", ReasonTooBrief)

	abandoned := reachingAttempt()
	withoutEvents(abandoned, record.EventConfirm)
	expect("an abandoned attempt", abandoned, "economy", ReasonAbandoned)
	if m, _ := Measure(abandoned).Get("speed_p95"); m.Value == nil || !slices.Contains(m.Flags, FlagAbandoned) {
		t.Errorf("the speed of an abandoned attempt: %+v", m)
	}

	lost := reachingAttempt()
	for i := range lost.Samples[:700] {
		lost.Samples[i].Tools[1].Valid = false
	}
	expect("a second hand that is hardly tracked", lost, "both_moving", ReasonCoverage)
	expect("a second hand that is hardly tracked", lost, "idle_time", ReasonCoverage)
	expect("a second hand that is hardly tracked", lost, "tool_clearance_min", ReasonCoverage)

	short := reachingAttempt()
	short.Header.Plan.Target = mgl64.Vec3{80, 400, 0}
	if m, _ := Measure(short).Get("economy"); m.Value == nil || *m.Value != 1 || !slices.Contains(m.Flags, FlagIdealPath) {
		t.Errorf("a path shorter than the ideal one: %+v", m)
	}
	mouse := reachingAttempt()
	mouse.Header.Device = record.Device{Name: "mouse", Class: "mouse"}
	for i := range mouse.Samples {
		mouse.Samples[i].Tools[0].Pose.Tip[2] += 0.1 * math.Sin(2*math.Pi*10*float64(i)/record.TickHz)
	}
	mouse.Samples = mouse.Samples[:600]
	for i := range mouse.Samples {
		mouse.Samples[i].Tools[0].Pose.Tip = mgl64.Vec3{0, 0, 0.1 * math.Sin(2*math.Pi*10*float64(i)/record.TickHz)}
	}
	mouse.Events = []record.Event{{Tick: 0, Kind: record.EventStart}, {Tick: 599, Kind: record.EventConfirm}}
	m, _ := Measure(mouse).Get("tremor_rms_mm")
	if m.Value == nil || math.Abs(*m.Value-0.1/math.Sqrt2) > 1e-3 || !slices.Contains(m.Flags, FlagNoiseUnknown) {
		t.Errorf("tremor of a device that nobody measured: %v %+v", m.Value, m)
	}
}

// TestCollisionsAreCountedOnce: a needle that rattles through the other's shaft
// for a second, and again a second later.
func TestCollisionsAreCountedOnce(t *testing.T) {
	rec := reachingAttempt()
	for i := range rec.Samples {
		tip := mgl64.Vec3{80, 10, 60}
		if n := i % 400; n >= 100 && n < 300 && n%20 < 10 {
			tip[1] = 2.9
		}
		rec.Samples[i].Tools[0].Pose.Tip = tip
	}
	m := Measure(rec)
	near(t, "clearance", value(m, "tool_clearance_min"), -0.1, 1e-9)
	near(t, "collisions", value(m, "tool_collisions"), 3, 0)
}

// TestTimeNearAVesselIsThatOfTheInsertion, and a breach has its grade.
func TestTimeNearAVesselIsThatOfTheInsertion(t *testing.T) {
	rec := madeAttempt()
	m := Measure(rec)
	near(t, "no breach", value(m, "breach_grade"), 0, 0)
	near(t, "within 5 mm", value(m, "clearance_below_5mm"), 0, 0)
	ticks := 0
	for i := range rec.Samples {
		s := &rec.Samples[i].Tools[0]
		if s.ClearanceMM[0] -= 7; s.DepthMM > 0 && s.ClearanceMM[0] < 2 {
			ticks++
		}
	}
	m = Measure(rec)
	near(t, "a breach of 1.5 mm", value(m, "breach_grade"), 1, 0)
	near(t, "within 2 mm", value(m, "clearance_below_2mm"), float64(ticks)/record.TickHz, 1e-9)
	near(t, "time in the body", value(m, "time_in_body"), float64(confirmTick-approachEnd)/record.TickHz, 0.02)
	near(t, "path in the body", value(m, "path_in_body_mm"), planDepth+overshoot, 1e-3)
}

func TestAStepThatWasNeverDoneHasNoTime(t *testing.T) {
	metric, _, ok := measured(Measure(reachingAttempt()), "time_phase.never")
	if ok || metric.Reason != ReasonNotReached || !isUndone(metric.Reason) {
		t.Errorf("%+v", metric)
	}
	if d, ok := Describe("time_phase.there"); !ok || d.Unit != "s" {
		t.Errorf("the time of a step is described as %+v", d)
	}
	if motion.RateHz != 100 {
		t.Error("definitions say 100 Hz")
	}
}

// TestAShaftThatTurnsSweepsASector: straight in sweeps nothing; turned about its
// entry by a quarter at a depth of 40 mm it sweeps π/4·40² mm².
func TestAShaftThatTurnsSweepsASector(t *testing.T) {
	near(t, "straight in", value(Measure(madeAttempt()), "swept_area"), 0, 1e-6)
	rec := madeAttempt()
	const depth, quarter = 40.0, 400 // mm, samples
	for i := range rec.Samples {
		angle := math.Pi / 2 * math.Min(1, math.Max(0, float64(i-approachEnd)/quarter))
		s := &rec.Samples[i].Tools[0]
		s.Pose.Orientation = mgl64.QuatRotate(angle, mgl64.Vec3{1, 0, 0})
		s.Pose.Tip = planEntry.Add(s.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, depth}))
		s.DepthMM = 0
		if i >= approachEnd {
			s.DepthMM = depth
		}
	}
	near(t, "a quarter", value(Measure(rec), "swept_area"), math.Pi/4*depth*depth, 1e-5)
}
