package tissue

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// checkMatter compares everything that the matter keeps up to date with what is
// worked out anew from its grains alone.
func checkMatter(t testing.TB, m *Matter) {
	t.Helper()
	checkVolume(t, m)
	checkFaces(t, m)
	checkFans(t, m)
	checkNodes(t, m)
	checkPlaces(t, m)
	checkPieces(t, m)
	checkSurface(t, m)
}

// checkVolume: no grain is flat or inside out, and all of them fill the elements.
func checkVolume(t testing.TB, m *Matter) {
	t.Helper()
	sum := make([]float64, len(m.elements))
	total, built := 0.0, 0.0
	for i := range m.grains {
		v := m.volume(int32(i))
		l := m.longest(int32(i)).length
		if v < -1e-12*l*l*l {
			t.Fatalf("grain %d has volume %g, its longest edge %g", i, v, l)
		}
		sum[m.grains[i].element] += v
		total += v
	}
	for r := range m.roots {
		built += m.rootVolume(int32(r))
	}
	if math.Abs(total-built) > 1e-6*built {
		t.Fatalf("matter has volume %.12g, was built with %.12g", total, built)
	}
	for e := range sum {
		if math.Abs(sum[e]-m.elements[e].volume) > 1e-9*built || sum[e] <= 0 && m.elements[e].first < 0 {
			t.Fatalf("element %d holds %g, says %g", e, sum[e], m.elements[e].volume)
		}
	}
}

// checkFaces: grains are joined by faces that are the same.
func checkFaces(t testing.TB, m *Matter) {
	t.Helper()
	for i := range m.grains {
		for f, n := range m.grains[i].joined {
			if n < 0 {
				if q := m.grains[i].facet[f]; q < 0 || m.skin.facets[q].grain != int32(i) || int(m.skin.facets[q].face) != f {
					t.Fatalf("face %d of grain %d is joined to nothing and has no facet", f, i)
				}
				continue
			}
			if m.grains[i].facet[f] >= 0 {
				t.Fatalf("face %d of grain %d is inside and has a facet", f, i)
			}
			g := m.faceTo(n, int32(i))
			if g < 0 {
				t.Fatalf("grain %d is joined to %d, which is not to it", i, n)
			}
			a, b, c := m.face(int32(i), f)
			d, e, h := m.face(n, g)
			if [3]int32{a, b, c} != [3]int32{d, h, e} && [3]int32{a, b, c} != [3]int32{e, d, h} && [3]int32{a, b, c} != [3]int32{h, e, d} {
				t.Fatalf("grains %d and %d are joined by faces %v and %v", i, n, [3]int32{a, b, c}, [3]int32{d, e, h})
			}
		}
	}
}

// classes is a union-find.
type classes []int32

func newClasses(n int) classes {
	c := make(classes, n)
	for i := range c {
		c[i] = int32(i)
	}
	return c
}

func (c classes) find(i int32) int32 {
	for c[i] != i {
		c[i] = c[c[i]]
		i = c[i]
	}
	return i
}

func (c classes) join(i, j int32) { c[c.find(i)] = c.find(j) }

// checkFans: corners of grains that are at the same place have the same vertex if
// and only if their grains hang together by faces around it.
func checkFans(t testing.TB, m *Matter) {
	t.Helper()
	c := newClasses(4 * len(m.grains))
	for i := range m.grains {
		for f, n := range m.grains[i].joined {
			for k, v := range m.grains[i].v {
				if n >= 0 && k != f {
					c.join(int32(4*i+k), 4*n+int32(corner(m.grains[n].v, v)))
				}
			}
		}
	}
	fan := make([]int32, len(m.vertices))
	for i := range fan {
		fan[i] = -1
	}
	for i := range m.grains {
		for k, v := range m.grains[i].v {
			r := c.find(int32(4*i + k))
			if fan[v] >= 0 && fan[v] != r {
				t.Fatalf("vertex %d has grains that do not hang together", v)
			}
			fan[v] = r
		}
	}
	owner := map[int32]int{}
	for v, r := range fan {
		if r < 0 {
			continue
		}
		if w, ok := owner[r]; ok {
			t.Fatalf("vertices %d and %d belong to one fan", v, w)
		}
		owner[r] = v
		if !holds(m.grains[m.vertices[v].grain].v, int32(v)) {
			t.Fatalf("vertex %d is not a corner of its grain", v)
		}
	}
}

// checkNodes: elements share a vertex if and only if their matter is joined at it.
func checkNodes(t testing.TB, m *Matter) {
	t.Helper()
	c := newClasses(4 * len(m.elements))
	for i := range m.grains {
		e := m.grains[i].element
		for _, n := range m.grains[i].joined {
			if n < 0 || m.grains[n].element == e {
				continue
			}
			o := m.grains[n].element
			for k, root := range m.roots[m.elements[e].root] {
				if j := corner(m.roots[m.elements[o].root], root); j >= 0 {
					c.join(4*e+int32(k), 4*o+int32(j))
				}
			}
		}
	}
	node := map[int32]int32{}
	class := map[int32]int32{}
	for e := range m.elements {
		for k, n := range m.elements[e].nodes {
			r := c.find(int32(4*e + k))
			if was, ok := node[r]; ok && was != n {
				t.Fatalf("element %d has vertex %d where what it is joined to has %d", e, n, was)
			}
			if was, ok := class[n]; ok && was != r {
				t.Fatalf("vertex %d is shared by elements whose matter is not joined there", n)
			}
			node[r], class[n] = n, r
			if m.origin[n] != m.roots[m.elements[e].root][k] {
				t.Fatalf("element %d has at corner %d a copy of vertex %d", e, k, m.origin[n])
			}
		}
	}
}

// checkPlaces: wherever the solver's vertices are, a vertex is at the same place
// by each element that holds matter at it.
func checkPlaces(t testing.TB, m *Matter) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	nodes := make([]Vec, len(m.origin))
	for i := range nodes {
		nodes[i] = Vec{r.Float32(), r.Float32(), r.Float32()}
	}
	for i := range m.grains {
		e := m.grains[i].element
		for _, v := range m.grains[i].v {
			p := m.place(v, nodes)
			w := m.weightsIn(v, e)
			var q, rest mgl64.Vec3
			for k, n := range m.elements[e].nodes {
				q = q.Add(widen(nodes[n]).Mul(w[k]))
				rest = rest.Add(m.rest[m.origin[n]].Mul(w[k]))
			}
			if q.Sub(p).Len() > 1e-9 {
				t.Fatalf("vertex %d is torn apart: %v by its own element, %v by element %d", v, p, q, e)
			}
			if rest.Sub(m.vertices[v].rest).Len() > 1e-6 {
				t.Fatalf("vertex %d is at %v at rest and says %v", v, rest, m.vertices[v].rest)
			}
		}
	}
}

// checkPieces: pieces are what hangs together by faces.
func checkPieces(t testing.TB, m *Matter) {
	t.Helper()
	c := newClasses(len(m.grains))
	for i := range m.grains {
		for _, n := range m.grains[i].joined {
			if n >= 0 {
				c.join(int32(i), n)
			}
		}
	}
	number, class := map[int32]int32{}, map[int32]int32{}
	volume := map[int32]float64{}
	for i := range m.grains {
		p, r := m.elements[m.grains[i].element].piece, c.find(int32(i))
		if was, ok := number[r]; ok && was != p {
			t.Fatalf("pieces %d and %d hang together", p, was)
		}
		if was, ok := class[p]; ok && was != r {
			t.Fatalf("piece %d does not hang together", p)
		}
		number[r], class[p] = p, r
		volume[p] += m.volume(int32(i))
	}
	for p := range m.pieces {
		if math.Abs(volume[int32(p)]-m.PieceVolume(p)) > 1e-8*(1+volume[int32(p)]) {
			t.Fatalf("piece %d has volume %g, says %g", p, volume[int32(p)], m.PieceVolume(p))
		}
	}
}

// checkSurface: the skin is closed, oriented and a manifold, encloses all matter,
// and has whole handles.
func checkSurface(t testing.TB, m *Matter) {
	t.Helper()
	var s Surface
	m.Surface(&s)
	after := map[[2]int32]int32{}
	enclosed := 0.0
	for i, tri := range s.Triangles {
		for k := range 3 {
			a, b := tri[k], tri[(k+1)%3]
			if a < 0 || a == b {
				t.Fatalf("triangle %d is %v", i, tri)
			}
			if _, twice := after[[2]int32{a, b}]; twice {
				t.Fatalf("two triangles run along edge %d %d the same way", a, b)
			}
			after[[2]int32{a, b}] = tri[(k+2)%3]
		}
		p := m.vertices[m.skin.place[tri[0]]].rest
		enclosed += p.Dot(m.vertices[m.skin.place[tri[1]]].rest.Cross(m.vertices[m.skin.place[tri[2]]].rest)) / 6
	}
	corners := map[int32]int{}
	start := map[int32]int32{}
	for e, c := range after {
		if _, ok := after[[2]int32{e[1], e[0]}]; !ok {
			t.Fatalf("edge %v has one triangle", e)
		}
		corners[e[0]]++
		start[e[0]] = e[1]
		_ = c
	}
	for v, n := range corners {
		k, at := 0, start[v]
		for {
			at = after[[2]int32{v, at}]
			k++
			if at == start[v] || k > n {
				break
			}
		}
		if k != n {
			t.Fatalf("vertex %d has triangles in more than one round: %d of %d", v, k, n)
		}
	}
	if euler := len(corners) - len(s.Triangles)*3/2 + len(s.Triangles); euler%2 != 0 {
		t.Fatalf("the skin's Euler characteristic is %d", euler)
	}
	built := 0.0
	for r := range m.roots {
		built += m.rootVolume(int32(r))
	}
	if math.Abs(enclosed-built) > 1e-6*built {
		t.Fatalf("the skin encloses %g of %g mm³", enclosed, built)
	}
}
