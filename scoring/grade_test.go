package scoring

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"
)

// rubricText is a sound rubric with every kind of curve and rule.
const rubricText = `
schema: drylab.rubric/1
id: made-needle
version: 1.0.0
title: Needle to the ventricle
purpose: formative
language: en
pass:
  min_total: 70
  domain_min: {safety: 80}
critical_cap: 49
domains:
  - {id: safety, title: Safety, weight: 0.4}
  - {id: precision, title: Precision, weight: 0.35}
  - {id: efficiency, title: Efficiency, weight: 0.25}
criteria:
  - id: vessel
    domain: safety
    title: Distance to the vessel
    metric: clearance.vessel
    unit: mm
    curve: {type: piecewise, points: [[0, 0], [1, 50], [2, 80], [5, 100]]}
    weight: 2
    missing: invalid
    benchmark: {status: expert, n: 9, mean: 4.2, sd: 0.8, date: 2026-03-01, source: course}
    feedback: [{min: 85, text: far enough}, {min: 0, text: too close}]
  - id: target
    domain: precision
    metric: target_error
    unit: mm
    curve: {type: linear, novice: 10, expert: 2}
    weight: 2
    min_score: 40
    missing: invalid
    feedback: [{min: 0, text: aim}, {min: 60, text: good aim}]
  - id: depth
    domain: precision
    metric: target_error_axial
    unit: mm
    curve: {type: band, lo: -1, hi: 2, tol: 4}
    weight: 1
    missing: exclude
    feedback: [{min: 0, text: mind the depth}]
  - id: passes
    domain: efficiency
    metric: passes
    unit: count
    curve: {type: step, points: [[1, 100], [2, 70], [4, 0]]}
    weight: 1
    missing: exclude
    feedback: [{min: 0, text: once is enough}]
  - id: entered
    domain: efficiency
    metric: punctures.ventricle
    unit: count
    curve: {type: boolean}
    weight: 1
    missing: zero
    feedback: [{min: 0, text: find the ventricle}]
penalties:
  - {id: losses, metric: track_losses, per_unit: 2, max: 10, text: keep the tool in view}
critical:
  - {id: injury, metric: punctures.vessel, op: ">=", value: 1, effect: fail, text: The vessel was injured.}
  - {id: breach, metric: clearance_min, op: "<", value: 0, effect: cap, cap: 60, text: The vessel was touched.}
`

func madeRubric(t testing.TB) *Rubric {
	t.Helper()
	var rubric Rubric
	if err := yaml.UnmarshalWithOptions([]byte(rubricText), &rubric, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return &rubric
}

func madeKnown() func(string) (string, bool) {
	return KnownMetrics([]string{"vessel", "ventricle", "tumour"})
}

func TestRubricReadsAlikeFromYAMLAndJSON(t *testing.T) {
	rubric := madeRubric(t)
	if problems := rubric.Validate(madeKnown()); problems != nil {
		t.Fatalf("a sound rubric has problems: %v", problems)
	}
	text, err := json.Marshal(rubric)
	if err != nil {
		t.Fatal(err)
	}
	var again Rubric
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&again, rubric) {
		t.Errorf("through JSON %+v became %+v", rubric, again)
	}
	if text, err = yaml.Marshal(rubric); err != nil {
		t.Fatal(err)
	}
	again = Rubric{}
	if err := yaml.UnmarshalWithOptions(text, &again, yaml.Strict()); err != nil || !reflect.DeepEqual(&again, rubric) {
		t.Errorf("through YAML, %v: %s", err, text)
	}
}

func TestTheMadeAttemptIsGraded(t *testing.T) {
	rubric := madeRubric(t)
	score := rubric.Grade(Measure(madeAttempt()), Invalidity(madeAttempt()))
	if score.Outcome != OutcomePass || len(score.Reasons) != 0 {
		t.Fatalf("outcome %s %q", score.Outcome, score.Reasons)
	}
	near(t, "total", *score.Total, 100, 1e-9)
	first := score.Criteria[0]
	if first.Feedback != "far enough" || first.Provisional || first.Target != "≥ 5" || first.Status != StatusOK {
		t.Errorf("first criterion %+v", first)
	}
	if !score.Criteria[1].Provisional {
		t.Error("anchors without a benchmark are provisional")
	}
}

func TestInvalidAttemptsHaveNoScore(t *testing.T) {
	rubric := madeRubric(t)
	score := rubric.Grade(Measure(madeAttempt()), []string{"the recording is truncated"})
	if score.Outcome != OutcomeInvalid || score.Total != nil || score.XAPIScaled(70) != nil ||
		!slices.Equal(score.Reasons, []string{"attempt:the recording is truncated"}) {
		t.Errorf("%+v", score)
	}
	m := Measure(madeAttempt())
	for _, id := range []string{"track_losses", "punctures.vessel"} { // of a penalty, of a critical rule
		for i := range m {
			if m[i].ID == id {
				m[i].Value = nil
			}
		}
	}
	score = rubric.Grade(m, nil)
	if want := []string{"missing:losses", "missing:injury"}; score.Outcome != OutcomeInvalid || !slices.Equal(score.Reasons, want) {
		t.Errorf("%s %q, want %q", score.Outcome, score.Reasons, want)
	}
	score = (&Rubric{}).Grade(nil, nil)
	if score.Outcome != OutcomeInvalid || !slices.Equal(score.Reasons, []string{"nothing_scored"}) {
		t.Errorf("an empty rubric gives %+v", score)
	}
	broken := madeRubric(t)
	broken.Critical[0].Op = "=>"
	if score := broken.Grade(Measure(madeAttempt()), nil); !slices.Equal(score.Reasons, []string{"missing:injury"}) {
		t.Errorf("a rule that cannot be evaluated gives %q", score.Reasons)
	}
}

// TestRulesAboutWhatCouldNotHappenAreNotBroken: without a critical structure, or
// with nothing inserted, there is no injury, and the attempt can be judged.
func TestRulesAboutWhatCouldNotHappenAreNotBroken(t *testing.T) {
	rubric := madeRubric(t)
	for reason, want := range map[string]Outcome{ReasonNoCritical: OutcomePass, ReasonNotInserted: OutcomePass, ReasonCoverage: OutcomeInvalid} {
		m := Measure(madeAttempt())
		for i := range m {
			if m[i].ID == "clearance_min" {
				m[i].Value, m[i].Reason = nil, reason
			}
		}
		if score := rubric.Grade(m, nil); score.Outcome != want {
			t.Errorf("%s: %s %q", reason, score.Outcome, score.Reasons)
		}
	}
}

func TestMissingDataRules(t *testing.T) {
	rubric := madeRubric(t)
	score := rubric.Grade(metricsOf(map[string]float64{
		"clearance.vessel": 5, "clearance_min": 5, "target_error": 2, "passes": 1, "track_losses": 0, "punctures.vessel": 0,
	}), nil)
	depth, entered := score.Criteria[2], score.Criteria[4]
	if depth.Status != StatusExcluded || depth.Score != nil || depth.Reason != ReasonUnknown || depth.LostPoints != 0 {
		t.Errorf("excluded: %+v", depth)
	}
	if entered.Status != StatusZero || *entered.Score != 0 || entered.Feedback != "" {
		t.Errorf("zero: %+v", entered)
	}
	near(t, "lost", entered.LostPoints, 12.5, 1e-12)
	near(t, "total", *score.Total, 87.5, 1e-12)
}

func TestFailingReasonsAreAllListed(t *testing.T) {
	score := madeRubric(t).Grade(metricsOf(map[string]float64{
		"clearance.vessel": 0.5, "clearance_min": 0.5, "target_error": 9, "target_error_axial": 9, "passes": 4,
		"punctures.ventricle": 0, "track_losses": 30, "punctures.vessel": 0,
	}), nil)
	if want := []string{"total", "domain:safety", "criterion:target"}; score.Outcome != OutcomeFail || !slices.Equal(score.Reasons, want) {
		t.Errorf("%s %q, want %q", score.Outcome, score.Reasons, want)
	}
	if *score.Total < 0 || score.Penalties[0].Points != 10 {
		t.Errorf("total %v, penalties %+v", *score.Total, score.Penalties)
	}
}

func TestLostPointsAddUp(t *testing.T) {
	rubric, cases := referenceRubric(t)
	for _, c := range cases {
		score := rubric.Grade(metricsOf(c.Metrics), nil)
		lost := 0.0
		for _, criterion := range score.Criteria {
			lost += criterion.LostPoints
		}
		near(t, c.Name, lost, 100-*score.WeightedTotal, 1e-9)
	}
}

// drawMetrics draws values for the made rubric in plausible ranges.
func drawMetrics(t *rapid.T) map[string]float64 {
	draw := func(name string, low, high float64) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
	clearance := draw("clearance", -2, 8)
	return map[string]float64{
		"clearance.vessel": clearance, "clearance_min": clearance,
		"target_error": draw("target", 0, 15), "target_error_axial": draw("axial", -5, 5),
		"passes":              float64(rapid.IntRange(1, 6).Draw(t, "passes")),
		"punctures.ventricle": float64(rapid.IntRange(0, 2).Draw(t, "ventricle")),
		"punctures.vessel":    float64(rapid.IntRange(0, 1).Draw(t, "vessel")),
		"track_losses":        float64(rapid.IntRange(0, 8).Draw(t, "losses")),
	}
}

// TestScoreIsMonotone: better in one metric is never worse in the total.
func TestScoreIsMonotone(t *testing.T) {
	rubric := madeRubric(t)
	rapid.Check(t, func(t *rapid.T) {
		values := drawMetrics(t)
		before := *rubric.Grade(metricsOf(values), nil).Total
		id := rapid.SampledFrom([]string{"clearance.vessel", "clearance_min", "target_error", "passes", "punctures.vessel", "track_losses"}).Draw(t, "metric")
		by := rapid.Float64Range(0, 5).Draw(t, "by")
		definition, _ := Describe(id)
		if definition.Direction == Higher {
			values[id] += by
		} else {
			values[id] -= by
		}
		if after := *rubric.Grade(metricsOf(values), nil).Total; after < before-1e-9 {
			t.Fatalf("%s better by %v: %v became %v", id, by, before, after)
		}
	})
}

func TestWeightsAreScaleFree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rubric, scaled := madeRubric(t), madeRubric(t)
		scale := rapid.Float64Range(1e-6, 1e6)
		byDomain := map[string]float64{}
		all := scale.Draw(rt, "domains")
		for i := range scaled.Domains {
			scaled.Domains[i].Weight *= all
			byDomain[scaled.Domains[i].ID] = scale.Draw(rt, "criteria")
		}
		for i := range scaled.Criteria {
			scaled.Criteria[i].Weight *= byDomain[scaled.Criteria[i].Domain]
		}
		metrics := metricsOf(drawMetrics(rt))
		a, b := rubric.Grade(metrics, nil), scaled.Grade(metrics, nil)
		if a.Outcome != b.Outcome || math.Abs(*a.Total-*b.Total) > 1e-9 {
			rt.Fatalf("%s %v became %s %v", a.Outcome, *a.Total, b.Outcome, *b.Total)
		}
	})
}

func TestGradingAgainGivesTheSameBits(t *testing.T) {
	rubric := madeRubric(t)
	rapid.Check(t, func(t *rapid.T) {
		metrics := metricsOf(drawMetrics(t))
		if a, b := rubric.Grade(metrics, nil), rubric.Grade(metrics, nil); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v and %+v", a, b)
		}
	})
}

func TestXAPIAgreesWithTheVerdict(t *testing.T) {
	for _, c := range []struct {
		outcome     Outcome
		total, want float64
	}{
		{OutcomePass, 84.24, 0.8424},
		{OutcomePass, 69.9999999999, 0.7},
		{OutcomeFail, 69.996, 0.6999},
		{OutcomeFail, 95, 0.6999},
		{OutcomeFail, 12.34567, 0.1235},
		{OutcomeFailCritical, 49, 0.49},
	} {
		score := Score{Outcome: c.outcome, Total: &c.total}
		near(t, string(c.outcome), *score.XAPIScaled(70), c.want, 1e-12)
	}
}

func TestReasonTextsAreWritten(t *testing.T) {
	for _, reason := range []string{ReasonNotStarted, ReasonAbandoned, ReasonNotTracked, ReasonCoverage, ReasonRateTooLow,
		ReasonNotInserted, ReasonTooShort, ReasonNotWatertight, ReasonNoCritical, ReasonNotRecorded, ReasonNotFinite, ReasonUnknown} {
		if text := ReasonText(reason); text == reason || strings.Contains(text, "_") {
			t.Errorf("%s reads %q", reason, text)
		}
	}
}
