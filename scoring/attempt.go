package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
)

// Coverage below flaggedCoverage is worth a reservation, below leastCoverage
// the motion in between is anybody's guess (SCORING §1.2).
const (
	flaggedCoverage = 0.90
	leastCoverage   = 0.70
)

// leastRateHz is the least sample rate for path lengths (SCORING §1.1).
const leastRateHz = 30

// attempt is a recording prepared for measuring.
type attempt struct {
	rec *record.Recording

	started   bool
	confirmed bool
	startTick int64
	endTick   int64 // of the confirmation, else of the attempt's end

	cleaned  motion.Cleaned   // the whole recording
	scored   []motion.Segment // from start to end
	coverage float64          // tracked share of the scored time, 0–1; 0 without duration
}

func newAttempt(rec *record.Recording) *attempt {
	a := &attempt{rec: rec}
	a.findClock()
	trajectory := motion.NewTrajectory(len(rec.Samples))
	for i := range rec.Samples {
		sample := &rec.Samples[i]
		trajectory.Append(sample.T(), sample.Pose.Tip, sample.Pose.Orientation, sample.Valid)
	}
	a.cleaned = motion.Clean(trajectory)
	if a.started {
		a.scored = a.cleaned.Window(a.startTime(), a.endTime())
		if duration := a.endTime() - a.startTime(); duration > 0 {
			a.coverage = math.Min(1, motion.Covered(a.scored)/duration)
		}
	}
	return a
}

// findClock finds the first start and what ended the scored time after it: the
// first confirmation, else the end event, else the last thing recorded.
func (a *attempt) findClock() {
	var ended bool
	for i := range a.rec.Events {
		event := &a.rec.Events[i]
		switch {
		case event.Kind == record.EventStart && !a.started:
			a.started, a.startTick, a.endTick = true, event.Tick, event.Tick
		case !a.started || a.confirmed || event.Tick < a.startTick:
		case event.Kind == record.EventConfirm:
			a.confirmed, a.endTick = true, event.Tick
		case event.Kind == record.EventEnd && !ended:
			ended, a.endTick = true, event.Tick
		}
	}
	if a.confirmed || ended {
		return
	}
	for i := range a.rec.Samples {
		a.endTick = max(a.endTick, a.rec.Samples[i].Tick)
	}
}

// The scored time in seconds of the recording.
func (a *attempt) startTime() float64 { return float64(a.startTick) / record.TickHz }
func (a *attempt) endTime() float64   { return float64(a.endTick) / record.TickHz }

// unfinished is the reason why what needs a confirmed attempt is missing, or "".
func (a *attempt) unfinished() string {
	switch {
	case !a.started:
		return ReasonNotStarted
	case !a.confirmed:
		return ReasonAbandoned
	}
	return ""
}

// poorTracking is the reason why motion over the whole attempt cannot be
// measured, or "".
func (a *attempt) poorTracking() string {
	switch {
	case !a.started:
		return ReasonNotStarted
	case a.coverage < leastCoverage:
		return ReasonCoverage
	case motion.Rate(a.scored) < leastRateHz:
		return ReasonRateTooLow
	}
	return ""
}

// flags are the reservations about what was measured over the whole attempt.
func (a *attempt) flags() []string {
	var flags []string
	if a.coverage < flaggedCoverage {
		flags = append(flags, FlagLowCoverage)
	}
	if !a.confirmed {
		flags = append(flags, FlagAbandoned)
	}
	return flags
}

// samples is the number of samples in the scored time.
func (a *attempt) samples() int {
	n := 0
	for _, segment := range a.scored {
		n += len(segment.T)
	}
	return n
}
