package debrief

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/motion"
)

// Opinions are what people said of an attempt. They stand beside the score and never
// enter it.
type Opinions struct {
	Ratings []Opinion
	Remarks []Remark
}

// Opinion is one answered form.
type Opinion struct {
	Form, Rater string
	When        time.Time
	Items       []Fact
}

// Remark is an annotation.
type Remark struct {
	Author, Text string
	Seconds      *float64 // of the recording; nil when it is about the whole attempt
}

// Place is where in the recording the remark belongs.
func (r Remark) Place() string {
	if r.Seconds == nil {
		return "whole attempt"
	}
	return "t=" + halfUp(*r.Seconds, 1) + " s"
}

// Date is the day of the rating.
func (o Opinion) Date() string { return shortDay(o.When) }

// Educator is what an educator is told besides what a trainee is.
type Educator struct {
	Opinions
	Turns   []string // what would have changed the outcome
	Device  []Fact   // quality of device and tracking
	Metrics []MetricLine
}

// MetricLine is a metric, counts of nothing apart, with its definition's limits.
type MetricLine struct{ Title, ID, Value, Version, NotFor, Note string }

// educator gathers it.
func educator(in Input) *Educator {
	e := &Educator{Device: tracking(in), Opinions: *in.Educator}
	if in.Rubric != nil {
		switch in.Score.Outcome {
		case scoring.OutcomePass, scoring.OutcomeFail:
			e.Turns = Turns(in.Rubric.Turns(in.Metrics, scoring.Invalidity(in.Recording)))
		case scoring.OutcomeFailCritical:
			e.Turns = []string{"A critical error failed the attempt; no criterion would have changed that."}
		default:
			e.Turns = []string{"The attempt was not judged."}
		}
	}
	for _, m := range in.Metrics {
		if m.Value != nil && *m.Value == 0 && m.Unit == "count" {
			continue // nothing of that kind happened
		}
		definition, _ := scoring.Describe(m.ID)
		line := MetricLine{Title: metricTitle(m.ID), ID: m.ID, Value: "–", Version: fmt.Sprint(m.Version), NotFor: strings.TrimSuffix(definition.NotFor, "."), Note: flagText(m.Flags)}
		if m.Value != nil {
			line.Value = quantity(*m.Value, m.Unit)
		} else {
			line.Note = scoring.ReasonText(m.Reason)
		}
		e.Metrics = append(e.Metrics, line)
	}
	return e
}

// tracking are the facts by which to trust the motion's metrics, or not.
func tracking(in Input) []Fact {
	h := &in.Recording.Header
	facts := []Fact{{"Device", deviceText(h.Device)}}
	if h.Device.SigmaMM <= 0 {
		facts = append(facts, Fact{"Noise at rest", "not measured; tremor has no floor to be compared with"})
	}
	if h.Device.NoiseSpeed > 0 {
		facts = append(facts, Fact{"Speed at rest", quantity(h.Device.NoiseSpeed, "mm/s")})
	}
	if m, ok := in.Metrics.Get("coverage"); ok && m.Value != nil {
		facts = append(facts, Fact{"Tracked", halfUp(100**m.Value, 1) + " % of the scored time"})
	}
	for tool, cleaned := range moved(in.Recording) {
		name := toolName(&h.Tools[tool])
		facts = append(facts, Fact{"Samples, " + name, fmt.Sprintf("%.0f a second; %d without a pose, %d out of order, %d jumps left out",
			motion.Rate(cleaned.Segments), cleaned.Lost, cleaned.BadTime, cleaned.Spikes)})
	}
	lost := 0
	for i := range in.Recording.Events {
		if in.Recording.Events[i].Kind == record.EventTrackLost {
			lost++
		}
	}
	facts = append(facts, Fact{"Tracking lost", cmp.Or(often(float64(lost)), "never")}, Fact{"Late ticks", fmt.Sprint(in.Recording.LateTicks)})
	if in.Recording.LateFrames > 0 {
		facts = append(facts, Fact{"Late frames of the headset", fmt.Sprint(in.Recording.LateFrames)})
	}
	if in.Recording.Truncated {
		facts = append(facts, Fact{"Recording", "cut off"})
	}
	return facts
}
