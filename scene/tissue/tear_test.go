package tissue

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestTearGoesAcrossTheStretch: a bar pulled along x tears in planes across x,
// element by element, until it is in two.
func TestTearGoesAcrossTheStretch(t *testing.T) {
	m := newBlock(t, [3]int{6, 2, 2}, [3]float64{12, 4, 4}, 0, MatterOptions{})
	now := make([]Vec, m.Nodes())
	for i, p := range m.rest {
		now[i] = Vec{float32(1.6 * p[0]), float32(0.9 * p[1]), float32(0.9 * p[2])}
	}
	m.Follow(now)
	if d := m.stretch(0); math.Abs(d[0]) < 0.999 {
		t.Fatalf("stretched along %v", d)
	}
	// Elements of the slab between x = 4 and 6 tear.
	var slab []int
	for e, c := range m.roots {
		x := 0.0
		for _, v := range c {
			x += m.rest[v][0] / 4
		}
		if x > 4 && x < 6 {
			slab = append(slab, e)
		}
	}
	area := 0.0
	for range 4 {
		area += m.Tear(slab).AreaMM2
		checkMatter(t, m)
	}
	if m.Pieces() < 2 || area < 16 {
		t.Fatalf("%d pieces, %g mm² torn", m.Pieces(), area)
	}
}

// TestTearsAtRandom: after each tear of random elements, in matter that was cut as
// well, everything holds.
func TestTearsAtRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	m := newBlock(t, [3]int{4, 3, 3}, [3]float64{10, 8, 8}, 0.2, MatterOptions{})
	for range 12 {
		sway(m, r.Float64())
		m.Tear([]int{r.IntN(m.Elements()), r.IntN(m.Elements()), r.IntN(m.Elements())})
		checkMatter(t, m)
		randomStroke(t, m, r)
		checkMatter(t, m)
	}
}

// TestTornToCrumbs: tearing everything again and again ends with every element on
// its own.
func TestTornToCrumbs(t *testing.T) {
	m := newBlock(t, [3]int{2, 2, 1}, [3]float64{4, 4, 2}, 0, MatterOptions{})
	all := make([]int, m.Elements())
	for e := range all {
		all[e] = e
	}
	sway(m, 1)
	for range 40 {
		m.Tear(all)
	}
	checkMatter(t, m)
	if m.Pieces() < 20 {
		t.Fatalf("%d pieces of %d elements", m.Pieces(), m.Elements())
	}
}
