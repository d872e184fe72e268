package tissue

import (
	"math"
	"slices"
)

// slit is an edge that follows strokes, and the triangles on its two sides.
type slit struct {
	a, b  int32
	sides [2]int32
}

// openThin parts the triangles on both sides of the edges that follow strokes and
// have one of the vertices given.
func (m *Matter) openThin(marked []int32, in *Incision) {
	at := m.sheetsAt()
	var ends []int32
	for _, s := range m.slits(at, marked) {
		ends = append(ends, s.a, s.b)
	}
	ends = sorted(ends)
	slits := m.slits(at, ends)
	for _, v := range ends {
		m.partThin(at[v], v)
	}
	for _, s := range slits {
		if m.shareThin(&s) {
			continue // both its ends are whole yet
		}
		p, q := m.restOf(s.a), m.restOf(s.b)
		in.AreaMM2 += q.Sub(p).Len() * float64(m.thin.sheets[s.sides[0]].Thickness)
		in.Rim = append(in.Rim, RimEdge{Rest: [2]Vec{shorten(p), shorten(q)}, Now: [2]Vec{m.now[s.a], m.now[s.b]}})
	}
}

// slits are the edges at some vertices that follow strokes between two triangles.
func (m *Matter) slits(at map[int32][]int32, vertices []int32) (all []slit) {
	for _, v := range vertices {
		for _, u := range m.thinAround(at[v], v) {
			if _, again := slices.BinarySearch(vertices, u); again && u < v || !m.cutsThin(v, u) {
				continue
			}
			s := slit{a: v, b: u, sides: [2]int32{-1, -1}}
			n := 0
			for _, t := range at[v] {
				if slices.Contains(m.thin.sheets[t].Vertices[:], u) && n < 2 {
					s.sides[n] = t
					n++
				}
			}
			if n == 2 && !m.bridges(s.sides[0], v, u) && !m.bridges(s.sides[1], v, u) {
				all = append(all, s)
			}
		}
	}
	return all
}

// shareThin reports whether the triangles on both sides of a slit share its ends.
func (m *Matter) shareThin(s *slit) bool {
	p, q := &m.thin.sheets[s.sides[0]].Vertices, &m.thin.sheets[s.sides[1]].Vertices
	shared := 0
	for _, v := range p {
		if slices.Contains(q[:], v) {
			shared++
		}
	}
	return shared == 2
}

// sheetsAt are the free triangles at each vertex of the solver.
func (m *Matter) sheetsAt() map[int32][]int32 {
	at := map[int32][]int32{}
	for i := range m.thin.sheets {
		for _, v := range m.thin.sheets[i].Vertices {
			at[v] = append(at[v], int32(i))
		}
	}
	return at
}

// thinAround are the other corners of triangles, rising.
func (m *Matter) thinAround(triangles []int32, v int32) (around []int32) {
	for _, t := range triangles {
		for _, u := range m.thin.sheets[t].Vertices {
			if u != v {
				around = append(around, u)
			}
		}
	}
	return sorted(around)
}

// cutsThin reports whether the edge between two vertices follows strokes.
func (m *Matter) cutsThin(a, b int32) bool {
	t := &m.thin
	if t.split[edgeKey(a, b)] {
		return true
	}
	if t.stroke[a] == 0 || t.stroke[b] == 0 {
		return false
	}
	way := m.restOf(b).Sub(m.restOf(a))
	most := bent*way.Len() + rough*t.edgeMM
	if t.stroke[a] != t.stroke[b] {
		most /= 2
	}
	return math.Abs(t.normal[a].Dot(way)) <= most && math.Abs(t.normal[b].Dot(way)) <= most
}

// edgeKey is an edge whichever way it is named.
func edgeKey(a, b int32) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

// bridges reports whether an edge is the longest of a triangle all of whose edges
// follow strokes: there it hangs together, for no crumb shall come off, unless it is
// torn off.
func (m *Matter) bridges(t, a, b int32) bool {
	if m.thin.split[edgeKey(a, b)] {
		return false
	}
	v := &m.thin.sheets[t].Vertices
	longest, most := 0, -1.0
	for k := range v {
		p, q := v[k], v[(k+1)%3]
		if !m.cutsThin(p, q) {
			return false
		}
		if l := m.restOf(p).Sub(m.restOf(q)).Len(); l > most {
			longest, most = k, l
		}
	}
	last := v[(longest+2)%3]
	return a != last && b != last
}

// partThin gives each run of triangles about a vertex that hangs together by edges
// that are not cut a vertex of its own; the first keeps the number.
func (m *Matter) partThin(triangles []int32, v int32) {
	left := slices.Clone(triangles)
	for first := true; len(left) > 0; first = false {
		run := []int32{left[0]}
		left = left[1:]
		for k := 0; k < len(run); k++ {
			left = slices.DeleteFunc(left, func(t int32) bool {
				if m.joinedThin(run[k], t, v) {
					run = append(run, t)
					return true
				}
				return false
			})
		}
		if first {
			continue
		}
		own := m.addNode(v, v, 0)
		for _, t := range run {
			c := &m.thin.sheets[t].Vertices
			c[slices.Index(c[:], v)] = own
		}
	}
}

// joinedThin reports whether two triangles share an edge at a vertex that is not cut.
func (m *Matter) joinedThin(s, t, v int32) bool {
	for _, u := range m.thin.sheets[s].Vertices {
		if u == v || !slices.Contains(m.thin.sheets[t].Vertices[:], u) {
			continue
		}
		if !m.cutsThin(v, u) || m.bridges(s, v, u) || m.bridges(t, v, u) {
			return true
		}
	}
	return false
}
