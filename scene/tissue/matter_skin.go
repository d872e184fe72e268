package tissue

import (
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// skin is the surface of all matter: its outside and what blades laid open.
//
// It is a closed, oriented 2-manifold always: two triangles meet at an edge
// where one turns from one to the other through grains joined by faces, and a
// place has a vertex of the skin for each round of triangles about it.
type skin struct {
	facets []facet
	// Facets that changed since Renewed was asked.
	altered []int32
	place   []int32 // vertex of matter of each vertex of the skin, −1 for unused
	next    []int32 // next vertex of the skin at the same place, −1 for none
	spare   []int32 // unused vertices
	seen    []int32 // round in which a vertex of matter was renewed
	round   int32
	fresh   []int32
	corner  []facetCorner
}

// facet is one triangle of the skin: a face of a grain that is joined to none.
type facet struct {
	v     [3]int32 // vertices of the skin, seen from outside turning left
	grain int32
	face  int8
	cut   bool
	// It is in the list of those that changed.
	altered bool
}

// facetCorner is where a facet touches a vertex.
type facetCorner struct {
	facet int32
	at    int8
}

// Surface is the skin of all matter as triangles.
type Surface struct {
	Triangles [][3]int32 // seen from outside turning left
	Cut       []bool     // of each triangle: laid open by a blade or a tear, not the outside
	Piece     []int32    // the piece that each triangle belongs to
	Places    []Vec      // where the vertices are now, mm; vertices in no triangle at the origin
	Rest      []Vec      // and at rest
}

// Surface writes the skin into s, whose memory it uses again. Numbers of
// vertices stay from cut to cut while their place is on the skin.
func (m *Matter) Surface(s *Surface) {
	s.Triangles, s.Cut, s.Piece = s.Triangles[:0], s.Cut[:0], s.Piece[:0]
	for i := range m.skin.facets {
		f := &m.skin.facets[i]
		s.Triangles = append(s.Triangles, f.v)
		s.Cut = append(s.Cut, f.cut)
		s.Piece = append(s.Piece, m.elements[m.grains[f.grain].element].piece)
	}
	s.Places, s.Rest = s.Places[:0], s.Rest[:0]
	for _, v := range m.skin.place {
		var now, rest Vec
		if v >= 0 {
			now, rest = shorten(m.place(v, m.now)), shorten(m.vertices[v].rest)
		}
		s.Places, s.Rest = append(s.Places, now), append(s.Rest, rest)
	}
}

func shorten(p mgl64.Vec3) Vec { return Vec{float32(p[0]), float32(p[1]), float32(p[2])} }

// place is where a vertex of matter is when the solver's vertices are at nodes.
func (m *Matter) place(v int32, nodes []Vec) mgl64.Vec3 {
	x := &m.vertices[v]
	var p mgl64.Vec3
	for i, n := range &m.elements[x.element].nodes {
		w, q := x.weight[i], &nodes[n]
		p[0] += w * float64(q[0])
		p[1] += w * float64(q[1])
		p[2] += w * float64(q[2])
	}
	return p
}

// wrap makes the skin of matter that has none.
func (m *Matter) wrap() {
	for t := range m.grains {
		for f := range 4 {
			if m.grains[t].joined[f] < 0 {
				m.addFacet(int32(t), f, false)
			}
		}
		m.work.dirty = append(m.work.dirty, int32(t))
	}
	m.renewSkin()
}

func (m *Matter) addFacet(t int32, f int, cut bool) {
	s := &m.skin
	i := int32(len(s.facets))
	s.facets = append(s.facets, facet{v: [3]int32{-1, -1, -1}, grain: t, face: int8(f), cut: cut})
	m.grains[t].facet[f] = i
}

// inheritFacet gives face f of a grain's second half the facet that the first has.
func (m *Matter) inheritFacet(t, h int32, f int) {
	m.addFacet(h, f, m.skin.facets[m.grains[t].facet[f]].cut)
}

// sever parts the two grains at a face.
func (m *Matter) sever(t int32, f int) {
	n := m.grains[t].joined[f]
	back := m.faceTo(n, t)
	m.grains[t].joined[f], m.grains[n].joined[back] = -1, -1
	m.addFacet(t, f, true)
	m.addFacet(n, back, true)
	m.work.dirty = append(m.work.dirty, t, n)
}

// renewSkin finds the vertices of the skin at all places of dirty grains.
func (m *Matter) renewSkin() {
	s := &m.skin
	for len(s.seen) < len(m.vertices) {
		s.seen = append(s.seen, 0)
	}
	s.round++
	s.fresh = s.fresh[:0]
	for _, t := range m.work.dirty {
		for _, v := range m.grains[t].v {
			if s.seen[v] != s.round {
				s.seen[v] = s.round
				s.fresh = append(s.fresh, v)
			}
		}
	}
	m.work.dirty = m.work.dirty[:0]
	slices.Sort(s.fresh)
	for _, v := range s.fresh {
		m.renewCorners(v)
	}
}

// renewCorners gives each round of facets about a vertex its vertex of the skin.
func (m *Matter) renewCorners(v int32) {
	s := &m.skin
	s.corner = s.corner[:0]
	for _, t := range m.gatherFan(v) {
		for _, f := range m.grains[t].facet {
			if f >= 0 {
				if at := m.cornerOf(f, v); at >= 0 {
					s.corner = append(s.corner, facetCorner{f, int8(at)})
					s.facets[f].v[at] = -1
					s.alter(f)
				}
			}
		}
	}
	slot := &m.vertices[v].skin
	for _, c := range s.corner {
		if s.facets[c.facet].v[c.at] >= 0 {
			continue
		}
		if *slot < 0 {
			*slot = s.addVertex(v)
		}
		m.goRound(c, v, *slot)
		slot = &s.next[*slot]
	}
	s.dropVertices(slot)
}

// cornerOf is the corner of a facet at a vertex of matter, or −1.
func (m *Matter) cornerOf(f, v int32) int {
	a, b, c := m.face(m.skin.facets[f].grain, int(m.skin.facets[f].face))
	switch v {
	case a:
		return 0
	case b:
		return 1
	case c:
		return 2
	}
	return -1
}

// goRound gives the facets about v, from one to the next, one vertex.
func (m *Matter) goRound(c facetCorner, v, vertex int32) {
	s := &m.skin
	for s.facets[c.facet].v[c.at] < 0 {
		s.facets[c.facet].v[c.at] = vertex
		f := &s.facets[c.facet]
		o := &outward[f.face]
		g := &m.grains[f.grain].v
		c.facet = m.across(f.grain, int(f.face), v, g[o[(c.at+1)%3]])
		c.at = int8(m.cornerOf(c.facet, v))
	}
}

// across is the facet met by turning about the edge v, p of a facet through the
// grains behind it.
func (m *Matter) across(t int32, f int, v, p int32) int32 {
	for {
		g := &m.grains[t]
		side := 0
		for side == f || g.v[side] == v || g.v[side] == p {
			side++
		}
		n := g.joined[side]
		if n < 0 {
			return g.facet[side]
		}
		f, t = m.faceTo(n, t), n
	}
}

func (s *skin) addVertex(place int32) int32 {
	if n := len(s.spare); n > 0 {
		i := s.spare[n-1]
		s.spare = s.spare[:n-1]
		s.place[i], s.next[i] = place, -1
		return i
	}
	s.place, s.next = append(s.place, place), append(s.next, -1)
	return int32(len(s.place) - 1)
}

// dropVertices takes the vertices from a slot on away.
func (s *skin) dropVertices(slot *int32) {
	for i := *slot; i >= 0; {
		next := s.next[i]
		s.place[i], s.next[i] = -1, -1
		s.spare = append(s.spare, i)
		i = next
	}
	*slot = -1
}
