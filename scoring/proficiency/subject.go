package proficiency

import (
	"slices"
	"strings"

	"github.com/drylab/drylab/scoring"
)

// Subject is a person with attempts that count, the oldest first. All are of one
// scenario and version, and of one class of device.
type Subject struct {
	ID    string // pseudonym
	Group string // GroupExpert, GroupNovice or ""
	Runs  []Run
}

// Run is one attempt.
type Run struct {
	Metrics scoring.Metrics
	Total   *float64 // by the rubric in question; nil when another one judged it
	// Rating is a human one of the whole attempt; nil when nobody gave one.
	Rating *float64
	// Foreign tells that the metrics were measured with another rubric: what
	// rubrics themselves compute is then of another definition.
	Foreign bool
}

// Cohort is everybody whose attempts count, and how their runs do.
type Cohort struct {
	Subjects []Subject
	// Skip is how many first runs of each person were familiarisation, and Least
	// how many must be left for the person to count.
	Skip, Least int
}

// Values are the people's values of a metric after familiarisation: those of one
// group, or of all when it is "".
func (c *Cohort) Values(metric, group string) []Person {
	var people []Person
	for _, s := range c.Subjects {
		if group != "" && s.Group != group {
			continue
		}
		p := Person{Name: s.ID}
		for _, run := range s.Runs[min(c.Skip, len(s.Runs)):] {
			if value, ok := run.value(metric); ok {
				p.Values = append(p.Values, value)
			}
		}
		people = append(people, p)
	}
	return people
}

// value is a metric of the run, if it was measured over a whole attempt and by
// the definition of today.
func (r *Run) value(id string) (float64, bool) {
	metric, ok := r.Metrics.Get(id)
	if !ok || metric.Value == nil || !finite(*metric.Value) || slices.Contains(metric.Flags, scoring.FlagAbandoned) {
		return 0, false
	}
	definition, catalogued := scoring.Describe(id)
	if !catalogued || strings.HasPrefix(id, "checklist_") {
		return *metric.Value, !r.Foreign
	}
	return *metric.Value, metric.Version == definition.Version
}

// Metrics are the ids of all metrics that somebody has a value of, in the order
// in which they first appear.
func (c *Cohort) Metrics() []string {
	var ids []string
	seen := map[string]bool{}
	for _, s := range c.Subjects {
		for _, run := range s.Runs {
			for _, metric := range run.Metrics {
				if metric.Value != nil && !seen[metric.ID] {
					seen[metric.ID] = true
					ids = append(ids, metric.ID)
				}
			}
		}
	}
	return ids
}
