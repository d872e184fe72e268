package scenarios

import (
	"fmt"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Verification is what came of running a recording's inputs again.
type Verification struct {
	Ticks   int64 `json:"ticks"`   // inputs run
	Hashes  int   `json:"hashes"`  // state hashes compared
	Samples int   `json:"samples"` // samples compared: with the events they are what is scored
	Events  int   `json:"events"`  // events compared
	// Complete is false for a recording that was not closed: only what is there was replayed.
	Complete bool  `json:"complete"`
	Workers  int   `json:"workers"`  // goroutines that shared the work on soft tissue
	Agrees   bool  `json:"agrees"`   // every hash, sample and event was equal
	Mismatch int64 `json:"mismatch"` // tick of the first difference that was seen; -1 when none
}

// Verify runs the recorded inputs through a new world on the same case and
// compares state hashes, samples and events. The error says why that cannot be done at all.
func Verify(rec *record.Recording, c *anatomy.Case, workers int) (Verification, error) {
	v := Verification{Workers: workers, Mismatch: -1, Complete: !rec.Truncated}
	p, err := NewPlayback(rec, c, workers)
	if err != nil {
		return v, err
	}
	defer p.Close()
	err = v.compare(rec, p.world)
	v.Agrees = err == nil && v.Mismatch < 0 && v.Hashes > 0
	return v, err
}

// MadeOn refuses a case that is not, as it is now, the one of a recording: what it
// shows would mislead.
func MadeOn(rec *record.Recording, c *anatomy.Case) error {
	if c.HashString() != rec.Header.Case.SHA256 {
		return fmt.Errorf("the recording was made on another state of case %s; replay it with the case folder it was made on (--case DIR)", rec.Header.Case.ID)
	}
	return nil
}

// Refit fits a recording's own scenario to the case that it was made on, with
// soft tissue shared by that many workers. It fails on another state of the case.
func Refit(rec *record.Recording, c *anatomy.Case, workers int) (*Fitted, error) {
	s, err := FromHeader(&rec.Header)
	if err != nil {
		return nil, err
	}
	if err := MadeOn(rec, c); err != nil {
		return nil, err
	}
	return s.fit(c, rec.Header.Plan, workers)
}

// compare steps the world through the inputs and holds every hash, sample and event
// against the recorded one.
func (v *Verification) compare(rec *record.Recording, world *scene.World) error {
	hashes, samples, events := rec.Hashes, rec.Samples, rec.Events
	for _, in := range rec.Inputs {
		frame := world.Step(in)
		v.Ticks++
		if len(samples) > 0 && samples[0].Tick == in.Tick {
			v.note(in.Tick, equal(&samples[0], &frame.Sample))
			samples = samples[1:]
			v.Samples++
		}
		n := 0
		for n < len(events) && events[n].Tick <= in.Tick {
			n++
		}
		v.compareEvents(in.Tick, frame.Events, events[:n])
		events = events[n:]
		if len(hashes) > 0 && hashes[0].Tick == in.Tick {
			v.note(in.Tick, world.Hash() == hashes[0].Hash)
			hashes = hashes[1:]
			v.Hashes++
		}
	}
	if len(hashes) > 0 {
		return fmt.Errorf("the recording holds a state hash at tick %d but no input for it", hashes[0].Tick)
	}
	if len(samples) > 0 {
		return fmt.Errorf("the recording holds a sample at tick %d but no input for it", samples[0].Tick)
	}
	return nil
}

// compareEvents holds a tick's events against the recorded ones, of which the
// director's are left out, which follow from the others, and pauses, in which the
// world stood still. The tick in which an attempt
// was broken off has no others, and what made one invalid may be an input that no
// recording can hold, such as a place that is no number.
func (v *Verification) compareEvents(tick int64, now, recorded []record.Event) {
	var then []record.Event
	for _, e := range recorded {
		switch {
		case e.Kind == record.EventEnd && (e.Detail == EndAbandoned || e.Detail == EndInvalid):
			return
		case e.Kind != record.EventEnd && e.Kind != record.EventStepDone && e.Kind != record.EventPaused:
			then = append(then, e)
		}
	}
	v.note(tick, slices.EqualFunc(now, then, equalEvents))
	v.Events += len(then)
}

// equalEvents compares two events bit for bit; recordings from before normals were
// kept have none.
func equalEvents(now, then record.Event) bool {
	if then.Normal == (mgl64.Vec3{}) {
		now.Normal = then.Normal
	}
	return now == then
}

// note remembers the first tick that differs.
func (v *Verification) note(tick int64, same bool) {
	if !same && v.Mismatch < 0 {
		v.Mismatch = tick
	}
}

// equal compares two samples bit for bit.
func equal(a, b *record.Sample) bool {
	return a.Tick == b.Tick && a.InUse == b.InUse && slices.EqualFunc(a.Tools, b.Tools, equalTools)
}

func equalTools(a, b record.ToolSample) bool {
	return a.Pose == b.Pose && a.Valid == b.Valid && a.Guided == b.Guided && a.DepthMM == b.DepthMM &&
		a.StyletOut == b.StyletOut && a.Jaw == b.Jaw && a.ForceN == b.ForceN && a.Holding == b.Holding &&
		slices.Equal(a.ClearanceMM, b.ClearanceMM)
}
