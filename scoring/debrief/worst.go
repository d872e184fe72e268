package debrief

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Worst is one of the moments to look at again first.
type Worst struct {
	Moment
	Why string // what it cost
}

// Jump is the moment's time in the recording, from which a replay is looked at.
func (w Worst) Jump() string { return "t=" + halfUp(w.Seconds, 1) + " s" }

// mostWorst is how many are shown: more than three are not taken away.
const mostWorst = 3

// sameMoment is the time, s, within which two findings are one moment.
const sameMoment = 1.0

// candidate is a moment and how bad it was.
type candidate struct {
	Worst
	cost float64 // points; a critical error is more than all of them
}

// worst finds the worst moments: of critical errors, then of the criteria that lost
// most points, then the closest approach and the greatest force. They get numbers as
// the others in the pictures have.
func worst(in Input, found *moments) []Worst {
	var all []candidate
	add := func(metric, why string, cost float64) {
		finder := &moments{recording: in.Recording}
		for _, m := range finder.behind(metric) {
			all = append(all, candidate{Worst{m, why}, cost})
		}
	}
	for _, e := range in.Score.Critical {
		add(e.Metric, "critical error: "+e.Text, math.Inf(1))
	}
	for _, c := range in.Score.Criteria {
		if c.LostPoints >= leastLoss {
			add(c.Metric, "−"+points(c.LostPoints)+" points: "+cmp.Or(c.Title, metricTitle(c.Metric)), c.LostPoints)
		}
	}
	for _, p := range in.Score.Penalties {
		add(p.Metric, "−"+points(p.Points)+" points: "+cmp.Or(p.Text, metricTitle(p.Metric)), p.Points)
	}
	add("clearance_min", "least distance to what must not be touched", 0)
	if len(in.Recording.Header.Soft) > 0 {
		add("force_peak", "greatest simulated force", 0)
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.cost, a.cost) })
	var chosen []Worst
	for _, c := range all {
		again := slices.ContainsFunc(chosen, func(w Worst) bool { return math.Abs(w.Seconds-c.Seconds) < sameMoment })
		if again || len(chosen) == mostWorst {
			continue
		}
		c.Number = found.numberOf(c.Moment)
		chosen = append(chosen, c.Worst)
	}
	return chosen
}

// numberOf is the number of a moment that is listed already, or of a new one.
func (m *moments) numberOf(moment Moment) int {
	for _, other := range m.found {
		if other.Seconds == moment.Seconds && other.Text == moment.Text {
			return other.Number
		}
	}
	m.add(moment)
	return len(m.found)
}

// behind is of, and also finds the moments of metrics of placement and of steps.
func (m *moments) behind(metric string) []Moment {
	name, step, _ := strings.Cut(metric, ".")
	switch {
	case strings.HasPrefix(name, "target_error"), name == "angle_error", name == "depth_error":
		m.once(record.EventConfirm, "final position confirmed")
	case name == "entry_error":
		m.once(record.EventEntry, "entered the body")
	case name == "time_phase":
		for _, s := range stretches(m.recording) {
			if s.step == step {
				m.add(Moment{Seconds: s.start, Text: spoken(step) + " began, and took " + quantity(s.end-s.start, "s")})
			}
		}
	default:
		return m.of(metric)
	}
	return m.found
}

// once adds the first event of a kind within the scored time.
func (m *moments) once(kind record.EventKind, text string) {
	start := scoring.ClockOf(m.recording).StartTick
	for i := range m.recording.Events {
		if e := &m.recording.Events[i]; e.Kind == kind && e.Tick >= start {
			m.add(Moment{Seconds: e.T(), Text: text})
			return
		}
	}
}
