package scoring

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Problem is one thing wrong with a rubric. Path is a JSON pointer to it, such
// as /criteria/2/curve/points; Message says what to change.
type Problem struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// String is "path: message".
func (p Problem) String() string { return p.Path + ": " + p.Message }

// review gathers problems while a rubric is checked.
type review struct {
	known    func(string) (string, bool)
	problems []Problem
	ids      map[string]string // id -> path of its first use
}

func (v *review) report(path, format string, args ...any) {
	v.problems = append(v.problems, Problem{path, fmt.Sprintf(format, args...)})
}

// Validate returns everything that is wrong with the rubric, in the order of
// its text, or nil. known tells the unit of a metric and whether it exists; see
// KnownMetrics.
func (r *Rubric) Validate(known func(metricID string) (unit string, ok bool)) []Problem {
	v := &review{known: known, ids: map[string]string{}}
	v.head(r)
	v.checklist(r)
	v.derived(r)
	v.domains(r)
	for i := range r.Criteria {
		v.criterion(r, &r.Criteria[i], pointer("/criteria", i))
	}
	for i := range r.Penalties {
		v.penalty(&r.Penalties[i], pointer("/penalties", i))
	}
	for i := range r.Critical {
		v.critical(&r.Critical[i], pointer("/critical", i))
	}
	v.reachable(r)
	return v.problems
}

// pointer is the JSON pointer to an element of a list.
func pointer(list string, i int) string { return list + "/" + strconv.Itoa(i) }

func (v *review) head(r *Rubric) {
	if r.Schema != RubricSchema {
		v.report("/schema", "must be %q, is %q", RubricSchema, r.Schema)
	}
	v.text("/id", r.ID, "give the rubric an id")
	v.text("/version", r.Version, "give the rubric a version")
	if r.Purpose != "" && r.Purpose != "formative" && r.Purpose != "summative" {
		v.report("/purpose", "must be formative or summative, is %q", r.Purpose)
	}
	v.points("/pass/min_total", r.Pass.MinTotal)
	if r.Pass.Benchmark != nil {
		v.benchmark(r.Pass.Benchmark, "/pass/benchmark")
	}
	v.points("/critical_cap", r.CriticalCap)
	if r.CriticalCap >= r.Pass.MinTotal {
		v.report("/critical_cap", "must be below pass.min_total (%s): an attempt with a critical error must not look like a pass", number(r.Pass.MinTotal))
	}
}

func (v *review) domains(r *Rubric) {
	if len(r.Domains) == 0 {
		v.report("/domains", "add at least one domain")
	}
	ids := map[string]string{}
	for i, domain := range r.Domains {
		path := pointer("/domains", i)
		v.uniqueID(ids, path, domain.ID)
		v.positive(path+"/weight", domain.Weight)
		if !r.hasCriterionIn(domain.ID) {
			v.report(path+"/id", "domain %q has no criterion", domain.ID)
		}
	}
	for _, id := range sortedKeys(r.Pass.DomainMin) {
		if _, ok := ids[id]; !ok {
			v.report("/pass/domain_min/"+id, "there is no domain %q", id)
		}
		v.points("/pass/domain_min/"+id, r.Pass.DomainMin[id])
	}
}

func (r *Rubric) hasCriterionIn(domain string) bool {
	for _, criterion := range r.Criteria {
		if criterion.Domain == domain {
			return true
		}
	}
	return false
}

func (v *review) criterion(r *Rubric, c *Criterion, path string) {
	v.uniqueID(v.ids, path, c.ID)
	if r.domain(c.Domain) == nil {
		v.report(path+"/domain", "there is no domain %q", c.Domain)
	}
	if unit, ok := v.metric(path+"/metric", c.Metric); ok && unit != c.Unit {
		v.report(path+"/unit", "metric %q is in %q, the criterion says %q", c.Metric, unit, c.Unit)
	}
	v.curve(&c.Curve, path+"/curve")
	v.positive(path+"/weight", c.Weight)
	if c.MinScore != nil {
		v.points(path+"/min_score", *c.MinScore)
	}
	if c.Missing != MissingInvalid && c.Missing != MissingExclude && c.Missing != MissingZero {
		v.report(path+"/missing", "must be invalid, exclude or zero, is %q", c.Missing)
	}
	if c.Benchmark != nil {
		v.benchmark(c.Benchmark, path+"/benchmark")
	}
	v.feedback(c.Feedback, path+"/feedback")
}

func (r *Rubric) domain(id string) *Domain {
	for i := range r.Domains {
		if r.Domains[i].ID == id {
			return &r.Domains[i]
		}
	}
	return nil
}

// fewestExperts is the least number of experts whose mean may be called an
// expert benchmark (SCORING §5.3: with 5 the 95 % interval is already ±1.24 SD).
const fewestExperts = 5

// standardMethods are the ways to set a standard.
var standardMethods = []string{"experts", "quartile", "contrasting", "borderline", "angoff"}

func (v *review) benchmark(b *Benchmark, path string) {
	if b.Method != "" && !slices.Contains(standardMethods, b.Method) {
		v.report(path+"/method", "must be one of %s, is %q", strings.Join(standardMethods, ", "), b.Method)
	}
	if ends := b.CI95; ends != nil && (len(ends) != 2 || !(ends[0] <= ends[1]) || !isFinite(ends[0]) || !isFinite(ends[1])) {
		v.report(path+"/ci95", "must be the low and the high end of the interval, such as [50.7, 62.2]")
	}
	switch b.Status {
	case BenchmarkProvisional:
		return
	case BenchmarkExpert, BenchmarkContrasting:
	default:
		v.report(path+"/status", "must be provisional, expert or contrasting, is %q", b.Status)
		return
	}
	if b.N < fewestExperts {
		v.report(path+"/n", "%d people are too few for a benchmark (at least %d): mark it provisional", b.N, fewestExperts)
	}
	v.text(path+"/date", b.Date, "say when the benchmark was measured")
	v.text(path+"/source", b.Source, "say where the benchmark comes from")
}

func (v *review) feedback(texts []Feedback, path string) {
	if len(texts) == 0 {
		v.report(path, "there is no feedback text: write at least one with min 0")
		return
	}
	lowest := texts[0].Min
	for i, feedback := range texts {
		at := pointer(path, i)
		v.points(at+"/min", feedback.Min)
		v.text(at+"/text", feedback.Text, "the feedback text is empty")
		lowest = min(lowest, feedback.Min)
	}
	if lowest > 0 {
		v.report(path, "no feedback text for scores below %s: add one with min 0", number(lowest))
	}
}

func (v *review) penalty(p *Penalty, path string) {
	v.uniqueID(v.ids, path, p.ID)
	v.metric(path+"/metric", p.Metric)
	v.positive(path+"/per_unit", p.PerUnit)
	v.positive(path+"/max", p.Max)
	v.points(path+"/max", p.Max)
}

func (v *review) critical(c *Critical, path string) {
	v.uniqueID(v.ids, path, c.ID)
	v.metric(path+"/metric", c.Metric)
	switch c.Op {
	case ">=", ">", "<=", "<", "==", "!=":
	default:
		v.report(path+"/op", "must be >=, >, <=, <, == or !=, is %q", c.Op)
	}
	if !isFinite(c.Value) {
		v.report(path+"/value", "must be a number")
	}
	switch {
	case c.Effect != EffectFail && c.Effect != EffectCap:
		v.report(path+"/effect", "must be fail or cap, is %q", c.Effect)
	case c.Effect == EffectCap && c.Cap == nil:
		v.report(path+"/cap", "effect cap needs a cap, the highest total after this error")
	case c.Effect == EffectCap:
		v.points(path+"/cap", *c.Cap)
	case c.Cap != nil:
		v.report(path+"/cap", "a cap has no meaning with effect fail: remove one of them")
	}
	v.text(path+"/text", c.Text, "tell the trainee what happened")
}
