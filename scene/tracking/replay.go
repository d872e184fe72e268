package tracking

import (
	"slices"

	"github.com/drylab/drylab/scene/record"
)

// replay gives the inputs of a recording back.
type replay struct {
	inputs []record.Input // ticks grow
	lost   []record.Hand  // reused for ticks that were not recorded
}

// Replay returns the recorded inputs, bit for bit, and ends after the last of
// them. For a tick that the recording skips the device counts as lost: the input
// before it is repeated, with Valid false and no button held; jaws stay as they
// were. The recording must not change while it is replayed.
func Replay(rec *record.Recording) Source { return &replay{inputs: rec.Inputs} }

func (r *replay) Next(tick int64) (record.Input, bool) {
	at, found := slices.BinarySearchFunc(r.inputs, tick, func(in record.Input, tick int64) int {
		switch {
		case in.Tick < tick:
			return -1
		case in.Tick > tick:
			return 1
		}
		return 0
	})
	switch {
	case found:
		return r.inputs[at], true
	case at == 0 || at == len(r.inputs):
		return record.Input{}, false
	}
	r.lost = r.lost[:0]
	for _, h := range r.inputs[at-1].Hands {
		r.lost = append(r.lost, record.Hand{Pose: h.Pose, Jaw: h.Jaw})
	}
	return record.Input{Tick: tick, Hands: r.lost}, true
}
