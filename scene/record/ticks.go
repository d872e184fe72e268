package record

import (
	"fmt"
	"math"
)

// ticks holds what writer and reader both demand of a recording: time grows, the
// input and the sample of a tick belong together, numbers are finite.
type ticks struct {
	tools      int
	structures int

	last      int64 // of input and sample
	lastEvent int64
	lastHash  int64
}

func newTicks(h *Header) ticks {
	return ticks{tools: len(h.Tools), structures: len(h.Structures), last: -1, lastEvent: 0, lastHash: -1}
}

func (t *ticks) tick(in *Input, s *Sample, events []Event) error {
	if in.Tick != s.Tick {
		return fmt.Errorf("recording: input of tick %d with sample of tick %d", in.Tick, s.Tick)
	}
	if s.Tick <= t.last || s.Tick > maxTick {
		return fmt.Errorf("recording: tick %d after tick %d; ticks must grow from 0 on", s.Tick, t.last)
	}
	if len(in.Hands) != t.tools || len(s.Tools) != t.tools {
		return fmt.Errorf("recording: tick %d has %d hands and %d samples for %d instruments", s.Tick, len(in.Hands), len(s.Tools), t.tools)
	}
	for i := range in.Hands {
		if err := t.tool(s.Tick, &in.Hands[i], &s.Tools[i]); err != nil {
			return err
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

// tool checks one instrument's part of a tick.
func (t *ticks) tool(tick int64, h *Hand, s *ToolSample) error {
	if !h.Pose.finite() || !s.Pose.finite() || !finite(s.DepthMM) || !finite(s.ForceN) {
		return fmt.Errorf("recording: pose, depth or force of tick %d is not finite; repeat the last known pose when there is none", tick)
	}
	if !closing(h.Jaw) || !closing(s.Jaw) {
		return fmt.Errorf("recording: a jaw of tick %d is closed by %v and %v; it must lie between 0, open, and 1, closed", tick, h.Jaw, s.Jaw)
	}
	if len(s.ClearanceMM) != t.structures {
		return fmt.Errorf("recording: tick %d has %d clearances for %d structures", tick, len(s.ClearanceMM), t.structures)
	}
	for i, clearance := range s.ClearanceMM {
		if !finite(clearance) && !math.IsInf(clearance, 1) {
			return fmt.Errorf("recording: clearance %d of tick %d is %v; it must be finite or +Inf", i, tick, clearance)
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
	if e.Tool < 0 || e.Tool >= t.tools {
		return fmt.Errorf("recording: event %q of tick %d is of instrument %d, counted from 0; there are %d", e.Kind, e.Tick, e.Tool, t.tools)
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

// closing tells whether x says how far a jaw is closed; false for NaN.
func closing(x float64) bool { return x >= 0 && x <= 1 }
