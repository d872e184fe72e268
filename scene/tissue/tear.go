package tissue

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Tear parts elements from a neighbour where they are stretched most: each along
// that of its faces which lies most across the direction in which it is stretched
// most, as the vertices of the solver are now. Faces that go on from an open one
// come first, so that a tear runs on rather than begins anew. Elements that hang
// on nothing any more are passed over.
//
// Which elements tear is the caller's to say: Body.Torn does.
func (m *Matter) Tear(elements []int) Incision {
	var faces []faceOf
	for _, e := range elements {
		faces = append(faces, m.tornFaces(int32(e))...)
	}
	return m.part(sortedFaces(faces))
}

const (
	// acrossStretch is the least that a face must lie across the stretch to tear, as the
	// cosine between its normal and the stretch; of four faces' normals one is
	// always nearer than 71°.
	acrossStretch = 0.3
	// runsOn is what a face gains over others by going on from an open one.
	runsOn = 0.2
)

// tornFaces are the grains' faces on the face of an element that tears first.
func (m *Matter) tornFaces(e int32) []faceOf {
	pull := m.stretch(e)
	var sides [4][]faceOf
	var open [4]bool
	for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
		for f, n := range m.grains[t].joined {
			if n >= 0 && m.grains[n].element != e {
				k := m.sideTo(e, m.grains[n].element)
				sides[k] = append(sides[k], m.sameFace(t, f))
				open[k] = open[k] || m.meetsOpen(t, f)
			}
		}
	}
	best, most := -1, acrossStretch
	c := m.roots[m.elements[e].root]
	for k := range sides {
		if len(sides[k]) == 0 {
			continue
		}
		o := &outward[k]
		a := m.rest[c[o[0]]]
		n := m.rest[c[o[1]]].Sub(a).Cross(m.rest[c[o[2]]].Sub(a)).Normalize()
		gain := math.Abs(n.Dot(pull))
		if open[k] {
			gain += runsOn
		}
		if gain > most {
			best, most = k, gain
		}
	}
	if best < 0 {
		return nil
	}
	return sides[best]
}

// sideTo is the corner of an element opposite its face to another.
func (m *Matter) sideTo(e, other int32) int {
	for k, v := range m.roots[m.elements[e].root] {
		if !holds(m.roots[m.elements[other].root], v) {
			return k
		}
	}
	panic("tissue: an element is joined to a copy of itself")
}

// meetsOpen reports whether an edge of a face is on the skin.
func (m *Matter) meetsOpen(t int32, f int) bool {
	a, b, c := m.face(t, f)
	for _, e := range [3][2]int32{{a, b}, {b, c}, {c, a}} {
		if m.vertices[e[0]].skin >= 0 && m.vertices[e[1]].skin >= 0 {
			for _, r := range m.gatherRing(t, e[0], e[1]) {
				for k, n := range m.grains[r].joined {
					if v := m.grains[r].v[k]; n < 0 && v != e[0] && v != e[1] {
						return true
					}
				}
			}
		}
	}
	return false
}

// stretch is the direction, at rest, in which an element is stretched most: the
// eigenvector of C = FᵀF with the largest value (Bower, Applied Mechanics of
// Solids, 2009, §2.1.13), by powers of C.
func (m *Matter) stretch(e int32) mgl64.Vec3 {
	f := m.gradient(e)
	c := f.Transpose().Mul3(f)
	for range 12 { // C to the power of 4096
		c = c.Mul3(c)
		if s := c.Trace(); s > 0 {
			c = c.Mul(1 / s)
		}
	}
	best := c.Col(0)
	for i := 1; i < 3; i++ {
		if c.Col(i).LenSqr() > best.LenSqr() {
			best = c.Col(i)
		}
	}
	if l := best.Len(); l > 0 {
		return best.Mul(1 / l)
	}
	return mgl64.Vec3{1, 0, 0}
}

// gradient is an element's deformation gradient F.
func (m *Matter) gradient(e int32) mgl64.Mat3 {
	x := &m.elements[e]
	c := m.roots[x.root]
	var rest, now [3]mgl64.Vec3
	for i := range 3 {
		rest[i] = m.rest[c[i+1]].Sub(m.rest[c[0]])
		now[i] = widen(m.now[x.nodes[i+1]]).Sub(widen(m.now[x.nodes[0]]))
	}
	return mgl64.Mat3FromCols(now[0], now[1], now[2]).Mul3(mgl64.Mat3FromCols(rest[0], rest[1], rest[2]).Inv())
}
