package scenarios

import (
	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
)

// Playback runs a recording's inputs again, forward, to see what is not in the
// recording: soft tissue as it was. It takes about as long as the attempt may take
// at most.
type Playback struct {
	Fitted *Fitted

	world    *scene.World
	inputs   []record.Input     // not run yet
	hashes   []record.StateHash // not compared yet
	mismatch int64
}

// NewPlayback prepares the field of a recording on the case that it was made on.
// The caller closes it.
func NewPlayback(rec *record.Recording, c *anatomy.Case, workers int) (*Playback, error) {
	f, err := Refit(rec, c, workers)
	if err != nil {
		return nil, err
	}
	world, err := scene.NewWorld(f.Setup)
	if err != nil {
		return nil, err
	}
	return &Playback{Fitted: f, world: world, inputs: rec.Inputs, hashes: rec.Hashes, mismatch: -1}, nil
}

// Close ends the world's goroutines.
func (p *Playback) Close() { p.world.Close() }

// To runs the inputs up to a tick and with it. One that is past changes nothing.
func (p *Playback) To(tick int64) {
	for len(p.inputs) > 0 && p.inputs[0].Tick <= tick {
		in := p.inputs[0]
		p.world.Step(in)
		p.inputs = p.inputs[1:]
		if len(p.hashes) > 0 && p.hashes[0].Tick == in.Tick {
			if p.world.Hash() != p.hashes[0].Hash && p.mismatch < 0 {
				p.mismatch = in.Tick
			}
			p.hashes = p.hashes[1:]
		}
	}
}

// Mismatch is the tick of the first recorded state hash that did not come again, -1
// for none so far. From then on the tissue is not that of the attempt, as when
// another engine made the recording.
func (p *Playback) Mismatch() int64 { return p.mismatch }

// Surface writes the skin at the tick that was run last into s, and reports whether
// anything yields.
func (p *Playback) Surface(s *scene.Surface) bool { return p.world.Surface(s) }
