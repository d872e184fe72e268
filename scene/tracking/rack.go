package tracking

import (
	"slices"

	"github.com/drylab/drylab/scene/record"
)

// Rack says which instrument each hand holds. Hands that have several hold one;
// the others lie away.
type Rack struct {
	tools []record.Tool
	held  []int // by hand, an index into tools; below zero: it has none
}

// NewRack begins with the first instrument of each hand.
func NewRack(tools []record.Tool) *Rack {
	r := &Rack{tools: tools}
	for i := len(tools) - 1; i >= 0; i-- {
		hand := tools[i].HeldBy(i)
		for len(r.held) <= hand {
			r.held = append(r.held, -1)
		}
		r.held[hand] = i
	}
	return r
}

// Holds is the index of the instrument that a hand holds; below zero: none.
func (r *Rack) Holds(hand int) int {
	if hand < len(r.held) {
		return r.held[hand]
	}
	return -1
}

// Hands is how many there are.
func (r *Rack) Hands() int { return len(r.held) }

// Exchange lets a hand take its next instrument; after the last, the first.
func (r *Rack) Exchange(hand int) {
	if r.Holds(hand) < 0 {
		return
	}
	n := len(r.tools)
	for k := 1; k <= n; k++ {
		if next := (r.held[hand] + k) % n; r.tools[next].HeldBy(next) == hand {
			r.held[hand] = next
			return
		}
	}
}

// Spread gives each instrument the hand that holds it.
func (r *Rack) Spread(hands, into []record.Hand) []record.Hand {
	into = slices.Grow(into[:0], len(r.tools))[:len(r.tools)]
	for i := range r.tools {
		hand := r.tools[i].HeldBy(i)
		switch {
		case r.held[hand] != i:
			into[i] = record.Hand{Away: true}
		case hand < len(hands):
			into[i] = hands[hand]
		default:
			into[i] = record.Hand{}
		}
	}
	return into
}
