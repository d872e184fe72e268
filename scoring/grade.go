package scoring

import "math"

// tolerance is what comparisons of points allow for rounding in the sums; it is
// far below the 0.1 points that anybody sees.
const tolerance = 1e-9

// Grade judges an attempt by its metrics. invalid holds reasons, as sentences,
// why the attempt as a whole cannot be judged; see Invalidity. The rubric is
// expected to have passed Validate; a broken one gives an invalid outcome.
//
// The first match decides: an attempt that as a whole cannot be judged is
// invalid; a critical error of effect fail is fail_critical; an attempt that was
// abandoned is fail; anything missing that must not be is invalid; a total,
// domain or criterion below its minimum is fail; else the attempt passed.
//
// [DEC] SCORING §4.4 asks for missing data before critical errors. Here what
// certainly happened comes first, because missing data can neither undo an
// injury nor finish an abandoned attempt: nobody escapes a failure by breaking
// off, or by covering the tracker afterwards. The total then is that of what
// counted.
func (r *Rubric) Grade(m Metrics, invalid []string) Score {
	score := Score{
		Domains:   make([]DomainScore, 0, len(r.Domains)),
		Criteria:  make([]CriterionScore, 0, len(r.Criteria)),
		Penalties: []PenaltyScore{},
		Critical:  []CriticalError{},
		Reasons:   []string{},
	}
	var missing []string
	for i := range r.Criteria {
		criterion := r.Criteria[i].grade(m)
		if criterion.Status == StatusInvalid {
			missing = append(missing, "missing:"+criterion.ID)
		}
		score.Criteria = append(score.Criteria, criterion)
	}
	missing = append(missing, r.applyPenalties(m, &score)...)
	missing = append(missing, r.applyCritical(m, &score)...)
	r.aggregate(&score)
	if score.WeightedTotal == nil {
		missing = append(missing, "nothing_scored")
	}
	switch abandoned := m.abandoned(); {
	case len(invalid) > 0:
		score.Outcome, score.Reasons = OutcomeInvalid, append(prefixed("attempt:", invalid), missing...)
	case score.injured() || abandoned:
		r.fail(&score, abandoned, missing)
	case len(missing) > 0:
		score.Outcome, score.Reasons = OutcomeInvalid, missing
	default:
		r.decide(&score)
	}
	return score
}

func prefixed(prefix string, texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, prefix+text)
	}
	return all
}

// measured returns a metric's finite value, or the reason why there is none.
func measured(m Metrics, id string) (metric Metric, value float64, ok bool) {
	metric, found := m.Get(id)
	switch {
	case !found && isPhase(id):
		return Metric{ID: id, Unit: "s", Reason: ReasonNotReached}, 0, false
	case !found:
		return Metric{ID: id, Reason: ReasonUnknown}, 0, false
	case metric.Value == nil:
		return metric, 0, false
	case !isFinite(*metric.Value):
		metric.Reason = ReasonNotFinite
		return metric, 0, false
	}
	return metric, *metric.Value, true
}

// grade scores one criterion, without its lost points.
func (c *Criterion) grade(m Metrics) CriterionScore {
	score := CriterionScore{
		ID: c.ID, Title: c.Title, Domain: c.Domain, Metric: c.Metric, Unit: c.Unit,
		Target:      c.Curve.Target(),
		Provisional: c.Benchmark == nil || c.Benchmark.Status == BenchmarkProvisional,
	}
	metric, value, ok := measured(m, c.Metric)
	score.Flags = metric.Flags
	if !ok {
		score.Reason = metric.Reason
		score.Status, score.Score = c.withoutValue(metric.Reason)
		if score.Status == StatusZero && isUndone(metric.Reason) {
			score.Feedback = c.feedback(0)
		}
		return score
	}
	score.Value = &value
	points, ok := c.Curve.Score(value)
	if !ok {
		score.Status = StatusInvalid
		return score
	}
	score.Status, score.Score, score.Feedback = StatusOK, &points, c.feedback(points)
	return score
}

// withoutValue applies the criterion's rule for missing data; see Missing.
func (c *Criterion) withoutValue(reason string) (Status, *float64) {
	switch {
	case c.Missing == MissingExclude:
		return StatusExcluded, nil
	case c.Missing == MissingZero, isUndone(reason):
		return StatusZero, new(float64)
	case reason == ReasonNoCritical:
		return StatusExcluded, nil
	}
	return StatusInvalid, nil
}

// feedback is the text with the highest threshold that the points reach.
func (c *Criterion) feedback(points float64) string {
	text, best := "", math.Inf(-1)
	for _, feedback := range c.Feedback {
		if feedback.Min <= points+tolerance && feedback.Min > best {
			text, best = feedback.Text, feedback.Min
		}
	}
	return text
}

// applyPenalties lists the penalties that take points. A penalty whose metric
// is missing for want of data cannot be waved through: it is returned as a
// reason for invalid.
func (r *Rubric) applyPenalties(m Metrics, score *Score) (missing []string) {
	for i := range r.Penalties {
		penalty := &r.Penalties[i]
		metric, value, ok := measured(m, penalty.Metric)
		if !ok && isFact(metric.Reason) {
			continue
		}
		points := math.Min(penalty.Max, penalty.PerUnit*value)
		if !ok || !isFinite(points) {
			missing = append(missing, "missing:"+penalty.ID)
			continue
		}
		if points > 0 {
			score.Penalties = append(score.Penalties, PenaltyScore{
				ID: penalty.ID, Text: penalty.Text, Metric: penalty.Metric, Value: value, Points: points,
			})
		}
	}
	return missing
}

// applyCritical lists the critical rules that were broken. A rule whose metric
// is missing for want of data cannot be waved through: it is returned as a
// reason for invalid.
func (r *Rubric) applyCritical(m Metrics, score *Score) (missing []string) {
	for i := range r.Critical {
		rule := &r.Critical[i]
		metric, value, ok := measured(m, rule.Metric)
		if !ok && isFact(metric.Reason) {
			continue
		}
		breached, sound := rule.breached(value)
		if !ok || !sound {
			missing = append(missing, "missing:"+rule.ID)
			continue
		}
		if breached {
			score.Critical = append(score.Critical, CriticalError{
				ID: rule.ID, Text: rule.Text, Effect: rule.Effect, Cap: rule.Cap, Metric: rule.Metric, Value: value,
			})
		}
	}
	return missing
}
