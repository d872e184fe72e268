package scene

import (
	"cmp"
	"math"
	"slices"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// skin is the surface of all soft bodies: what instruments, bones and other
// tissue touch. A triangle's vertices run to the left seen from outside. Vertices
// of the skin are places in elements: at first the solver's own vertices, and
// others where tissue was cut.
type skin struct {
	triangles [][3]int32
	flat      []bool  // of each triangle: a membrane, which has no inside
	cut       []bool  // of each triangle: laid open by a blade or a tear
	shape     int     // another number for each skin
	owned     []uint8 // of each triangle: bits of the corners and edges that are its own to ask about
	nodes     [][4]int32
	corner    [][3][4]float32 // of each triangle: the weights of the solver's vertices nodes in its corners
	body      []int32         // of each triangle: the soft body that it is of
	piece     []int32         // of each triangle: the piece that it is of, below zero for membranes
	element   []int32         // of each triangle of matter: its element
	home      []int32         // of each vertex: 3 × triangle + corner that it is first in, −1: in none
	rest      []mgl64.Vec3
	was, now  []mgl64.Vec3 // before and after the last step
	facing    []mgl64.Vec3 // unit normal of each triangle outwards, zero for one without area
	normal    []mgl64.Vec3 // of each vertex, outwards, weighted by area; zero where there is no surface
	stiff     []float64    // of the tissue at a vertex, N/mm: Young's modulus times the length of its elements
	outside   []int32      // the vertices that are on the surface, rising
	edgeMM    float64      // mean length of an edge at rest
}

// dress makes the skin of matter and membranes as they are now.
func (s *skin) dress(f *softField) {
	s.triangles, s.flat, s.nodes, s.corner = s.triangles[:0], s.flat[:0], s.nodes[:0], s.corner[:0]
	s.body, s.piece, s.rest, s.cut = s.body[:0], s.piece[:0], s.rest[:0], s.cut[:0]
	s.shape++
	if f.matter != nil {
		f.matter.Surface(&f.surface)
		s.element = f.matter.SurfaceElements(s.element[:0])
		for _, p := range f.surface.Rest {
			s.rest = append(s.rest, widen(p))
		}
		for i, t := range f.surface.Triangles {
			s.addMatter(f, t, int(s.element[i]), f.surface.Piece[i])
			s.cut = append(s.cut, f.surface.Cut[i])
		}
	}
	first := int32(len(s.rest))
	for _, p := range f.built.Rest {
		if len(f.built.Sheets) > 0 {
			s.rest = append(s.rest, widen(p))
		}
	}
	for _, sheet := range f.built.Sheets {
		v := sheet.Vertices
		s.triangles = append(s.triangles, [3]int32{v[0] + first, v[1] + first, v[2] + first})
		s.cut = append(s.cut, false)
		s.flat, s.nodes = append(s.flat, true), append(s.nodes, [4]int32{v[0], v[1], v[2], v[2]})
		s.corner = append(s.corner, [3][4]float32{{1}, {0, 1}, {0, 0, 1}})
		s.body, s.piece = append(s.body, f.bodyOfNode[v[0]]), append(s.piece, -1)
	}
	s.share()
	s.settle(f)
}

// addMatter adds a triangle of the skin of an element's matter.
func (s *skin) addMatter(f *softField, t [3]int32, e int, piece int32) {
	nodes, root, _ := f.matter.Element(e)
	var corners [4]mgl64.Vec3
	for i, v := range f.built.Tets[root] {
		corners[i] = widen(f.built.Rest[v])
	}
	var weights [3][4]float32
	for k, v := range t {
		weights[k] = inTetra(s.rest[v], corners)
	}
	s.triangles, s.flat = append(s.triangles, t), append(s.flat, false)
	s.nodes, s.corner = append(s.nodes, nodes), append(s.corner, weights)
	s.body, s.piece = append(s.body, f.bodyOfNode[nodes[0]]), append(s.piece, piece)
}

// noWeight is what rounding makes of zero.
const noWeight = 1e-5

// inTetra is a point as a weighted sum of a tetrahedron's corners.
func inTetra(p mgl64.Vec3, c [4]mgl64.Vec3) (weights [4]float32) {
	a, b, d, r := c[1].Sub(c[0]), c[2].Sub(c[0]), c[3].Sub(c[0]), p.Sub(c[0])
	six := a.Cross(b).Dot(d)
	w := [4]float64{0, r.Cross(b).Dot(d) / six, a.Cross(r).Dot(d) / six, a.Cross(b).Dot(r) / six}
	w[0] = 1 - w[1] - w[2] - w[3]
	sum := 0.0
	for i, x := range w {
		if math.Abs(x) < noWeight {
			w[i] = 0
		}
		sum += w[i]
	}
	for i, x := range w {
		weights[i] = float32(x / sum)
	}
	return weights
}

// settle puts a new skin where its elements are.
func (s *skin) settle(f *softField) {
	n := len(s.rest)
	s.was, s.now, s.normal = make([]mgl64.Vec3, n), make([]mgl64.Vec3, n), make([]mgl64.Vec3, n)
	s.facing, s.stiff = make([]mgl64.Vec3, len(s.triangles)), make([]float64, n)
	s.edgeMM = 0
	for _, t := range s.triangles {
		for k := range 3 {
			s.edgeMM += s.rest[t[k]].Sub(s.rest[t[(k+1)%3]]).Len() / float64(3*len(s.triangles))
		}
	}
	for _, v := range s.outside {
		nodes, weights := s.bind(v)
		for i, w := range weights {
			s.stiff[v] += float64(w) * f.stiffOfNode[nodes[i]]
		}
	}
	s.follow(f.places)
	copy(s.was, s.now)
}

// bind is a vertex as a weighted sum of the solver's.
func (s *skin) bind(v int32) (nodes [4]int32, weights [4]float32) {
	t := s.home[v] / 3
	return s.nodes[t], s.corner[t][s.home[v]%3]
}

// newtonPerMM2 is one pascal.
const newtonPerMM2 = 1e-6

// stiffness is how stiff the tissue is at each of the solver's vertices, N/mm.
func stiffness(m *tissue.Mesh) []float64 {
	stiff := make([]float64, len(m.Rest))
	for t, v := range m.Tets {
		var tissue uint8
		if m.Tissue != nil {
			tissue = m.Tissue[t]
		}
		a, b, c, d := widen(m.Rest[v[0]]), widen(m.Rest[v[1]]), widen(m.Rest[v[2]]), widen(m.Rest[v[3]])
		size := b.Sub(a).Len() + c.Sub(b).Len() + d.Sub(c).Len() + a.Sub(d).Len()
		for _, i := range v {
			stiff[i] = max(stiff[i], float64(m.Materials[tissue].Young)*newtonPerMM2*size/4)
		}
	}
	for _, sheet := range m.Sheets {
		for _, i := range sheet.Vertices {
			stiff[i] = max(stiff[i], float64(m.Materials[sheet.Material].Young)*newtonPerMM2*float64(sheet.Thickness))
		}
	}
	return stiff
}

// share gives each corner and each edge to the first triangle that has it, so
// that it is asked about once (Ericson, Real-Time Collision Detection, 2005,
// §5.5.1), and lists the vertices on the surface.
func (s *skin) share() {
	s.owned = make([]uint8, len(s.triangles))
	s.home = make([]int32, len(s.rest))
	for v := range s.home {
		s.home[v] = -1
	}
	type edge struct {
		ends uint64 // the lower vertex and the higher
		at   int32
	}
	edges := make([]edge, 0, 3*len(s.triangles))
	for i, t := range s.triangles {
		for k, v := range t {
			if s.home[v] < 0 {
				s.home[v] = int32(3*i + k)
				s.owned[i] |= 1 << k
			}
			w := t[(k+1)%3]
			edges = append(edges, edge{uint64(min(v, w))<<32 | uint64(max(v, w)), int32(3*i + k)})
		}
	}
	slices.SortFunc(edges, func(p, q edge) int {
		return cmp.Or(cmp.Compare(p.ends, q.ends), cmp.Compare(p.at, q.at))
	})
	for i, e := range edges {
		if i == 0 || edges[i-1].ends != e.ends {
			s.owned[e.at/3] |= 8 << (e.at % 3)
		}
	}
	s.outside = s.outside[:0]
	for v, at := range s.home {
		if at >= 0 {
			s.outside = append(s.outside, int32(v))
		}
	}
}

// goneMM is how far from its place at rest tissue that was cut off or thrown out
// is gone: it falls, and nothing waits for it.
const goneMM = 1000

// follow takes the places from the solver and returns how far the farthest
// vertex went that is not gone, mm.
func (s *skin) follow(places []tissue.Vec) float64 {
	s.was, s.now = s.now, s.was
	way := 0.0
	for _, i := range s.outside {
		nodes, weights := s.bind(i)
		var p mgl64.Vec3
		for k, w := range weights {
			if w != 0 {
				p = p.Add(widen(places[nodes[k]]).Mul(float64(w)))
			}
		}
		s.now[i] = p
		if s.now[i].Sub(s.rest[i]).LenSqr() < goneMM*goneMM {
			way = max(way, s.now[i].Sub(s.was[i]).LenSqr())
		}
	}
	s.turn()
	return root(way)
}

// turn makes the normals.
func (s *skin) turn() {
	clear(s.normal)
	for i, t := range s.triangles {
		n := s.now[t[1]].Sub(s.now[t[0]]).Cross(s.now[t[2]].Sub(s.now[t[0]]))
		s.facing[i] = unit(n)
		for _, v := range t {
			s.normal[v] = s.normal[v].Add(n)
		}
	}
	for _, v := range s.outside {
		s.normal[v] = unit(s.normal[v])
	}
}

// at is a place on a triangle.
func (s *skin) at(t int32, weights mgl64.Vec3) mgl64.Vec3 { return s.mix(s.now, t, weights) }

func (s *skin) mix(of []mgl64.Vec3, t int32, w mgl64.Vec3) mgl64.Vec3 {
	v := s.triangles[t]
	return of[v[0]].Mul(w[0]).Add(of[v[1]].Mul(w[1])).Add(of[v[2]].Mul(w[2]))
}

// tie is a tie of a place on a triangle to nothing yet.
func (s *skin) tie(t int32, w mgl64.Vec3) tissue.Tie {
	tie := tissue.Tie{Vertices: s.nodes[t]}
	for k, corner := range s.corner[t] {
		for i, x := range corner {
			tie.Weights[i] += float32(w[k]) * x
		}
	}
	return tie
}

// tieOf is a tie of a vertex to nothing yet.
func (s *skin) tieOf(v int32) tissue.Tie {
	nodes, weights := s.bind(v)
	return tissue.Tie{Vertices: nodes, Weights: weights}
}

// stiffAt is how stiff the tissue is at a place on a triangle, N/mm.
func (s *skin) stiffAt(t int32, w mgl64.Vec3) float64 {
	v := s.triangles[t]
	return s.stiff[v[0]]*w[0] + s.stiff[v[1]]*w[1] + s.stiff[v[2]]*w[2]
}
