package scoring

import (
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// without is the made attempt's metrics, those given null for a reason.
func without(reason string, ids ...string) Metrics {
	m := Measure(madeAttempt())
	for i := range m {
		if slices.Contains(ids, m[i].ID) {
			m[i].Value, m[i].Reason = nil, reason
		}
	}
	return m
}

// TestAFactIsNoDoubt: under the rule invalid, what was not done scores 0, what
// could not happen is left out, and only data in doubt make the attempt invalid.
// The rules exclude and zero are literal.
func TestAFactIsNoDoubt(t *testing.T) {
	for _, c := range []struct {
		reason  string
		invalid Status // what the rule invalid makes of it
		outcome Outcome
	}{
		{ReasonNotInserted, StatusZero, OutcomeFail},
		{ReasonTooShort, StatusZero, OutcomeFail},
		{ReasonAbandoned, StatusZero, OutcomeFail},
		{ReasonNoCritical, StatusExcluded, OutcomePass},
		{ReasonNotStarted, StatusInvalid, OutcomeInvalid},
		{ReasonNotTracked, StatusInvalid, OutcomeInvalid},
		{ReasonCoverage, StatusInvalid, OutcomeInvalid},
		{ReasonRateTooLow, StatusInvalid, OutcomeInvalid},
		{ReasonNotWatertight, StatusInvalid, OutcomeInvalid},
		{ReasonNotRecorded, StatusInvalid, OutcomeInvalid},
		{ReasonNotFinite, StatusInvalid, OutcomeInvalid},
		{ReasonUnknown, StatusInvalid, OutcomeInvalid},
	} {
		for rule, want := range map[Missing]Status{MissingInvalid: c.invalid, MissingExclude: StatusExcluded, MissingZero: StatusZero} {
			rubric := madeRubric(t)
			rubric.Criteria[1].Missing = rule
			score := rubric.Grade(without(c.reason, "target_error"), nil)
			if got := score.Criteria[1].Status; got != want {
				t.Errorf("%s under %s: %s, want %s", c.reason, rule, got, want)
			}
			if rule == MissingInvalid && score.Outcome != c.outcome {
				t.Errorf("%s: %s %q, want %s", c.reason, score.Outcome, score.Reasons, c.outcome)
			}
		}
	}
}

// TestWhatWasNotDoneIsAnsweredByTheAuthor: a 0 for what was not done carries the
// lowest text; a 0 for lost data does not blame the trainee.
func TestWhatWasNotDoneIsAnsweredByTheAuthor(t *testing.T) {
	rubric := madeRubric(t)
	if got := rubric.Grade(without(ReasonNotInserted, "clearance.vessel"), nil).Criteria[0].Feedback; got != "too close" {
		t.Errorf("not inserted: %q", got)
	}
	rubric.Criteria[0].Missing = MissingZero
	if got := rubric.Grade(without(ReasonCoverage, "clearance.vessel"), nil).Criteria[0].Feedback; got != "" {
		t.Errorf("not tracked: %q", got)
	}
}

// TestMissingDataDoNotUndoAnInjury: the total is that of what counted, capped.
func TestMissingDataDoNotUndoAnInjury(t *testing.T) {
	rubric := madeRubric(t)
	injured := without(ReasonCoverage, "target_error", "clearance.vessel", "clearance_min")
	for i := range injured {
		if injured[i].ID == "punctures.vessel" {
			injured[i].Value = ptr(1)
		}
	}
	score := rubric.Grade(injured, nil)
	want := []string{"critical:injury", "missing:vessel", "missing:target", "missing:breach"}
	if score.Outcome != OutcomeFailCritical || !slices.Equal(score.Reasons, want) {
		t.Fatalf("%s %q, want %q", score.Outcome, score.Reasons, want)
	}
	near(t, "total", *score.Total, rubric.CriticalCap, 0)
	near(t, "weighted total", *score.WeightedTotal, 100, 1e-9)

	score = rubric.Grade(injured, []string{"the recording is truncated"})
	if score.Outcome != OutcomeInvalid || score.Total != nil || len(score.Critical) != 1 {
		t.Errorf("a recording that cannot be trusted: %s %+v", score.Outcome, score.Critical)
	}
	rubric.Criteria = nil
	if score = rubric.Grade(injured, nil); score.Outcome != OutcomeFailCritical || *score.Total != 0 {
		t.Errorf("with nothing scored: %s %v", score.Outcome, score.Total)
	}
}

// abandon breaks the made attempt off in the middle of the insertion.
func abandon(rec *record.Recording) {
	rec.Events = append(rec.Events[:3:3], record.Event{Tick: 640, Kind: record.EventEnd, Detail: "abandoned"})
}

func TestAnAbandonedAttemptFails(t *testing.T) {
	rec := madeAttempt()
	abandon(rec)
	rubric := madeRubric(t)
	score := rubric.Grade(Measure(rec), Invalidity(rec))
	if score.Outcome != OutcomeFail || score.Reasons[0] != "abandoned" || score.Total == nil {
		t.Fatalf("%s %q", score.Outcome, score.Reasons)
	}
	if target := score.Criteria[1]; target.Status != StatusZero || *target.Score != 0 || target.Feedback != "aim" {
		t.Errorf("%+v", target)
	}
	// Whatever a rubric leaves out, what was not finished is no pass.
	for i := range rubric.Criteria {
		rubric.Criteria[i].Missing, rubric.Criteria[i].MinScore = MissingExclude, nil
	}
	if score = rubric.Grade(Measure(rec), nil); score.Outcome != OutcomeFail || !slices.Equal(score.Reasons, []string{"abandoned"}) {
		t.Errorf("everything excluded: %s %q", score.Outcome, score.Reasons)
	}
	// Nor does a lost tracker help who breaks off.
	lose(rec, 310, 600)
	if score = madeRubric(t).Grade(Measure(rec), nil); score.Outcome != OutcomeFail || !slices.Contains(score.Reasons, "missing:vessel") {
		t.Errorf("abandoned and not tracked: %s %q", score.Outcome, score.Reasons)
	}
}

func TestAnInjuryBeforeBreakingOffIsCritical(t *testing.T) {
	rec := madeAttempt()
	abandon(rec)
	rec.Events = append(rec.Events, record.Event{Tick: 600, Kind: record.EventEnter, Structure: "vessel"})
	score := madeRubric(t).Grade(Measure(rec), Invalidity(rec))
	if want := []string{"critical:injury", "abandoned"}; score.Outcome != OutcomeFailCritical || !slices.Equal(score.Reasons, want) {
		t.Errorf("%s %q, want %q", score.Outcome, score.Reasons, want)
	}
	if !(*score.Total <= 49) {
		t.Errorf("total %v", *score.Total)
	}
}
