package tissue

import (
	"github.com/go-gl/mathgl/mgl64"
)

// thin is the membranes and rods beside the matter, which blades cut as well.
//
// A membrane on elements' faces is divided with their matter: each copy of an
// element has the part of it that lies on its own matter. One that hangs free is
// divided as matter is, one dimension lower: a blade splits the edges that it
// crosses, and where edges follow its way, the triangles on both sides get vertices
// of their own. A rod is two where a blade crossed it.
type thin struct {
	laid   bool // it was given any
	on     []attached
	sheets []freeSheet
	rods   []freeRod
	split  map[uint64]bool // edges that a tear opens, while it does
	edgeMM float64         // mean length of a free membrane's edges
	stroke []int32         // of each vertex of the solver: the last stroke through it, 0 for none
	normal []mgl64.Vec3    // across the stroke, at rest
}

// freeSheet is a membrane's triangle that hangs free.
type freeSheet struct {
	Sheet
	free
}

// freeRod is a straight piece of a thread.
type freeRod struct {
	Rod
	free
}

// free is what is known of a part of a membrane or a thread, and goes on to what it
// is divided into.
type free struct {
	piece int32 // −1: it hangs on elements and goes with them
	torn  bool  // it was stretched beyond what it holds
}

// attached is a membrane's triangle on an element's face.
type attached struct {
	sheet Sheet
	root  int32
	side  int // the corner opposite the face
}

// mid says of which two vertices one was made, and where between them.
type mid struct {
	of   [2]int32
	part float64
}

// Lay gives matter that is not cut yet the membranes and rods of its mesh. A body
// that stands for the matter has them in the order of Sheets and Rods.
func (m *Matter) Lay(sheets []Sheet, rods []Rod) {
	t := &m.thin
	t.laid = true
	for _, r := range rods {
		t.rods = append(t.rods, freeRod{Rod: r})
	}
	for _, s := range sheets {
		v := s.Vertices
		root := int32(-1)
		if len(m.roots) > 0 {
			root = m.rootWith([4]int32{v[0], v[1], v[2], v[2]})
		}
		if root < 0 {
			t.sheets = append(t.sheets, freeSheet{Sheet: s})
			continue
		}
		side := 0
		for holds([4]int32{v[0], v[1], v[2], v[2]}, m.roots[root][side]) {
			side++
		}
		t.on = append(t.on, attached{s, root, side})
	}
	for _, s := range t.sheets {
		for k, v := range s.Vertices {
			t.edgeMM += m.restOf(v).Sub(m.restOf(s.Vertices[(k+1)%3])).Len() / float64(3*len(t.sheets))
		}
	}
	if len(m.roots) == 0 {
		m.grainMM = t.edgeMM
	}
	for _, group := range m.freeGroups() {
		m.number(group, m.newPiece(group))
	}
}

// Sheets are the membranes as they are now, on vertices of the solver.
func (m *Matter) Sheets() []Sheet {
	var all []Sheet
	for _, a := range m.thin.on {
		all = m.layOn(all, &a)
	}
	for i := range m.thin.sheets {
		all = append(all, m.thin.sheets[i].Sheet)
	}
	return all
}

// Rods are the rods as they are now.
func (m *Matter) Rods() (all []Rod) {
	for i := range m.thin.rods {
		all = append(all, m.thin.rods[i].Rod)
	}
	return all
}

// leastOn is the share of a membrane's triangle below which a copy of its element
// has none of it.
const leastOn = 1e-6

// layOn appends an attached triangle for each copy of its element, as thick as its
// share, for its stiffness and mass.
func (m *Matter) layOn(all []Sheet, a *attached) []Sheet {
	o := &outward[a.side]
	c := m.roots[a.root]
	whole := areaAt(m.rest[c[o[0]]], m.rest[c[o[1]]], m.rest[c[o[2]]])
	for e := a.root; e >= 0; e = m.elements[e].next {
		share := m.faceShare(e, a.side) / whole
		if share < leastOn {
			continue
		}
		s := a.sheet
		for k, v := range s.Vertices {
			s.Vertices[k] = m.elements[e].nodes[corner(c, v)]
		}
		s.Thickness *= float32(min(max(share, m.options.LeastShare), 1))
		all = append(all, s)
	}
	return all
}

// faceShare is the area at rest of an element's matter on its face opposite a
// corner.
func (m *Matter) faceShare(e int32, side int) (area float64) {
	for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
		for f := range 4 {
			a, b, c := m.face(t, f)
			if m.weightsIn(a, e)[side] < leastOn && m.weightsIn(b, e)[side] < leastOn && m.weightsIn(c, e)[side] < leastOn {
				area += areaAt(m.vertices[a].rest, m.vertices[b].rest, m.vertices[c].rest)
			}
		}
	}
	return area
}

func areaAt(a, b, c mgl64.Vec3) float64 { return b.Sub(a).Cross(c.Sub(a)).Len() / 2 }

// Rest is where a vertex of the solver is at rest, mm.
func (m *Matter) Rest(node int) Vec { return shorten(m.restOf(int32(node))) }

// restOf is where a vertex of the solver is at rest.
func (m *Matter) restOf(n int32) mgl64.Vec3 { return m.rest[m.origin[n]] }

// addNode makes a vertex of the solver between two others, or a copy of the first.
func (m *Matter) addNode(a, b int32, part float64) int32 {
	n := int32(len(m.origin))
	root := m.origin[a]
	if part > 0 {
		m.rest = append(m.rest, between(m.restOf(a), m.restOf(b), part))
		root = int32(len(m.rest) - 1)
	}
	m.origin, m.copied = append(m.origin, root), append(m.copied, a)
	for _, list := range []*[]Vec{&m.now, &m.was} {
		*list = append(*list, shorten(between(widen((*list)[a]), widen((*list)[b]), part)))
	}
	if m.mids == nil {
		m.mids = map[int32]mid{}
	}
	if part > 0 {
		m.mids[n] = mid{[2]int32{a, b}, part}
	}
	m.thin.grow(len(m.origin))
	m.thin.stroke[n], m.thin.normal[n] = m.thin.stroke[a], m.thin.normal[a]
	return n
}

// OnCut reports whether a vertex of the solver lies on a cut through a membrane that
// hangs free.
func (m *Matter) OnCut(node int) bool {
	return node < len(m.thin.stroke) && m.thin.stroke[node] != 0
}

func (t *thin) grow(nodes int) {
	for len(t.stroke) < nodes {
		t.stroke, t.normal = append(t.stroke, 0), append(t.normal, mgl64.Vec3{})
	}
}

// Blend is a vertex of the solver as a weighted sum of the first ones, of which
// there were so many.
func (m *Matter) Blend(n int32, vertices int) Anchor {
	if len(m.mids) == 0 {
		for int(n) >= vertices {
			n = m.copied[n]
		}
		return Anchor{Vertices: [4]int32{n, n, n, n}, Weights: [4]float32{1}}
	}
	weight := map[int32]float64{}
	var order []int32
	var add func(n int32, w float64)
	add = func(n int32, w float64) {
		between, made := m.mids[n]
		switch {
		case int(n) < vertices:
			if _, known := weight[n]; !known {
				order = append(order, n)
			}
			weight[n] += w
		case made:
			add(between.of[0], w*(1-between.part))
			add(between.of[1], w*between.part)
		default:
			add(m.copied[n], w)
		}
	}
	add(n, 1)
	a := Anchor{Vertices: [4]int32{order[0], order[0], order[0], order[0]}}
	for k, v := range order {
		a.Vertices[k], a.Weights[k] = v, float32(weight[v])
	}
	return a
}
