package proficiency

import (
	"errors"
	"fmt"
	"slices"

	"github.com/drylab/drylab/scoring"
)

// Method is a way to set a standard.
type Method string

// The methods.
const (
	MethodExperts     Method = "experts"
	MethodQuartile    Method = "quartile"
	MethodContrasting Method = "contrasting"
	MethodBorderline  Method = "borderline"
	MethodAngoff      Method = "angoff"
)

// Share is one person's part in a standard.
type Share struct {
	ID      string  `json:"id"`
	Group   string  `json:"group,omitempty"`
	Runs    int     `json:"runs"`
	Value   float64 `json:"value"` // mean of the runs
	Outlier bool    `json:"outlier,omitempty"`
}

// Derivation is a standard with everything that it follows from.
type Derivation struct {
	Criterion string  `json:"criterion,omitempty"` // "" for the pass mark
	Title     string  `json:"title,omitempty"`
	Metric    string  `json:"metric,omitempty"`
	Unit      string  `json:"unit"` // of the numbers; points for the pass mark
	Method    Method  `json:"method"`
	People    []Share `json:"people,omitempty"`
	TooFew    int     `json:"too_few_runs,omitempty"` // people that have too few runs to count

	N     int       `json:"n"` // people or judges that count
	Value float64   `json:"value"`
	SD    *float64  `json:"sd,omitempty"`
	CI95  *Interval `json:"ci95"`
	// Groups are the two distributions and the errors of the cut between them.
	Groups *Contrast `json:"groups,omitempty"`
	// Line is the regression on the raters' judgement.
	Line *Borderline `json:"line,omitempty"`
	// Judges are Angoff's.
	Judges *Angoff `json:"judges,omitempty"`

	Before string `json:"before,omitempty"` // values of full points, or the pass mark
	After  string `json:"after,omitempty"`
	// Status is what the standard may be called; Why says why it is provisional.
	Status scoring.BenchmarkStatus `json:"status"`
	Why    string                  `json:"why,omitempty"`
	// Kept says why the author's anchors stay; then none of the above counts.
	Kept string `json:"kept,omitempty"`

	Curve *scoring.Curve `json:"curve,omitempty"` // new
}

// Benchmark is what goes into the rubric. It names nobody.
func (d *Derivation) Benchmark(date, device, source string) *scoring.Benchmark {
	b := &scoring.Benchmark{
		Status: d.Status, Method: string(d.Method), N: d.N, Mean: new(rounded(d.Value)),
		Date: date, Device: device, Source: source,
	}
	if d.SD != nil {
		b.SD = new(rounded(*d.SD))
	}
	if d.CI95 != nil {
		b.CI95 = []float64{rounded(d.CI95[0]), rounded(d.CI95[1])}
	}
	return b
}

// Standard is how criteria's anchors are derived.
type Standard struct {
	Method Method // experts, quartile or contrasting
	Cohort Cohort
	Pass   float64 // points of the rubric's pass mark: those of a value at a cut
	// Safety is the domain whose limits are absolute: they are derived only when
	// asked for by name, and never to something laxer.
	Safety string
}

// Criterion derives one criterion's anchors. named tells that the educator asked
// for this criterion by name. What stands against it is told in Kept.
func (s *Standard) Criterion(c *scoring.Criterion, named bool) Derivation {
	d := Derivation{Criterion: c.ID, Title: c.Title, Metric: c.Metric, Unit: c.Unit, Method: s.Method, Before: c.Curve.Target()}
	worst, best, err := ends(&c.Curve)
	switch {
	case c.Domain == s.Safety && !named:
		err = errors.New("a safety limit is absolute and not measured by what people reach; ask for it by name to derive it all the same")
	case err == nil:
		err = s.derive(&d, c, best < worst)
	}
	if err != nil {
		d.Kept = err.Error()
		return d
	}
	d.After = d.Curve.Target()
	return d
}

func (s *Standard) derive(d *Derivation, c *scoring.Criterion, lowerIsBetter bool) error {
	var err error
	switch s.Method {
	case MethodExperts:
		err = s.fromExperts(d, c)
	case MethodQuartile:
		err = s.fromPeers(d, c, lowerIsBetter)
	case MethodContrasting:
		err = s.fromGroups(d, c, lowerIsBetter)
	default:
		err = fmt.Errorf("%s sets pass marks, not anchors", s.Method)
	}
	if err != nil || c.Domain != s.Safety {
		return err
	}
	_, before, err := ends(&c.Curve)
	if err != nil {
		return err
	}
	_, after, err := ends(d.Curve)
	if err == nil && after != before && after > before == lowerIsBetter {
		err = fmt.Errorf("%s would be laxer than the authored limit, and a safety limit is never loosened by what people reach", d.Curve.Target())
	}
	return err
}

// take notes the people of a group and returns their means.
func (s *Standard) take(d *Derivation, group string, except string) []float64 {
	var people []Person
	for _, p := range s.Cohort.Values(d.Metric, group) {
		if except == "" || !s.isIn(p.Name, except) {
			people = append(people, p)
		}
	}
	used, means, short := Runs(people, s.Cohort.Least)
	for i, p := range used {
		d.People = append(d.People, Share{ID: p.Name, Group: group, Runs: len(p.Values), Value: means[i]})
	}
	d.TooFew += len(short)
	return means
}

func (s *Standard) isIn(id, group string) bool {
	return slices.ContainsFunc(s.Cohort.Subjects, func(one Subject) bool { return one.ID == id && one.Group == group })
}

func (s *Standard) fromExperts(d *Derivation, c *scoring.Criterion) error {
	e, err := ExpertBenchmark(s.take(d, GroupExpert, ""))
	if err != nil {
		return err
	}
	for _, place := range e.Dropped {
		d.People[place].Outlier = true
	}
	d.N, d.Value, d.SD, d.CI95, d.Status = e.N, e.Mean, &e.SD, &e.CI, scoring.BenchmarkExpert
	d.enough(e.N, "experts")
	moved, err := moveBest(&c.Curve, e.Mean)
	d.Curve = &moved
	return err
}

func (s *Standard) fromPeers(d *Derivation, c *scoring.Criterion, lowerIsBetter bool) error {
	q, err := BestQuartile(s.take(d, "", GroupExpert), lowerIsBetter)
	if err != nil {
		return err
	}
	d.N, d.Value, d.CI95 = q.N, q.Value, q.CI
	d.Status, d.Why = scoring.BenchmarkProvisional, "a quartile of peers is an aim to spur, no standard that experts set"
	moved, err := moveBest(&c.Curve, q.Value)
	d.Curve = &moved
	return err
}

func (s *Standard) fromGroups(d *Derivation, c *scoring.Criterion, lowerIsBetter bool) error {
	novices := s.take(d, GroupNovice, "")
	experts := s.take(d, GroupExpert, "")
	g, err := ContrastingGroups(novices, experts)
	if err != nil {
		return err
	}
	if g.LowerIsBetter != lowerIsBetter {
		return errors.New("novices are better than experts by this metric; use another one")
	}
	d.N, d.Value, d.CI95, d.Groups, d.Status = g.Novices+g.Experts, g.Value, g.CI, &g, scoring.BenchmarkContrasting
	d.enough(min(g.Novices, g.Experts), "people in the smaller group")
	d.Curve = new(cutAt(&g, s.Pass))
	return nil
}

// enough makes a standard of too few people provisional.
func (d *Derivation) enough(n int, who string) {
	if n < FewestExperts {
		d.Status, d.Why = scoring.BenchmarkProvisional, fmt.Sprintf("%d %s; a standard needs at least %d", n, who, FewestExperts)
	}
}
