package scoring

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// TestValidateNamesTheProblem breaks the sound rubric in one place each.
func TestValidateNamesTheProblem(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		path, says string
		spoil      func(*Rubric)
	}{
		{"/schema", "drylab.rubric/1", func(r *Rubric) { r.Schema = "drylab.rubric/9" }},
		{"/id", "id", func(r *Rubric) { r.ID = "" }},
		{"/version", "version", func(r *Rubric) { r.Version = "" }},
		{"/purpose", "formative", func(r *Rubric) { r.Purpose = "exam" }},
		{"/pass/min_total", "0 to 100", func(r *Rubric) { r.Pass.MinTotal = 101 }},
		{"/pass/min_total", "0 to 100", func(r *Rubric) { r.Pass.MinTotal = nan }},
		{"/pass/domain_min/speed", "no domain", func(r *Rubric) { r.Pass.DomainMin["speed"] = 50 }},
		{"/pass/domain_min/safety", "cannot be reached", func(r *Rubric) { r.Criteria[0].Curve.Points[3][1] = 79; r.Criteria[0].Curve.Points[2][1] = 70 }},
		{"/pass/min_total", "cannot be reached", func(r *Rubric) {
			r.Pass.MinTotal = 95
			r.Criteria[3].Curve.Points[0][1] = 50
			r.Criteria[3].Weight = 100
		}},
		{"/critical_cap", "below pass.min_total", func(r *Rubric) { r.CriticalCap = 70 }},
		{"/domains/1/weight", "above 0", func(r *Rubric) { r.Domains[1].Weight = 0 }},
		{"/domains/1/weight", "above 0", func(r *Rubric) { r.Domains[1].Weight = nan }},
		{"/domains/1/id", "already used", func(r *Rubric) { r.Domains[1].ID = "safety" }},
		{"/domains/3/id", "no criterion", func(r *Rubric) { r.Domains = append(r.Domains, Domain{ID: "style", Weight: 1}) }},
		{"/domains", "at least one", func(r *Rubric) { r.Domains = nil }},
		{"/criteria/1/id", "already used at /criteria/0", func(r *Rubric) { r.Criteria[1].ID = "vessel" }},
		{"/criteria/1/id", "give it an id", func(r *Rubric) { r.Criteria[1].ID = "" }},
		{"/criteria/0/domain", "no domain", func(r *Rubric) { r.Criteria[0].Domain = "care" }},
		{"/criteria/0/metric", "no metric", func(r *Rubric) { r.Criteria[0].Metric = "clearance.spleen" }},
		{"/criteria/0/unit", `in "mm"`, func(r *Rubric) { r.Criteria[0].Unit = "cm" }},
		{"/criteria/0/weight", "above 0", func(r *Rubric) { r.Criteria[0].Weight = -1 }},
		{"/criteria/1/min_score", "0 to 100", func(r *Rubric) { *r.Criteria[1].MinScore = 200 }},
		{"/criteria/3/min_score", "cannot be reached", func(r *Rubric) { r.Criteria[3].MinScore = ptr(80); r.Criteria[3].Curve.Points[0][1] = 75 }},
		{"/criteria/0/missing", "invalid, exclude or zero", func(r *Rubric) { r.Criteria[0].Missing = "" }},
		{"/criteria/0/benchmark/status", "provisional", func(r *Rubric) { r.Criteria[0].Benchmark.Status = "guess" }},
		{"/criteria/0/benchmark/n", "too few", func(r *Rubric) { r.Criteria[0].Benchmark.N = 4 }},
		{"/criteria/0/benchmark/method", "experts", func(r *Rubric) { r.Criteria[0].Benchmark.Method = "guess" }},
		{"/criteria/0/benchmark/ci95", "low and the high", func(r *Rubric) { r.Criteria[0].Benchmark.CI95 = []float64{2, 1} }},
		{"/pass/benchmark/n", "too few", func(r *Rubric) {
			r.Pass.Benchmark = &Benchmark{Status: BenchmarkExpert, N: 3, Date: "2026-03-01", Source: "judges"}
		}},
		{"/criteria/0/benchmark/source", "where", func(r *Rubric) { r.Criteria[0].Benchmark.Source = "" }},
		{"/criteria/0/feedback", "no feedback text", func(r *Rubric) { r.Criteria[0].Feedback = nil }},
		{"/criteria/0/feedback", "below 85", func(r *Rubric) { r.Criteria[0].Feedback = r.Criteria[0].Feedback[:1] }},
		{"/criteria/0/feedback/1/text", "empty", func(r *Rubric) { r.Criteria[0].Feedback[1].Text = "" }},
		{"/criteria/0/curve/type", "must be linear", func(r *Rubric) { r.Criteria[0].Curve.Type = "spline" }},
		{"/criteria/0/curve/points", "rise from point to point", func(r *Rubric) { r.Criteria[0].Curve.Points[2][0] = 1 }},
		{"/criteria/0/curve/points", "rise from point to point", func(r *Rubric) { r.Criteria[0].Curve.Points[2][0] = 0.5 }},
		{"/criteria/0/curve/points/1", "has 3 numbers", func(r *Rubric) { r.Criteria[0].Curve.Points[1] = []float64{1, 2, 3} }},
		{"/criteria/0/curve/points/1", "0 to 100", func(r *Rubric) { r.Criteria[0].Curve.Points[1][1] = 140 }},
		{"/criteria/0/curve/points", "at least two", func(r *Rubric) { r.Criteria[0].Curve.Points = r.Criteria[0].Curve.Points[3:] }},
		{"/criteria/0/curve/novice", "no meaning", func(r *Rubric) { r.Criteria[0].Curve.Novice = ptr(1) }},
		{"/criteria/1/curve", "both 2", func(r *Rubric) { *r.Criteria[1].Curve.Novice = 2 }},
		{"/criteria/1/curve/expert", "missing", func(r *Rubric) { r.Criteria[1].Curve.Expert = nil }},
		{"/criteria/1/curve/expert", "a number", func(r *Rubric) { *r.Criteria[1].Curve.Expert = nan }},
		{"/criteria/2/curve/lo", "above hi", func(r *Rubric) { *r.Criteria[2].Curve.Lo = 3 }},
		{"/criteria/2/curve/tol", "above 0", func(r *Rubric) { *r.Criteria[2].Curve.Tol = 0 }},
		{"/criteria/4/curve/expert", "1 (wanted)", func(r *Rubric) { r.Criteria[4].Curve.Expert = ptr(2) }},
		{"/penalties/0/metric", "no metric", func(r *Rubric) { r.Penalties[0].Metric = "drops" }},
		{"/penalties/0/per_unit", "above 0", func(r *Rubric) { r.Penalties[0].PerUnit = 0 }},
		{"/penalties/0/max", "above 0", func(r *Rubric) { r.Penalties[0].Max = -1 }},
		{"/critical/0/id", "already used", func(r *Rubric) { r.Critical[0].ID = "losses" }},
		{"/critical/0/metric", "no metric", func(r *Rubric) { r.Critical[0].Metric = "" }},
		{"/critical/0/op", ">=", func(r *Rubric) { r.Critical[0].Op = "=>" }},
		{"/critical/0/value", "a number", func(r *Rubric) { r.Critical[0].Value = nan }},
		{"/critical/0/effect", "fail or cap", func(r *Rubric) { r.Critical[0].Effect = "stop" }},
		{"/critical/0/cap", "no meaning", func(r *Rubric) { r.Critical[0].Cap = ptr(10) }},
		{"/critical/1/cap", "needs a cap", func(r *Rubric) { r.Critical[1].Cap = nil }},
		{"/critical/0/text", "tell the trainee", func(r *Rubric) { r.Critical[0].Text = "" }},
	} {
		rubric := madeRubric(t)
		c.spoil(rubric)
		problems := rubric.Validate(madeKnown())
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Path == c.path && strings.Contains(p.Message, c.says) }) {
			t.Errorf("%s … %s: found only %q", c.path, c.says, problems)
		}
	}
}

func TestFallingPointsAreSound(t *testing.T) {
	rubric := madeRubric(t)
	slices.Reverse(rubric.Criteria[0].Curve.Points)
	if problems := rubric.Validate(madeKnown()); problems != nil {
		t.Errorf("%v", problems)
	}
	near(t, "score", *rubric.Grade(Measure(madeAttempt()), nil).Total, 100, 1e-9)
}

func TestInvalidity(t *testing.T) {
	if reasons := Invalidity(madeAttempt()); reasons != nil {
		t.Fatalf("a sound attempt is invalid: %q", reasons)
	}
	for says, spoil := range map[string]func(*record.Recording){
		"schema":    func(rec *record.Recording) { rec.Header.Schema = "drylab.recording/7" },
		"truncated": func(rec *record.Recording) { rec.Truncated = true },
		"the solver diverged": func(rec *record.Recording) {
			rec.Events[3] = record.Event{Kind: record.EventInvalid, Detail: "the solver diverged"}
		},
		"without a reason":     func(rec *record.Recording) { rec.Events[3] = record.Event{Kind: record.EventInvalid} },
		"no samples":           func(rec *record.Recording) { rec.Samples = nil },
		"never started":        func(rec *record.Recording) { rec.Events = rec.Events[1:] },
		"two different points": func(rec *record.Recording) { rec.Header.Plan.Target = rec.Header.Plan.Entry },
		`"vessel" twice`:       func(rec *record.Recording) { rec.Header.Structures[1].Name = "vessel" },
		"2 clearances for 4 stru": func(rec *record.Recording) {
			rec.Samples[5].Tools[0].ClearanceMM = rec.Samples[5].Tools[0].ClearanceMM[:2]
		},
		"at tick 7 has 0 instruments, the recording 1": func(rec *record.Recording) { rec.Samples[7].Tools = nil },
	} {
		rec := madeAttempt()
		spoil(rec)
		if reasons := Invalidity(rec); len(reasons) != 1 || !strings.Contains(reasons[0], says) {
			t.Errorf("%s: %q", says, reasons)
		}
	}
	rec := madeAttempt()
	rec.Events = append(rec.Events, record.Event{Kind: record.EventInvalid, Detail: "x"}, record.Event{Kind: record.EventInvalid, Detail: "x"})
	if reasons := Invalidity(rec); len(reasons) != 1 {
		t.Errorf("one reason is told %d times", len(reasons))
	}
}
