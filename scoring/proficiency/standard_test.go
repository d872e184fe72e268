package proficiency

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/scoring"
)

// made is people with one run each that has this value of a metric.
func made(group, metric string, values ...float64) []Subject {
	definition, _ := scoring.Describe(metric)
	var all []Subject
	for i, x := range values {
		run := Run{Metrics: scoring.Metrics{{ID: metric, Value: number(x), Version: definition.Version}}}
		all = append(all, Subject{ID: group + string(rune('A'+i)), Group: group, Runs: []Run{run}})
	}
	return all
}

func timeCriterion() *scoring.Criterion {
	return &scoring.Criterion{
		ID: "time", Domain: "efficiency", Metric: "time_total", Unit: "s",
		Curve: scoring.Curve{Type: scoring.CurveLinear, Novice: number(240), Expert: number(60)},
	}
}

func clearanceCriterion() *scoring.Criterion {
	return &scoring.Criterion{
		ID: "clearance", Domain: "safety", Metric: "clearance_min", Unit: "mm",
		Curve: scoring.Curve{Type: scoring.CurvePiecewise, Points: [][]float64{{0, 0}, {1, 50}, {2, 80}, {4, 100}}},
	}
}

func TestMovedCurvesKeepTheirShape(t *testing.T) {
	for name, c := range map[string]struct {
		curve scoring.Curve
		to    float64
		want  map[float64]float64 // value -> points
	}{
		"falling line":  {scoring.Curve{Type: scoring.CurveLinear, Novice: number(240), Expert: number(60)}, 40, map[float64]float64{240: 0, 140: 50, 40: 100}},
		"rising points": {clearanceCriterion().Curve, 6, map[float64]float64{0: 0, 1.5: 50, 3: 80, 6: 100, 9: 100}},
		"falling points with a flat best end": {
			scoring.Curve{Type: scoring.CurvePiecewise, Points: [][]float64{{1, 100}, {2, 100}, {4, 50}, {6, 0}}}, 4,
			map[float64]float64{6: 0, 5: 50, 4: 100, 3.5: 100, 0: 100},
		},
	} {
		moved, err := moveBest(&c.curve, c.to)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for x, want := range c.want {
			if got, ok := moved.Score(x); !ok || math.Abs(got-want) > 1e-9 {
				t.Errorf("%s: %g gives %g points, want %g", name, x, got, want)
			}
		}
	}
}

func TestCurvesThatCannotBeMoved(t *testing.T) {
	for name, c := range map[string]scoring.Curve{
		"steps":    {Type: scoring.CurveStep, Points: [][]float64{{1, 100}, {2, 0}}},
		"band":     {Type: scoring.CurveBand, Lo: number(1), Hi: number(2), Tol: number(1)},
		"boolean":  {Type: scoring.CurveBoolean},
		"mountain": {Type: scoring.CurvePiecewise, Points: [][]float64{{1, 0}, {2, 100}, {3, 50}}},
		"flat":     {Type: scoring.CurvePiecewise, Points: [][]float64{{1, 50}, {2, 50}}},
		"one":      {Type: scoring.CurvePiecewise, Points: [][]float64{{1, 50}}},
		"passed":   {Type: scoring.CurveLinear, Novice: number(4), Expert: number(2)},
	} {
		if moved, err := moveBest(&c, 5); err == nil {
			t.Errorf("%s: moved to %+v", name, moved)
		}
	}
}

func TestSafetyIsAbsolute(t *testing.T) {
	standard := Standard{Method: MethodExperts, Safety: "safety", Cohort: Cohort{Subjects: made(GroupExpert, "clearance_min", 5, 5.5, 6, 6.5, 7)}}
	if d := standard.Criterion(clearanceCriterion(), false); !strings.Contains(d.Kept, "absolute") || d.Curve != nil {
		t.Errorf("not asked for by name: %+v", d)
	}
	if d := standard.Criterion(clearanceCriterion(), true); d.Kept != "" || d.After != "≥ 6" || d.Status != scoring.BenchmarkExpert {
		t.Errorf("asked for by name: %+v", d)
	}
	standard.Cohort.Subjects = made(GroupExpert, "clearance_min", 2, 2.5, 3, 3.5, 4)
	if d := standard.Criterion(clearanceCriterion(), true); !strings.Contains(d.Kept, "laxer") {
		t.Errorf("experts closer than the limit: %+v", d)
	}
}

func TestStandardsOfEachMethod(t *testing.T) {
	people := append(made(GroupExpert, "time_total", sampleExperts...), made(GroupNovice, "time_total", sampleNovices...)...)
	of := func(method Method) Derivation {
		s := Standard{Method: method, Cohort: Cohort{Subjects: people}, Pass: 70, Safety: "safety"}
		return s.Criterion(timeCriterion(), false)
	}
	experts := of(MethodExperts)
	if experts.Kept != "" || experts.N != 6 || *experts.Curve.Expert != rounded(Mean(sampleExperts)) || *experts.Curve.Novice != 240 {
		t.Errorf("experts: %+v", experts)
	}
	peers := of(MethodQuartile)
	if peers.N != 7 || peers.Value != Percentile(sampleNovices, 0.25) || peers.Status != scoring.BenchmarkProvisional || peers.CI95 != nil {
		t.Errorf("quartile: %+v", peers)
	}
	groups := of(MethodContrasting)
	if points, ok := groups.Curve.Score(groups.Value); !ok || math.Abs(points-70) > 1e-3 || groups.N != 13 || groups.Status != scoring.BenchmarkContrasting {
		t.Errorf("contrasting: %+v gives %g points at the cut", groups, points)
	}
	wrong := timeCriterion()
	wrong.Curve = scoring.Curve{Type: scoring.CurveLinear, Novice: number(60), Expert: number(240)}
	standard := Standard{Method: MethodContrasting, Cohort: Cohort{Subjects: people}, Pass: 70}
	if d := standard.Criterion(wrong, false); !strings.Contains(d.Kept, "novices are better") {
		t.Errorf("a curve the wrong way round: %+v", d)
	}
	b := experts.Benchmark("2026-03-09", "mouse", "own")
	if b.N != 6 || len(b.CI95) != 2 || b.Method != "experts" || b.Device != "mouse" || *b.SD != rounded(SD(sampleExperts)) {
		t.Errorf("benchmark %+v", b)
	}
}

func TestJudgedItemsWeighAsTheRubricsCriteria(t *testing.T) {
	rubric := &scoring.Rubric{
		Pass:     scoring.Pass{MinTotal: 70},
		Domains:  []scoring.Domain{{ID: "safety", Weight: 3}, {ID: "efficiency", Weight: 1}},
		Criteria: []scoring.Criterion{{ID: "a", Domain: "safety", Weight: 2}, {ID: "b", Domain: "safety", Weight: 1}, {ID: "c", Domain: "efficiency", Weight: 5}},
	}
	j := &Judgements{Judges: []string{"J"}, Items: []string{"c", "a", "b"}, Probability: [][]float64{{0.2, 0.9, 0.6}}}
	d, err := JudgedPassMark(rubric, j)
	if err != nil {
		t.Fatal(err)
	}
	// Safety (2·90 + 60)/3 = 80 with weight ¾, economy 20 with ¼.
	near(t, "pass mark", d.Value, 65, 1e-12)
	if d.Status != scoring.BenchmarkProvisional || d.N != 1 || d.Before != "70" || d.After != "65" {
		t.Errorf("%+v", d)
	}
	j.Items[0] = "speed"
	if d, err = JudgedPassMark(rubric, j); err != nil {
		t.Fatal(err)
	}
	near(t, "pass mark of other items", d.Value, 100*(0.2+0.9+0.6)/3, 1e-12)
}

func TestRatedPassMarkAveragesAPersonsAttempts(t *testing.T) {
	run := func(rating, total *float64) Run { return Run{Rating: rating, Total: total} }
	c := &Cohort{Subjects: []Subject{
		{ID: "a", Runs: []Run{run(number(1), number(30)), run(number(3), number(50)), run(nil, number(0)), run(number(5), nil)}}, // 2, 40
		{ID: "b", Runs: []Run{run(number(3), number(60))}},
		{ID: "c", Runs: []Run{run(number(4), number(80))}},
		{ID: "unrated", Runs: []Run{run(nil, number(99))}},
	}}
	d, err := RatedPassMark(&scoring.Rubric{Pass: scoring.Pass{MinTotal: 70}}, c, 2.5)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "pass mark", d.Value, 50, 1e-12) // the line through (2, 40), (3, 60), (4, 80)
	if d.N != 3 || len(d.People) != 3 || d.People[0].Runs != 2 || d.Status != scoring.BenchmarkProvisional {
		t.Errorf("%+v", d)
	}
}

func TestExamine(t *testing.T) {
	subjects := append(made(GroupExpert, "time_total", sampleExperts...), made(GroupNovice, "time_total", sampleNovices...)...)
	for i := range subjects {
		// A second run: the same time, and metrics that tell nothing or must not be told.
		first := &subjects[i].Runs[0]
		first.Metrics = append(first.Metrics,
			scoring.Metric{ID: "passes", Value: number(1), Version: 1},
			scoring.Metric{ID: "path_mm", Value: number(float64(i)), Version: 99},                               // another definition
			scoring.Metric{ID: "derived.x", Value: number(float64(i)), Version: 1},                              // another rubric's
			scoring.Metric{ID: "coverage", Value: number(float64(i)), Version: 1, Flags: []string{"abandoned"}}) // broken off
		first.Foreign = true
		subjects[i].Runs = append(subjects[i].Runs, *first)
	}
	rubric := &scoring.Rubric{Criteria: []scoring.Criterion{*timeCriterion()}}
	findings := Examine(rubric, &Cohort{Subjects: subjects, Least: 1})
	power := map[string]Power{}
	for _, f := range findings {
		power[f.Metric] = f.Power
	}
	want := map[string]Power{"time_total": PowerSeparates, "passes": PowerConstant, "path_mm": PowerTooFew, "derived.x": PowerTooFew, "coverage": PowerTooFew}
	for metric, power1 := range want {
		if power[metric] != power1 {
			t.Errorf("%s: %s, want %s", metric, power[metric], power1)
		}
	}
	f := findings[0]
	if f.Metric != "time_total" || !f.Scored || f.Direction != scoring.Lower || *f.ExpertMedian != 115 || *f.NoviceMedian != 212 {
		t.Errorf("%+v", f)
	}
	if f.RetestPeople != 13 || f.Retest == nil || math.Abs(*f.Retest-1) > 1e-9 {
		t.Errorf("retest of equal runs: %v of %d", f.Retest, f.RetestPeople)
	}
	if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Metric == "passes" && f.Retest == nil && !f.Scored }) {
		t.Error("a constant metric has a reliability")
	}
}
