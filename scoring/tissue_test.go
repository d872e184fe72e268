package scoring

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// TestForceIsThatOfTheReference: numpy's sums over fifteen samples.
func TestForceIsThatOfTheReference(t *testing.T) {
	var all struct {
		Force struct {
			Series               []float64
			DT                   float64 `json:"dt"`
			Limit, Peak, Impulse float64
			Mean                 float64 `json:"mean_all"`
			MeanContact          float64 `json:"mean_contact"`
			Threshold            float64 `json:"contact_threshold"`
			OverTime             float64 `json:"overforce_time"`
			OverImpulse          float64 `json:"overforce_impulse"`
			OverTimes            int     `json:"overforce_events"`
			SD                   float64 `json:"sd_contact"`
			RMS                  float64 `json:"rms"`
			Rate                 float64 `json:"max_rate"`
			ContactTime          float64 `json:"contact_time"`
		}
	}
	readReference(t, "kinematics_extra_expected.json", &all)
	want := all.Force
	var got forceMeter
	for _, force := range want.Series {
		got.add(force, want.DT, want.Limit)
	}
	near(t, "peak", got.peak, want.Peak, 1e-12)
	mean, sd, _, touching := got.inContact()
	near(t, "mean", got.impulse/(float64(len(want.Series))*want.DT), want.Mean, 1e-12)
	near(t, "force of a contact", contactN, want.Threshold, 0)
	near(t, "mean in contact", mean, want.MeanContact, 1e-12)
	near(t, "impulse", got.impulse, want.Impulse, 1e-12)
	near(t, "time above", got.overSeconds, want.OverTime, 1e-12)
	near(t, "impulse above", got.overImpulse, want.OverImpulse, 1e-12)
	near(t, "SD in contact", sd, want.SD, 1e-12)
	near(t, "RMS", got.rms(), want.RMS, 1e-12)
	near(t, "rate", got.rate, want.Rate, 1e-12)
	near(t, "time in contact", touching*record.TickHz*want.DT, want.ContactTime, 1e-12)
	if got.touches != 2 { // three samples of 0.05 s lie between the two
		t.Errorf("%d contacts, want 2", got.touches)
	}
	if got.overTimes != want.OverTimes {
		t.Errorf("%d times above the limit, want %d", got.overTimes, want.OverTimes)
	}
}

// TestCutLineIsThatOfTheReference: numpy's and scipy's distances of a made cut.
func TestCutLineIsThatOfTheReference(t *testing.T) {
	var all struct {
		Cutline struct {
			Plan, Cut      []mgl64.Vec3
			CutPoints      int `json:"cut_points"`
			PlanPoints     int `json:"plan_points"`
			Mean, RMS, P95 float64
			Max            float64
			Within         float64 `json:"frac_within_2mm"`
			Within1        float64 `json:"frac_within_1mm"`
			Covered        float64 `json:"coverage_frac_within_2mm"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	want := all.Cutline
	if n, m := len(line(want.Cut).resampled(lineStepMM)), len(line(want.Plan).resampled(lineStepMM)); n != want.CutPoints || m != want.PlanPoints {
		t.Fatalf("%d and %d points, want %d and %d", n, m, want.CutPoints, want.PlanPoints)
	}
	got := compareCut([]line{want.Cut}, want.Plan)
	near(t, "mean", got.mean, want.Mean, 1e-8)
	near(t, "RMS", got.rms, want.RMS, 1e-8)
	near(t, "p95", got.p95, want.P95, 1e-8)
	near(t, "max", got.most, want.Max, 1e-8)
	near(t, "within 2 mm", got.within, want.Within, 1e-12)
	near(t, "within 1 mm", got.within1, want.Within1, 1e-12)
	near(t, "coverage", got.covered, want.Covered, 1e-12)
}

// softAttempt is an attempt with a grasper and a blade on something soft: a circle
// of 25 mm cut 1 mm too wide, a force of 2 N for half a second, 60 mm³ torn.
func softAttempt() *record.Recording {
	rec := madeAttempt()
	rec.Header.Tools = append(rec.Header.Tools, record.Tool{Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 330, JawMM: 18})
	rec.Header.Soft = []record.SoftStructure{{Name: "gauze", Material: "gauze", ForceLimitN: 1.5}}
	rec.Header.Cut = &record.CutPlan{Normal: mgl64.Vec3{0, 1, 0}}
	for i := range 361 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 180)
		rec.Header.Cut.Line = append(rec.Header.Cut.Line, mgl64.Vec3{25 * cos, 0, 25 * sin})
		rec.Events = append(rec.Events, record.Event{
			Tick: int64(300 + i), Kind: record.EventCut, Structure: "gauze", Detail: "0.5 mm2",
			Position: mgl64.Vec3{26 * cos, 0.7 * cos, 26 * sin}, // the sheet's thickness does not count
		})
	}
	for i := range rec.Samples {
		s := &rec.Samples[i]
		s.Tools = append(s.Tools, record.ToolSample{Pose: record.Pose{Tip: mgl64.Vec3{float64(i) / 10, 5, 0}, Orientation: mgl64.QuatIdent()},
			Valid: true, ClearanceMM: s.Tools[0].ClearanceMM})
		if i >= 400 && i < 500 {
			s.Tools[1].ForceN = 2
		}
	}
	rec.Events = append(rec.Events,
		record.Event{Tick: 700, Kind: record.EventTear, Structure: "gauze", Detail: "20.000 mm3"},
		record.Event{Tick: 701, Kind: record.EventTear, Structure: "gauze", Detail: "40.000 mm3"},
		record.Event{Tick: 702, Kind: record.EventCutOff, Structure: "gauze", Detail: "4250.000 mm3"},
		record.Event{Tick: 703, Kind: record.EventGrasp, Tool: 1, Structure: "gauze"})
	return rec
}

func TestSoftMetrics(t *testing.T) {
	metrics := Measure(softAttempt())
	for id, want := range map[string]float64{
		"force_peak": 2, "force_p95": 2, "force_mean": 2, "force_impulse": 1, "overforce_time": 0.5, "overforce_impulse": 0.25, "overforce_events": 1,
		"damage_volume": 60, "cut_off_volume": 4250, "cut_area": 180.5, "events.grasp": 1, "events.slip": 0, "events.tear": 2,
		"cut_deviation_mean": 1, "cut_deviation_rms": 1, "cut_deviation_p95": 1, "cut_deviation_max": 1,
		"cut_within_2mm": 1, "cut_coverage_2mm": 1, "cut_length": 2 * math.Pi * 26,
	} {
		m, ok := metrics.Get(id)
		if !ok || m.Value == nil || math.Abs(*m.Value-want) > 2e-3*math.Max(1, want) {
			t.Errorf("%s: %v %q, want %g", id, m.Value, m.Reason, want)
		}
	}
	if m, _ := metrics.Get("path_db_mm_second"); m.Value == nil || *m.Value < 10 {
		t.Errorf("the second hand's path is %v %q", m.Value, m.Reason)
	}
	if _, err := json.Marshal(metrics); err != nil {
		t.Error(err)
	}
}

// TestSoftMetricsWithoutTheirReason: a rigid attempt has none, and what was not
// cut or limited is no 0.
func TestSoftMetricsWithoutTheirReason(t *testing.T) {
	for _, m := range Measure(madeAttempt()) {
		if d, _ := Describe(m.ID); d.Needs != "" && d.Needs != NeedsRoute {
			t.Errorf("a rigid attempt has %s", m.ID)
		}
	}
	rec := softAttempt()
	withoutEvents(rec, record.EventCut)
	rec.Header.Soft[0].ForceLimitN = 0
	metrics := Measure(rec)
	for id, want := range map[string]string{"cut_deviation_max": ReasonNotCut, "overforce_time": ReasonNoLimit, "force_peak": ""} {
		if m, _ := metrics.Get(id); m.Reason != want || (m.Value == nil) != (want != "") {
			t.Errorf("%s: %v %q, want %q", id, m.Value, m.Reason, want)
		}
	}
	rec.Samples[5].Tools[1].ForceN = math.NaN()
	rec.Events = append(rec.Events, record.Event{Tick: 800, Kind: record.EventTear, Detail: "much"})
	metrics = Measure(rec)
	for _, id := range []string{"force_peak", "damage_volume"} {
		if m, _ := metrics.Get(id); m.Reason != ReasonNotFinite {
			t.Errorf("%s of no number: %v %q", id, m.Value, m.Reason)
		}
	}
}

// TestCutAcrossIsFarFromItsPlan: straight through the circle's middle.
func TestCutAcrossIsFarFromItsPlan(t *testing.T) {
	plan := line{}
	for i := range 361 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 180)
		plan = append(plan, mgl64.Vec3{25 * cos, 0, 25 * sin})
	}
	d := compareCut([]line{{{-25, 0, 0}, {25, 0, 0}}}, plan)
	if math.Abs(d.most-25) > 0.3 || d.covered > 0.08 || d.within > 0.1 {
		t.Errorf("deviation %.1f mm at most, %.2f of the cut on the line, %.2f of the line cut", d.most, d.within, d.covered)
	}
}
