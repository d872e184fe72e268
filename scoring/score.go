package scoring

import (
	"math"
	"slices"
)

// Outcome is the verdict on an attempt.
type Outcome string

// The outcomes.
const (
	OutcomePass         Outcome = "pass"
	OutcomeFail         Outcome = "fail"
	OutcomeFailCritical Outcome = "fail_critical"
	OutcomeInvalid      Outcome = "invalid" // recorded, not judged
)

// Status tells how a criterion took part in the score.
type Status string

// The statuses.
const (
	StatusOK       Status = "ok"
	StatusExcluded Status = "excluded" // no value; its weight was left out
	StatusZero     Status = "zero"     // no value; counted as 0 points
	StatusInvalid  Status = "invalid"  // no value; by itself it makes the attempt invalid, and its weight was left out
)

// Score is a graded attempt. Points are 0–100 and unrounded.
type Score struct {
	Outcome Outcome `json:"outcome"`
	// Total is what counts, after penalties and caps; nil when the outcome is invalid.
	Total *float64 `json:"total"`
	// WeightedTotal is the total before penalties and caps; nil when nothing was scored.
	WeightedTotal *float64         `json:"weighted_total"`
	Domains       []DomainScore    `json:"domains"`
	Criteria      []CriterionScore `json:"criteria"`
	Penalties     []PenaltyScore   `json:"penalties"`           // only those that took points
	Critical      []CriticalError  `json:"critical"`            // only those that happened
	Checklist     []CheckedItem    `json:"checklist,omitempty"` // the rubric's, as the attempt went
	// Reasons say why the outcome is not a pass, each "kind:what": attempt:a
	// sentence, missing:id, critical:id, domain:id, criterion:id; or
	// "abandoned", "total" or "nothing_scored" alone.
	Reasons []string `json:"reasons"`
}

// DomainScore is the weighted mean of a domain's criteria; Score is nil when none counted.
type DomainScore struct {
	ID     string   `json:"id"`
	Title  string   `json:"title,omitempty"`
	Weight float64  `json:"weight"`
	Score  *float64 `json:"score"`
}

// CriterionScore is one criterion of a graded attempt.
type CriterionScore struct {
	ID     string   `json:"id"`
	Title  string   `json:"title,omitempty"`
	Domain string   `json:"domain"`
	Metric string   `json:"metric"`
	Unit   string   `json:"unit"`
	Value  *float64 `json:"value"`
	Score  *float64 `json:"score"`
	Status Status   `json:"status"`
	Flags  []string `json:"flags,omitempty"`  // of the metric
	Reason string   `json:"reason,omitempty"` // why the metric has no value
	// LostPoints is what this criterion cost: its share of the weighted total,
	// times the points that it missed. They add up to 100 − WeightedTotal.
	LostPoints  float64 `json:"lost_points"`
	Target      string  `json:"target"` // the values of full points, in Unit
	Feedback    string  `json:"feedback"`
	Provisional bool    `json:"provisional"` // the anchors are an author's guess
}

// PenaltyScore is points taken off.
type PenaltyScore struct {
	ID     string  `json:"id"`
	Text   string  `json:"text,omitempty"`
	Metric string  `json:"metric"`
	Value  float64 `json:"value"`
	Points float64 `json:"points"`
}

// CriticalError is a critical rule that was broken.
type CriticalError struct {
	ID     string   `json:"id"`
	Text   string   `json:"text"`
	Effect Effect   `json:"effect"`
	Cap    *float64 `json:"cap,omitempty"` // points, with effect cap
	Metric string   `json:"metric"`
	Value  float64  `json:"value"`
}

// injured tells whether a critical error of effect fail happened.
func (s *Score) injured() bool {
	return slices.ContainsFunc(s.Critical, func(c CriticalError) bool { return c.Effect == EffectFail })
}

// XAPIScaled is the score as xAPI's result.score.scaled, 0–1 with four
// decimals, nil for an invalid attempt. passMark is the rubric's Pass.MinTotal.
// An attempt that failed for another reason than its total is sent just below
// the pass mark, so that score and verdict agree in a learning record store.
func (s *Score) XAPIScaled(passMark float64) *float64 {
	if s.Outcome == OutcomeInvalid || s.Total == nil || !isFinite(passMark) {
		return nil
	}
	scaled := roundTo4(*s.Total / 100)
	mark := roundTo4(passMark / 100)
	if s.Outcome == OutcomePass {
		scaled = math.Max(scaled, mark)
	} else {
		scaled = math.Max(0, math.Min(scaled, roundTo4(mark-0.0001)))
	}
	return &scaled
}

// roundTo4 rounds half up to four decimals.
func roundTo4(x float64) float64 { return math.Floor(x*1e4+0.5) / 1e4 }
