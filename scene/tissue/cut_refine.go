package tissue

import (
	"cmp"
	"slices"
)

// mostRounds bounds how often grains at a blade are halved.
const mostRounds = 60

// refine halves the longest edges of the grains of some elements that a sweep meets
// until none is longer than the options say. It returns the new vertices that lie on
// a stroke.
func (m *Matter) refine(w *sweep, roots []int32) []int32 {
	if m.options.FinestMM == 0 {
		return nil
	}
	var marked []int32
	grains := m.grainsOf(roots)
	for range mostRounds {
		edges := m.longEdges(m.keepNear(w, grains, m.options.FinestMM, 0))
		if len(edges) == 0 {
			break
		}
		before := len(m.work.dirty)
		for _, e := range edges {
			if x := m.splitAll(e.a, e.b, 0.5); x >= 0 && m.inheritMark(e.a, e.b, x) {
				marked = append(marked, x)
			}
		}
		// What was not halved now was short or not met, and is.
		grains = sorted(append(grains[:0], m.work.dirty[before:]...))
		m.work.grains = grains
	}
	return marked
}

// hasLonger tells whether a grain has an edge longer at rest than so many mm.
func (m *Matter) hasLonger(t int32, length float64) bool {
	v := &m.grains[t].v
	for _, c := range edgeCorners {
		if m.vertices[v[c[0]]].rest.Sub(m.vertices[v[c[1]]].rest).LenSqr() > length*length {
			return true
		}
	}
	return false
}

// longEdges are the longest edges of grains, longest first.
func (m *Matter) longEdges(grains []int32) []edgeOf {
	edges := m.work.edges[:0]
	for _, t := range grains {
		edges = append(edges, m.longest(t))
	}
	slices.SortFunc(edges, func(x, y edgeOf) int {
		return cmp.Or(cmp.Compare(y.length, x.length), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	m.work.edges = edges
	return slices.CompactFunc(edges, func(x, y edgeOf) bool { return x.a == y.a && x.b == y.b })
}

// longest is a grain's longest edge at rest.
func (m *Matter) longest(t int32) edgeOf {
	var best edgeOf
	v := &m.grains[t].v
	for _, c := range edgeCorners {
		a, b := min(v[c[0]], v[c[1]]), max(v[c[0]], v[c[1]])
		if l := m.vertices[a].rest.Sub(m.vertices[b].rest).Len(); l > best.length {
			best = edgeOf{a: a, b: b, length: l}
		}
	}
	return best
}
