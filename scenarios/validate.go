package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

var (
	identifier = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	semver     = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)

	readouts   = []Readout{ShowPlan, ShowDepth, ShowTargetDistance, ShowClearance, ShowSlices, ShowForce, ShowCutDeviation}
	stepEvents = []record.EventKind{record.EventEntry, record.EventWithdrawn, record.EventStyletOut, record.EventCSF, record.EventConfirm,
		record.EventGrasp, record.EventRelease, record.EventCut, record.EventCutOff}
)

// faults collects problems with their YAML paths.
type faults []strictyaml.Problem

func (f *faults) add(path, format string, args ...any) {
	*f = append(*f, strictyaml.Problem{Path: "$." + path, Message: fmt.Sprintf(format, args...)})
}

func (f *faults) unless(ok bool, path, format string, args ...any) {
	if !ok {
		f.add(path, format, args...)
	}
}

// problems is everything that can be told without a case.
func (s *Scenario) problems() []strictyaml.Problem {
	var f faults
	f.unless(s.Schema == Schema, "schema", "schema must be %q, not %q", Schema, s.Schema)
	f.unless(identifier.MatchString(s.ID), "id", "id %q must be lower-case letters, digits and single hyphens", s.ID)
	f.unless(semver.MatchString(s.Version), "version", "version %q must be three numbers, as 1.0.0", s.Version)
	f.unless(s.Title != "", "title", "a scenario needs a title")
	f.unless(s.Case != "", "case", `name the built-in case to practise on, or "any"`)
	f.unless(finite(s.StartWithinMM) && s.StartWithinMM >= 0, "start_within_mm", "start_within_mm must be 0 or more")
	f.unless(within(s.TimeLimitS, 0, 7200), "time_limit_s", "time_limit_s must lie above 0 and at most 7200")
	for i, r := range s.Shown {
		f.unless(slices.Contains(readouts, r), fmt.Sprintf("shown[%d]", i), "unknown read-out %q; known are %v", r, readouts)
	}
	s.instrumentProblems(&f)
	f.unless(s.Robotic == nil || s.Robotic.Scale >= 1 && s.Robotic.Scale <= 20, "robotic.scale", "scale is how many millimetres the hand moves for one of the tip, from 1 to 20")
	s.softProblems(&f)
	s.Vitals.problems(&f)
	s.Plan.problems(&f)
	s.stepProblems(&f)
	for i, item := range s.Rubric.Checklist {
		known := item.Step == "" || slices.ContainsFunc(s.Steps, func(step Step) bool { return step.ID == item.Step })
		f.unless(known, fmt.Sprintf("rubric.checklist[%d].step", i), "there is no step %q", item.Step)
	}
	return append(f, rubricProblems(&s.Rubric, "rubric")...)
}

func (p *Plan) problems(f *faults) {
	f.unless(p.Target.Landmark != "" || p.Target.Structure != "", "plan.target", "the target needs a landmark or a structure")
	f.unless(!p.Target.Auto, "plan.target.auto", "only the entry can be planned automatically")
	f.unless(p.Entry.Landmark != "" || p.Entry.Auto, "plan.entry", "the entry needs a landmark, or auto: true")
	f.unless(p.Entry.Structure == "", "plan.entry.structure", "an entry lies on the entry surface; name a landmark or use auto: true")
}

func (s *Scenario) stepProblems(f *faults) {
	f.unless(len(s.Steps) > 0, "steps", "a scenario needs at least one step")
	seen := map[string]bool{}
	for i := range s.Steps {
		at, step := fmt.Sprintf("steps[%d]", i), &s.Steps[i]
		f.unless(identifier.MatchString(step.ID), at+".id", "step id %q must be lower-case letters, digits and single hyphens", step.ID)
		f.unless(!seen[step.ID], at+".id", "step id %q is used twice", step.ID)
		seen[step.ID] = true
		f.unless(step.Title != "", at+".title", "a step needs a title")
		step.Done.problems(f, at+".done", len(s.rack()))
	}
}

func (c *Condition) problems(f *faults, at string, hands int) {
	set := 0
	for _, has := range []bool{c.Near != nil, c.Inside != "", c.DepthMM != nil, c.Touch != "", c.Event != ""} {
		if has {
			set++
		}
	}
	f.unless(set == 1, at, "a condition has exactly one of near, inside, depth_mm, touch and event; this one has %d", set)
	if c.Near != nil {
		f.unless(identifier.MatchString(c.Near.Point), at+".near.point", "point %q must be entry, target or a landmark of the case", c.Near.Point)
		f.unless(c.Near.Instrument >= 0 && c.Near.instrument() < hands, at+".near.instrument", "instrument %d; the scenario has %d, counted from 1", c.Near.Instrument, hands)
		f.unless(within(c.Near.MM, 0, 1000), at+".near.mm", "mm must lie above 0 and at most 1000")
	}
	if c.Event != "" {
		f.unless(slices.Contains(stepEvents, c.Event), at+".event", "a step cannot wait for %q; known are %v", c.Event, stepEvents)
	}
	if c.DepthMM != nil {
		f.unless(within(*c.DepthMM, 0, 500), at+".depth_mm", "depth_mm must lie above 0 and at most 500")
	}
}

// rubricProblems is what scoring finds wrong with a rubric.
func rubricProblems(r *scoring.Rubric, under string) []strictyaml.Problem {
	return located(under, r.Validate(knownMetric))
}

// located turns scoring's JSON pointers into YAML paths below a prefix.
func located(under string, problems []scoring.Problem) (out []strictyaml.Problem) {
	for _, p := range problems {
		out = append(out, strictyaml.Problem{Path: yamlPath(under, p.Path), Message: p.Message})
	}
	return out
}

// knownMetric accepts a metric of any structure; Fit checks it against the case's own.
func knownMetric(id string) (unit string, ok bool) {
	d, ok := scoring.Describe(id)
	return d.Unit, ok
}

// yamlPath turns /criteria/2/curve below a prefix into $.rubric.criteria[2].curve.
func yamlPath(under, pointer string) string {
	path := "$"
	if under != "" {
		path += "." + under
	}
	for part := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		switch {
		case part == "":
		case strings.Trim(part, "0123456789") == "":
			path += "[" + part + "]"
		default:
			path += "." + part
		}
	}
	return path
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// within tells whether lo < x <= hi; false for NaN.
func within(x, lo, hi float64) bool { return x > lo && x <= hi }
