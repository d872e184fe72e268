package scenarios

import (
	"github.com/drylab/drylab/scene/record"
)

// Director advances the authored steps of one attempt and says when it is over.
type Director struct {
	scenario *Scenario
	plan     record.Plan
	inside   map[string]bool
	step     int
	over     string
}

// How an attempt can be over; the detail of its end event.
const (
	EndConfirmed = "confirmed"
	EndAbandoned = "abandoned"
	EndInvalid   = "invalid"
)

// NewDirector starts at the first step.
func NewDirector(s *Scenario, plan record.Plan) *Director {
	return &Director{scenario: s, plan: plan, inside: map[string]bool{}}
}

// Step is the index of the current step; len(steps) when all are done.
func (d *Director) Step() int { return d.step }

// Over is "" while the attempt runs, else how it ended.
func (d *Director) Over() string { return d.over }

// Observe looks at one finished tick and returns its events with the
// director's own appended: steps done, and the end.
func (d *Director) Observe(s *record.Sample, events []record.Event) []record.Event {
	if d.over != "" {
		return events
	}
	confirmed, invalid := false, false
	for i := range events {
		switch events[i].Kind {
		case record.EventEnter:
			d.inside[events[i].Structure] = true
		case record.EventLeave:
			d.inside[events[i].Structure] = false
		case record.EventConfirm:
			confirmed = true
		case record.EventInvalid:
			invalid = true
		}
	}
	seen := len(events)
	for d.step < len(d.scenario.Steps) && d.holds(&d.scenario.Steps[d.step].Done, s, events[:seen]) {
		events = append(events, d.event(s, record.EventStepDone, d.scenario.Steps[d.step].ID))
		d.step++
	}
	switch {
	case invalid:
		events = append(events, d.End(s, EndInvalid))
	case confirmed:
		events = append(events, d.End(s, EndConfirmed))
	case s.T() >= d.scenario.TimeLimitS:
		events = append(events, d.End(s, EndAbandoned))
	}
	return events
}

// End closes the attempt at this sample and returns the event that says so.
func (d *Director) End(s *record.Sample, how string) record.Event {
	d.over = how
	return d.event(s, record.EventEnd, how)
}

func (d *Director) event(s *record.Sample, kind record.EventKind, detail string) record.Event {
	return record.Event{Tick: s.Tick, Kind: kind, Position: s.Pose.Tip, DepthMM: s.DepthMM, Detail: detail}
}

func (d *Director) holds(c *Condition, s *record.Sample, events []record.Event) bool {
	switch {
	case !s.Valid:
		return false
	case c.Near != nil:
		point := d.plan.Entry
		if c.Near.Point == "target" {
			point = d.plan.Target
		}
		return s.Pose.Tip.Sub(point).Len() <= c.Near.MM
	case c.Inside != "":
		return d.inside[c.Inside]
	case c.DepthMM != nil:
		return s.Guided && s.DepthMM >= *c.DepthMM
	default:
		for i := range events {
			if events[i].Kind == c.Event {
				return true
			}
		}
		return false
	}
}
