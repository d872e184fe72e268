package record

import (
	"errors"
	"io"
)

// Write writes a recording that is in memory. Events and hashes must be in the
// order of their ticks; where it has no inputs, hands were not tracked.
func (r *Recording) Write(w io.Writer) error {
	writer, err := NewWriter(w, r.Header, WriterOptions{Block: true})
	if err != nil {
		return err
	}
	writer.SetLateFrames(r.LateFrames)
	event := 0
	for i := range r.Samples {
		sample := &r.Samples[i]
		in := Input{Tick: sample.Tick, Hands: make([]Hand, len(r.Header.Tools))}
		if i < len(r.Inputs) {
			in = r.Inputs[i]
		}
		from := event
		for event < len(r.Events) && (r.Events[event].Tick <= sample.Tick || i == len(r.Samples)-1) {
			event++
		}
		if err := writer.Append(in, *sample, r.Events[from:event]); err != nil {
			return errors.Join(err, writer.Close(r.LateTicks))
		}
	}
	for _, hash := range r.Hashes {
		if err := writer.Hash(hash); err != nil {
			return errors.Join(err, writer.Close(r.LateTicks))
		}
	}
	return writer.Close(r.LateTicks)
}
