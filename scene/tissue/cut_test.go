package tissue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// sway moves the solver's vertices away from rest.
func sway(m *Matter, phase float64) {
	now := make([]Vec, len(m.origin))
	for i, o := range m.origin {
		p := m.rest[o]
		now[i] = Vec{
			float32(p[0] + 0.6*math.Sin(0.4*p[1]+phase)),
			float32(p[1] + 0.5*math.Sin(0.5*p[2]-phase)),
			float32(p[2]*1.1 + 0.4*math.Cos(0.3*p[0]+phase)),
		}
	}
	m.Follow(now)
}

func randomPlace(r *rand.Rand) [2]Vec {
	var p [2]Vec
	for i := range 2 {
		for c := range 3 {
			p[i][c] = float32(-2 + 14*r.Float64())
		}
	}
	return p
}

// TestRandomStrokes cuts at random: after each stroke, everything holds.
func TestRandomStrokes(t *testing.T) {
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 7))
		options := MatterOptions{}
		if seed%3 == 1 {
			options.FinestMM = 2.5
		}
		m := newBlock(t, [3]int{4, 4, 3}, [3]float64{10, 10, 8}, []float64{0, 0.2}[seed%2], options)
		for k := range 6 {
			t.Run(fmt.Sprint(seed, k), func(t *testing.T) {
				if seed%4 > 1 {
					sway(m, r.Float64())
				}
				randomStroke(t, m, r)
				checkMatter(t, m)
				checkCrumbs(t, m)
			})
			if t.Failed() {
				return
			}
		}
	}
}

// randomStroke goes between two or three random places, in one step, some, or
// many tiny ones; some go along the cells exactly.
func randomStroke(t testing.TB, m *Matter, r *rand.Rand) {
	b := m.NewBlade()
	at := randomPlace(r)
	exact := r.IntN(3) == 0
	axis := r.IntN(3)
	level := float32(2.5 * float64(r.IntN(5)))
	for range 1 + r.IntN(2) {
		to := randomPlace(r)
		if exact {
			at[0][axis], at[1][axis], to[0][axis], to[1][axis] = level, level, level, level
		}
		steps := []int{1, 5, 40}[r.IntN(3)]
		was := at
		for s := range steps {
			f := float32(s+1) / float32(steps)
			var next [2]Vec
			for i := range 2 {
				for c := range 3 {
					next[i][c] = at[i][c]*(1-f) + to[i][c]*f
				}
			}
			if _, err := b.Cut(was, next); err != nil {
				t.Fatal(err)
			}
			was = next
		}
		at = to
	}
	b.Lift()
}

// checkCrumbs: no piece is so small that only rounding could have cut it.
func checkCrumbs(t *testing.T, m *Matter) {
	t.Helper()
	least := math.Pow(crumb*m.grainMM, 3) / 10
	for p := range m.Pieces() {
		if v := m.PieceVolume(p); v < least {
			t.Errorf("piece %d has %g mm³", p, v)
		}
	}
}
