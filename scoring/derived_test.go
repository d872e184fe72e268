package scoring

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

func deriving(expression string) *Rubric {
	return &Rubric{Derived: []Derived{{ID: "x", Unit: "mm/s", Expression: expression}}}
}

// TestDerivedMetricsAreTheirSums compares with the same sums in Go.
func TestDerivedMetricsAreTheirSums(t *testing.T) {
	m := append(metricsOf(map[string]float64{"path_db_mm": 240, "time_total": 80, "passes": 2, "events.csf": 0}),
		Metric{ID: "overshoot", Reason: ReasonAbandoned})
	for expression, want := range map[string]float64{
		`metric("path_db_mm") / metric("time_total")`: 3,
		`metric("passes") / 4`:                        0.5, // no whole-number division
		`1 / 2 + 2 ** 3 - -1`:                         9.5,
		`9223372036854775807 + metric("passes")`:      0x1p63,
		`2`:                                           2,
		`min(metric("passes"), 1) + max(2, 3, 1) + abs(-0.5)`:          4.5,
		`metric("passes") > 1 and not (metric("passes") == 3) ? 7 : 8`: 7,
		`has("overshoot") ? metric("overshoot") : 12`:                  12,
		`has("passes") && has("nothing") ? 1 : 0`:                      0,
		`metric("passes") > 5 ? metric("overshoot") : 1`:               1, // what is not asked for need not be there
	} {
		got := deriving(expression).derive(m)[len(m)]
		if got.ID != "derived.x" || got.Value == nil || *got.Value != want || got.Unit != "mm/s" {
			t.Errorf("%s: %+v, want %g", expression, got, want)
		}
	}
	for expression, reason := range map[string]string{
		`metric("passes") / metric("events.csf")`: ReasonUndefined,
		`0 / metric("events.csf")`:                ReasonUndefined,
		`metric("passes") ** 2000`:                ReasonUndefined,
		`metric("passes") + metric("overshoot")`:  ReasonAbandoned,
		`metric("nothing")`:                       ReasonUnknown,
	} {
		got := deriving(expression).derive(m)[len(m)]
		if got.Value != nil || got.Reason != reason {
			t.Errorf("%s: %+v, want null for %q", expression, got, reason)
		}
	}
}

// TestExpressionsThatAreNoSumsAreRefused, each with the place of the fault.
func TestExpressionsThatAreNoSumsAreRefused(t *testing.T) {
	for expression, want := range map[string]string{
		`metric("passes"`:                  "at character",
		`metric("passes") +`:               "at character",
		`passes / 2`:                       "unknown name passes",
		`metric(passes)`:                   "in quotation marks, at character",
		`metric("passes", "overshoot")`:    "one metric's id",
		`metric("pas" + "ses")`:            "in quotation marks",
		`"high"`:                           "a text is no number",
		`metric("passes") > 1`:             "bool",
		`metric("passes") > 1 ? 1 : "a"`:   "a text is no number",
		`metric("passes") > 1 ? 1 : 2 > 1`: "something else in another",
		`[1, 2][0]`:                        "only numbers",
		`sum(1..1000000000)`:               "",
		`let x = 1; x`:                     "only numbers",
		`{"a": 1}.a`:                       "only numbers",
		`now()`:                            "unknown name now",
		`len(2)`:                           "unknown name len",
		`1 % 2`:                            "not possible here",
		`"a" matches "b" ? 1 : 2`:          "not possible here",
		`reduce([1], #acc)`:                "",
		`2`:                                "asks for no metric",
		strings.Repeat("1+", 2000) + "1":   "",
		``:                                 "",
	} {
		problems := deriving(expression).Validate(madeKnown())
		found := false
		for _, p := range problems {
			found = found || p.Path == "/derived/0/expression" && strings.Contains(p.Message, want)
		}
		if !found {
			t.Errorf("%.40s: %v, want a problem with %q", expression, problems, want)
		}
	}
	if problems := deriving(`metric("nothing") + metric("passes")`).Validate(madeKnown()); !mentions(problems, "/derived/0/expression", `no metric "nothing"`) {
		t.Errorf("an unknown metric: %v", problems)
	}
}

func mentions(problems []Problem, path, text string) bool {
	for _, p := range problems {
		if p.Path == path && strings.Contains(p.Message, text) {
			return true
		}
	}
	return false
}

// TestCriterionOnDerivedMetric: the made rubric with a criterion on a speed is
// sound, its unit is checked, and it is graded.
func TestCriterionOnDerivedMetric(t *testing.T) {
	rubric := madeRubric(t)
	rubric.Derived = []Derived{
		{ID: "speed", Unit: "mm/s", Expression: `metric("path_db_mm") / metric("time_total")`},
		{ID: "half", Unit: "mm/s", Expression: `metric("derived.speed") / 2`},
	}
	rubric.Criteria = append(rubric.Criteria, Criterion{
		ID: "speed", Domain: "efficiency", Metric: "derived.half", Unit: "mm/s", Weight: 1, Missing: MissingInvalid,
		Curve: Curve{Type: CurveLinear, Novice: of(0), Expert: of(1000)}, Feedback: []Feedback{{0, "steady"}},
	})
	if problems := rubric.Validate(madeKnown()); problems != nil {
		t.Fatal(problems)
	}
	metrics, score := rubric.Judge(madeAttempt())
	want := value(metrics, "path_db_mm") / value(metrics, "time_total") / 2
	if got := value(metrics, "derived.half"); got != want || math.Abs(*score.Criteria[5].Score-want/10) > 1e-12 {
		t.Errorf("half the speed is %v, want %v, and gives %v points", got, want, *score.Criteria[5].Score)
	}
	again, _ := rubric.Judge(madeAttempt())
	if !reflect.DeepEqual(metrics, again) {
		t.Error("the same recording gives other metrics")
	}
	rubric.Criteria[5].Unit = "mm"
	rubric.Derived[0].Expression = `metric("derived.half")`
	problems := rubric.Validate(madeKnown())
	if !mentions(problems, "/criteria/5/unit", "mm/s") || !mentions(problems, "/derived/0/expression", "derived.half") {
		t.Errorf("a wrong unit and a metric that comes later: %v", problems)
	}
}

// FuzzExpression: what compiles gives a number or a reason, and soon.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{`metric("passes") / 2`, `has("x") ? 1 : -2 ** 3`, `min(1, 2.5e3)`, `((((1))))`, `1..3`, `"a" + "b"`, `not true ? 1 : 0`} {
		f.Add(seed)
	}
	m := append(metricsOf(map[string]float64{"passes": 2}), Metric{ID: "overshoot", Reason: ReasonAbandoned})
	f.Fuzz(func(t *testing.T, expression string) {
		if _, err := compile(expression); err != nil {
			return
		}
		got := deriving(expression).derive(m)[len(m)]
		if (got.Value == nil) != (got.Reason != "") || got.Value != nil && !isFinite(*got.Value) {
			t.Errorf("%q gives %+v", expression, got)
		}
	})
}

func of(x float64) *float64 { return &x }
