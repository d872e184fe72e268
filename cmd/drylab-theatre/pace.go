package main

import (
	"fmt"

	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scene/view"
)

// pace tells a computer that cannot keep up: no tick is ever skipped, so that the
// world then runs slower than the trainee's hands.
type pace struct {
	wall, world float64 // seconds, where the stretch that is measured began
	rate        float64 // of the last stretch: the world's seconds in one of the clock's
	known       bool
}

// Our choice: long enough that one slow picture does not count, short enough that it
// is told while it matters; and what a trainee begins to feel.
const (
	paceSeconds = 2.0
	slowRate    = 0.9
)

// see takes the time on the clock and in the world, s.
func (p *pace) see(wall, world float64) {
	if past := wall - p.wall; past >= paceSeconds {
		p.rate, p.known = (world-p.world)/past, p.wall > 0
		p.wall, p.world = wall, world
	}
}

// readout warns of a world that runs slower than real time.
func (p *pace) readout(say assets.Texts) []view.Readout {
	if !p.known || p.rate >= slowRate {
		return nil
	}
	return []view.Readout{{
		Label: say.Say("Slower than real time"), Value: fmt.Sprintf("%.0f %%", 100*max(p.rate, 0)), Share: max(p.rate, 0), Warn: true,
	}}
}
