package scenarios

import (
	"errors"
	"math"

	"github.com/drylab/drylab/anatomy"
)

// askWithinReason compares the rubric's anchors with what the case's scan can
// tell apart. On the case that the scenario was written for, finer ones are a
// mistake of its author; a surgeon's own scan may be coarser, and is practised
// on all the same, with a notice.
func (f *Fitted) askWithinReason() error {
	for _, p := range f.Scenario.Rubric.TooFine(uncertaintyMM(f.Case)) {
		if f.Scenario.Case == f.Case.ID {
			return errors.New(p.Message + " (" + p.Path + ")")
		}
		f.notice("On this scan %s (%s).", p.Message, p.Path)
	}
	return nil
}

// uncertaintyMM is the standard uncertainty of a place in a case along one
// direction, mm: that of a value somewhere in a voxel, along its longest edge
// (SCORING §3; rectangular distribution, JCGM 100:2008, 4.3.7). 0 without a scan.
func uncertaintyMM(c *anatomy.Case) float64 {
	g, ok := c.Grid()
	if !ok {
		return 0
	}
	spacing := g.Spacing()
	return max(spacing[0], spacing[1], spacing[2]) / math.Sqrt(12)
}
