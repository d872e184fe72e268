package tissue

import (
	"cmp"
	"math"
	"slices"
)

// faceOf is a face of a grain.
type faceOf struct {
	grain int32
	face  int8
}

func compareFaces(x, y faceOf) int {
	return cmp.Or(cmp.Compare(x.grain, y.grain), cmp.Compare(x.face, y.face))
}

const (
	// bent is how far an edge between two vertices of a stroke may leave its
	// surface, in its own lengths, and rough how far besides, in lengths of a
	// grain: vertices lie as far beside the surface as that is, and the surface has
	// ripples of the hand's. What goes farther is a chord across a bend or to
	// another leg of the stroke, and not on it.
	bent  = 0.6
	rough = 4 * beside
)

// facesOn are the faces that lie on a stroke's surface and part its two sides,
// among those at the marked vertices, and those of flat grains beside vertices that
// the stroke passed, rising.
func (m *Matter) facesOn(stroke int32, marked, passed []int32) []faceOf {
	var found []faceOf
	var flat []int32
	for _, v := range marked {
		for _, t := range m.gatherFan(v) {
			if m.isFlat(stroke, t) {
				flat = append(flat, t)
				continue
			}
			for f, n := range m.grains[t].joined {
				if n > t && m.grains[t].v[f] != v && m.onStroke(stroke, t, f) && !m.isFlat(stroke, n) {
					found = append(found, faceOf{t, int8(f)})
				}
			}
		}
	}
	for _, v := range passed {
		for _, t := range m.gatherFan(v) {
			if n := m.grains[t].joined[corner(m.grains[t].v, v)]; n >= 0 && m.isFlat(stroke, n) {
				flat = append(flat, n)
			}
		}
	}
	found = append(found, m.facesOfFlats(stroke, sorted(flat))...)
	return sortedFaces(found)
}

func sortedFaces(faces []faceOf) []faceOf {
	slices.SortFunc(faces, compareFaces)
	return slices.Compact(faces)
}

// sameFace names a face by the lower of its two grains.
func (m *Matter) sameFace(t int32, f int) faceOf {
	if n := m.grains[t].joined[f]; n >= 0 && n < t {
		return faceOf{n, int8(m.faceTo(n, t))}
	}
	return faceOf{t, int8(f)}
}

// onStroke reports whether a face follows a stroke's surface, or goes from it on to
// that of an earlier one: where scissors close again, or a cut is met in line.
func (m *Matter) onStroke(stroke, t int32, f int) bool {
	a, b, c := m.face(t, f)
	p, q, r := m.vertices[a].stroke, m.vertices[b].stroke, m.vertices[c].stroke
	if p == 0 || q == 0 || r == 0 || p != stroke && q != stroke && r != stroke {
		return false
	}
	return m.follows(a, b) && m.follows(b, c) && m.follows(c, a)
}

// follows reports whether the edge between two vertices of strokes follows the
// surfaces of both.
func (m *Matter) follows(a, b int32) bool {
	p, q := &m.vertices[a], &m.vertices[b]
	way := q.rest.Sub(p.rest)
	most := bent*way.Len() + rough*m.grainMM
	if p.stroke != q.stroke {
		// Another stroke's surface mostly goes across this one's.
		most = bent*way.Len()/2 + rough*m.grainMM/2
	}
	return math.Abs(p.normal.Dot(way)) <= most && math.Abs(q.normal.Dot(way)) <= most
}
