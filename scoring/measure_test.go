package scoring

import (
	"encoding/json"
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
	// The low-pass rings a little where the made speed has corners.
	near(t, "path_mm", value(m, "path_mm"), 60+planDepth+overshoot, 1e-4)
	// Steps of at least 0.5 mm leave at most one such step at the end, and
	// rest there is no motion.
	if path := value(m, "path_db_mm"); path > 60+planDepth+overshoot+1e-9 || path < 60+planDepth+overshoot-0.5 {
		t.Errorf("dead-band path %v", path)
	}
}

func TestEveryMetricIsInTheCatalogue(t *testing.T) {
	rec := madeAttempt()
	var names []string
	for _, structure := range rec.Header.Structures {
		names = append(names, structure.Name)
	}
	known := KnownMetrics(names)
	seen := map[string]bool{}
	for _, metric := range Measure(rec) {
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
		if id := definition.fill("vessel"); !seen[id] && definition.ID != idEvents {
			t.Errorf("%s is never measured", id)
		}
	}
	for _, id := range []string{"", "clearance.", "clearance.spleen", "events.", "nothing", "clearance.<structure>"} {
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
		rec.Samples[i].Pose.Tip = want.Tip
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
			rec.Samples[tick].Pose.Tip = rec.Samples[tick].Pose.Tip.Add(mgl64.Vec3{0, 0, 12})
		}
	}
	rec.Samples[confirmTick-41].Pose.Tip = planTarget.Add(mgl64.Vec3{5, 0, 0})
	metric, _ := Measure(rec).Get("target_error")
	near(t, "target", *metric.Value, math.Hypot(overshoot, aside), 1e-9)
	if metric.N != 41 {
		t.Errorf("from %d samples, want 41", metric.N)
	}
}

func TestWhatIsMissingIsNullWithAReason(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*record.Recording)
		want   map[string]string // metric -> reason, "" for a value
	}{
		"abandoned": {
			func(rec *record.Recording) {
				rec.Events = append(rec.Events[:3:3], record.Event{Tick: 640, Kind: record.EventEnd, Detail: "abandoned"})
			},
			map[string]string{"time_total": ReasonAbandoned, "target_error": ReasonAbandoned, "entry_error": ReasonAbandoned,
				"path_db_mm": ReasonAbandoned, "passes": ReasonAbandoned, "path_mm": "", "clearance_min": "", "punctures.ventricle": "", "coverage": ""},
		},
		"never started": {
			func(rec *record.Recording) { rec.Events = rec.Events[1:] },
			map[string]string{"time_total": ReasonNotStarted, "path_mm": ReasonNotStarted, "target_error": ReasonNotStarted,
				"coverage": ReasonNotStarted, "dropout_s": ReasonNotStarted, "passes": ReasonNotStarted, "clearance_min": "", "punctures.ventricle": ""},
		},
		"nothing recorded": {
			func(rec *record.Recording) { rec.Samples, rec.Events = nil, nil },
			map[string]string{"time_total": ReasonNotStarted, "clearance.vessel": ReasonNotRecorded, "clearance_min": ReasonNotRecorded, "punctures_critical": ""},
		},
		"lost at the end": {
			func(rec *record.Recording) {
				for i := confirmTick - 50; i < len(rec.Samples); i++ {
					rec.Samples[i].Valid = false
				}
			},
			map[string]string{"target_error": ReasonNotTracked, "angle_error": ReasonNotTracked, "entry_error": "", "time_total": "", "path_db_mm": ""},
		},
		"lost for a third": {
			func(rec *record.Recording) {
				for i := 310; i < 550; i++ {
					rec.Samples[i].Valid = false
				}
			},
			map[string]string{"path_mm": ReasonCoverage, "path_db_mm": ReasonCoverage, "angular_path_deg": ReasonCoverage,
				"clearance.vessel": ReasonCoverage, "clearance.ventricle": "", "target_error": "", "time_total": ""},
		},
		"never inserted": {
			func(rec *record.Recording) {
				for i := range rec.Samples {
					rec.Samples[i].DepthMM = 0
					rec.Samples[i].ClearanceMM = clearancesAt(0)
				}
				rec.Events = slices.Delete(rec.Events, 1, 3)
			},
			map[string]string{"entry_error": ReasonNotInserted, "angle_error": ReasonNotInserted, "clearance.vessel": ReasonNotInserted,
				"clearance_min": ReasonNotInserted, "passes": ReasonNotInserted, "target_error": ""},
		},
		"out again": {
			func(rec *record.Recording) {
				rec.Events = slices.Insert(rec.Events, 3, record.Event{Tick: 780, Kind: record.EventWithdrawn})
			},
			map[string]string{"entry_error": ReasonNotInserted, "depth_error": ReasonNotInserted, "target_error": ""},
		},
		"in for 4 mm": {
			func(rec *record.Recording) {
				rec.Events[1].Position = rec.Samples[confirmTick].Pose.Tip.Sub(planAxis.Mul(4))
			},
			map[string]string{"angle_error": ReasonTooShort, "depth_error": "", "entry_error": ""},
		},
		"plan without a length": {
			func(rec *record.Recording) { rec.Header.Plan.Target = rec.Header.Plan.Entry },
			map[string]string{"angle_error": ReasonTooShort, "target_error_axial": ReasonTooShort, "target_error": ""},
		},
		"plan of NaN": {
			func(rec *record.Recording) { rec.Header.Plan.Target[1] = math.NaN() },
			map[string]string{"target_error": ReasonNotFinite, "target_error_lateral": ReasonNotFinite, "angle_error": ReasonNotFinite, "entry_error": ""},
		},
		"no critical structure": {
			func(rec *record.Recording) { rec.Header.Structures[0].Critical = false },
			map[string]string{"clearance_min": ReasonNoCritical, "clearance.vessel": "", "punctures_critical": ""},
		},
		"a critical structure without an inside": {
			func(rec *record.Recording) { rec.Header.Structures[2].Critical = true },
			map[string]string{"clearance_min": ReasonNotWatertight, "clearance.vessel": ""},
		},
		"the same, and another was breached": {
			func(rec *record.Recording) {
				rec.Header.Structures[2].Critical = true
				rec.Samples[600].ClearanceMM[0] = -0.5
			},
			map[string]string{"clearance_min": "", "clearance.vessel": ""},
		},
		"clearance of NaN": {
			func(rec *record.Recording) { rec.Samples[600].ClearanceMM[0] = math.NaN() },
			map[string]string{"clearance.vessel": ReasonNotFinite, "clearance_min": ReasonNotFinite, "clearance.ventricle": ""},
		},
		"twenty samples a second": {
			func(rec *record.Recording) {
				for i := range rec.Samples {
					rec.Samples[i].Valid = i%10 == 0
				}
			},
			map[string]string{"path_mm": ReasonRateTooLow, "path_db_mm": ReasonRateTooLow, "time_total": "", "target_error": ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rec := madeAttempt()
			c.change(rec)
			m := Measure(rec)
			for id, want := range c.want {
				metric, ok := m.Get(id)
				if !ok || metric.Reason != want || (metric.Value == nil) != (want != "") {
					t.Errorf("%s: %v, reason %q, want %q", id, metric.Value, metric.Reason, want)
				}
			}
			if _, err := json.Marshal(m); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestLowCoverageIsFlagged(t *testing.T) {
	rec := madeAttempt()
	for i := 350; i < 450; i++ {
		rec.Samples[i].Valid = false
	}
	m := Measure(rec)
	for _, id := range []string{"path_db_mm", "clearance.vessel", "passes"} {
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

func TestPassesFollowTheDepth(t *testing.T) {
	for name, c := range map[string]struct {
		depths []float64
		want   int
	}{
		"one insertion":               {[]float64{0, 1, 10, 40}, 1},
		"a touch":                     {[]float64{0, 0.9, 0, 0.5}, 0},
		"jitter on the surface":       {[]float64{0, 0.3, 0, 0.4, 0, 0.2, 10, 9, 11}, 1},
		"withdrawn by 5 mm":           {[]float64{0, 30, 25, 40}, 1},
		"withdrawn by 5.1, back by 5": {[]float64{0, 30, 24.9, 29.9}, 1},
		"redirected":                  {[]float64{0, 30, 24.9, 30}, 2},
		"in small steps":              {[]float64{0, 30, 28, 26, 24, 26, 28, 29.1}, 2},
		"redirected three times":      {[]float64{0, 30, 20, 30, 20, 30, 20, 30}, 4},
		"out and in":                  {[]float64{0, 3, 0, 3}, 2},
		"out and in, withdrawing":     {[]float64{0, 30, 10, 0, 30}, 2},
		"NaN in between":              {[]float64{0, 30, math.NaN(), 31}, 1},
		"withdrawn, not yet advanced": {[]float64{0, 30, 10, 12}, 1},
		"jitter while withdrawing":    {[]float64{0, 30, 20, 23, 15, 18, 10, 13, 5}, 1},
	} {
		counter := passCounter{}
		for _, depth := range c.depths {
			counter.add(depth)
		}
		if counter.passes != c.want {
			t.Errorf("%s: %d passes, want %d", name, counter.passes, c.want)
		}
	}
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
		if got := deadBand(c.device); math.Abs(got-c.want) > 1e-15 {
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
			bad := rec.Samples[at-1]
			bad.DepthMM, bad.ClearanceMM = 77, []float64{-9, -9, -9}
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				bad.Pose.Tip[2] = math.NaN()
			case 1:
				bad.Valid = false
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
	want := Measure(madeAttempt())
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-1, 1)
		draw := func(name string) mgl64.Vec3 {
			return mgl64.Vec3{coordinate.Draw(t, name), coordinate.Draw(t, name), coordinate.Draw(t, name)}
		}
		turn := mgl64.QuatRotate(3*coordinate.Draw(t, "angle"), draw("axis").Add(mgl64.Vec3{0, 0, 2}).Normalize())
		shift := draw("shift").Mul(300)
		move := func(p mgl64.Vec3) mgl64.Vec3 { return turn.Rotate(p).Add(shift) }
		rec := madeAttempt()
		rec.Header.Plan = record.Plan{Entry: move(planEntry), Target: move(planTarget)}
		for i := range rec.Samples {
			pose := &rec.Samples[i].Pose
			pose.Tip, pose.Orientation = move(pose.Tip), turn.Mul(pose.Orientation)
		}
		rec.Events[1].Position = move(rec.Events[1].Position)
		for i, metric := range Measure(rec) {
			if metric.Value == nil {
				continue
			}
			if before := *want[i].Value; math.Abs(*metric.Value-before) > 1e-6*math.Max(1, math.Abs(before)) {
				t.Fatalf("%s: %v became %v", metric.ID, before, *metric.Value)
			}
		}
	})
}

// FuzzMeasure spoils the made attempt anywhere: no panic, and every metric has
// either a finite value or a reason.
func FuzzMeasure(f *testing.F) {
	f.Add(uint64(1), 3)
	f.Add(uint64(42), 200)
	f.Fuzz(func(t *testing.T, seed uint64, spoils int) {
		next := func(n int) int {
			seed = seed*6364136223846793005 + 1442695040888963407
			return int(seed>>33) % n
		}
		anything := func() float64 {
			return []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e308, -1e308, 0, 5e-324, float64(next(100))}[next(8)]
		}
		rec := madeAttempt()
		for range min(max(spoils, 0), 2000) {
			sample, event := &rec.Samples[next(len(rec.Samples))], &rec.Events[next(len(rec.Events))]
			switch next(11) {
			case 0:
				sample.Pose.Tip[next(3)] = anything()
			case 1:
				sample.Pose.Orientation.V[next(3)] = anything()
			case 2:
				sample.Tick = int64(next(1000)) << next(54)
			case 3:
				sample.Valid = !sample.Valid
			case 4:
				sample.DepthMM = anything()
			case 5:
				sample.ClearanceMM = []float64{anything(), anything(), anything()}[:next(4)]
			case 6:
				event.Tick = int64(next(1000)) << next(54)
			case 7:
				event.Kind = countedKinds()[next(len(countedKinds()))]
			case 8:
				event.Position[next(3)] = anything()
			case 9:
				rec.Header.Plan.Target[next(3)] = anything()
			case 10:
				rec.Header.Device.SigmaMM = anything()
			}
		}
		m := Measure(rec)
		for _, metric := range m {
			if (metric.Value == nil) == (metric.Reason == "") || metric.Value != nil && !isFinite(*metric.Value) {
				t.Fatalf("%+v", metric)
			}
		}
		if coverage, ok := m.Get("coverage"); ok && coverage.Value != nil && (*coverage.Value < 0 || *coverage.Value > 1) {
			t.Fatalf("coverage %v", *coverage.Value)
		}
		Invalidity(rec)
	})
}
