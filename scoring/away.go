package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
)

// awayTime is when a hand held other instruments. They lie on the table then, on
// purpose: that is neither motion nor a gap of the tracker's.
type awayTime struct {
	runs [][2]float64 // s, in order; from the first sample away to the last
	last int          // sample in which the last of them was
}

func (w *awayTime) add(sample int, t float64) {
	if n := len(w.runs); n > 0 && w.last == sample-1 {
		w.runs[n-1][1] = t
	} else {
		w.runs = append(w.runs, [2]float64{t, t})
	}
	w.last = sample
}

// between is how much of it lies between two times, s.
func (w *awayTime) between(from, to float64) float64 {
	sum := 0.0
	for _, run := range w.runs {
		sum += math.Max(0, math.Min(run[1], to)-math.Max(run[0], from))
	}
	return sum
}

// addAway looks for instruments whose hand holds another one. Instruments that are
// there together are in different hands, whatever a header from before hands were
// recorded says.
func (c *Columns) addAway(h *record.Header, s *record.Sample) {
	for i := range c.tools {
		for j := range min(len(c.tools), len(s.Tools)) {
			if i == j || h.Tools[i].Hand != h.Tools[j].Hand || !s.Tools[j].Valid {
				continue
			}
			if i < len(s.Tools) && s.Tools[i].Valid {
				c.tools[i].besides, c.tools[j].besides = true, true
			} else {
				c.tools[i].away.add(c.samples, s.T())
			}
		}
	}
}

// away is when the hand of an instrument held another one, as far as is known.
func (c *Columns) away(tool int) *awayTime {
	if tool >= len(c.tools) || c.tools[tool].besides {
		return &awayTime{}
	}
	return &c.tools[tool].away
}
