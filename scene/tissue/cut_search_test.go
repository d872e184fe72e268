package tissue

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestElementsNearABladeAreFoundWhileMatterMoves: slowly, some of it fast, and cut
// again and again; those found are those whose boxes touch, whenever one looks.
func TestElementsNearABladeAreFoundWhileMatterMoves(t *testing.T) {
	m := newBlock(t, [3]int{6, 6, 6}, [3]float64{12, 12, 12}, 0.1, MatterOptions{})
	r := rand.New(rand.NewPCG(7, 8))
	for n := range 300 {
		now := slices.Clone(m.now)
		some, far := r.IntN(len(now)), float32(0.002)
		if n%7 == 0 {
			far = 3
		}
		for i := range now {
			if n%7 != 0 || (i+some)%len(now) < 20 {
				for c := range 3 {
					now[i][c] += far * (2*r.Float32() - 1)
				}
			}
		}
		m.Follow(now)
		if n%3 == 0 {
			continue // nobody looked in this step
		}
		p, b := Vec{15*r.Float32() - 2, 15*r.Float32() - 2, 15*r.Float32() - 2}, noBox
		b.add(&p)
		b.add(&Vec{p[0] + r.Float32(), p[1] + r.Float32(), p[2] + r.Float32()})
		var want []int32
		for root := range m.roots {
			if box := m.boxOf(int32(root)); box.touches(&b) {
				want = append(want, int32(root))
			}
		}
		if got := m.search.near(m, b, nil); !slices.Equal(got, want) {
			t.Fatalf("step %d: found %v, want %v", n, got, want)
		}
		if n%50 == 49 {
			x := 12 * r.Float32()
			stroke(t, m, [2]Vec{{x, -5, 15}, {x, -5, 2}}, [2]Vec{{x, 15, 15}, {x, 15, 2}})
		}
	}
}
