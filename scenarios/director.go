package scenarios

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Director advances the authored steps of one attempt and says when it is over.
type Director struct {
	scenario *Scenario
	points   map[string]mgl64.Vec3
	touched  map[string]bool
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
func NewDirector(f *Fitted) *Director {
	points := map[string]mgl64.Vec3{}
	for _, l := range f.Case.Landmarks {
		points[l.Name] = l.Position
	}
	points["entry"], points["target"] = f.Plan.Entry, f.Plan.Target
	return &Director{
		scenario: f.Scenario, points: points,
		inside: map[string]bool{}, touched: map[string]bool{}, happened: map[record.EventKind]bool{},
	}
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
	case e.Kind == record.EventGrasp: // what was held before and let go is of no account
		d.happened[record.EventRelease] = false
	case e.Tool != 0: // says nothing of where the first instrument is
	case e.Kind == record.EventContact:
		d.touched[e.Structure] = true
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
// passed it by: no cue must ask for what lies behind. A step that comes in order
// waits for those before it.
func (d *Director) furthest(s *record.Sample) int {
	for i := len(d.scenario.Steps) - 1; i >= d.step; i-- {
		step := &d.scenario.Steps[i]
		if (i == d.step || !step.InOrder) && d.holds(&step.Done, s) {
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

// holds tells whether a condition does. Places are the first instrument's, but
// for near, which can be another's.
func (d *Director) holds(c *Condition, s *record.Sample) bool {
	first := &s.Tools[0]
	switch {
	case c.Event != "":
		return d.happened[c.Event]
	case c.Touch != "":
		return d.touched[c.Touch]
	case c.Near != nil:
		t := &s.Tools[c.Near.instrument()]
		return t.Valid && (t.Holding || !c.Near.Holding) && t.Pose.Tip.Sub(d.points[c.Near.Point]).Len() <= c.Near.MM
	case !first.Valid:
		return false
	case c.Inside != "":
		return d.inside[c.Inside]
	default:
		return first.Guided && first.DepthMM >= *c.DepthMM
	}
}
