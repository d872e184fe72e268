package tissue

import "slices"

// Facets is the number of triangles of the skin, those of Surface, in its order.
// Numbers stay from cut to cut.
func (m *Matter) Facets() int { return len(m.skin.facets) }

// Facet is a triangle of the skin: its vertices, seen from outside turning left;
// the element whose matter it bounds and the piece that this belongs to; and
// whether a blade or a tear laid it open.
func (m *Matter) Facet(f int32) (vertices [3]int32, element, piece int32, cut bool) {
	x := &m.skin.facets[f]
	element = m.grains[x.grain].element
	return x.v, element, m.elements[element].piece, x.cut
}

// SkinVertices is the number of vertices of the skin, those of Surface, some of
// which may be in no triangle.
func (m *Matter) SkinVertices() int { return len(m.skin.place) }

// SkinRest is where a vertex of the skin is at rest, mm, the origin for one that is
// in no triangle.
func (m *Matter) SkinRest(v int32) (rest Vec) {
	if at := m.skin.place[v]; at >= 0 {
		rest = shorten(m.vertices[at].rest)
	}
	return rest
}

// Renewed appends the triangles of the skin, rising, that are new or of which
// anything but where they are now has changed since it was asked last.
func (m *Matter) Renewed(list []int32) []int32 {
	first := len(list)
	list = append(list, m.skin.altered...)
	slices.Sort(list[first:])
	for _, f := range m.skin.altered {
		m.skin.facets[f].altered = false
	}
	m.skin.altered = m.skin.altered[:0]
	return list
}

// alter notes that a facet has changed.
func (s *skin) alter(f int32) {
	if x := &s.facets[f]; !x.altered {
		x.altered = true
		s.altered = append(s.altered, f)
	}
}

// alterElement notes that what belongs to all facets of an element has changed.
func (m *Matter) alterElement(e int32) {
	for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
		for _, f := range m.grains[t].facet {
			if f >= 0 {
				m.skin.alter(f)
			}
		}
	}
}
