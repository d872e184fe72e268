package mesh

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// lumps is a closed test surface with a cavity, a handle and several pieces:
// the isosurface of smooth waves with a fixed random grain.
func lumps(t testing.TB) *TriMesh {
	t.Helper()
	const n = 22
	random := rand.New(rand.NewPCG(7, 7))
	values := make([]float32, n*n*n)
	for i := range values {
		x, y, z := float64(i%n), float64(i/n%n), float64(i/n/n)
		values[i] = float32(math.Sin(x*0.6) + math.Sin(y*0.7+1) + math.Cos(z*0.5) + random.Float64()*0.4)
	}
	m := Isosurface(values, [3]int{n, n, n}, oblique(1), 0.6)
	if parts := m.Check().Components; parts < 2 {
		t.Fatalf("the test surface has %d components, want several", parts)
	}
	return m
}

// folded is such a surface whose vertices were moved so far that it crosses
// itself in many places.
func folded(t testing.TB) *TriMesh {
	m := lumps(t)
	random := rand.New(rand.NewPCG(9, 9))
	for v := range m.Vertices {
		if random.IntN(4) == 0 {
			for axis := range 3 {
				m.Vertices[v][axis] += float32(random.NormFloat64())
			}
		}
	}
	if count, _ := m.SelfIntersections(1); count == 0 {
		t.Fatal("the folded surface does not cross itself")
	}
	return m
}

// around returns a random point near the surface, every second time, or
// anywhere in the bounds of m made a tenth larger on every side.
func around(m *TriMesh, random *rand.Rand) mgl64.Vec3 {
	if random.IntN(2) == 0 {
		vertex := wide(m.Vertices[random.IntN(len(m.Vertices))])
		return vertex.Add(mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()})
	}
	low, high := m.Bounds()
	var p mgl64.Vec3
	for axis := range 3 {
		p[axis] = low[axis] + (random.Float64()*1.2-0.1)*(high[axis]-low[axis])
	}
	return p
}

// bruteDistance minimises over a triangle's face and edges by projection and
// barycentric coordinates, independent of closestOnTriangle's regions.
func bruteDistance(m *TriMesh, p mgl64.Vec3) float64 {
	best := math.Inf(1)
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		n := b.Sub(a).Cross(c.Sub(a))
		foot := p.Sub(n.Mul(n.Dot(p.Sub(a)) / n.Dot(n)))
		u := b.Sub(a).Cross(foot.Sub(a)).Dot(n)
		v := c.Sub(b).Cross(foot.Sub(b)).Dot(n)
		w := a.Sub(c).Cross(foot.Sub(c)).Dot(n)
		if u >= 0 && v >= 0 && w >= 0 {
			best = min(best, p.Sub(foot).Len())
		}
		for _, e := range [3][2]mgl64.Vec3{{a, b}, {b, c}, {c, a}} {
			d := e[1].Sub(e[0])
			s := max(0, min(1, p.Sub(e[0]).Dot(d)/d.Dot(d)))
			best = min(best, p.Sub(e[0].Add(d.Mul(s))).Len())
		}
	}
	return best
}

// windingNumber sums the solid angles of all triangles (Van Oosterom and
// Strackee 1983): one inside a closed surface, zero outside.
func windingNumber(m *TriMesh, p mgl64.Vec3) float64 {
	sum := 0.0
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		a, b, c = a.Sub(p), b.Sub(p), c.Sub(p)
		la, lb, lc := a.Len(), b.Len(), c.Len()
		sum += math.Atan2(a.Dot(b.Cross(c)), la*lb*lc+a.Dot(b)*lc+b.Dot(c)*la+c.Dot(a)*lb)
	}
	return sum / (2 * math.Pi)
}

func TestClosestAndSignAgreeWithBruteForce(t *testing.T) {
	for name, m := range map[string]*TriMesh{"lumps": lumps(t), "folded": folded(t)} {
		t.Run(name, func(t *testing.T) { compareWithBruteForce(t, m) })
	}
}

func compareWithBruteForce(t *testing.T, m *TriMesh) {
	tree := NewBVH(m)
	random := rand.New(rand.NewPCG(3, 3))
	inside := 0
	for range 400 {
		p := around(m, random)
		want := bruteDistance(m, p)
		at, distance, triangle := tree.Closest(p)
		if math.Abs(distance-want) > 1e-9 || math.Abs(at.Sub(p).Len()-distance) > 1e-9 {
			t.Fatalf("closest to %v: %v at %v, want %v", p, distance, at, want)
		}
		a, b, c := m.corners(triangle)
		one := &TriMesh{Triangles: [][3]uint32{{0, 1, 2}}}
		one.Vertices = append(one.Vertices, narrow(a), narrow(b), narrow(c))
		if off := bruteDistance(one, at); off > 1e-9 {
			t.Fatalf("the closest point %v is %v mm off its triangle", at, off)
		}
		if windingNumber(m, p) > 0.5 {
			want, inside = -want, inside+1
		}
		if got := tree.SignedDistance(p); math.Abs(got-want) > 1e-9 {
			t.Fatalf("signed distance at %v is %v, want %v", p, got, want)
		}
		if tree.Inside(p) != (want < 0) {
			t.Fatalf("inside at %v is %v", p, want >= 0)
		}
	}
	if inside < 50 {
		t.Errorf("only %d of the points were inside: the test has lost its teeth", inside)
	}
}

// bruteHits intersects a line with all triangles by signed volumes.
func bruteHits(m *TriMesh, o, d mgl64.Vec3) []Crossing {
	var hits []Crossing
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		a, b, c = a.Sub(o), b.Sub(o), c.Sub(o)
		u, v, w := d.Dot(c.Cross(b)), d.Dot(a.Cross(c)), d.Dot(b.Cross(a))
		if (u > 0) == (v > 0) && (v > 0) == (w > 0) {
			n := b.Sub(a).Cross(c.Sub(a))
			hits = append(hits, Crossing{n.Dot(a) / n.Dot(d), t, n.Dot(d) < 0})
		}
	}
	slices.SortFunc(hits, func(a, b Crossing) int { return cmp.Compare(a.T, b.T) })
	return hits
}

func TestRaysAndCrossingsAgreeWithBruteForce(t *testing.T) {
	m := lumps(t)
	tree := NewBVH(m)
	random := rand.New(rand.NewPCG(4, 4))
	total := 0
	for range 500 {
		start, end := around(m, random), around(m, random)
		hits := bruteHits(m, start, end.Sub(start))
		hits = slices.DeleteFunc(hits, func(c Crossing) bool { return c.T < 0 || c.T >= 1 })
		total += len(hits)
		got := tree.Crossings(start, end, nil)
		if len(got) != len(hits) {
			t.Fatalf("%v to %v: %d crossings, want %d", start, end, len(got), len(hits))
		}
		inside := tree.Inside(start)
		for i := range got {
			if math.Abs(got[i].T-hits[i].T) > 1e-9 || got[i].Triangle != hits[i].Triangle || got[i].Inward != hits[i].Inward {
				t.Fatalf("crossing %d is %+v, want %+v", i, got[i], hits[i])
			}
			if got[i].Inward == inside {
				t.Fatalf("crossing %d does not change the side", i)
			}
			inside = !inside
		}
		at, triangle, ok := tree.Ray(start, end.Sub(start), 1)
		if ok != (len(hits) > 0) || ok && (math.Abs(at-hits[0].T) > 1e-9 || triangle != hits[0].Triangle) {
			t.Fatalf("first hit %v %v %v, want %+v", at, triangle, ok, hits)
		}
	}
	if total < 500 {
		t.Errorf("only %d crossings in all: the test has lost its teeth", total)
	}
}

// TestRaysThroughVerticesAndEdgesCrossOnce aims exactly at the lattice of a
// box: rays through its vertices, along its edges' planes and diagonals.
func TestRaysThroughVerticesAndEdgesCrossOnce(t *testing.T) {
	mask := make([]uint8, 64)
	for i := range mask {
		mask[i] = 1
	}
	m := FromMask(mask, [3]int{4, 4, 4}, mgl64.Ident4())
	tree := NewBVH(m)
	directions := []mgl64.Vec3{{1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {1, 1, 0}, {-1, 0, 1}, {1, -1, 1}}
	for _, d := range directions {
		for v := range m.Vertices {
			p := wide(m.Vertices[v]).Sub(mgl64.Vec3{1.5, 1.5, 1.5}).Mul(0.9).Add(mgl64.Vec3{1.5, 1.5, 1.5})
			inward, outward := 0, 0
			for _, c := range tree.Crossings(p.Sub(d.Mul(20)), p.Add(d.Mul(20)), nil) {
				if c.Inward {
					inward++
				} else {
					outward++
				}
			}
			if inward != 1 || outward != 1 {
				t.Fatalf("through %v along %v: %d inward, %d outward", p, d, inward, outward)
			}
		}
	}
	for v := range m.Vertices { // from the centre exactly at every vertex
		centre := mgl64.Vec3{1.5, 1.5, 1.5}
		got := tree.Crossings(centre, centre.Add(wide(m.Vertices[v]).Sub(centre).Mul(3)), nil)
		if len(got) != 1 || got[0].Inward {
			t.Fatalf("from the centre through vertex %d: %+v", v, got)
		}
	}
}

func TestEmptyMeshAnswers(t *testing.T) {
	tree := NewBVH(&TriMesh{})
	p, q := mgl64.Vec3{1, 2, 3}, mgl64.Vec3{4, 5, 6}
	if _, distance, triangle := tree.Closest(p); !math.IsInf(distance, 1) || triangle != -1 {
		t.Errorf("closest: %v, triangle %d", distance, triangle)
	}
	if _, _, ok := tree.Ray(p, q, math.Inf(1)); ok || tree.Inside(p) || len(tree.Crossings(p, q, nil)) != 0 {
		t.Error("something was hit")
	}
	if !math.IsInf(tree.SignedDistance(p), 1) || !math.IsInf(tree.SegmentDistance(p, q), 1) {
		t.Error("a distance is finite")
	}
}

// TestOneTriangleAndDegenerateTriangles: a flat mesh, with triangles that are
// points and lines beside it, still measures distances.
func TestOneTriangleAndDegenerateTriangles(t *testing.T) {
	m := &TriMesh{Triangles: [][3]uint32{{0, 1, 2}, {0, 0, 1}, {3, 4, 5}}}
	for _, v := range []mgl64.Vec3{{0, 0, 0}, {4, 0, 0}, {0, 4, 0}, {0, 0, 9}, {2, 0, 9}, {5, 0, 9}} {
		m.Vertices = append(m.Vertices, narrow(v))
	}
	tree := NewBVH(m)
	for _, c := range []struct {
		p        mgl64.Vec3
		distance float64
		triangle int
	}{{mgl64.Vec3{1, 1, 2}, 2, 0}, {mgl64.Vec3{3, 3, 0}, math.Sqrt2, 0}, {mgl64.Vec3{4, 1, 9}, 1, 2}, {mgl64.Vec3{6, 0, 9}, 1, 2}} {
		if _, distance, triangle := tree.Closest(c.p); math.Abs(distance-c.distance) > 1e-12 || triangle != c.triangle {
			t.Errorf("closest to %v: %v in triangle %d, want %v in %d", c.p, distance, triangle, c.distance, c.triangle)
		}
	}
}

// TestManyCoincidentTrianglesKeepTheTreeShallow: no plane divides them.
func TestManyCoincidentTrianglesKeepTheTreeShallow(t *testing.T) {
	m := &TriMesh{Vertices: ballMesh(8, 3).Vertices}
	for range 5000 {
		m.Triangles = append(m.Triangles, [3]uint32{0, 1, 2})
	}
	if _, distance, triangle := NewBVH(m).Closest(wide(m.Vertices[0])); distance != 0 || triangle < 0 {
		t.Errorf("distance %v, triangle %d", distance, triangle)
	}
}

func ballMesh(n int, radius float64) *TriMesh {
	return Isosurface(ball(n, radius), [3]int{n, n, n}, mgl64.Ident4(), 0)
}

func TestQueriesAllocateNothing(t *testing.T) {
	tree := NewBVH(lumps(t))
	low, high := lumps(t).Bounds()
	middle := low.Add(high).Mul(0.5)
	buffer := make([]Crossing, 0, 128)
	for name, query := range map[string]func(){
		"closest":          func() { tree.Closest(low) },
		"signed distance":  func() { tree.SignedDistance(middle) },
		"inside":           func() { tree.Inside(middle) },
		"ray":              func() { tree.Ray(low, high.Sub(low), 1) },
		"crossings":        func() { buffer = tree.Crossings(low, high, buffer[:0]) },
		"segment distance": func() { tree.SegmentDistance(low, high) },
	} {
		if allocations := testing.AllocsPerRun(20, query); allocations != 0 {
			t.Errorf("%s allocates %v times", name, allocations)
		}
	}
	if len(buffer) == 0 {
		t.Error("the diagonal crossed nothing: the test has lost its teeth")
	}
}

// TestConcurrentQueriesAgree is for the race detector as well.
func TestConcurrentQueriesAgree(t *testing.T) {
	m := lumps(t)
	tree := NewBVH(m)
	low, high := m.Bounds()
	want := tree.SegmentDistance(low, high)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			if got := tree.SegmentDistance(low, high); got != want {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
	readers.Wait()
}
