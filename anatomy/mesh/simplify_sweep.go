package mesh

import "math"

// run collapses edges in sweeps until the budget is reached or nothing more can
// be taken. A sweep takes the edges below a cost, in memory's order: first in
// all districts at the same time, then those that touch two.
func (s *simplifier) run(budget int) {
	for s.alive > budget {
		s.eachDistrict((*collapser).countPrices)
		s.rehome()
		wanted := min((s.alive-budget+1)/2, int(sweepShare*float64(s.priced()))+1)
		limit, below := s.limit(wanted)
		if below == 0 {
			return
		}
		removed := s.sweepTogether(limit, wanted, below)
		s.alive -= removed + s.sweepRest(limit, wanted-removed/2, wanted < fewCollapses)
	}
}

const (
	// sweepShare is how much of the edges with a price one sweep aims at. A
	// smaller share comes nearer to the exact order by cost, and takes longer:
	// on a lumpy organ brought to a tenth, half of it changes the mean distance
	// by 1 %, and a fortieth by no more. A share of what may still collapse, and
	// not of all edges: where topology holds most of them, the few others
	// would else go at any cost.
	sweepShare = 0.27
	// fewCollapses are not worth sharing among districts.
	fewCollapses = 64 * districts
)

// sweepTogether lets all districts collapse edges that cost less than the
// limit, about the wanted number together, and returns how many triangles that
// removed.
func (s *simplifier) sweepTogether(limit, wanted, below int) (removed int) {
	s.eachDistrict(func(w *collapser) {
		quota := 0
		if wanted >= fewCollapses {
			quota = w.histogram.below(limit)
		}
		if below > wanted { // ties: every district gets its share
			quota = quota * wanted / below
		}
		w.removed, w.waiting = 0, w.waiting[:0]
		w.sweep(w.live, limit, quota)
	})
	for d := range districts {
		removed += s.workers[d].removed
	}
	return removed
}

// sweepRest collapses what waits at the borders of districts, or all edges
// that cost less than the limit, at most the wanted number.
func (s *simplifier) sweepRest(limit, wanted int, all bool) (removed int) {
	last := &s.workers[districts]
	last.removed = 0
	for d := range districts {
		w := &s.workers[d]
		if all {
			last.sweep(w.live, limit, wanted)
		}
		for _, corner := range w.waiting {
			if last.removed < 2*wanted && priceStep(s.cost[corner/3][corner%3]) < limit {
				last.collapse(corner)
			}
		}
	}
	return last.removed
}

// sweep collapses the edges of some triangles that cost less than the limit, in
// order, at most quota of them. It lists those that must wait.
func (c *collapser) sweep(triangles []uint32, limit, quota int) {
	ceiling := math.Float32frombits(uint32(limit) << histogramShift)
	for _, t := range triangles {
		for corner := range uint32(3) {
			if !(c.cost[t][corner] < ceiling) {
				continue
			}
			if c.removed >= 2*quota {
				return
			}
			if !c.collapse(3*t + corner) {
				c.waiting = append(c.waiting, 3*t+corner)
			}
		}
	}
}

// priceHistogram counts edges by the step of their cost: its exponent and the
// first bits of its mantissa, 16 steps an octave.
type priceHistogram [1 << (31 - histogramShift)]uint32

const histogramShift = 19

func priceStep(cost float32) int { return int(math.Float32bits(cost) >> histogramShift) }

// countPrices fills the histogram, drops dead triangles, and sets aside those
// that no longer touch the district: collapses across a border may have taken
// them away, and another district may change them at any time now.
func (c *collapser) countPrices() {
	c.histogram = priceHistogram{}
	c.leaving = c.leaving[:0]
	live := c.live[:0]
	for _, t := range c.live {
		if c.triangles[t] == deadTriangle {
			continue
		}
		if corners := &c.triangles[t]; c.district[corners[0]] != c.number && c.district[corners[1]] != c.number && c.district[corners[2]] != c.number {
			c.leaving = append(c.leaving, t)
			continue
		}
		live = append(live, t)
		c.count(t)
	}
	c.live = live
}

func (c *collapser) count(t uint32) {
	for _, cost := range c.cost[t] {
		c.histogram[priceStep(cost)]++
	}
}

// rehome gives the triangles that were set aside to a district that they touch.
func (s *simplifier) rehome() {
	for d := range districts {
		for _, t := range s.workers[d].leaving {
			home := &s.workers[s.district[s.triangles[t][0]]]
			home.live = append(home.live, t)
			home.count(t)
		}
	}
}

// below counts the edges with a step under the limit.
func (h *priceHistogram) below(limit int) (count int) {
	for _, n := range h[:limit] {
		count += int(n)
	}
	return count
}

// priced counts the edges with a price.
func (s *simplifier) priced() (count int) {
	for d := range districts {
		count += s.workers[d].histogram.below(priceStep(unpriced))
	}
	return count
}

// limit returns a step under which at least the wanted number of edges are, or
// else all that have a price, and how many are.
func (s *simplifier) limit(wanted int) (limit, below int) {
	end := priceStep(unpriced)
	for limit < end && below < wanted {
		for d := range districts {
			below += int(s.workers[d].histogram[limit])
		}
		limit++
	}
	return limit, below
}
