package scoring

import "math"

// aggregate fills the domains, the weighted total and what each criterion cost:
// domain = Σw·s/Σw over the criteria that count, total = ΣW·D/ΣW over the
// domains that have a score.
func (r *Rubric) aggregate(score *Score) {
	criterionWeights := make([]float64, len(r.Domains)) // Σw per domain
	domainWeight, weighted := 0.0, 0.0                  // ΣW, ΣW·D
	for d, domain := range r.Domains {
		sum := 0.0
		for i := range score.Criteria {
			if criterion := &score.Criteria[i]; criterion.Domain == domain.ID && criterion.Score != nil {
				weight := usable(r.Criteria[i].Weight)
				criterionWeights[d] += weight
				sum += weight * *criterion.Score
			}
		}
		result := DomainScore{ID: domain.ID, Title: domain.Title, Weight: usable(domain.Weight)}
		if mean := sum / criterionWeights[d]; isFinite(mean) {
			result.Score = &mean
			domainWeight += result.Weight
			weighted += result.Weight * mean
		}
		score.Domains = append(score.Domains, result)
	}
	total := weighted / domainWeight
	if !isFinite(total) {
		return
	}
	score.WeightedTotal = &total
	for d, domain := range score.Domains {
		for i := range score.Criteria {
			criterion := &score.Criteria[i]
			if criterion.Domain == domain.ID && criterion.Score != nil && domain.Score != nil {
				share := domain.Weight / domainWeight * (usable(r.Criteria[i].Weight) / criterionWeights[d])
				criterion.LostPoints = share * (100 - *criterion.Score)
			}
		}
	}
}

// usable is a weight that counts: a finite one above 0, else 0. Validate refuses
// the others; here they must not turn a score into no number.
func usable(weight float64) float64 {
	if isFinite(weight) && weight > 0 {
		return weight
	}
	return 0
}

// total is the weighted total less the penalties, floored at 0, then capped; 0
// when nothing counted.
func (r *Rubric) total(score *Score) float64 {
	total := 0.0
	if score.WeightedTotal != nil {
		total = *score.WeightedTotal
	}
	for _, penalty := range score.Penalties {
		total -= penalty.Points
	}
	total = math.Max(0, total)
	for _, critical := range score.Critical {
		if critical.Effect == EffectFail {
			total = capped(total, r.CriticalCap)
		} else {
			total = capped(total, *critical.Cap)
		}
	}
	return total
}

// capped is the smaller of the two, and 0 for a limit that is no number.
func capped(total, limit float64) float64 {
	switch {
	case limit >= total:
		return total
	case limit > 0:
		return limit
	}
	return 0
}

// fail sets total and outcome of an attempt that cannot have passed, whatever
// the missing data would have said.
func (r *Rubric) fail(score *Score, abandoned bool, missing []string) {
	total := r.total(score)
	score.Total = &total
	for _, critical := range score.Critical {
		if critical.Effect == EffectFail {
			score.Reasons = append(score.Reasons, "critical:"+critical.ID)
		}
	}
	if abandoned {
		score.Reasons = append(score.Reasons, "abandoned")
	}
	score.Reasons = append(score.Reasons, missing...)
	if score.injured() {
		score.Outcome = OutcomeFailCritical
		return
	}
	score.Outcome = OutcomeFail
	score.Reasons = append(score.Reasons, r.shortfalls(score, total)...)
}

// decide sets total and outcome of an attempt of which everything is known.
func (r *Rubric) decide(score *Score) {
	total := r.total(score)
	score.Total, score.Outcome = &total, OutcomePass
	if score.Reasons = append(score.Reasons, r.shortfalls(score, total)...); len(score.Reasons) > 0 {
		score.Outcome = OutcomeFail
	}
}

// shortfalls are the minima that were missed, as reasons. Comparisons are
// written so that a number that is not one fails.
func (r *Rubric) shortfalls(score *Score, total float64) (reasons []string) {
	if !(total+tolerance >= r.Pass.MinTotal) {
		reasons = append(reasons, "total")
	}
	for _, domain := range score.Domains {
		minimum, ok := r.Pass.DomainMin[domain.ID]
		if ok && (domain.Score == nil || !(*domain.Score+tolerance >= minimum)) {
			reasons = append(reasons, "domain:"+domain.ID)
		}
	}
	for i, criterion := range score.Criteria {
		minimum := r.Criteria[i].MinScore
		if minimum != nil && criterion.Score != nil && !(*criterion.Score+tolerance >= *minimum) {
			reasons = append(reasons, "criterion:"+criterion.ID)
		}
	}
	return reasons
}
