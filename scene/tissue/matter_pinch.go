package tissue

import (
	"cmp"
	"slices"
)

// A cut can leave matter on both sides of an edge that hangs together elsewhere,
// so that the skin runs along the edge twice between the same two vertices. It
// is a manifold still, but not one that a list of triangles can tell: such an
// edge is halved on one of its sides.

// pinch is a facet's edge at a vertex.
type pinch struct {
	from, to int32 // vertices of the skin
	grain    int32
	a, b     int32 // vertices of matter
}

// mendSkin renews the skin and halves edges that it runs along twice, until there
// are none: those at the vertices given and at all that are new.
func (m *Matter) mendSkin(vertices []int32) {
	m.renewSkin()
	vertices = m.withNew(vertices)
	for {
		for _, v := range vertices {
			for _, p := range m.pinches(v) {
				x := m.splitEdge(p.grain, p.a, p.b, 0.5)
				m.inheritMark(p.a, p.b, x)
			}
		}
		if m.mended == len(m.vertices) {
			return
		}
		m.renewSkin()
		vertices = m.withNew(vertices)
	}
}

// withNew appends the vertices made since it was last called.
func (m *Matter) withNew(vertices []int32) []int32 {
	for ; m.mended < len(m.vertices); m.mended++ {
		vertices = append(vertices, int32(m.mended))
	}
	return sorted(vertices)
}

// pinches are edges from a vertex that the skin runs along more than once, but
// for one run of each. Facets at edges halved since the skin was renewed have no
// vertex there yet and are left out.
func (m *Matter) pinches(v int32) []pinch {
	var edges []pinch
	for _, t := range m.gatherFan(v) {
		for _, f := range m.grains[t].facet {
			if f < 0 {
				continue
			}
			at := m.cornerOf(f, v)
			if at < 0 {
				continue
			}
			x := &m.skin.facets[f]
			b := m.grains[t].v[outward[x.face][(at+1)%3]]
			if from, to := x.v[at], x.v[(at+1)%3]; from >= 0 && to >= 0 {
				edges = append(edges, pinch{from, to, t, v, b})
			}
		}
	}
	slices.SortFunc(edges, func(p, q pinch) int {
		return cmp.Or(cmp.Compare(p.from, q.from), cmp.Compare(p.to, q.to), cmp.Compare(p.grain, q.grain))
	})
	var again []pinch
	for i := 1; i < len(edges); i++ {
		if edges[i].from == edges[i-1].from && edges[i].to == edges[i-1].to {
			again = append(again, edges[i])
		}
	}
	return again
}
