package scoring

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// referenceFolder holds values computed by independent programs; it lies beside
// the project.
const referenceFolder = "../../shared/scoring_ref"

func readReference(t *testing.T, name string, into any) {
	t.Helper()
	file, err := os.Open(filepath.Join(referenceFolder, name))
	if os.IsNotExist(err) {
		t.Skipf("no reference values here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := json.NewDecoder(file).Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// near fails unless got equals want within tol, relative above 1 and absolute below.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// nearOrNil compares values of which both or none must be there.
func nearOrNil(t *testing.T, what string, got, want *float64, tol float64) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil || want == nil:
		t.Errorf("%s: there is %v, wanted %v", what, got, want)
	default:
		near(t, what, *got, *want, tol)
	}
}

func ptr(x float64) *float64 { return &x }

// referenceCase is one metric set of rubric_cases.json with its judgement.
type referenceCase struct {
	Name     string
	Metrics  map[string]float64
	Expected struct {
		Criteria []struct {
			ID           string
			Value, Score *float64
			Status       string
		}
		Domains []struct {
			ID    string
			Score *float64
		}
		WeightedTotal float64 `json:"weighted_total"`
		Penalties     []struct {
			ID     string
			Points float64
		}
		Critical   []string `json:"critical_triggered"`
		Total      float64
		Outcome    Outcome
		Reasons    []string
		XAPIScaled *float64 `json:"xapi_scaled"`
	}
}

func referenceRubric(t *testing.T) (Rubric, []referenceCase) {
	t.Helper()
	var reference struct {
		Rubric Rubric
		Cases  []referenceCase
	}
	readReference(t, "rubric_cases.json", &reference)
	if len(reference.Cases) != 10 {
		t.Fatalf("%d cases, want 10", len(reference.Cases))
	}
	return reference.Rubric, reference.Cases
}

// metricsOf makes metrics of plain values, in the order of their names.
func metricsOf(values map[string]float64) Metrics {
	var metrics Metrics
	for id, value := range values {
		metrics = append(metrics, Metric{ID: id, Value: &value})
	}
	slices.SortFunc(metrics, func(a, b Metric) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return metrics
}

func TestGradeAgainstReference(t *testing.T) {
	rubric, cases := referenceRubric(t)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			score, want := rubric.Grade(metricsOf(c.Metrics), nil), c.Expected
			if score.Outcome != want.Outcome {
				t.Errorf("outcome %s, want %s", score.Outcome, want.Outcome)
			}
			if !slices.Equal(score.Reasons, want.Reasons) {
				t.Errorf("reasons %q, want %q", score.Reasons, want.Reasons)
			}
			near(t, "weighted total", *score.WeightedTotal, want.WeightedTotal, 1e-9)
			near(t, "total", rubric.total(&score), want.Total, 1e-9)
			if invalid := want.Outcome == OutcomeInvalid; (score.Total == nil) != invalid {
				t.Errorf("total %v for outcome %s", score.Total, score.Outcome)
			}
			nearOrNil(t, "xAPI", score.XAPIScaled(rubric.Pass.MinTotal), want.XAPIScaled, 1e-9)
			checkParts(t, score, c)
		})
	}
}

func checkParts(t *testing.T, score Score, c referenceCase) {
	t.Helper()
	want := c.Expected
	if len(score.Criteria) != len(want.Criteria) || len(score.Domains) != len(want.Domains) ||
		len(score.Penalties) != len(want.Penalties) || len(score.Critical) != len(want.Critical) {
		t.Fatalf("parts %+v", score)
	}
	for i, expected := range want.Criteria {
		got, status := score.Criteria[i], expected.Status
		if status == "missing_zero" { // the reference's name
			status = string(StatusZero)
		}
		if got.ID != expected.ID || string(got.Status) != status {
			t.Errorf("criterion %s %s, want %s %s", got.ID, got.Status, expected.ID, status)
		}
		nearOrNil(t, got.ID+" value", got.Value, expected.Value, 1e-9)
		nearOrNil(t, got.ID+" score", got.Score, expected.Score, 1e-9)
	}
	for i, expected := range want.Domains {
		nearOrNil(t, expected.ID, score.Domains[i].Score, expected.Score, 1e-9)
	}
	for i, expected := range want.Penalties {
		near(t, expected.ID, score.Penalties[i].Points, expected.Points, 1e-9)
	}
	for i, expected := range want.Critical {
		if score.Critical[i].ID != expected {
			t.Errorf("critical %s, want %s", score.Critical[i].ID, expected)
		}
	}
}

func TestCurvesAgainstReference(t *testing.T) {
	var reference struct {
		Linear []struct{ Value, Novice, Expert, Score float64 } `json:"linear_anchor"`
		Points struct {
			Points [][]float64
			Cases  []struct{ Value, Score float64 }
		} `json:"piecewise"`
		Band []struct{ Value, Lo, Hi, Tol, Score float64 } `json:"target_band"`
	}
	readReference(t, "scoring_expected.json", &reference)
	check := func(curve Curve, value, want float64) {
		t.Helper()
		got, ok := curve.Score(value)
		if !ok {
			t.Errorf("%s gives no score at %v", curve.Type, value)
		}
		near(t, string(curve.Type), got, want, 1e-9)
	}
	for _, c := range reference.Linear {
		check(Curve{Type: CurveLinear, Novice: &c.Novice, Expert: &c.Expert}, c.Value, c.Score)
	}
	for _, c := range reference.Points.Cases {
		check(Curve{Type: CurvePiecewise, Points: reference.Points.Points}, c.Value, c.Score)
	}
	for _, c := range reference.Band {
		check(Curve{Type: CurveBand, Lo: &c.Lo, Hi: &c.Hi, Tol: &c.Tol}, c.Value, c.Score)
	}
}
