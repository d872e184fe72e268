package scenarios

import (
	"github.com/drylab/drylab/scene/record"
)

// Director advances the authored steps of one attempt and says when it is over.
type Director struct {
	scenario *Scenario
	plan     record.Plan
	inside   map[string]bool
	happened map[record.EventKind]bool // since the shaft last left its entry
	step     int
	over     string
}

// How an attempt can be over; the detail of its end event.
const (
	EndConfirmed = "confirmed"
	EndAbandoned = "abandoned"
	EndTimeLimit = "time_limit" // not confirmed in time
	EndInvalid   = "invalid"
)

// NewDirector starts at the first step.
func NewDirector(s *Scenario, plan record.Plan) *Director {
	return &Director{scenario: s, plan: plan, inside: map[string]bool{}, happened: map[record.EventKind]bool{}}
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
	for i := range events {
		d.note(&events[i])
	}
	if done := d.furthest(s); done >= 0 {
		events = append(events, d.event(s, record.EventStepDone, d.scenario.Steps[done].ID))
		d.step = done + 1
	}
	switch {
	case d.happened[record.EventInvalid]:
		events = append(events, d.End(s, EndInvalid))
	case d.happened[record.EventConfirm]:
		events = append(events, d.End(s, EndConfirmed))
	case s.T() >= d.scenario.TimeLimitS:
		events = append(events, d.End(s, EndTimeLimit))
	}
	return events
}

// note remembers what conditions ask about. What happened in one insertion
// does not count for the next.
func (d *Director) note(e *record.Event) {
	switch {
	case e.Tool != 0: // says nothing of where the first instrument is
	case e.Kind == record.EventEnter:
		d.inside[e.Structure] = true
	case e.Kind == record.EventLeave:
		d.inside[e.Structure] = false
	case e.Kind == record.EventWithdrawn:
		clear(d.happened)
	}
	d.happened[e.Kind] = true
}

// furthest is the last step from the current one on whose condition holds, or
// -1. A trainee who is further than a step was never close to its place has
// passed it by: no cue must ask for what lies behind.
func (d *Director) furthest(s *record.Sample) int {
	for i := len(d.scenario.Steps) - 1; i >= d.step; i-- {
		if d.holds(&d.scenario.Steps[i].Done, s) {
			return i
		}
	}
	return -1
}

// End closes the attempt at this sample and returns the event that says so.
func (d *Director) End(s *record.Sample, how string) record.Event {
	d.over = how
	return d.event(s, record.EventEnd, how)
}

func (d *Director) event(s *record.Sample, kind record.EventKind, detail string) record.Event {
	first := &s.Tools[0]
	return record.Event{Tick: s.Tick, Kind: kind, Position: first.Pose.Tip, DepthMM: first.DepthMM, Detail: detail}
}

// holds tells whether a condition does. Places are the first instrument's.
func (d *Director) holds(c *Condition, s *record.Sample) bool {
	first := &s.Tools[0]
	switch {
	case c.Event != "":
		return d.happened[c.Event]
	case !first.Valid:
		return false
	case c.Near != nil:
		point := d.plan.Entry
		if c.Near.Point == "target" {
			point = d.plan.Target
		}
		return first.Pose.Tip.Sub(point).Len() <= c.Near.MM
	case c.Inside != "":
		return d.inside[c.Inside]
	default:
		return first.Guided && first.DepthMM >= *c.DepthMM
	}
}
