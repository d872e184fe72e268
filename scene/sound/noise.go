package sound

import "math"

// noise is a generator of its own, so that every run hears the same.
type noise struct {
	state uint64
	low   float64 // of a filter
}

func newNoise(seed uint64) *noise { return &noise{state: seed*2685821657736338717 + 1} }

// white is the next of numbers spread evenly from -1 to 1. (Marsaglia, Xorshift
// RNGs, J. Stat. Softw. 8(14), 2003, doi:10.18637/jss.v008.i14.)
func (n *noise) white() float64 {
	n.state ^= n.state << 13
	n.state ^= n.state >> 7
	n.state ^= n.state << 17
	return float64(int64(n.state)) / math.MaxInt64
}

// below is the next of noise up to a frequency, by a filter of first order.
func (n *noise) below(hz float64) float64 {
	n.low += (n.white() - n.low) * (1 - math.Exp(-2*math.Pi*hz/Rate))
	return n.low
}

// above is the next of noise from a frequency on.
func (n *noise) above(hz float64) float64 {
	white := n.white()
	n.low += (white - n.low) * (1 - math.Exp(-2*math.Pi*hz/Rate))
	return white - n.low
}

// humming is a hum that goes on.
type humming struct {
	kind   Hum
	air    *noise
	bubble *noise
	phase  float64
	level  float64 // now
	wanted float64 // what it goes to
}

func newHumming(kind Hum) humming {
	return humming{kind: kind, air: newNoise(11), bubble: newNoise(13)}
}

// humSeconds is how long a hum takes to come or go: it must not click.
const humSeconds = 0.03

// next is the next sample of the hum.
func (h *humming) next() float64 {
	step := 1 / (humSeconds * Rate)
	h.level += min(max(h.wanted-h.level, -step), step)
	if h.level <= 0 {
		return 0
	}
	if h.kind == Suction {
		// Air through a narrow tube, and fluid that comes with it now and then.
		gurgle := 0.6 + 4*math.Abs(h.bubble.below(9))
		return h.level * 0.25 * gurgle * h.air.above(1200)
	}
	// An electrosurgical generator's tone, and tissue that crackles under it.
	h.phase = math.Mod(h.phase+2*math.Pi*cauteryHz/Rate, 2*math.Pi)
	crackle := math.Max(h.bubble.below(60)-0.02, 0) * 12 * h.air.above(2500)
	return h.level * (0.10*math.Sin(h.phase) + 0.04*math.Sin(2*h.phase) + 0.25*crackle)
}

// cauteryHz is the tone by which a generator tells the theatre that it is on; makers
// choose theirs between some 400 and 900 Hz, and one stays with one tone.
const cauteryHz = 620
