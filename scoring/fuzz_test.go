package scoring

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// FuzzGrade grades any metrics, and rubrics with any numbers in them: no panic,
// nothing that is not finite, points within 0–100.
func FuzzGrade(f *testing.F) {
	f.Add(uint64(1), 3.5, 1.2, 0.0, 1.0, 70.0)
	f.Add(uint64(2), math.NaN(), math.Inf(1), -1.0, 1e308, 0.0)
	f.Add(uint64(77), -3.0, 1e-300, math.MaxFloat64, -math.MaxFloat64, math.NaN())
	text, err := json.Marshal(madeRubric(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, seed uint64, a, b, c, d, e float64) {
		pick := func() float64 {
			seed = seed*6364136223846793005 + 1442695040888963407
			return []float64{a, b, c, d, e, 1, 0, 50}[seed>>61]
		}
		rubric := &Rubric{}
		if err := json.Unmarshal(text, rubric); err != nil {
			t.Fatal(err)
		}
		if seed%2 == 0 {
			scramble(rubric, pick)
		}
		var metrics Metrics
		for _, id := range []string{"clearance.vessel", "clearance_min", "target_error", "target_error_axial", "passes", "punctures.ventricle", "punctures.vessel", "track_losses"} {
			switch x := pick(); x {
			case 50:
			case 0:
				metrics = append(metrics, Metric{ID: id, Reason: []string{ReasonAbandoned, ReasonNotInserted, ReasonNoCritical, ReasonCoverage}[seed>>62]})
			default:
				metrics = append(metrics, Metric{ID: id, Value: &x})
			}
		}
		score := rubric.Grade(metrics, nil)
		if _, err := json.Marshal(score); err != nil {
			t.Fatalf("%v: %+v", err, score)
		}
		if (score.Total == nil) != (score.Outcome == OutcomeInvalid) || (score.Outcome == OutcomePass) != (len(score.Reasons) == 0) {
			t.Fatalf("%+v", score)
		}
		for _, points := range []*float64{score.Total, score.WeightedTotal} {
			if points != nil && !(*points >= 0 && *points <= 100+tolerance) {
				t.Fatalf("%v points", *points)
			}
		}
		if scaled := score.XAPIScaled(rubric.Pass.MinTotal); scaled != nil && !isFinite(*scaled) {
			t.Fatalf("scaled %v", *scaled)
		}
	})
}

// scramble puts drawn numbers where a rubric has some.
func scramble(r *Rubric, pick func() float64) {
	r.Pass.MinTotal, r.CriticalCap, r.Pass.DomainMin["safety"] = pick(), pick(), pick()
	for i := range r.Domains {
		r.Domains[i].Weight = pick()
	}
	for i := range r.Criteria {
		criterion := &r.Criteria[i]
		criterion.Weight = pick()
		curve := &criterion.Curve
		for _, anchor := range []*float64{criterion.MinScore, curve.Novice, curve.Expert, curve.Lo, curve.Hi, curve.Tol} {
			if anchor != nil {
				*anchor = pick()
			}
		}
		for _, point := range curve.Points {
			point[0], point[1] = pick(), pick()
		}
	}
	r.Penalties[0].PerUnit, r.Penalties[0].Max = pick(), pick()
	r.Critical[0].Value, *r.Critical[1].Cap = pick(), pick()
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
		if spoils%2 == 1 {
			rec = softAttempt()
		}
		for range min(max(spoils, 0), 2000) {
			sample, event := &rec.Samples[next(len(rec.Samples))], &rec.Events[next(len(rec.Events))]
			tool := &sample.Tools[next(len(sample.Tools))]
			switch next(13) {
			case 0:
				tool.Pose.Tip[next(3)] = anything()
			case 1:
				tool.Pose.Orientation.V[next(3)] = anything()
			case 2:
				sample.Tick = int64(next(1000)) << next(54)
			case 3:
				tool.Valid = !tool.Valid
			case 4:
				sample.Tools[0].DepthMM = anything()
			case 5:
				sample.Tools[0].ClearanceMM = []float64{anything(), anything(), anything()}[:next(4)]
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
			case 11:
				tool.ForceN = anything()
			case 12:
				rec.Header.Tools[next(len(rec.Header.Tools))].LengthMM = anything()
			}
		}
		m := Measure(rec)
		for _, metric := range m {
			if (metric.Value == nil) == (metric.Reason == "") || metric.Value != nil && !isFinite(*metric.Value) {
				t.Fatalf("%+v", metric)
			}
			if metric.ID != idClearanceMin && !strings.HasPrefix(metric.ID, "clearance.") {
				continue
			}
			if closest, ok := ClosestApproach(rec, metric.ID); ok != (metric.Value != nil) || ok && closest.MM != *metric.Value {
				t.Fatalf("%+v is closest at %+v, %v", metric, closest, ok)
			}
		}
		if coverage, ok := m.Get("coverage"); ok && coverage.Value != nil && (*coverage.Value < 0 || *coverage.Value > 1) {
			t.Fatalf("coverage %v", *coverage.Value)
		}
		Invalidity(rec)
	})
}
