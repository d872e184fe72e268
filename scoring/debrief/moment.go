package debrief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// Moment is a time in the recording that a reader should look at again.
type Moment struct {
	Number   int     // as in the pictures, from 1
	Seconds  float64 // since the recording's start
	Text     string
	Placed   bool       // Position is known
	Position mgl64.Vec3 // patient frame, mm
}

// Time is the moment as minutes and seconds.
func (m Moment) Time() string { return clock(m.Seconds) }

// Mark is the moment's number in the pictures.
func (m Moment) Mark() string { return fmt.Sprint(m.Number) }

// mostMoments bounds how many moments one critical error lists; more than these
// say nothing new.
const mostMoments = 6

// mostTears is how many tears stand for all: they come by the dozen.
const mostTears = 3

// moments finds and numbers the events behind metrics.
type moments struct {
	recording *record.Recording
	found     []Moment
}

// of returns the moments that made up a metric: the events that it counts, or
// for a clearance the closest approach. Other metrics have none.
func (m *moments) of(metric string) []Moment {
	first := len(m.found)
	name, structure, _ := strings.Cut(metric, ".")
	switch name {
	case "punctures":
		m.events(func(e *record.Event) bool { return e.Kind == record.EventEnter && e.Structure == structure })
	case "punctures_critical":
		m.events(func(e *record.Event) bool { return e.Kind == record.EventEnter && m.isCritical(e.Structure) })
	case "events":
		kind, of, narrowed := strings.Cut(structure, ".")
		m.events(func(e *record.Event) bool { return string(e.Kind) == kind && (!narrowed || e.Structure == of) })
	case "clearance", "clearance_min":
		m.closest(metric)
	case "force_peak":
		m.strongest()
	case "overforce_time", "overforce_impulse", "overforce_events":
		m.events(func(e *record.Event) bool { return e.Kind == record.EventOverForce })
	case "damage_volume":
		m.worstTears()
	case "cut_off_volume":
		m.events(func(e *record.Event) bool { return e.Kind == record.EventCutOff })
	case "cut_deviation_max":
		m.farthest()
	}
	return slices.Clone(m.found[first:])
}

func (m *moments) events(counts func(*record.Event) bool) {
	n := 0
	for i := range m.recording.Events {
		e := &m.recording.Events[i]
		if !counts(e) || n == mostMoments {
			continue
		}
		n++
		m.add(Moment{
			Seconds: e.T(), Text: eventText(e) + m.whose(e),
			Position: e.Position, Placed: e.Position != (mgl64.Vec3{}) && finite(e.Position),
		})
	}
}

// whose names an event's instrument where there are several.
func (m *moments) whose(e *record.Event) string {
	tools := m.recording.Header.Tools
	if len(tools) < 2 || e.Tool < 0 || e.Tool >= len(tools) {
		return ""
	}
	return " (" + toolName(&tools[e.Tool]) + ")"
}

// closest adds the sample that a clearance metric has its value from.
func (m *moments) closest(metric string) {
	approach, ok := scoring.ClosestApproach(m.recording, metric)
	if !ok {
		return
	}
	s := &m.recording.Samples[approach.Sample]
	m.add(Moment{
		Seconds:  s.T(),
		Text:     fmt.Sprintf("closest to %s: %s", spoken(m.recording.Header.Structures[approach.Structure].Name), quantity(approach.MM, "mm")),
		Position: toolAt(s, 0).Pose.Tip, Placed: true,
	})
}

// strongest adds the moment of the greatest force.
func (m *moments) strongest() {
	peak, most := greatestForces(m.recording)
	if peak == nil {
		return
	}
	s := &m.recording.Samples[peak.sample]
	tip := s.Tools[peak.tool].Pose.Tip
	m.add(Moment{
		Seconds: s.T(), Text: "greatest force: " + quantity(most, "N") + m.whose(&record.Event{Tool: peak.tool}),
		Position: tip, Placed: s.Tools[peak.tool].Valid && finite(tip),
	})
}

// worstTears adds the tears that damaged most, in the order in which they came.
func (m *moments) worstTears() {
	var tears []*record.Event
	for i := range m.recording.Events {
		if e := &m.recording.Events[i]; e.Kind == record.EventTear && scoring.Amount(e) > 0 {
			tears = append(tears, e)
		}
	}
	slices.SortStableFunc(tears, func(a, b *record.Event) int { return cmp.Compare(scoring.Amount(b), scoring.Amount(a)) })
	tears = tears[:min(len(tears), mostTears)]
	m.events(func(e *record.Event) bool { return slices.Contains(tears, e) })
}

// farthest adds the moment at which a cut was farthest from its line.
func (m *moments) farthest() {
	trace, ok := scoring.TraceCut(m.recording)
	if !ok {
		return
	}
	worst, _ := farthest(&trace)
	if e := cutEventAt(m.recording, worst.At); e != nil {
		m.add(Moment{
			Seconds: e.T(), Text: "farthest from the line: " + quantity(worst.OffMM, "mm") + m.whose(e),
			Position: e.Position, Placed: finite(e.Position),
		})
	}
}

func (m *moments) add(moment Moment) {
	moment.Number = len(m.found) + 1
	m.found = append(m.found, moment)
}

func (m *moments) isCritical(name string) bool {
	return slices.ContainsFunc(m.recording.Header.Structures, func(s record.Structure) bool { return s.Name == name && s.Critical })
}

// eventText says what happened, where, and how deep.
func eventText(e *record.Event) string {
	text := kindText(e.Kind)
	if e.Structure != "" {
		text += " " + spoken(e.Structure)
	}
	if unit := amountUnit(e.Kind); unit != "" && scoring.Amount(e) > 0 {
		text += ", " + quantity(scoring.Amount(e), unit)
	}
	if e.DepthMM > 0 {
		text += ", " + quantity(e.DepthMM, "mm") + " deep"
	}
	return text
}

func kindText(kind record.EventKind) string {
	switch kind {
	case record.EventEnter:
		return "tip entered"
	case record.EventLeave:
		return "tip left"
	case record.EventNoGo:
		return "shaft breached"
	case record.EventContact:
		return "tip touched"
	case record.EventTrackLost:
		return "tracking lost"
	case record.EventCSF:
		return "fluid from"
	}
	if text, known := softText[kind]; known {
		return text
	}
	return spoken(string(kind))
}

// softText says what happened to soft tissue; its name follows.
var softText = map[record.EventKind]string{
	record.EventGrasp:     "took hold of",
	record.EventRelease:   "let go of",
	record.EventSlip:      "lost its grip on",
	record.EventTear:      "tore",
	record.EventDetach:    "tore an attachment of",
	record.EventOverForce: "too much force on",
	record.EventCutOff:    "piece came off",
}

// amountUnit is the unit of what an event's detail comes to; "" where that tells
// a trainee nothing.
func amountUnit(kind record.EventKind) string {
	switch kind {
	case record.EventTear, record.EventCutOff:
		return "mm3"
	}
	return ""
}
