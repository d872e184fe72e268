package scenarios

import (
	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
)

// Recall runs a recording's inputs again up to a tick, to see what is not in the
// recording: soft tissue as it was then. It takes about as long as that much of
// the attempt may take at most.
func Recall(rec *record.Recording, c *anatomy.Case, upTo int64, workers int) (*Fitted, *scene.Surface, error) {
	f, err := Refit(rec, c, workers)
	if err != nil {
		return nil, nil, err
	}
	world, err := scene.NewWorld(f.Setup)
	if err != nil {
		return nil, nil, err
	}
	defer world.Close()
	for _, in := range rec.Inputs {
		if in.Tick > upTo {
			break
		}
		world.Step(in)
	}
	var s scene.Surface
	world.Surface(&s)
	return f, &s, nil
}
