package mesh

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// latticeStep makes the arithmetic of the brute force exact: coordinates are
// whole sixty-fourths below eight, so that the products of five stay below 2^53.
const latticeStep = 1.0 / 64

func onLattice(m *TriMesh) {
	for v := range m.Vertices {
		for axis := range 3 {
			m.Vertices[v][axis] = float32(math.Round(float64(m.Vertices[v][axis])/latticeStep) * latticeStep)
		}
	}
}

// apart decides by the axes that can separate two triangles: an independent
// truth. It is exact on the lattice: closed convex sets that do not meet have
// one of these axes strictly between them. A triangle may be a segment, its
// third corner on its second.
func apart(a, b [3]point) bool {
	na, nb := normalOf(a), normalOf(b)
	axes := []mgl64.Vec3{na, nb}
	for i := range 3 {
		ea, eb := edgeOf(a, i), edgeOf(b, i)
		axes = append(axes, na.Cross(ea), nb.Cross(eb), na.Cross(eb), nb.Cross(ea))
		for j := range 3 {
			axes = append(axes, ea.Cross(edgeOf(b, j)))
		}
	}
	for _, axis := range axes {
		lowA, highA := extentAlong(axis, a)
		lowB, highB := extentAlong(axis, b)
		if highA < lowB || highB < lowA {
			return true
		}
	}
	return false
}

func edgeOf(a [3]point, i int) mgl64.Vec3 { return a[(i+1)%3].minus(a[i]).vec3() }
func normalOf(a [3]point) mgl64.Vec3      { return edgeOf(a, 0).Cross(edgeOf(a, 1)) }

func extentAlong(axis mgl64.Vec3, corners [3]point) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, corner := range corners {
		at := axis.Dot(corner.vec3())
		low, high = min(low, at), max(high, at)
	}
	return low, high
}

// TestTrianglesMeetAgainstSeparatingAxes: 20,000 pairs on a small lattice, where
// touching and lying in one plane are the rule, and off it.
func TestTrianglesMeetAgainstSeparatingAxes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	met := 0
	for trial := range 20000 {
		var corners [2][3]point
		for i := range 6 {
			p := &corners[i/3][i%3]
			for _, c := range []*float64{&p.x, &p.y, &p.z} {
				*c = float64(random.IntN(4))
				if trial%3 == 0 {
					*c = float64(random.IntN(256)) * latticeStep
				}
			}
			if trial%5 == 1 {
				p.z = 0.25
			}
		}
		a, b := corners[0], corners[1]
		_, flatA := planeAxis(a[0], a[1], a[2])
		_, flatB := planeAxis(b[0], b[1], b[2])
		if !flatA || !flatB {
			continue
		}
		want := !apart(a, b)
		if got := trianglesMeet(a, b); got != want {
			t.Fatalf("trial %d: %v and %v meet: %v, want %v", trial, a, b, got, want)
		}
		if want {
			met++
		}
	}
	if met < 2000 || met > 18000 {
		t.Errorf("only %d of 20000 pairs meet, or too many", met)
	}
}

// bruteIntersections tests every pair, neighbours without the common corner or
// edge: two triangles with a common corner meet beyond it when the edge opposite
// in one meets the other; two with a common edge when they lie in one plane and
// on one side of it.
func bruteIntersections(m *TriMesh) [][2]int {
	var found [][2]int
	numbers := m.positionNumbers()
	for s := range m.Triangles {
		for u := s + 1; u < len(m.Triangles); u++ {
			a, b := m.pointsOf(uint32(s)), m.pointsOf(uint32(u))
			shared, i, j := sharedCorners(numbers[s], numbers[u])
			meet := false
			switch shared {
			case 0:
				meet = !apart(a, b)
			case 1:
				edgeA, edgeB := [3]point{a[(i+1)%3], a[(i+2)%3], a[(i+2)%3]}, [3]point{b[(j+1)%3], b[(j+2)%3], b[(j+2)%3]}
				meet = !apart(b, edgeA) || !apart(a, edgeB)
			case 2:
				across, start := normalOf(a).Cross(edgeOf(a, (i+1)%3)), a[(i+1)%3]
				side := across.Dot(a[i].minus(start).vec3()) * across.Dot(b[j].minus(start).vec3())
				meet = normalOf(a).Dot(b[j].minus(start).vec3()) == 0 && side > 0
			default:
				meet = true
			}
			if meet {
				found = append(found, [2]int{s, u})
			}
		}
	}
	return found
}

func TestSelfIntersectionsAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for trial := range 12 {
		m := &TriMesh{}
		switch trial % 3 {
		case 0: // a soup on a lattice: everything touches
			for range 60 {
				first := uint32(len(m.Vertices))
				for range 3 {
					m.Vertices = append(m.Vertices, mgl32.Vec3{float32(random.IntN(6)), float32(random.IntN(6)), float32(random.IntN(6))})
				}
				m.Triangles = append(m.Triangles, [3]uint32{first, first + 1, first + 2})
			}
		case 1: // a ball with dents that pass through the far side
			m = ballMesh(8, 3)
			for range 3 {
				m.Vertices[random.IntN(len(m.Vertices))] = mgl32.Vec3{float32(random.NormFloat64()) * 5, 1, 2}
			}
		default: // two balls through each other
			m = ballMesh(7, 2.5)
			other := ballMesh(7, 2.5)
			for v := range other.Vertices {
				other.Vertices[v] = other.Vertices[v].Add(mgl32.Vec3{float32(trial), 1.25, 0.5})
			}
			m = merged([]Part{{Mesh: m}, {Mesh: other}})
		}
		onLattice(m)
		dropFlat(m)
		count, first := m.SelfIntersections(1 << 30)
		got := make([][2]int, 0, count)
		for _, found := range first {
			got = append(got, found.Triangles)
		}
		if want := bruteIntersections(m); len(want) != count || count > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("trial %d: %d pairs, brute force finds %d", trial, count, len(want))
		}
		for _, found := range first {
			for _, triangle := range found.Triangles {
				p := m.pointsOf(uint32(triangle))
				on := closestOnTriangle(pointOf(found.At), p[0], p[1], p[2])
				if gap := on.minus(pointOf(found.At)).length(); gap > 0.1 {
					t.Errorf("trial %d: the place of %v is %v mm off triangle %d", trial, found.Triangles, gap, triangle)
				}
			}
		}
	}
}

func dropFlat(m *TriMesh) {
	kept := m.Triangles[:0]
	for _, triangle := range m.Triangles {
		p := (&TriMesh{m.Vertices, [][3]uint32{triangle}}).pointsOf(0)
		if _, flat := planeAxis(p[0], p[1], p[2]); flat {
			kept = append(kept, triangle)
		}
	}
	m.Triangles = kept
}

func TestSoundSurfacesDoNotIntersect(t *testing.T) {
	for name, m := range labelSurfaces(t) {
		if count, first := m.SelfIntersections(3); count != 0 {
			t.Errorf("%s: %d pairs, %v", name, count, first)
		}
	}
	count, first := (&TriMesh{}).SelfIntersections(3)
	if count != 0 || first != nil {
		t.Error("an empty surface intersects itself")
	}
}

// TestIntegersAgreeWithRationals: points on and just off oblique planes.
func TestIntegersAgreeWithRationals(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	whole := 0
	for trial := range 5000 {
		var p [4]point
		for i := range p {
			spread := []float64{1, 300, 1e5}[trial%3]
			p[i] = pointOf(wide(mgl32.Vec3{float32(random.NormFloat64() * spread), float32(random.NormFloat64() * spread), 7}))
			p[i].z = float64(float32(p[i].x*0.5 + p[i].y))
		}
		sign, ok := integerOrientation(p[0], p[1], p[2], p[3])
		if want := exactOrientation(p[0], p[1], p[2], p[3]); ok && sign != want {
			t.Fatalf("trial %d: %d, want %d", trial, sign, want)
		}
		if ok {
			whole++
		}
	}
	if whole < 1000 {
		t.Errorf("only %d of 5000 fit", whole)
	}
}

// TestOrientationIsExact: points off a plane by less than any rounding.
func TestOrientationIsExact(t *testing.T) {
	a, b, c := point{1e6, 3, 1e6 / 3}, point{-1e6, 7, 1e5}, point{3, -1e6, 12}
	far := point{float64(float32(0.1)), float64(float32(1e-30)), 0}
	for name, d := range map[string]point{"far": far, "corner": a} {
		if got, want := orientation(a, b, c, d), exactOrientation(a, b, c, d); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	// The plane z = x: (1, 0, 1+2^-23) lies off it by the last bit.
	if got := orientation(point{}, point{1, 0, 1}, point{0, 1, 0}, point{1e-30, 5, 1e-30}); got != 0 {
		t.Error("a point of the plane lies on its side ", got)
	}
	if got := fmt.Sprint(orientation(point{}, point{1, 0, 1}, point{0, 1, 0}, point{1, 0, 1 + 0x1p-23})); got != "-1" && got != "1" {
		t.Error("a point off the plane by one bit lies in it")
	}
}

func BenchmarkSelfIntersections(b *testing.B) {
	m := lumps(b)
	for b.Loop() {
		m.SelfIntersections(10)
	}
	b.ReportMetric(float64(len(m.Triangles))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriangle/s")
}
