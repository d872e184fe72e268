package proficiency

import (
	"slices"

	"github.com/drylab/drylab/scoring"
)

// Finding is what one metric tells about skill here.
type Finding struct {
	Metric    string            `json:"metric"`
	Title     string            `json:"title"`
	Unit      string            `json:"unit"`
	Direction scoring.Direction `json:"direction"`
	Scored    bool              `json:"scored"` // the rubric asks for it
	Power     Power             `json:"finding"`
	// Guards tells that it is a limit of the rubric's safety domain, which stays
	// whether or not it tells people apart: whoever never comes near a vessel keeps
	// the best distance to it.
	Guards bool `json:"guards,omitempty"`
	// Separation is nil where a group has nobody with a value.
	Separation *Separation `json:"separation"`
	// ExpertMedian and NoviceMedian are over people; nil likewise.
	ExpertMedian *float64 `json:"expert_median"`
	NoviceMedian *float64 `json:"novice_median"`
	// Retest is the agreement, ICC(2,1), of everybody's first two runs after
	// familiarisation; nil where fewer than three people have two, or do not differ.
	Retest       *float64 `json:"retest_icc"`
	RetestPeople int      `json:"retest_people"`
}

// fewestRetested is the least number of people whose agreement is told: with
// two, any two pairs agree or disagree.
const fewestRetested = 3

// Examine compares experts with novices, and everybody with themselves, by each
// metric that the rubric scores or that was measured, in that order. A metric
// without a direction of its own is taken as "more is expert"; it separates
// whichever way the groups differ.
func Examine(r *scoring.Rubric, c *Cohort) []Finding {
	var findings []Finding
	seen := map[string]bool{}
	for _, criterion := range r.Criteria {
		if seen[criterion.Metric] {
			continue
		}
		seen[criterion.Metric] = true
		f := Finding{Metric: criterion.Metric, Title: criterion.Title, Unit: criterion.Unit, Scored: true, Direction: scoring.Context,
			Guards: criterion.Domain == SafetyDomain}
		f.describe()
		if worst, best, err := ends(&criterion.Curve); err == nil {
			f.Direction = scoring.Higher
			if best < worst {
				f.Direction = scoring.Lower
			}
		}
		f.examine(c)
		findings = append(findings, f)
	}
	for _, metric := range c.Metrics() {
		if !seen[metric] {
			f := Finding{Metric: metric, Direction: scoring.Context}
			f.describe()
			f.examine(c)
			findings = append(findings, f)
		}
	}
	return findings
}

// TellsNothing tells that the metric is no measure of skill here.
func (f *Finding) TellsNothing() bool {
	return f.Power == PowerNobody || f.Power == PowerReversed || f.Power == PowerConstant
}

// describe fills in what the catalogue knows.
func (f *Finding) describe() {
	definition, ok := scoring.Describe(f.Metric)
	if !ok {
		return
	}
	f.Unit, f.Direction = definition.Unit, definition.Direction
	if f.Title == "" {
		f.Title = definition.Title
	}
}

func (f *Finding) examine(c *Cohort) {
	f.Power = PowerTooFew
	_, novices, _ := Runs(c.Values(f.Metric, GroupNovice), c.Least)
	_, experts, _ := Runs(c.Values(f.Metric, GroupExpert), c.Least)
	if len(experts) > 0 {
		f.ExpertMedian = new(Percentile(experts, 0.5))
	}
	if len(novices) > 0 {
		f.NoviceMedian = new(Percentile(novices, 0.5))
	}
	if s, err := Separate(novices, experts, f.Direction == scoring.Lower); err == nil {
		f.Separation, f.Power = &s, s.Power()
		switch {
		case f.Power == PowerReversed && f.Direction == scoring.Context:
			f.Power = PowerSeparates
		case f.Power == PowerNobody && constant(novices, experts):
			f.Power = PowerConstant
		}
	}
	f.retest(c.Values(f.Metric, ""))
}

// constant tells whether all values are the same.
func constant(novices, experts []float64) bool {
	all := append(slices.Clone(novices), experts...)
	return slices.Min(all) == slices.Max(all)
}

func (f *Finding) retest(people []Person) {
	var pairs [][]float64
	for _, p := range people {
		if len(p.Values) >= 2 {
			pairs = append(pairs, p.Values[:2])
		}
	}
	f.RetestPeople = len(pairs)
	if len(pairs) < fewestRetested {
		return
	}
	if icc, err := IntraclassCorrelation(pairs); err == nil {
		f.Retest = &icc.ICC21
	}
}
