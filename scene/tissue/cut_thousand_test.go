package tissue

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// TestAThousandCuts: after each of a thousand strokes through one block its skin is
// closed and holds what it held, and so do its pieces; after some, and with
// DRYLAB_SOAK=1 after each, everything holds; and what they divide stays bounded.
func TestAThousandCuts(t *testing.T) {
	cuts, every := 1000, 100
	if os.Getenv("DRYLAB_SOAK") == "1" {
		every = 1
	}
	r := rand.New(rand.NewPCG(11, 12))
	m := newBlock(t, [3]int{5, 5, 4}, [3]float64{10, 10, 8}, 0.2, MatterOptions{})
	for k := range cuts {
		if k%7 == 0 {
			sway(m, r.Float64())
		}
		shortStroke(t, m, r)
		checkSum(t, m, 10*10*8)
		if k%every == 0 || k < 20 {
			checkMatter(t, m)
		}
	}
	checkMatter(t, m)
	t.Logf("%d grains, %d elements, %d vertices of the solver, %d pieces, skin of %d", len(m.grains), m.Elements(), m.Nodes(), m.Pieces(), len(m.skin.facets))
	short := math.Inf(1)
	for i := range m.grains {
		short = min(short, m.longest(int32(i)).length)
	}
	if short < beside*m.grainMM/4 || len(m.grains) > 200_000 {
		t.Errorf("a grain's longest edge is %g mm", short)
	}
}

// TestAThousandPieces: nine cuts along each axis, beside the elements' own planes,
// make a thousand dice; after each cut the skin is closed, and in the end every
// piece has the size of one, 0.7 to 1.3 mm along each axis.
func TestAThousandPieces(t *testing.T) {
	m := newBlock(t, [3]int{10, 10, 10}, [3]float64{10, 10, 10}, 0, MatterOptions{})
	pieces := 1
	for axis := range 3 {
		for k := range 9 {
			var from, to [2]Vec
			for i, p := range [4]*Vec{&from[0], &from[1], &to[0], &to[1]} {
				p[axis] = float32(k) + 1.3
				p[(axis+1)%3] = float32(12*(i/2) - 1)
				p[(axis+2)%3] = float32(12*(i%2) - 1)
			}
			stroke(t, m, from, to)
			checkSum(t, m, 1000)
		}
		if pieces *= 10; m.Pieces() != pieces {
			t.Fatalf("%d pieces, want %d", m.Pieces(), pieces)
		}
	}
	checkMatter(t, m)
	for p := range m.Pieces() {
		if v := m.PieceVolume(p); v < 0.9*0.7*0.7*0.7 || v > 1.1*1.3*1.3*1.3 {
			t.Fatalf("piece %d has %g mm³", p, v)
		}
	}
}

// checkSum: each directed edge of the skin has its opposite, by a sum of numbers
// that cancel only then; the skin encloses the volume, and the pieces are it.
func checkSum(t testing.TB, m *Matter, volume float64) {
	t.Helper()
	edges, enclosed, pieces := uint64(0), 0.0, 0.0
	mix := func(a, b int32) uint64 { // splitmix64
		z := (uint64(uint32(a))<<32 | uint64(uint32(b))) + 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for i := range m.skin.facets {
		v := m.skin.facets[i].v
		for k, a := range v {
			b := v[(k+1)%3]
			edges += mix(a, b) - mix(b, a)
		}
		p, q, r := m.vertices[m.skin.place[v[0]]].rest, m.vertices[m.skin.place[v[1]]].rest, m.vertices[m.skin.place[v[2]]].rest
		enclosed += p.Dot(q.Cross(r)) / 6
	}
	for p := range m.Pieces() {
		pieces += m.PieceVolume(p)
	}
	if edges != 0 || math.Abs(enclosed-volume) > 1e-6*volume || math.Abs(pieces-volume) > 1e-6*volume {
		t.Fatalf("the skin is open, or encloses %g of %g mm³, the pieces have %g", enclosed, volume, pieces)
	}
}

// shortStroke moves a blade of 3 mm by some millimetres, in one to three motions.
func shortStroke(t testing.TB, m *Matter, r *rand.Rand) {
	b := m.NewBlade()
	var was [2]Vec
	for c := range 3 {
		was[0][c] = float32(11*r.Float64() - 0.5)
		was[1][c] = was[0][c] + float32(3*r.Float64()-1.5)
	}
	for range 1 + r.IntN(3) {
		at := was
		for c := range 3 {
			way := float32(3*r.Float64() - 1.5)
			at[0][c] += way
			at[1][c] += way + float32(0.5*r.Float64()-0.25)
		}
		if _, err := b.Cut(was, at); err != nil {
			t.Fatal(err)
		}
		was = at
	}
}

// digest is a sum of all that a matter is, bit for bit.
func (m *Matter) digest() uint64 {
	h := uint64(14695981039346656037)
	word := func(v uint64) { h = (h ^ v) * 1099511628211 }
	for i := range m.grains {
		g := &m.grains[i]
		for k := range 4 {
			word(uint64(uint32(g.v[k]))<<32 | uint64(uint32(g.joined[k])))
		}
		word(uint64(g.element))
	}
	for i := range m.vertices {
		for _, x := range m.vertices[i].rest {
			word(math.Float64bits(x))
		}
	}
	for _, e := range m.elements {
		word(uint64(e.nodes[0])<<48 ^ uint64(e.nodes[1])<<32 ^ uint64(e.nodes[2])<<16 ^ uint64(e.nodes[3]))
		word(uint64(e.piece))
	}
	for _, f := range m.skin.facets {
		word(uint64(uint32(f.v[0]))<<40 ^ uint64(uint32(f.v[1]))<<20 ^ uint64(uint32(f.v[2])))
	}
	return h
}

// TestSameCutsSameMatter: the same strokes leave the same bits.
func TestSameCutsSameMatter(t *testing.T) {
	cut := func() uint64 {
		r := rand.New(rand.NewPCG(4, 5))
		m := newBlock(t, [3]int{4, 3, 3}, [3]float64{10, 10, 8}, 0.2, MatterOptions{FinestMM: 2})
		for range 8 {
			randomStroke(t, m, r)
			m.Tear([]int{r.IntN(m.Elements())})
		}
		return m.digest()
	}
	if a, b := cut(), cut(); a != b {
		t.Fatalf("the same cuts left %x and %x", a, b)
	}
}

// TestCutsThroughCorners: strokes exactly through vertices, edges and faces of the
// elements, again and again at the same place, along all axes and diagonals.
func TestCutsThroughCorners(t *testing.T) {
	m := newBlock(t, [3]int{4, 4, 4}, [3]float64{8, 8, 8}, 0, MatterOptions{})
	far := func(p, q Vec) [2]Vec { return [2]Vec{p, q} }
	strokes := [][2][2]Vec{
		{far(Vec{4, -1, -1}, Vec{4, -1, 9}), far(Vec{4, 9, -1}, Vec{4, 9, 9})},
		{far(Vec{-1, 4, -1}, Vec{-1, 4, 9}), far(Vec{9, 4, -1}, Vec{9, 4, 9})},
		{far(Vec{-1, -1, 4}, Vec{-1, 9, 4}), far(Vec{9, -1, 4}, Vec{9, 9, 4})},
		{far(Vec{-1, -1, -1}, Vec{-1, -1, 9}), far(Vec{9, 9, -1}, Vec{9, 9, 9})},
		{far(Vec{0, 0, -1}, Vec{0, 0, 9}), far(Vec{4, 4, -1}, Vec{4, 4, 9})},
		{far(Vec{-1, 2, 2}, Vec{9, 2, 2}), far(Vec{-1, 6, 6}, Vec{9, 6, 6})},
		{far(Vec{0, -1, -1}, Vec{0, -1, 9}), far(Vec{0, 9, -1}, Vec{0, 9, 9})},
	}
	pieces := []int{2, 4, 8, 12, 12, 12, 12}
	for again := range 2 {
		for i, s := range strokes {
			stroke(t, m, s[0], s[1])
			checkMatter(t, m)
			if again == 0 && i < 5 && m.Pieces() != pieces[i] || m.Pieces() > 40 {
				t.Fatalf("%d pieces after stroke %d, want %d", m.Pieces(), i, pieces[i])
			}
		}
		if again == 0 {
			pieces[6] = m.Pieces()
		}
	}
	if m.Pieces() != pieces[6] {
		t.Errorf("cutting again at the same places made %d pieces of %d", m.Pieces(), pieces[6])
	}
}

// TestScalpelInsideAnElement: a blade narrower than an element cuts into it no
// deeper than it reaches, and only where elements may be refined.
func TestScalpelInsideAnElement(t *testing.T) {
	m := newBlock(t, [3]int{2, 2, 1}, [3]float64{20, 20, 10}, 0, MatterOptions{FinestMM: 1})
	in := stroke(t, m, [2]Vec{{3, 4, 11}, {3, 4, 8}}, [2]Vec{{8, 4, 11}, {8, 4, 8}}, [2]Vec{{15, 4, 11}, {15, 4, 8}})
	checkMatter(t, m)
	if want := 12.0 * 2; math.Abs(in.AreaMM2-want) > 0.15*want {
		t.Errorf("%g mm² laid open, want %g", in.AreaMM2, want)
	}
	var s Surface
	m.Surface(&s)
	for i, tri := range s.Triangles {
		for _, v := range tri {
			p := s.Rest[v]
			if s.Cut[i] && (math.Abs(float64(p[1])-4) > beside+1e-4 || p[2] < 7 || p[0] < 2 || p[0] > 16) {
				t.Fatalf("the cut reaches %v", p)
			}
		}
	}
	if m.Pieces() != 1 {
		t.Errorf("%d pieces", m.Pieces())
	}
}

// TestLostPoseCutsNothing: a blade at no finite place is an error, and no cut.
func TestLostPoseCutsNothing(t *testing.T) {
	m := newBlock(t, [3]int{1, 1, 1}, [3]float64{1, 1, 1}, 0, MatterOptions{})
	nan := float32(math.NaN())
	before := m.digest()
	if _, err := m.NewBlade().Cut([2]Vec{{0, 0, 0}, {nan, 0, 1}}, [2]Vec{{1, 0, 0}, {1, 0, 1}}); err == nil || m.digest() != before {
		t.Fatalf("a lost pose cut, error %v", err)
	}
}
