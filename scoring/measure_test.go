package scoring

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func TestMadeAttempt(t *testing.T) {
	m := Measure(madeAttempt())
	for id, want := range map[string]float64{
		"time_total":                3.5,
		"target_error":              math.Hypot(overshoot, aside),
		"target_error_axial":        overshoot,
		"target_error_lateral":      aside,
		"entry_error":               aside,
		"angle_error":               0,
		"depth_error":               overshoot,
		"overshoot":                 overshoot,
		"clearance.vessel":          5.5,
		"clearance.ventricle":       30 - planDepth - overshoot,
		"clearance_min":             5.5,
		"passes":                    1,
		"punctures.vessel":          0,
		"punctures.ventricle":       1,
		"punctures_critical":        0,
		"angular_path_deg":          0,
		"coverage":                  1,
		"dropout_s":                 0,
		"late_ticks":                0,
		"track_losses":              0,
		"events.confirm":            1,
		"events.no_go_entry":        0,
		"events.no_go_entry.vessel": 0,
		"events.contact.tumour":     0,
		"samples_lost":              0,
		"samples_bad_time":          0,
		"samples_spikes":            0,
	} {
		near(t, id, value(m, id), want, 1e-6)
	}
	if reason := reasonOf(m, "clearance.tumour"); reason != ReasonNotWatertight {
		t.Errorf("an open surface has clearance, reason %q", reason)
	}
	if m, ok := m.Get("clearance.skin"); ok {
		t.Errorf("an unguarded structure has a clearance: %+v", m)
	}
	// The low-pass rings a little where the made speed has corners.
	near(t, "path_mm", value(m, "path_mm"), 60+planDepth+overshoot, 1e-4)
	// Steps of at least 0.5 mm leave at most one such step at the end, and
	// rest there is no motion.
	if path := value(m, "path_db_mm"); path > 60+planDepth+overshoot+1e-9 || path < 60+planDepth+overshoot-0.5 {
		t.Errorf("dead-band path %v", path)
	}
}

func TestEveryMetricIsInTheCatalogue(t *testing.T) {
	rec := softAttempt()
	rec.Header.Tools = append(rec.Header.Tools, record.Tool{Name: "scope", Kind: record.KindEndoscope, FieldDeg: 70})
	for i := range rec.Samples {
		rec.Samples[i].Tools = append(rec.Samples[i].Tools, rec.Samples[i].Tools[0])
	}
	var names []string
	for _, structure := range rec.Header.Structures {
		names = append(names, structure.Name)
	}
	known := KnownMetrics(names)
	seen := map[string]bool{}
	rec.Events = append(rec.Events, record.Event{Tick: startTick + 40, Kind: record.EventStepDone, Detail: "vessel"})
	rubric := &Rubric{Checklist: []ChecklistItem{{ID: "hold", Event: record.EventGrasp}}}
	for _, metric := range rubric.Measure(rec) {
		if seen[metric.ID] {
			t.Errorf("%s is there twice", metric.ID)
		}
		seen[metric.ID] = true
		if unit, ok := known(metric.ID); !ok || unit != metric.Unit {
			t.Errorf("%s in %q: the catalogue says %q, %v", metric.ID, metric.Unit, unit, ok)
		}
		definition, ok := Describe(metric.ID)
		if !ok || definition.Unit != metric.Unit || definition.Title == "" || metric.Version != definition.Version {
			t.Errorf("%s is described as %+v", metric.ID, definition)
		}
		if (metric.Value == nil) != (metric.Reason != "") {
			t.Errorf("%s has value %v and reason %q", metric.ID, metric.Value, metric.Reason)
		}
	}
	for _, definition := range Catalog() {
		id := definition.fill("vessel")
		if !seen[id] && definition.ID != idEvents && definition.ID != idEconomy && !definition.Awaited() {
			t.Errorf("%s is never measured", id)
		}
		if seen[id] && definition.Awaited() {
			t.Errorf("%s is measured and said to wait for a recording", id)
		}
		if definition.NotFor == "" || definition.Source == "" || definition.Definition == "" || definition.Direction == "" {
			t.Errorf("%s is not explained: %+v", id, definition)
		}
	}
	if !slices.ContainsFunc(Measure(madeAttempt()), func(m Metric) bool { return m.ID == idEconomy }) {
		t.Error("the economy of a rigid attempt is never measured")
	}
	for _, id := range []string{"", "clearance.", "clearance.spleen", "time_phase.", "time_phase.a.b", "events.", "nothing", "clearance.<structure>"} {
		if _, ok := known(id); ok {
			t.Errorf("%q is known", id)
		}
	}
	if _, ok := Describe("clearance.a.b"); ok {
		t.Error("a structure's name has no dot")
	}
}

// TestPlacementAgainstReference uses the trajectory of precision_expected.json.
func TestPlacementAgainstReference(t *testing.T) {
	var reference struct {
		Trajectory struct {
			PlanEntry     mgl64.Vec3 `json:"plan_entry"`
			PlanTarget    mgl64.Vec3 `json:"plan_target"`
			Entry         mgl64.Vec3 `json:"act_entry"`
			Tip           mgl64.Vec3 `json:"act_tip"`
			EntryError    float64    `json:"entry_error"`
			TargetError   float64    `json:"target_error"`
			Axial         float64
			Lateral       float64
			AngleDeg      float64 `json:"angle_deg"`
			DepthPlanned  float64 `json:"depth_planned"`
			DepthAchieved float64 `json:"depth_actual"`
		}
	}
	readReference(t, "precision_expected.json", &reference)
	want := reference.Trajectory
	rec := madeAttempt()
	rec.Header.Plan = record.Plan{Entry: want.PlanEntry, Target: want.PlanTarget}
	for i := range rec.Samples {
		rec.Samples[i].Tools[0].Pose.Tip = want.Tip
	}
	rec.Events[1].Position = want.Entry
	m := Measure(rec)
	near(t, "entry", value(m, "entry_error"), want.EntryError, 1e-8)
	near(t, "target", value(m, "target_error"), want.TargetError, 1e-8)
	near(t, "axial", value(m, "target_error_axial"), want.Axial, 1e-8)
	near(t, "lateral", value(m, "target_error_lateral"), want.Lateral, 1e-8)
	near(t, "angle", value(m, "angle_error"), want.AngleDeg, 1e-8)
	near(t, "depth", value(m, "depth_error"), math.Abs(want.DepthAchieved-want.DepthPlanned), 1e-8)
}

func TestFinalPositionIsTheMedianOfTheLastFifthOfASecond(t *testing.T) {
	rec := madeAttempt()
	for tick := confirmTick - 40; tick <= confirmTick; tick++ {
		// 21 samples at the place, 20 wild ones within the speed of a hand
		if tick%2 == 1 {
			rec.Samples[tick].Tools[0].Pose.Tip = rec.Samples[tick].Tools[0].Pose.Tip.Add(mgl64.Vec3{0, 0, 12})
		}
	}
	rec.Samples[confirmTick-41].Tools[0].Pose.Tip = planTarget.Add(mgl64.Vec3{5, 0, 0})
	metric, _ := Measure(rec).Get("target_error")
	near(t, "target", *metric.Value, math.Hypot(overshoot, aside), 1e-9)
	if metric.N != 41 {
		t.Errorf("from %d samples, want 41", metric.N)
	}
}

func TestLowCoverageIsFlagged(t *testing.T) {
	rec := madeAttempt()
	for i := 150; i < 250; i++ { // above the skin
		rec.Samples[i].Tools[0].Valid = false
	}
	m := Measure(rec)
	for _, id := range []string{"path_db_mm", "clearance.vessel", "passes", "overshoot"} {
		if metric, _ := m.Get(id); !slices.Equal(metric.Flags, []string{FlagLowCoverage}) {
			t.Errorf("%s has flags %q", id, metric.Flags)
		}
	}
	near(t, "dropout", value(m, "dropout_s"), 101.0/record.TickHz, 1e-12)
	near(t, "coverage", value(m, "coverage"), 1-101.0/700, 1e-12)
	if value(m, "samples_lost") != 100 {
		t.Error("100 samples were lost")
	}
}

// TestOvershootIsTheFurthestBeyondTheTarget plunges the made attempt's needle
// through the target and back, and lets one sample far out hover in the air.
func TestOvershootIsTheFurthestBeyondTheTarget(t *testing.T) {
	beyond := func(depth func(tick int) float64) float64 {
		rec := madeAttempt()
		for tick := approachEnd + 1; tick < len(rec.Samples); tick++ {
			sample := &rec.Samples[tick]
			sample.Tools[0].DepthMM = depth(tick)
			sample.Tools[0].Pose.Tip = planEntry.Add(planAxis.Mul(sample.Tools[0].DepthMM)).Add(planAside.Mul(aside))
		}
		return value(Measure(rec), "overshoot")
	}
	plunge := func(peak float64) func(int) float64 {
		return func(tick int) float64 { // to the peak half way, and back to the target
			u := float64(tick-approachEnd) / (confirmTick - approachEnd)
			return planDepth*minimumJerk(2*u) + (peak-planDepth)*math.Pow(math.Sin(math.Pi*math.Min(1, u)), 2)
		}
	}
	near(t, "plunge", beyond(plunge(planDepth+50)), 50, 1e-9)
	near(t, "stops short", beyond(func(tick int) float64 { return 30 * minimumJerk(float64(tick-approachEnd)/400) }), 0, 0)
	rec := madeAttempt()
	rec.Samples[200].Tools[0].Pose.Tip = planTarget.Add(planAxis.Mul(3)) // not in the body
	near(t, "hovering", value(Measure(rec), "overshoot"), overshoot, 1e-9)
}

func TestDeadBandFollowsTheDevice(t *testing.T) {
	for _, c := range []struct {
		device record.Device
		want   float64
	}{
		{record.Device{Class: "mouse"}, 0.5},
		{record.Device{Class: "tracker", SigmaMM: 0.1}, 0.5},
		{record.Device{Class: "tracker", SigmaMM: 0.4}, 1.2},
		{record.Device{Class: "xr"}, 1},
		{record.Device{Class: "xr", SigmaMM: 0.5}, 1.5},
		{record.Device{Class: "tracker", SigmaMM: math.NaN()}, 0.5},
		{record.Device{Class: "tracker", SigmaMM: math.Inf(1)}, 0.5},
	} {
		if got := DeadBand(c.device); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%+v: %v, want %v", c.device, got, c.want)
		}
	}
}

func TestMeasuringAgainGivesTheSameBits(t *testing.T) {
	rec := madeAttempt()
	if !reflect.DeepEqual(Measure(rec), Measure(rec)) {
		t.Error("two measurements differ")
	}
}

// TestBadSamplesChangeOnlyCounters inserts lost, repeated and late samples.
func TestBadSamplesChangeOnlyCounters(t *testing.T) {
	want := Measure(madeAttempt())
	counters := []string{"samples_lost", "samples_bad_time"}
	rapid.Check(t, func(t *rapid.T) {
		rec := madeAttempt()
		for range rapid.IntRange(1, 5).Draw(t, "samples") {
			at := rapid.IntRange(1, len(rec.Samples)).Draw(t, "at")
			bad := rec.Samples[at-1].Clone()
			bad.Tools[0].DepthMM, bad.Tools[0].ClearanceMM = 77, []float64{-9, -9, -9}
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				bad.Tools[0].Pose.Tip[2] = math.NaN()
			case 1:
				bad.Tools[0].Valid = false
			case 2: // a duplicate
			case 3:
				bad.Tick -= 20
			}
			rec.Samples = slices.Insert(rec.Samples, at, bad)
		}
		for i, metric := range Measure(rec) {
			if !slices.Contains(counters, metric.ID) && !reflect.DeepEqual(metric, want[i]) {
				t.Fatalf("%s: %+v became %+v", metric.ID, want[i], metric)
			}
		}
	})
}

func TestMeasuresAreRigidMotionInvariant(t *testing.T) {
	upright := mgl64.Vec3{0, -1, 0}
	attempt := func() *record.Recording {
		rec := filmed(0.2, record.Tool{FieldDeg: 24, OpticDeg: 5, DistanceMM: [2]float64{80, 110}, Upright: upright})
		rec.Events[1].Normal = planAside
		return rec
	}
	want := Measure(attempt())
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-1, 1)
		draw := func(name string) mgl64.Vec3 {
			return mgl64.Vec3{coordinate.Draw(t, name), coordinate.Draw(t, name), coordinate.Draw(t, name)}
		}
		turn := mgl64.QuatRotate(3*coordinate.Draw(t, "angle"), draw("axis").Add(mgl64.Vec3{0, 0, 2}).Normalize())
		shift := draw("shift").Mul(300)
		move := func(p mgl64.Vec3) mgl64.Vec3 { return turn.Rotate(p).Add(shift) }
		rec := attempt()
		rec.Header.Plan = record.Plan{Entry: move(planEntry), Target: move(planTarget)}
		rec.Header.Tools[1].Upright = turn.Rotate(upright)
		for i := range rec.Samples {
			for tool := range rec.Samples[i].Tools {
				pose := &rec.Samples[i].Tools[tool].Pose
				pose.Tip, pose.Orientation = move(pose.Tip), turn.Mul(pose.Orientation)
			}
		}
		rec.Events[1].Position, rec.Events[1].Normal = move(rec.Events[1].Position), turn.Rotate(planAside)
		for i, metric := range Measure(rec) {
			if metric.ID == idBox || metric.ID == idEOV { // along the patient's axes
				continue
			}
			if metric.Reason != want[i].Reason {
				t.Fatalf("%s: %q became %q", metric.ID, want[i].Reason, metric.Reason)
			}
			if metric.Value == nil {
				continue
			}
			if before := *want[i].Value; math.Abs(*metric.Value-before) > 1e-6*math.Max(1, math.Abs(before)) {
				t.Fatalf("%s: %v became %v", metric.ID, before, *metric.Value)
			}
		}
	})
}
