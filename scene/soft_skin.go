package scene

import (
	"cmp"
	"slices"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// skin is the surface of all soft bodies: what instruments, bones and other
// tissue touch. A triangle's vertices run to the left seen from outside.
type skin struct {
	triangles [][3]int32
	flat      []bool  // of each triangle: a membrane, which has no inside
	owned     []uint8 // of each triangle: bits of the corners and edges that are its own to ask about
	rest      []mgl64.Vec3
	was, now  []mgl64.Vec3 // before and after the last step
	facing    []mgl64.Vec3 // unit normal of each triangle outwards, zero for one without area
	normal    []mgl64.Vec3 // of each vertex, outwards, weighted by area; zero where there is no surface
	stiff     []float64    // of the tissue at a vertex, N/mm: Young's modulus times the length of its elements
	outside   []int32      // the vertices that are on the surface, rising
	edgeMM    float64      // mean length of an edge at rest
}

// newSkin finds the surface of a mesh: faces that one tetrahedron alone has, and
// all membranes.
func newSkin(m *tissue.Mesh) skin {
	s := skin{rest: make([]mgl64.Vec3, len(m.Rest)), stiff: make([]float64, len(m.Rest))}
	for i, p := range m.Rest {
		s.rest[i] = widen(p)
	}
	s.was, s.now = slices.Clone(s.rest), slices.Clone(s.rest)
	s.normal = make([]mgl64.Vec3, len(m.Rest))
	s.triangles = outerFaces(m.Tets)
	s.flat = make([]bool, len(s.triangles), len(s.triangles)+len(m.Sheets))
	for _, sheet := range m.Sheets {
		s.triangles, s.flat = append(s.triangles, sheet.Vertices), append(s.flat, true)
	}
	s.facing = make([]mgl64.Vec3, len(s.triangles))
	s.measure(m)
	s.share()
	s.turn()
	return s
}

// outward are the corners of the face opposite each corner of a tetrahedron.
var outward = [4][3]int{{1, 2, 3}, {0, 3, 2}, {0, 1, 3}, {0, 2, 1}}

// outerFaces are the faces that only one tetrahedron has, in the order of these.
func outerFaces(tets [][4]int32) [][3]int32 {
	type face struct {
		sorted [3]int32
		number int32
	}
	faces := make([]face, 0, 4*len(tets))
	for t, v := range tets {
		for f, o := range outward {
			key := [3]int32{v[o[0]], v[o[1]], v[o[2]]}
			slices.Sort(key[:])
			faces = append(faces, face{key, int32(4*t + f)})
		}
	}
	slices.SortFunc(faces, func(p, q face) int {
		return cmp.Or(slices.Compare(p.sorted[:], q.sorted[:]), cmp.Compare(p.number, q.number))
	})
	var alone []int32
	for i, f := range faces {
		if (i == 0 || faces[i-1].sorted != f.sorted) && (i+1 == len(faces) || faces[i+1].sorted != f.sorted) {
			alone = append(alone, f.number)
		}
	}
	slices.Sort(alone)
	out := make([][3]int32, len(alone))
	for i, n := range alone {
		v, o := tets[n/4], outward[n%4]
		out[i] = [3]int32{v[o[0]], v[o[1]], v[o[2]]}
	}
	return out
}

// newtonPerMM2 is one pascal.
const newtonPerMM2 = 1e-6

// measure finds how stiff the tissue is at each vertex, and the mean edge.
func (s *skin) measure(m *tissue.Mesh) {
	for t, v := range m.Tets {
		var tissue uint8
		if m.Tissue != nil {
			tissue = m.Tissue[t]
		}
		a, b, c, d := s.rest[v[0]], s.rest[v[1]], s.rest[v[2]], s.rest[v[3]]
		size := b.Sub(a).Len() + c.Sub(b).Len() + d.Sub(c).Len() + a.Sub(d).Len()
		stiff := float64(m.Materials[tissue].Young) * newtonPerMM2 * size / 4
		for _, i := range v {
			s.stiff[i] = max(s.stiff[i], stiff)
		}
	}
	for _, sheet := range m.Sheets {
		stiff := float64(m.Materials[sheet.Material].Young) * newtonPerMM2 * float64(sheet.Thickness)
		for _, i := range sheet.Vertices {
			s.stiff[i] = max(s.stiff[i], stiff)
		}
	}
	for _, t := range s.triangles {
		for k := range 3 {
			s.edgeMM += s.rest[t[k]].Sub(s.rest[t[(k+1)%3]]).Len() / float64(3*len(s.triangles))
		}
	}
}

// share gives each corner and each edge to the first triangle that has it, so
// that it is asked about once (Ericson, Real-Time Collision Detection, 2005,
// §5.5.1), and lists the vertices on the surface.
func (s *skin) share() {
	s.owned = make([]uint8, len(s.triangles))
	seen := make([]bool, len(s.rest))
	type edge struct {
		ends [2]int32
		at   int32
	}
	edges := make([]edge, 0, 3*len(s.triangles))
	for i, t := range s.triangles {
		for k, v := range t {
			if !seen[v] {
				seen[v] = true
				s.owned[i] |= 1 << k
			}
			w := t[(k+1)%3]
			edges = append(edges, edge{[2]int32{min(v, w), max(v, w)}, int32(3*i + k)})
		}
	}
	slices.SortFunc(edges, func(p, q edge) int {
		return cmp.Or(slices.Compare(p.ends[:], q.ends[:]), cmp.Compare(p.at, q.at))
	})
	for i, e := range edges {
		if i == 0 || edges[i-1].ends != e.ends {
			s.owned[e.at/3] |= 8 << (e.at % 3)
		}
	}
	s.outside = s.outside[:0]
	for v, on := range seen {
		if on {
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
	for i, p := range places {
		s.now[i] = widen(p)
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
	v := s.triangles[t]
	return tissue.Tie{Vertices: [4]int32{v[0], v[1], v[2]}, Weights: [4]float32{float32(w[0]), float32(w[1]), float32(w[2])}}
}

// stiffAt is how stiff the tissue is at a place on a triangle, N/mm.
func (s *skin) stiffAt(t int32, w mgl64.Vec3) float64 {
	v := s.triangles[t]
	return s.stiff[v[0]]*w[0] + s.stiff[v[1]]*w[1] + s.stiff[v[2]]*w[2]
}
