package proficiency

import (
	"slices"
	"strconv"

	"github.com/drylab/drylab/scoring"
)

// JudgedPassMark is the rubric's pass mark by Angoff's judges. Where the judged
// items are the rubric's criteria, each counts with its weight in the total, so
// that the cut is the total expected of a borderline candidate; items of another
// kind count alike.
func JudgedPassMark(r *scoring.Rubric, j *Judgements) (Derivation, error) {
	a, err := j.Cut(criterionWeights(r, j.Items))
	if err != nil {
		return Derivation{}, err
	}
	d := passMark(r, MethodAngoff)
	d.N, d.Value, d.Judges, d.Status = len(a.JudgeMeans), 100*a.Cut, &a, scoring.BenchmarkExpert
	if a.CI != nil {
		d.CI95 = &Interval{100 * a.CI[0], 100 * a.CI[1]}
	}
	d.enough(d.N, "judges")
	d.After = strconv.FormatFloat(rounded(d.Value), 'f', -1, 64)
	return d, nil
}

// RatedPassMark is the rubric's pass mark by borderline regression of the totals
// on human ratings of the same attempts; a person's attempts are averaged first.
func RatedPassMark(r *scoring.Rubric, c *Cohort, borderline float64) (Derivation, error) {
	d := passMark(r, MethodBorderline)
	var ratings, totals []float64
	for _, s := range c.Subjects {
		var rated, scored []float64
		for _, run := range s.Runs {
			if run.Rating != nil && run.Total != nil {
				rated, scored = append(rated, *run.Rating), append(scored, *run.Total)
			}
		}
		if len(rated) == 0 {
			continue
		}
		ratings, totals = append(ratings, Mean(rated)), append(totals, Mean(scored))
		d.People = append(d.People, Share{ID: s.ID, Group: s.Group, Runs: len(rated), Value: Mean(scored)})
	}
	line, err := BorderlineRegression(ratings, totals, borderline)
	if err != nil {
		return Derivation{}, err
	}
	d.N, d.Value, d.CI95, d.Line, d.Status = line.N, line.Cut, &line.CI, &line, scoring.BenchmarkExpert
	d.enough(d.N, "rated people")
	d.After = strconv.FormatFloat(rounded(d.Value), 'f', -1, 64)
	return d, nil
}

func passMark(r *scoring.Rubric, method Method) Derivation {
	return Derivation{Unit: "points", Method: method, Before: strconv.FormatFloat(r.Pass.MinTotal, 'f', -1, 64)}
}

// criterionWeights are the criteria's weights in the total, in the order of the
// items; nil when the items are others than the criteria.
func criterionWeights(r *scoring.Rubric, items []string) []float64 {
	inDomain, ofDomain := map[string]float64{}, map[string]float64{}
	for _, c := range r.Criteria {
		inDomain[c.Domain] += c.Weight
		if !slices.Contains(items, c.ID) {
			return nil
		}
	}
	for _, domain := range r.Domains {
		ofDomain[domain.ID] = domain.Weight
	}
	weights := make([]float64, len(items))
	for i, item := range items {
		at := slices.IndexFunc(r.Criteria, func(c scoring.Criterion) bool { return c.ID == item })
		if at < 0 || slices.Contains(items[:i], item) {
			return nil
		}
		c := &r.Criteria[at]
		weights[i] = ofDomain[c.Domain] * c.Weight / inDomain[c.Domain]
	}
	return weights
}
