// Package tracking holds the sources of instrument poses that need no window:
// scripts, which perform an attempt from a few via points, and the replay of a
// recording.
package tracking

import "github.com/drylab/drylab/scene/record"

// Source is where the instruments' poses come from.
type Source interface {
	// Next returns what the hands do in the given tick, counted from 0 at the
	// attempt's start, and false when the source has nothing (more) to say. It
	// is a function of the tick alone: asking twice, or out of order, gives the
	// same answer. The hands are valid until the next call, and must not be changed.
	Next(tick int64) (record.Input, bool)
}
