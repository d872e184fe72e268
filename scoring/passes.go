package scoring

const (
	// redirection is how far, mm, the tip must withdraw and then advance along
	// the shaft for a new pass.
	redirection = 5.0
	// insertion is how deep, mm, the tip must go beyond for a pass: a tip that
	// trembles on the skin stays above it, a needle that pokes does not.
	insertion = 2.0
)

// countPasses counts insertions and redirections within the scored time from
// the depth along the shaft. Leaving the body ends a pass.
func (a *attempt) countPasses() (passes int, reason string) {
	counter := passCounter{}
	for _, segment := range a.scored {
		for _, index := range segment.Index {
			counter.add(a.columns.depth.at(index))
		}
	}
	if counter.passes == 0 {
		return 0, ReasonNotInserted
	}
	return counter.passes, ""
}

// passCounter follows the depth of the tip.
type passCounter struct {
	passes int
	phase  passPhase
	turn   float64 // mm: deepest point while advancing, shallowest while withdrawing
}

type passPhase int

const (
	outside passPhase = iota
	advancing
	withdrawing
)

// add takes the next depth, mm; 0 is outside, NaN is ignored.
func (c *passCounter) add(depth float64) {
	switch {
	case !isFinite(depth):
	case depth <= 0:
		c.phase = outside
	case c.phase == outside && depth > insertion,
		c.phase == withdrawing && depth-c.turn > redirection:
		c.passes++
		c.phase, c.turn = advancing, depth
	case c.phase == advancing && depth > c.turn,
		c.phase == withdrawing && depth < c.turn:
		c.turn = depth
	case c.phase == advancing && c.turn-depth > redirection:
		c.phase, c.turn = withdrawing, depth
	}
}
