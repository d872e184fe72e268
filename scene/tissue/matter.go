package tissue

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Matter is what a body's elements hold, and what a blade divides.
//
// The elements are the tetrahedra the solver sees, and coarse. Matter is a
// finer mesh of tetrahedra, its grains, each inside exactly one element; at
// first one grain fills one element. A vertex of matter has a place at rest, and
// is carried by an element. Grains never enter the stiffness, so they may be
// thin: a cut goes where the blade goes and not along the elements.
//
// There is one way to change the grains, splitting an edge, which makes two of
// every grain around it. Where a cut has divided an element's matter, each part
// gets a copy of the element with vertices of its own, shared with the copies
// next to it where their matter is joined (the virtual node algorithm: Molino,
// Bao, Fedkiw 2004, doi:10.1145/1015706.1015734). Nothing is ever deleted, and
// the volume stays.
//
// Everything is in order of numbers, so that the same cuts give the same matter,
// bit for bit. Not for concurrent use.
type Matter struct {
	options MatterOptions
	rest    []mgl64.Vec3 // of the elements' vertices as they were built, "roots", mm
	roots   [][4]int32   // vertices of each element as it was built
	whole   []float64    // its volume, mm³
	around  offsets      // elements as built at each vertex as built

	elements []element
	origin   []int32 // the root that each vertex of the solver is or copies
	copied   []int32 // the vertex that each was copied from, itself for roots

	vertices []vertex
	grains   []grain
	skin     skin
	thin     thin
	mids     map[int32]mid // vertices of the solver that lie between others as built
	pieces   []piece
	covers   []*Cover
	mended   int // vertices at which the skin was last mended

	search  search
	places  []placed // of vertices at the moment
	moment  int32    // counts calls of Follow
	was     []Vec    // vertices of the solver before the last step
	now     []Vec    // and after it
	drift   float64  // the farthest that any of them went in it, mm
	travel  float64  // the sum of that over all steps
	stroke  int32    // number of the latest stroke of any blade
	grainMM float64  // length of an uncut grain, mm
	work    scratch
	parting parting
}

// MatterOptions say how fine a cut is.
type MatterOptions struct {
	// FinestMM is the length at rest, mm, above which edges of grains at a blade
	// are halved before they are cut, so that a narrow blade cuts wide elements
	// and a bent stroke stays bent. Zero leaves the elements whole.
	FinestMM float64
	// LeastShare is the share of an element's volume below which a copy's share
	// is not reported, for the condition of the solver's equations; zero is 0.05.
	LeastShare float64
}

// element is one tetrahedron of the solver: as built, or a copy.
type element struct {
	nodes  [4]int32 // vertices of the solver
	root   int32    // the element as built
	next   int32    // next copy of the same root, −1 at the end
	source int32    // the element that it copies, itself for one as built
	first  int32    // first of its grains
	piece  int32
	volume float64 // of its grains at rest, mm³
}

// grain is one tetrahedron of matter. Face i lies opposite corner i.
type grain struct {
	v       [4]int32
	joined  [4]int32 // grain behind each face, −1 where matter ends
	facet   [4]int32 // triangle of the skin on each face, −1 for none
	element int32
	next    int32 // next grain of the same element, −1 at the end
}

// vertex is a corner of grains. Its grains hang together by faces: where a cut
// divides them, each part gets a vertex of its own.
type vertex struct {
	rest    mgl64.Vec3 // mm
	weight  [4]float64 // of the corners of its element
	element int32      // the element that carries it
	grain   int32      // one of its grains
	stroke  int32      // the last stroke of a blade that it lies on, 0 for none
	normal  mgl64.Vec3 // of that stroke's surface, at rest
	passed  int32      // the last stroke that passed it by, 0 for none
	side    int8       // of that stroke's surface: 1 above, −1 below
	depth   float64    // its distance from the surface then, mm
	skin    int32      // first vertex of the skin at this place, −1 inside matter
}

// outward are the corners of the face opposite each corner, seen from outside
// turning left.
var outward = [4][3]int8{{1, 2, 3}, {0, 3, 2}, {0, 1, 3}, {0, 2, 1}}

// NewMatter fills elements with matter, one grain in each. Rest are the places
// of the vertices at rest in mm, in the patient frame; tets are positive:
// (b−a)×(c−a)·(d−a) > 0. Faces are shared by at most two.
func NewMatter(rest []Vec, tets [][4]int32, options MatterOptions) (*Matter, error) {
	if options.LeastShare == 0 {
		options.LeastShare = 0.05
	}
	if !(options.FinestMM >= 0) || !(options.LeastShare > 0 && options.LeastShare <= 1) {
		return nil, fmt.Errorf("matter cannot be cut %g mm fine with shares from %g: give a length from 0 and a share up to 1", options.FinestMM, options.LeastShare)
	}
	m := &Matter{options: options, roots: append([][4]int32(nil), tets...)}
	for i, p := range rest {
		m.rest = append(m.rest, widen(p))
		m.origin, m.copied = append(m.origin, int32(i)), append(m.copied, int32(i))
		m.vertices = append(m.vertices, vertex{rest: widen(p), grain: -1, element: -1, skin: -1})
	}
	for e, corners := range tets {
		for _, v := range corners {
			if v < 0 || int(v) >= len(rest) {
				return nil, fmt.Errorf("element %d names vertex %d: there are %d", e, v, len(rest))
			}
		}
		m.addRoot(int32(e), corners)
		if !(m.elements[e].volume > 0) || math.IsInf(m.elements[e].volume, 0) {
			return nil, fmt.Errorf("element %d is flat or inside out at rest: repair the mesh or turn it", e)
		}
	}
	if err := m.joinRoots(); err != nil {
		return nil, err
	}
	m.grainMM = options.FinestMM
	if m.grainMM == 0 {
		m.grainMM = m.meanEdge()
	}
	m.findPieces()
	m.wrap()
	m.mended = len(m.vertices)
	m.search.build(m)
	m.Follow(rest)
	return m, nil
}

// addRoot makes an element as it was built, with its one grain.
func (m *Matter) addRoot(e int32, corners [4]int32) {
	g := grain{v: corners, joined: [4]int32{-1, -1, -1, -1}, facet: [4]int32{-1, -1, -1, -1}, element: e, next: -1}
	m.grains = append(m.grains, g)
	m.elements = append(m.elements, element{nodes: corners, root: e, next: -1, source: e, first: e, volume: m.volume(e)})
	for c, v := range corners {
		x := &m.vertices[v]
		if x.grain < 0 {
			x.grain, x.element = e, e
			x.weight[c] = 1
		}
	}
}

// meanEdge is the mean length of the elements' longest edges, mm.
func (m *Matter) meanEdge() float64 {
	sum := 0.0
	for t := range m.grains {
		sum += m.longest(int32(t)).length
	}
	return sum / float64(max(len(m.grains), 1))
}

// joinRoots finds which elements share a face.
func (m *Matter) joinRoots() error {
	for r := range m.roots {
		m.whole = append(m.whole, m.rootVolume(int32(r)))
	}
	m.around = newOffsets(len(m.rest), m.roots)
	for t := range m.grains {
		for f := range 4 {
			a, b, c := m.face(int32(t), f)
			found := 0
			for _, other := range m.around.at(a) {
				if int(other) != t && holds(m.roots[other], b) && holds(m.roots[other], c) {
					m.grains[t].joined[f] = other
					found++
				}
			}
			if found > 1 {
				return fmt.Errorf("a face of element %d is shared by %d elements: repair the mesh first", t, found+1)
			}
		}
	}
	return nil
}

// Follow says where the vertices of the solver are now, mm. Call it after each
// of its steps: a blade cuts matter that moves past it, too.
// There must be as many as Nodes says: rebuild the body after each cut first.
func (m *Matter) Follow(now []Vec) {
	if len(now) != len(m.origin) {
		panic("tissue: matter follows another number of vertices than it has: rebuild the body after a cut")
	}
	if len(m.now) == 0 {
		m.now = append(m.now, now...)
	}
	m.was, m.now = m.now, append(m.was[:0], now...)
	far := 0.0
	for i := range m.now {
		p, q := &m.now[i], &m.was[i]
		x, y, z := float64(p[0])-float64(q[0]), float64(p[1])-float64(q[1]), float64(p[2])-float64(q[2])
		far = max(far, x*x+y*y+z*z)
	}
	m.drift = math.Sqrt(far)
	m.travel += m.drift
	m.moment++
}

// Element is a tetrahedron of the solver: its vertices, the element as built
// that it is or copies, and how much of that one's volume it holds, for its mass
// and stiffness; not less than Options.LeastShare.
func (m *Matter) Element(e int) (nodes [4]int32, root int32, share float64) {
	x := &m.elements[e]
	share = x.volume / m.whole[x.root]
	return x.nodes, x.root, max(share, m.options.LeastShare)
}

// Source is the element that one was divided from last, itself for one as built.
// It has a lower number.
func (m *Matter) Source(e int) int { return int(m.elements[e].source) }

// Elements is the number of elements, copies among them. Numbers stay.
func (m *Matter) Elements() int { return len(m.elements) }

// Nodes is the number of vertices of the solver, copies among them.
func (m *Matter) Nodes() int { return len(m.origin) }

// rootVolume is an element's volume as it was built, mm³.
func (m *Matter) rootVolume(root int32) float64 {
	c := m.roots[root]
	return sixth(m.rest[c[0]], m.rest[c[1]], m.rest[c[2]], m.rest[c[3]])
}

// volume is a grain's at rest, mm³.
func (m *Matter) volume(t int32) float64 {
	v := &m.grains[t].v
	return sixth(m.vertices[v[0]].rest, m.vertices[v[1]].rest, m.vertices[v[2]].rest, m.vertices[v[3]].rest)
}

// face is the corners of a grain's face, seen from outside turning left.
func (m *Matter) face(t int32, f int) (a, b, c int32) {
	v, o := &m.grains[t].v, &outward[f]
	return v[o[0]], v[o[1]], v[o[2]]
}

// sixth is a tetrahedron's signed volume.
func sixth(a, b, c, d mgl64.Vec3) float64 {
	return b.Sub(a).Cross(c.Sub(a)).Dot(d.Sub(a)) / 6
}

func widen(p Vec) mgl64.Vec3 { return mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])} }

func holds(list [4]int32, v int32) bool { return corner(list, v) >= 0 }

// corner is where v is in the list, or −1.
func corner(list [4]int32, v int32) int {
	for i, x := range list {
		if x == v {
			return i
		}
	}
	return -1
}

// offsets is a list of elements for each vertex.
type offsets struct{ start, list []int32 }

func newOffsets(vertices int, elements [][4]int32) offsets {
	o := offsets{start: make([]int32, vertices+1), list: make([]int32, 4*len(elements))}
	for _, e := range elements {
		for _, v := range e {
			o.start[v+1]++
		}
	}
	for v := range vertices {
		o.start[v+1] += o.start[v]
	}
	next := append([]int32(nil), o.start[:vertices]...)
	for t, e := range elements {
		for _, v := range e {
			o.list[next[v]] = int32(t)
			next[v]++
		}
	}
	return o
}

// at are the elements of a vertex, none of one that a cut through a membrane made.
func (o *offsets) at(v int32) []int32 {
	if int(v)+1 >= len(o.start) {
		return nil
	}
	return o.list[o.start[v]:o.start[v+1]]
}
