package scene

import (
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// renew takes over what was cut or torn since the skin was made: what it costs is
// what was changed, but for a look at the list of vertices.
func (s *skin) renew(f *softField) {
	s.altered, s.touched, s.moved = s.altered[:0], s.touched[:0], s.moved[:0]
	s.widen(f)
	s.facets = f.matter.Renewed(s.facets[:0])
	for _, i := range s.facets {
		s.alter(f, int32(s.sheets)+i)
	}
	s.refresh(f)
}

// refresh makes what follows from the triangles that were altered.
func (s *skin) refresh(f *softField) {
	s.shape++
	slices.Sort(s.moved)
	s.moved = slices.Compact(s.moved)
	s.lookAround()
	for _, t := range s.beside {
		s.own(t)
	}
	s.list()
	for _, v := range s.touched {
		s.settle(f, v)
		s.lip[v] = s.lipAt(v)
	}
	for _, t := range s.beside {
		s.turn(t)
	}
	for _, v := range s.touched {
		s.lean(v)
	}
}

// isNew tells whether a triangle or one beside it was altered last.
func (s *skin) isNew(t int32) bool {
	_, found := slices.BinarySearch(s.beside, t)
	return found
}

// widen makes room for the triangles and vertices that there are.
func (s *skin) widen(f *softField) {
	triangles, vertices := s.sheets+f.matter.Facets(), int(s.plain)+f.matter.SkinVertices()
	s.flat, s.cut, s.owned = longer(s.flat, triangles), longer(s.cut, triangles), longer(s.owned, triangles)
	s.away = longer(s.away, triangles)
	s.nodes, s.corner, s.body = longer(s.nodes, triangles), longer(s.corner, triangles), longer(s.body, triangles)
	s.piece, s.across, s.facing = longer(s.piece, triangles), longer(s.across, triangles), longer(s.facing, triangles)
	s.rest, s.was, s.now = longer(s.rest, vertices), longer(s.was, vertices), longer(s.now, vertices)
	s.normal, s.stiff = longer(s.normal, vertices), longer(s.stiff, vertices)
	for len(s.home) < vertices {
		s.home, s.head, s.lip = append(s.home, -1), append(s.head, -1), append(s.lip, noLip)
	}
}

// longer is a list of that length at least, with zeros at its end.
func longer[T any](list []T, length int) []T {
	return append(list, make([]T, max(length-len(list), 0))...)
}

// alter takes over a triangle of matter.
func (s *skin) alter(f *softField, t int32) {
	s.altered = append(s.altered, t)
	v, e, piece, cut := f.matter.Facet(t - int32(s.sheets))
	for k := range v {
		v[k] += s.plain
		s.place(f, v[k])
	}
	s.link(t, v)
	nodes, root, _ := f.matter.Element(int(e))
	var corners [4]mgl64.Vec3
	for i, v := range f.built.Tets[root] {
		corners[i] = widen(f.built.Rest[v])
	}
	for k := range v {
		s.corner[t][k] = inTetra(s.rest[v[k]], corners)
	}
	s.nodes[t], s.piece[t], s.cut[t] = nodes, piece, cut
	s.body[t] = f.bodyOfNode[nodes[0]]
}

// place takes over where a vertex of matter is at rest.
func (s *skin) place(f *softField, v int32) {
	if rest := widen(f.matter.SkinRest(v - s.plain)); s.home[v] < 0 || s.rest[v] != rest {
		s.rest[v] = rest
		s.moved = append(s.moved, v)
	}
}

// link gives a triangle its vertices.
func (s *skin) link(t int32, v [3]int32) {
	if int(t) < len(s.triangles) {
		for k, old := range s.triangles[t] {
			s.unlink(3*t+int32(k), old)
		}
	}
	for len(s.triangles) <= int(t) {
		s.triangles, s.next = append(s.triangles, [3]int32{}), append(s.next, -1, -1, -1)
	}
	s.triangles[t] = v
	for k, v := range v {
		s.next[3*t+int32(k)], s.head[v] = s.head[v], 3*t+int32(k)
		s.touched = append(s.touched, v)
	}
}

func (s *skin) unlink(corner, v int32) {
	s.touched = append(s.touched, v)
	at := &s.head[v]
	for *at != corner {
		at = &s.next[*at]
	}
	*at = s.next[corner]
}

// lookAround lists what lies around the altered triangles, and finds the home of
// each vertex.
func (s *skin) lookAround() {
	slices.Sort(s.touched)
	s.touched = slices.Compact(s.touched)
	s.beside = append(s.beside[:0], s.altered...)
	for _, v := range s.touched {
		s.home[v] = -1
		for c := s.head[v]; c >= 0; c = s.next[c] {
			if s.beside = append(s.beside, c/3); s.home[v] < 0 || c < s.home[v] {
				s.home[v] = c
			}
		}
	}
	slices.Sort(s.beside)
	s.beside = slices.Compact(s.beside)
}

// own finds the corners and edges that a triangle asks about: those that no
// triangle with a lower number has, so that each is asked about once (Ericson,
// Real-Time Collision Detection, 2005, §5.5.1).
func (s *skin) own(t int32) {
	s.owned[t] = 0
	for k, v := range s.triangles[t] {
		at := 3*t + int32(k)
		if s.home[v] == at {
			s.owned[t] |= 1 << k
		}
		first, w := at, s.triangles[t][(k+1)%3]
		for c := s.head[v]; c >= 0; c = s.next[c] {
			o := &s.triangles[c/3]
			if k := c % 3; o[(k+1)%3] == w {
				first = min(first, c)
			} else if before := (k + 2) % 3; o[before] == w {
				first = min(first, c-k+before)
			}
		}
		if first == at {
			s.owned[t] |= 8 << k
		}
	}
}

// list brings the list of vertices on the surface up to date.
func (s *skin) list() {
	all, touched := s.spare[:0], s.touched
	add := func(v int32) {
		if s.home[v] >= 0 {
			all = append(all, v)
		}
	}
	for _, v := range s.outside {
		for ; len(touched) > 0 && touched[0] <= v; touched = touched[1:] {
			if touched[0] < v {
				add(touched[0])
			}
		}
		add(v)
	}
	for _, v := range touched {
		add(v)
	}
	s.outside, s.spare = all, s.outside
}

// settle finds how stiff the tissue is at a vertex, and puts one that is new where
// its element is.
func (s *skin) settle(f *softField, v int32) {
	if s.stiff[v] = 0; s.home[v] < 0 {
		return
	}
	nodes, weights := s.bind(v)
	for i, w := range weights {
		s.stiff[v] += float64(w) * f.stiffOfNode[nodes[i]]
	}
	if _, moved := slices.BinarySearch(s.moved, v); moved || int(v) < int(s.plain) {
		s.now[v] = s.placed(v, f.places)
		s.was[v] = s.now[v]
	}
}
