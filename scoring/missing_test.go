package scoring

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
)

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
			map[string]string{"time_total": ReasonNotStarted, "clearance.vessel": ReasonNotInserted, "clearance_min": ReasonNotInserted, "punctures_critical": ""},
		},
		"lost at the end": {
			func(rec *record.Recording) {
				for i := confirmTick - 50; i < len(rec.Samples); i++ {
					rec.Samples[i].Tools[0].Valid = false
				}
			},
			map[string]string{"target_error": ReasonNotTracked, "angle_error": ReasonNotTracked, "entry_error": "", "time_total": "", "path_db_mm": ""},
		},
		"lost for a third": {
			func(rec *record.Recording) {
				for i := 310; i < 550; i++ {
					rec.Samples[i].Tools[0].Valid = false
				}
			},
			map[string]string{"path_mm": ReasonCoverage, "path_db_mm": ReasonCoverage, "angular_path_deg": ReasonCoverage,
				"clearance.vessel": ReasonCoverage, "clearance.ventricle": "", "target_error": "", "time_total": ""},
		},
		"never inserted": {
			func(rec *record.Recording) {
				for i := range rec.Samples {
					rec.Samples[i].Tools[0].DepthMM = 0
					rec.Samples[i].Tools[0].ClearanceMM = []float64{12, 12, 12} // hovering counts for nothing
				}
				rec.Events = slices.Delete(rec.Events, 1, 3)
			},
			map[string]string{"entry_error": ReasonNotInserted, "angle_error": ReasonNotInserted, "clearance.vessel": ReasonNotInserted,
				"clearance_min": ReasonNotInserted, "passes": ReasonNotInserted, "overshoot": ReasonNotInserted, "target_error": ""},
		},
		"breached from outside": {
			func(rec *record.Recording) {
				for i := range rec.Samples {
					rec.Samples[i].Tools[0].DepthMM = 0
				}
				rec.Samples[600].Tools[0].ClearanceMM[0] = -1
			},
			map[string]string{"clearance.vessel": "", "clearance_min": "", "clearance.ventricle": ""},
		},
		"a structure that was not watched": {
			func(rec *record.Recording) {
				for i := range rec.Samples {
					rec.Samples[i].Tools[0].ClearanceMM[0] = math.Inf(1)
				}
			},
			map[string]string{"clearance.vessel": ReasonNotRecorded, "clearance_min": ReasonNotRecorded, "clearance.ventricle": ""},
		},
		"out again": {
			func(rec *record.Recording) {
				rec.Events = slices.Insert(rec.Events, 3, record.Event{Tick: 780, Kind: record.EventWithdrawn})
			},
			map[string]string{"entry_error": ReasonNotInserted, "depth_error": ReasonNotInserted, "target_error": ""},
		},
		"in for 4 mm": {
			func(rec *record.Recording) {
				rec.Events[1].Position = rec.Samples[confirmTick].Tools[0].Pose.Tip.Sub(planAxis.Mul(4))
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
				rec.Samples[600].Tools[0].ClearanceMM[0] = -0.5
			},
			map[string]string{"clearance_min": "", "clearance.vessel": ""},
		},
		"clearance of NaN": {
			func(rec *record.Recording) { rec.Samples[600].Tools[0].ClearanceMM[0] = math.NaN() },
			map[string]string{"clearance.vessel": ReasonNotFinite, "clearance_min": ReasonNotFinite, "clearance.ventricle": ""},
		},
		"twenty samples a second": {
			func(rec *record.Recording) {
				for i := range rec.Samples {
					rec.Samples[i].Tools[0].Valid = i%10 == 0
				}
			},
			map[string]string{"path_mm": ReasonRateTooLow, "path_db_mm": ReasonRateTooLow, "time_total": "", "target_error": ReasonNotTracked},
		},
		"one sample left at the end": {
			func(rec *record.Recording) {
				for i := confirmTick - 60; i <= confirmTick; i++ {
					rec.Samples[i].Tools[0].Valid = i == confirmTick-39
				}
			},
			map[string]string{"target_error": ReasonNotTracked, "angle_error": ReasonNotTracked, "entry_error": ""},
		},
		"two thirds left at the end": {
			func(rec *record.Recording) {
				for i := confirmTick - 40; i <= confirmTick; i++ {
					rec.Samples[i].Tools[0].Valid = i%3 != 0
				}
			},
			map[string]string{"target_error": ReasonNotTracked, "entry_error": ""},
		},
		"three quarters left at the end": {
			func(rec *record.Recording) {
				for i := confirmTick - 40; i <= confirmTick; i++ {
					rec.Samples[i].Tools[0].Valid = i%4 != 0
				}
			},
			map[string]string{"target_error": "", "angle_error": ""},
		},
		"an insertion that was not watched": { // 87 % of the time inside, 91 % of all
			func(rec *record.Recording) { lose(rec, 310, 373) },
			map[string]string{"clearance.vessel": ReasonCoverage, "clearance_min": ReasonCoverage, "passes": ReasonCoverage,
				"overshoot": ReasonCoverage, "clearance.ventricle": "", "path_db_mm": "", "target_error": ""},
		},
		"the same above the skin": {
			func(rec *record.Recording) { lose(rec, 210, 273) },
			map[string]string{"clearance.vessel": "", "clearance_min": "", "passes": "", "overshoot": "", "path_db_mm": ""},
		},
		"not watched, and a breach was seen": {
			func(rec *record.Recording) {
				lose(rec, 310, 373)
				rec.Samples[600].Tools[0].ClearanceMM[0] = -0.5
			},
			map[string]string{"clearance.vessel": "", "clearance_min": "", "passes": ReasonCoverage},
		},
		"clearance of NaN after a breach": {
			func(rec *record.Recording) {
				rec.Samples[600].Tools[0].ClearanceMM[0] = -0.5
				rec.Samples[610].Tools[0].ClearanceMM[0] = math.NaN()
			},
			map[string]string{"clearance.vessel": "", "clearance_min": ""},
		},
		"clearance of NaN before a breach": {
			func(rec *record.Recording) {
				rec.Samples[600].Tools[0].ClearanceMM[0] = -0.5
				rec.Samples[590].Tools[0].ClearanceMM[0] = math.Inf(-1)
			},
			map[string]string{"clearance.vessel": "", "clearance_min": ""},
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

// lose makes the samples from one tick up to, not including, another untracked.
func lose(rec *record.Recording, from, to int) {
	for i := from; i < to; i++ {
		rec.Samples[i].Tools[0].Valid = false
	}
}
