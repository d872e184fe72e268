package proficiency

import (
	"math"

	"github.com/drylab/drylab/scoring"
)

// SafetyDomain is the domain that rubrics keep their safety limits in, unless an
// educator says otherwise.
const SafetyDomain = "safety"

// SafetyHeld tells whether an attempt counts towards proficiency: its outcome
// is a pass, and so is every criterion of the safety domain by itself. A good
// distance to one vessel must not make up for a bad one to another. failed are
// the criteria's ids that were not.
//
// A criterion holds at its own minimum score, or else its domain's, or else the
// pass mark. One that was left out because there was nothing to hurt holds; one
// that is missing does not.
func SafetyHeld(r *scoring.Rubric, s *scoring.Score, safety string) (passed bool, failed []string) {
	for _, c := range s.Criteria {
		if c.Domain != safety || c.Status == scoring.StatusExcluded && c.Reason == scoring.ReasonNoCritical {
			continue
		}
		if c.Score == nil || *c.Score+1e-9 < leastScore(r, &c) { // 1e-9: as the rubric compares
			failed = append(failed, c.ID)
		}
	}
	return s.Outcome == scoring.OutcomePass && len(failed) == 0, failed
}

func leastScore(r *scoring.Rubric, c *scoring.CriterionScore) float64 {
	for _, criterion := range r.Criteria {
		if criterion.ID == c.ID && criterion.MinScore != nil {
			return *criterion.MinScore
		}
	}
	if minimum, ok := r.Pass.DomainMin[c.Domain]; ok {
		return minimum
	}
	return math.Max(0, r.Pass.MinTotal)
}
