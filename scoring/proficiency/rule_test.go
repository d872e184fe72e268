package proficiency

import (
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/scoring"
)

func TestBuiltinRulesAreThePublishedOnes(t *testing.T) {
	rules, source := BuiltinRules()
	// Seconds, cut-off, in a row, more: SCORING section 5.1.
	want := map[string][4]float64{
		"fls-style-peg-transfer":        {48, 300, 2, 10},
		"fls-style-pattern-cut":         {98, 300, 2, 0},
		"fls-style-ligating-loop":       {53, 180, 2, 0},
		"fls-style-extracorporeal-knot": {136, 420, 2, 0},
		"fls-style-intracorporeal-knot": {112, 600, 2, 10},
	}
	if len(rules) != len(want) || source == "" {
		t.Fatalf("%d rules", len(rules))
	}
	for _, r := range append(rules, DefaultRule()) {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
	}
	for _, r := range rules {
		got := [4]float64{r.Seconds, r.CutoffS, float64(r.Consecutive), float64(r.More)}
		if got != want[r.ID] || r.Most != 80 || r.Title == "" || r.Error == "" {
			t.Errorf("%+v, want %v", r, want[r.ID])
		}
	}
}

func TestRulesThatAreNone(t *testing.T) {
	for _, r := range []Rule{{}, {Consecutive: 1, More: -1}, {Consecutive: 2, More: 10, Most: 11}, {Consecutive: 2, Seconds: math.NaN()}} {
		if r.Validate() == nil {
			t.Errorf("%+v is a rule", r)
		}
	}
}

// TestProficiencyDoesNotMoveToAnotherDevice: two passes with the mouse and one
// with a tracker are not three in a row with anything.
func TestProficiencyDoesNotMoveToAnotherDevice(t *testing.T) {
	rule := Rule{Consecutive: 2, Seconds: 50, Most: 3}
	trials := []Trial{
		{Device: "mouse", Passed: true, Seconds: 40},
		{Device: "tracker", Passed: true, Seconds: 30},
		{Device: "mouse", Passed: true, Seconds: 51}, // too slow
		{Device: "mouse", Passed: true, Seconds: 50},
		{Device: "tracker", Passed: false, Seconds: 30},
	}
	got := rule.Standings(trials)
	if len(got) != 2 || got[0].Device != "mouse" || got[0].AchievedAt != 0 || got[0].Passes != 2 || got[0].Row != 1 || !got[0].Stuck {
		t.Errorf("mouse %+v", got)
	}
	if got[1].Attempts != 2 || got[1].Passes != 1 || got[1].Row != 0 || got[1].Stuck {
		t.Errorf("tracker %+v", got[1])
	}
	reached := rule.Standings(append(trials, Trial{Device: "mouse", Passed: true}))
	if reached[0].AchievedAt != 4 || !reached[0].Stuck {
		t.Errorf("reached after the most attempts: %+v", reached[0])
	}
}

// TestEverySafetyCriterionMustPass: the domain's mean may pass while one of its
// criteria does not.
func TestEverySafetyCriterionMustPass(t *testing.T) {
	rubric := &scoring.Rubric{
		Pass: scoring.Pass{MinTotal: 70, DomainMin: map[string]float64{"safety": 80}},
		Criteria: []scoring.Criterion{
			{ID: "vessel", Domain: "safety"}, {ID: "overshoot", Domain: "safety", MinScore: number(40)}, {ID: "time", Domain: "efficiency"},
		},
	}
	of := func(vessel, overshoot *float64, outcome scoring.Outcome) *scoring.Score {
		return &scoring.Score{Outcome: outcome, Criteria: []scoring.CriterionScore{
			{ID: "vessel", Domain: "safety", Score: vessel, Status: scoring.StatusOK},
			{ID: "overshoot", Domain: "safety", Score: overshoot, Status: scoring.StatusOK},
			{ID: "time", Domain: "efficiency", Score: number(0)},
		}}
	}
	for _, c := range []struct {
		score  *scoring.Score
		passed bool
		failed []string
	}{
		{of(number(80), number(40), scoring.OutcomePass), true, nil},
		{of(number(80-1e-10), number(100), scoring.OutcomePass), true, nil}, // rounding
		{of(number(79), number(100), scoring.OutcomePass), false, []string{"vessel"}},
		{of(number(100), number(39), scoring.OutcomePass), false, []string{"overshoot"}},
		{of(nil, number(39), scoring.OutcomePass), false, []string{"vessel", "overshoot"}},
		{of(number(100), number(100), scoring.OutcomeFail), false, nil},
	} {
		passed, failed := SafetyHeld(rubric, c.score, "safety")
		if passed != c.passed || !slices.Equal(failed, c.failed) {
			t.Errorf("%v %v, want %v %v", passed, failed, c.passed, c.failed)
		}
	}
	nothingToHurt := of(nil, number(50), scoring.OutcomePass)
	nothingToHurt.Criteria[0].Status, nothingToHurt.Criteria[0].Reason = scoring.StatusExcluded, scoring.ReasonNoCritical
	if passed, failed := SafetyHeld(rubric, nothingToHurt, "safety"); !passed {
		t.Errorf("nothing to hurt: %v", failed)
	}
}

func number(x float64) *float64 { return &x }

func TestRetention(t *testing.T) {
	for _, c := range []struct {
		later []Later
		today float64
		want  Retention
	}{
		{nil, 3, RetentionEarly},
		{nil, 14, RetentionDue},
		{nil, 28, RetentionDue},
		{nil, 29, RetentionOverdue},
		{[]Later{{5, false}}, 20, RetentionDue},
		{[]Later{{5, false}, {15, true}, {16, false}}, 20, RetentionKept},
		{[]Later{{15, false}, {16, true}}, 20, RetentionLost},
		{[]Later{{40, true}}, 41, RetentionKept},
	} {
		if got := CheckRetention(c.later, c.today); got != c.want {
			t.Errorf("%v on day %g: %s, want %s", c.later, c.today, got, c.want)
		}
	}
}

func TestRunsAfterFamiliarisation(t *testing.T) {
	subject := func(id string, times ...float64) Subject {
		s := Subject{ID: id, Group: GroupExpert}
		for _, x := range times {
			s.Runs = append(s.Runs, Run{Metrics: scoring.Metrics{{ID: "time_total", Value: number(x), Version: 1}}})
		}
		return s
	}
	cohort := Cohort{Skip: 1, Subjects: []Subject{subject("a", 100, 10, 20), subject("b", 100, 10), subject("c")}}
	used, means, short := Runs(cohort.Values("time_total", GroupExpert), 2)
	if len(used) != 1 || used[0].Name != "a" || !slices.Equal(means, []float64{15}) || !slices.Equal(short, []string{"b", "c"}) {
		t.Errorf("%v %v %v", used, means, short)
	}
	if people := cohort.Values("time_total", GroupNovice); people != nil {
		t.Errorf("novices %v", people)
	}
}

// TestSimulatedLearnersAreSignalledAsOftenAsComputed checks the dynamic
// programme by chance: the share of signals among made learners, within four
// standard errors.
func TestSimulatedLearnersAreSignalledAsOftenAsComputed(t *testing.T) {
	chart, err := NewLCCUSUM(0.1, 0.3, 2.5)
	if err != nil {
		t.Fatal(err)
	}
	const learners, attempts = 20000, 30
	state, signals := uint64(1), 0
	for range learners {
		failures := make([]bool, attempts)
		for i := range failures {
			state = state*6364136223846793005 + 1442695040888963407 // Knuth's MMIX
			failures[i] = float64(state>>11)/(1<<53) < 0.3
		}
		if _, signal := chart.Chart(failures); signal > 0 {
			signals++
		}
	}
	p := chart.FalseSignal(attempts)
	if got := float64(signals) / learners; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/learners) {
		t.Errorf("%.4f of the learners are signalled, computed %.4f", got, p)
	}
}

func TestChartsRefuseWhatMakesNone(t *testing.T) {
	for _, rates := range [][2]float64{{0, 0.3}, {0.3, 0.1}, {0.1, 1}, {math.NaN(), 0.3}} {
		if _, err := NewLCCUSUM(rates[0], rates[1], 1); err == nil {
			t.Errorf("LC-CUSUM of %v", rates)
		}
		if _, err := NewCUSUM(rates[0], rates[1], 0.1, 0.1); err == nil {
			t.Errorf("CUSUM of %v", rates)
		}
	}
	if _, err := NewCUSUM(0.1, 0.2, 0, 0.1); err == nil {
		t.Error("a CUSUM without false alarms")
	}
	if _, err := ChooseLCCUSUM(0.1, 0.3, maxAttempts+1, 0.1); err == nil {
		t.Error("an LC-CUSUM of endless work")
	}
	if _, err := NewLCCUSUM(0.1, 0.3, 0); err == nil {
		t.Error("an LC-CUSUM that signals at once")
	}
}

func TestCurvesThatAreNone(t *testing.T) {
	for name, values := range map[string][]float64{
		"five attempts": {5, 4, 3, 2, 1},
		"no change":     {3, 3, 3, 3, 3, 3, 3},
		"straight":      {7, 6, 5, 4, 3, 2, 1},
		"not a number":  {7, 6, 5, 4, 3, 2, math.NaN()},
	} {
		if p, err := FitPowerLaw(values); err == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
	exact := make([]float64, 8)
	for i := range exact {
		exact[i] = 20 + 70*math.Pow(float64(i+1), -1.5)
	}
	p, err := FitPowerLaw(exact)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "an exact law", []float64{p.A, p.B, p.C, p.SSE}, []float64{20, 70, 1.5, 0}, 1e-9)
}

func TestAgreementThatIsNone(t *testing.T) {
	for _, ratings := range [][][]float64{nil, {{1, 2}}, {{1}, {2}}, {{1, 2}, {1}}, {{1, 1}, {1, 1}}, {{0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}, {0.1, 0.1}}, {{1, math.NaN()}, {1, 2}}} {
		if _, err := IntraclassCorrelation(ratings); err == nil {
			t.Errorf("%v agree", ratings)
		}
	}
}
