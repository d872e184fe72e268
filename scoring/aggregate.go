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

// total is the weighted total less the penalties, floored at 0, then capped.
func (r *Rubric) total(score *Score) float64 {
	total := *score.WeightedTotal
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

// decide sets total and outcome of an attempt that can be judged, with all
// reasons. Comparisons are written so that a number that is not one fails.
func (r *Rubric) decide(score *Score) {
	total := r.total(score)
	score.Total = &total
	for _, critical := range score.Critical {
		if critical.Effect == EffectFail {
			score.Reasons = append(score.Reasons, "critical:"+critical.ID)
		}
	}
	if len(score.Reasons) > 0 {
		score.Outcome = OutcomeFailCritical
		return
	}
	if !(total+tolerance >= r.Pass.MinTotal) {
		score.Reasons = append(score.Reasons, "total")
	}
	for _, domain := range score.Domains {
		minimum, ok := r.Pass.DomainMin[domain.ID]
		if ok && (domain.Score == nil || !(*domain.Score+tolerance >= minimum)) {
			score.Reasons = append(score.Reasons, "domain:"+domain.ID)
		}
	}
	for i, criterion := range score.Criteria {
		minimum := r.Criteria[i].MinScore
		if minimum != nil && criterion.Score != nil && !(*criterion.Score+tolerance >= *minimum) {
			score.Reasons = append(score.Reasons, "criterion:"+criterion.ID)
		}
	}
	score.Outcome = OutcomePass
	if len(score.Reasons) > 0 {
		score.Outcome = OutcomeFail
	}
}
