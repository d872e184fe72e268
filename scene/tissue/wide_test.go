package tissue

import (
	"math/rand/v2"
	"testing"
	"unsafe"
)

// TestWideIsPlainToTheBit: four numbers at once or one by one, the product and what
// skin hangs on come out the same, of any size and in any order of magnitude.
func TestWideIsPlainToTheBit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	number := func() float32 { return float32(random.NormFloat64()) * float32(uint64(1)<<random.IntN(40)) / (1 << 20) }
	b := built(t, grid(7, 6, 5, 4, jelly), Settings{})
	m := &b.matrix
	for k := range m.values {
		for c := range m.values[k] {
			m.values[k][c] = number()
		}
	}
	m.rows[11].end = m.rows[11].at // a row may be empty
	n := len(b.u)
	x, wide, plain := make([]Vec, n), make([]Vec, n), make([]Vec, n)
	for i := range x {
		x[i] = Vec{number(), number(), number()}
		b.stances[i].at = x[i]
		for c := range b.stances[i].lean {
			b.stances[i].lean[c] = number()
		}
	}
	for _, share := range [][2]int{{0, n}, {3, 3}, {n - 1, n}} {
		m.times(x, wide, share[0], share[1])
		m.timesPlain(x, plain, share[0], share[1])
		for i := range n {
			if wide[i] != plain[i] {
				t.Fatalf("row %d of %v is %v wide and %v plain", i, share, wide[i], plain[i])
			}
		}
	}
	pegs := make([]peg, 1000)
	for i := range pegs {
		for k := range 4 {
			pegs[i].slots[k], pegs[i].weights[k] = random.Int32N(int32(n)), number()
		}
	}
	several, single := make([]stance, len(pegs)), make([]stance, len(pegs))
	mix(several, b.stances, pegs)
	mixPlain(single, b.stances, pegs)
	for i := range pegs {
		if several[i] != single[i] {
			t.Fatalf("peg %d is at %v wide and at %v plain", i, several[i], single[i])
		}
	}
	mix(nil, b.stances, nil)
}

// TestWideKnowsTheSizes: the assembly counts bytes.
func TestWideKnowsTheSizes(t *testing.T) {
	for _, c := range []struct {
		name       string
		size, want uintptr
	}{
		{"Vec", unsafe.Sizeof(Vec{}), 12},
		{"span", unsafe.Sizeof(span{}), 12},
		{"block", unsafe.Sizeof(block{}), 36},
		{"stance", unsafe.Sizeof(stance{}), 48},
		{"peg", unsafe.Sizeof(peg{}), 44},
		{"peg's weights", unsafe.Offsetof(peg{}.weights), 16},
		{"span's end", unsafe.Offsetof(span{}.end), 4},
	} {
		if c.size != c.want {
			t.Errorf("%s is %d bytes in: the assembly takes %d", c.name, c.size, c.want)
		}
	}
}

// BenchmarkTimes is the product of a beam of 10,000 elements, wide and plain by turns.
func BenchmarkTimes(b *testing.B) {
	body := built(b, grid(50, 6, 6, 4, jelly), Settings{})
	x, y := make([]Vec, len(body.u)), make([]Vec, len(body.u))
	for _, kind := range []struct {
		name string
		f    func(x, y []Vec, first, last int)
	}{{"plain", body.matrix.timesPlain}, {"wide", body.matrix.times}} {
		b.Run(kind.name, func(b *testing.B) {
			for b.Loop() {
				kind.f(x, y, 0, len(y))
			}
		})
	}
}
