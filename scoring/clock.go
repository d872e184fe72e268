package scoring

import "github.com/drylab/drylab/scene/record"

// Clock is the scored time of a recording, in ticks.
type Clock struct {
	Started   bool  // there was a start event; without one nothing is scored
	Confirmed bool  // the trainee confirmed a final position; without it the attempt was abandoned
	StartTick int64 // of the first start; 0 when never started
	EndTick   int64 // of the first confirmation after it, else of the end event, else of the last thing recorded
}

// ClockOf finds the first start and what ended the scored time after it.
func ClockOf(rec *record.Recording) Clock {
	var c Clock
	var ended bool
	for i := range rec.Events {
		event := &rec.Events[i]
		switch {
		case event.Kind == record.EventStart && !c.Started:
			c.Started, c.StartTick, c.EndTick = true, event.Tick, event.Tick
		case !c.Started || c.Confirmed || event.Tick < c.StartTick:
		case event.Kind == record.EventConfirm:
			c.Confirmed, c.EndTick = true, event.Tick
		case event.Kind == record.EventEnd && !ended:
			ended, c.EndTick = true, event.Tick
		}
	}
	if c.Confirmed || ended {
		return c
	}
	for i := range rec.Samples {
		c.EndTick = max(c.EndTick, rec.Samples[i].Tick)
	}
	return c
}

// The scored time in seconds of the recording.
func (c Clock) startTime() float64 { return seconds(c.StartTick) }
func (c Clock) endTime() float64   { return seconds(c.EndTick) }

func seconds(tick int64) float64 { return float64(tick) / record.TickHz }

// unfinished is the reason why what needs a confirmed attempt is missing, or "".
func (c Clock) unfinished() string {
	switch {
	case !c.Started:
		return ReasonNotStarted
	case !c.Confirmed:
		return ReasonAbandoned
	}
	return ""
}
