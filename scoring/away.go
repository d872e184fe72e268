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

// addAway looks for instruments whose hand holds another one.
func (c *Columns) addAway(h *record.Header, s *record.Sample) {
	n := min(len(c.tools), len(s.Tools))
	for i := range n {
		for j := range n {
			if h.Tools[i].HeldBy(i) == h.Tools[j].HeldBy(j) && !s.Tools[i].Valid && s.Tools[j].Valid {
				c.tools[i].away.add(c.samples, s.T())
			}
		}
	}
}

// away is when the hand of an instrument held another one.
func (c *Columns) away(tool int) *awayTime {
	if tool >= len(c.tools) {
		return &awayTime{}
	}
	return &c.tools[tool].away
}
