package scene

import (
	"math"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// skin is the surface of all soft bodies: what instruments, bones and other
// tissue touch. A triangle's vertices run to the left seen from outside. Vertices
// of the skin are places in elements: at first the solver's own vertices, and
// others where tissue was cut. The membranes' come first, then the matter's, in its
// own order, so that numbers stay from cut to cut.
type skin struct {
	triangles [][3]int32
	flat      []bool  // of each triangle: a membrane, which has no inside
	cut       []bool  // of each triangle: laid open by a blade or a tear
	lip       []uint8 // of each vertex: whether it is on the lip of a cut, or at its end
	away      []bool  // of each triangle: its piece has left the field
	shape     int     // another number for each skin
	owned     []uint8 // of each triangle: bits of the corners and edges that are its own to ask about
	nodes     [][4]int32
	corner    [][3][4]float32 // of each triangle: the weights of the solver's vertices nodes in its corners
	body      []int32         // of each triangle: the soft body that it is of
	piece     []int32         // of each triangle: the piece that it is of, below zero for membranes
	home      []int32         // of each vertex: 3 × triangle + corner that it is first in, −1: in none
	next      []int32         // of each corner of a triangle: the next one at the same vertex, −1: none
	head      []int32         // of each vertex: the first of them
	rest      []mgl64.Vec3
	was, now  []mgl64.Vec3 // before and after the last step
	across    []mgl64.Vec3 // twice the area of each triangle, outwards, mm²
	facing    []mgl64.Vec3 // unit normal of each triangle outwards, zero for one without area
	normal    []mgl64.Vec3 // of each vertex, outwards, weighted by area; zero where there is no surface
	stiff     []float64    // of the tissue at a vertex, N/mm: Young's modulus times the length of its elements
	outside   []int32      // the vertices that are on the surface, rising
	edgeMM    float64      // mean length of an edge at rest, before any cut

	seams   []uint8 // of each vertex of membranes: onLip where a cut went through
	sheets  int     // triangles of membranes
	plain   int32   // vertices of membranes
	facets  []int32
	altered []int32 // triangles of which something changed last
	touched []int32 // vertices of triangles that were altered
	beside  []int32 // the triangles at them
	moved   []int32 // vertices that are new, or elsewhere at rest
	spare   []int32
}

// dress makes the skin of matter and membranes.
func (s *skin) dress(f *softField) {
	*s = skin{shape: s.shape, edgeMM: s.edgeMM}
	sheets := f.matter.Sheets()
	if s.sheets = len(sheets); s.sheets > 0 {
		s.plain = int32(f.matter.Nodes())
	}
	s.widen(f)
	for i := range s.plain {
		s.seams = append(s.seams, noLip)
		if f.matter.OnCut(int(i)) {
			s.seams[i] = onLip
		}
	}
	for i := range s.sheets {
		v := sheets[i].Vertices
		s.flat[i], s.piece[i], s.body[i] = true, -1, f.bodyOfNode[v[0]]
		s.nodes[i], s.corner[i] = [4]int32{v[0], v[1], v[2], v[2]}, [3][4]float32{{1}, {0, 1}, {0, 0, 1}}
		s.altered = append(s.altered, int32(i))
		s.link(int32(i), v)
	}
	for i := range s.plain {
		s.rest[i] = widen(f.matter.Rest(int(i)))
	}
	f.matter.Renewed(nil) // all are new
	for i := range f.matter.Facets() {
		s.alter(f, int32(s.sheets+i))
	}
	s.refresh(f)
	if s.edgeMM > 0 {
		return
	}
	for _, t := range s.triangles {
		for k := range 3 {
			s.edgeMM += s.rest[t[k]].Sub(s.rest[t[(k+1)%3]]).Len() / float64(3*len(s.triangles))
		}
	}
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

// placed is where a vertex is.
func (s *skin) placed(v int32, places []tissue.Vec) (p mgl64.Vec3) {
	nodes, weights := s.bind(v)
	for k, w := range weights {
		if w != 0 {
			at, w := &places[nodes[k]], float64(w)
			p[0], p[1], p[2] = p[0]+float64(at[0])*w, p[1]+float64(at[1])*w, p[2]+float64(at[2])*w
		}
	}
	return p
}

// turn makes a triangle's normal. It is written out, for it is done for each of them in
// each step.
func (s *skin) turn(t int32) {
	v := &s.triangles[t]
	a, b, c := &s.now[v[0]], &s.now[v[1]], &s.now[v[2]]
	ux, uy, uz := b[0]-a[0], b[1]-a[1], b[2]-a[2]
	vx, vy, vz := c[0]-a[0], c[1]-a[1], c[2]-a[2]
	s.across[t] = mgl64.Vec3{uy*vz - uz*vy, uz*vx - ux*vz, ux*vy - uy*vx}
	s.facing[t] = unit(s.across[t])
}

// lean makes a vertex's normal from its triangles'.
func (s *skin) lean(v int32) {
	var x, y, z float64
	for c := s.head[v]; c >= 0; c = s.next[c] {
		n := &s.across[c/3]
		x, y, z = x+n[0], y+n[1], z+n[2]
	}
	s.normal[v] = unit(mgl64.Vec3{x, y, z})
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
