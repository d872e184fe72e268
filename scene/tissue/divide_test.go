package tissue

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// slicedBody is a swinging block that is cut again and again at random, as its matter
// lies at rest, with what was changed given to the body after each cut by give.
func slicedBody(t *testing.T, set Settings, cuts int, give func(b *Body, m *Matter, mesh Mesh, vertices, elements int, changed []int)) (*Body, *Matter) {
	t.Helper()
	set.Gravity = Vec{0, 0, -9810}
	rest, tets := bricks([3]int{10, 8, 6}, [3]float64{50, 40, 30}, 0.1, rand.New(rand.NewPCG(3, 4)))
	mesh := Mesh{Rest: rest, Tets: tets, Materials: []Material{{Name: "gel", Young: 1e4, Poisson: 0.4, Density: 1e-3, Damping: 0.01}}}
	for v, p := range rest {
		if p[0] < 1 {
			mesh.Fixed = append(mesh.Fixed, int32(v))
		}
	}
	b := built(t, mesh, set)
	m, err := NewMatter(rest, tets, MatterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range cuts {
		steps(t, b, 3)
		vertices, elements := m.Nodes(), m.Elements()
		x, z := 10+35*r.Float32(), 25*r.Float32()-5
		in := stroke(t, m, [2]Vec{{x, -20, z}, {x, -20, z + 15}}, [2]Vec{{x + 5, 20, z}, {x + 5, 20, z + 15}})
		give(b, m, mesh, vertices, elements, in.Elements)
	}
	return b, m
}

func divideIt(t *testing.T) func(b *Body, m *Matter, mesh Mesh, vertices, elements int, changed []int) {
	return func(b *Body, m *Matter, mesh Mesh, vertices, elements int, changed []int) {
		if err := m.Divide(b, mesh, vertices, elements, sortedInts(changed)); err != nil {
			t.Fatal(err)
		}
	}
}

func sortedInts(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// TestDividedBodyIsThatOfItsMesh: after each of many cuts, all that a division keeps
// is what building makes of the same elements.
func TestDividedBodyIsThatOfItsMesh(t *testing.T) {
	divide := divideIt(t)
	slicedBody(t, Settings{}, 12, func(b *Body, m *Matter, mesh Mesh, vertices, elements int, changed []int) {
		divide(b, m, mesh, vertices, elements, changed)
		var corners [][4]int32
		mass := make([]float32, len(b.u))
		for k := range b.tetra {
			e := &b.tetra[k]
			corners = append(corners, e.v)
			n := b.origin[k]
			nodes, _, share := m.Element(int(n))
			for a, v := range nodes {
				if b.slot[v] != e.v[a] {
					t.Fatalf("element %d has other vertices than the matter's", n)
				}
				mass[e.v[a]] += e.volume * e.density / 4
			}
			if want := min(share, 1) * volume(b.rest, e.v); math.Abs(float64(e.volume)-want) > 1e-6*want {
				t.Fatalf("element %d has volume %g, want %g", n, e.volume, want)
			}
		}
		if !slices.Equal(mass, b.mass) {
			t.Fatal("masses are not the sums of the elements'")
		}
		checkStructure(t, &b.matrix.structure, newStructure(len(b.u), corners))
		b.dt, b.needed = 0.01, true
		b.elements(0)
		b.assemble(0, true)
		whole := slices.Clone(b.matrix.values)
		b.needed = false
		clear(b.stale)
		b.assemble(0, true)
		if !slices.Equal(whole, b.matrix.values) {
			t.Fatal("stiffness depends on what was there before")
		}
	})
}

// checkStructure compares two structures row by row, wherever these are.
func checkStructure(t *testing.T, s *structure, want structure) {
	t.Helper()
	for i := range want.rows {
		if !slices.Equal(s.corners(i), want.corners(i)) {
			t.Fatalf("vertex %d has corners %v, want %v", i, s.corners(i), want.corners(i))
		}
		one, two := s.rows[i], want.rows[i]
		if !slices.Equal(s.cols[one.at:one.end], want.cols[two.at:two.end]) || s.diag[i]-one.at != want.diag[i]-two.at {
			t.Fatalf("row %d has other columns", i)
		}
		for k := one.at; k < one.end; k++ {
			if other := s.mirror[k]; s.mirror[other] != k || s.cols[other] != int32(i) || s.rows[s.cols[k]].at > other || s.rows[s.cols[k]].end <= other {
				t.Fatalf("block %d of row %d has a wrong mirror", k, i)
			}
			p, q := s.shares[k], want.shares[k-one.at+two.at]
			if !slices.Equal(s.parts[p[0]:p[1]], want.parts[q[0]:q[1]]) {
				t.Fatalf("block %d of row %d has other parts", k-one.at, i)
			}
		}
	}
}

// TestDividedBodyMovesAsOneBuiltAnew, but for rounding and what solves leave.
func TestDividedBodyMovesAsOneBuiltAnew(t *testing.T) {
	exact := Settings{Iterations: 300, Tolerance: 1e-4, Rounds: 2}
	one, _ := slicedBody(t, exact, 8, divideIt(t))
	two, _ := slicedBody(t, exact, 8, func(b *Body, m *Matter, mesh Mesh, vertices, elements int, _ []int) {
		if err := b.Rebuild(m.Mesh(mesh, vertices, elements)); err != nil {
			t.Fatal(err)
		}
	})
	if one.Vertices() != two.Vertices() {
		t.Fatalf("%d vertices and %d", one.Vertices(), two.Vertices())
	}
	far, sum := 0.0, 0.0
	for v := range one.Vertices() {
		d := distance(one.At(v), two.At(v))
		far, sum = max(far, d), sum+d/float64(one.Vertices())
	}
	t.Logf("mean %g mm, most %g mm of %d vertices", sum, far, one.Vertices())
	if sum > 0.01 || far > 0.2 {
		t.Errorf("the two are apart by %g mm in the mean, %g at most", sum, far)
	}
}

// TestDividedSameOnAnyNumberOfWorkers, bit for bit.
func TestDividedSameOnAnyNumberOfWorkers(t *testing.T) {
	hash := func(workers int) uint64 {
		b, _ := slicedBody(t, Settings{Workers: workers}, 8, divideIt(t))
		steps(t, b, 5)
		return b.Hash(1)
	}
	one := hash(1)
	for _, workers := range []int{2, 3, 8} {
		if got := hash(workers); got != one {
			t.Errorf("%d workers give %#x, one gives %#x", workers, got, one)
		}
	}
}
