package record

import (
	"fmt"
	"math"
)

// ticks holds what writer and reader both demand of a recording: time grows, the
// input and the sample of a tick belong together, numbers are finite.
type ticks struct {
	last      int64 // of input and sample
	lastEvent int64
	lastHash  int64
}

func newTicks() ticks { return ticks{last: -1, lastEvent: 0, lastHash: -1} }

func (t *ticks) tick(in *Input, s *Sample, events []Event, structures int) error {
	if in.Tick != s.Tick {
		return fmt.Errorf("recording: input of tick %d with sample of tick %d", in.Tick, s.Tick)
	}
	if s.Tick <= t.last || s.Tick > maxTick {
		return fmt.Errorf("recording: tick %d after tick %d; ticks must grow from 0 on", s.Tick, t.last)
	}
	if !in.Pose.finite() || !s.Pose.finite() || !finite(s.DepthMM) {
		return fmt.Errorf("recording: pose or depth of tick %d is not finite; repeat the last known pose when there is none", s.Tick)
	}
	if len(s.ClearanceMM) != structures {
		return fmt.Errorf("recording: tick %d has %d clearances for %d structures", s.Tick, len(s.ClearanceMM), structures)
	}
	for i, clearance := range s.ClearanceMM {
		if !finite(clearance) && !math.IsInf(clearance, 1) {
			return fmt.Errorf("recording: clearance %d of tick %d is %v; it must be finite or +Inf", i, s.Tick, clearance)
		}
	}
	t.last = s.Tick
	for i := range events {
		if err := t.event(&events[i]); err != nil {
			return err
		}
	}
	return nil
}

// event checks an event of the last tick or between it and the one before.
func (t *ticks) event(e *Event) error {
	if e.Tick < t.lastEvent || e.Tick > t.last {
		return fmt.Errorf("recording: event %q of tick %d between an event of tick %d and tick %d; events come in order",
			e.Kind, e.Tick, t.lastEvent, t.last)
	}
	if !finite(e.Position[0]) || !finite(e.Position[1]) || !finite(e.Position[2]) || !finite(e.DepthMM) {
		return fmt.Errorf("recording: position or depth of event %q at tick %d is not finite", e.Kind, e.Tick)
	}
	t.lastEvent = e.Tick
	return nil
}

func (t *ticks) stateHash(h *StateHash) error {
	if h.Tick <= t.lastHash || h.Tick > maxTick {
		return fmt.Errorf("recording: state hash of tick %d after tick %d; ticks must grow from 0 on", h.Tick, t.lastHash)
	}
	t.lastHash = h.Tick
	return nil
}

func (p *Pose) finite() bool {
	q := p.Orientation
	return finite(p.Tip[0]) && finite(p.Tip[1]) && finite(p.Tip[2]) &&
		finite(q.V[0]) && finite(q.V[1]) && finite(q.V[2]) && finite(q.W)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
