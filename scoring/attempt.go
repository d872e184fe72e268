package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
)

// Coverage below flaggedCoverage is worth a reservation, below leastCoverage
// the motion in between is anybody's guess (SCORING §1.2). Inside the body, where
// a moment is enough for an injury, coverage below leastCoverageInside already is:
// a long calm wait above the skin must not hide an insertion that nobody saw.
const (
	flaggedCoverage     = 0.90
	leastCoverage       = 0.70
	leastCoverageInside = 0.90
)

// leastRateHz is the least sample rate for path lengths (SCORING §1.1).
const leastRateHz = 30

// attempt is a recording prepared for measuring.
type attempt struct {
	Clock
	rec      *record.Recording // of its samples, the last only are sure to be there
	columns  *Columns
	tool     int              // whose motion is measured, an index into the header's instruments
	cleaned  motion.Cleaned   // the whole recording
	scored   []motion.Segment // from start to end
	coverage float64          // tracked share of the scored time, 0–1; 0 without duration
	// coverageInside is the tracked share of the time from the first entry to
	// the end, 0–1; 1 when the instrument did not go in before the end.
	coverageInside float64
}

// newAttempt prepares the motion of one instrument of a recording, whose samples
// are in the columns.
func newAttempt(rec *record.Recording, columns *Columns, tool int) *attempt {
	a := &attempt{Clock: ClockOf(rec), rec: rec, columns: columns, tool: tool, coverageInside: 1}
	a.cleaned = columns.clean(tool)
	if a.Started {
		a.scored = a.cleaned.Window(a.startTime(), a.endTime())
		if duration := a.heldTime(a.startTime(), a.endTime()); duration > 0 {
			a.coverage = math.Min(1, motion.Covered(a.scored)/duration)
		}
	}
	if from := seconds(a.firstEntryTick()); from < a.endTime() {
		inside := motion.Covered(a.cleaned.Window(from, a.endTime()))
		if held := a.heldTime(from, a.endTime()); held > 0 {
			a.coverageInside = math.Min(1, inside/held)
		}
	}
	return a
}

// heldTime is the time between two moments in which the instrument could be tracked: its hand held
// no other one.
func (a *attempt) heldTime(from, to float64) float64 {
	return to - from - a.columns.away(a.tool).between(from, to)
}

// firstEntryTick is when the shaft first went in; the end of time when never.
func (a *attempt) firstEntryTick() int64 {
	first := int64(math.MaxInt64)
	for i := range a.rec.Events {
		if e := &a.rec.Events[i]; e.Kind == record.EventEntry && e.Tool == a.tool {
			first = min(first, e.Tick)
		}
	}
	return first
}

// poorTracking is the reason why motion over the whole attempt cannot be
// measured, or "".
func (a *attempt) poorTracking() string {
	switch {
	case !a.Started:
		return ReasonNotStarted
	case a.coverage < leastCoverage:
		return ReasonCoverage
	case a.rate() < leastRateHz:
		return ReasonRateTooLow
	}
	return ""
}

// rate is how many poses a second the motion rests on: those of the device,
// where it gave fewer than there are ticks.
func (a *attempt) rate() float64 {
	rate := motion.Rate(a.scored)
	if device := a.rec.Header.Device.RateHz; device > 0 {
		rate = min(rate, device)
	}
	return rate
}

// unseenInside is the reason why what the instrument did in the body cannot be
// told, or "". It is never told from a recording whose clock did not start.
func (a *attempt) unseenInside() string {
	if a.Started && a.coverage < leastCoverage || a.coverageInside < leastCoverageInside {
		return ReasonCoverage
	}
	return ""
}

// flags are the reservations about what was measured over the whole attempt.
func (a *attempt) flags() []string {
	var flags []string
	if a.coverage < flaggedCoverage {
		flags = append(flags, FlagLowCoverage)
	}
	if !a.Confirmed {
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
