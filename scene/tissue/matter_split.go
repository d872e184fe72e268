package tissue

import "github.com/go-gl/mathgl/mgl64"

// scratch is memory that one change of the matter needs for a moment.
type scratch struct {
	ring    []int32 // grains around an edge
	halves  []int32 // their second halves
	fan     []int32 // grains around a vertex
	seen    []int32 // round in which a grain was met
	round   int32
	dirty   []int32 // grains made or changed since the skin was renewed
	roots   []int32 // elements near a blade
	edges   []edgeOf
	corners []int32 // vertices near a blade
	marked  []int32 // vertices on a stroke
	grains  []int32 // near a blade
	keys    []uint64
}

// nextRound forgets which grains were met.
func (m *Matter) nextRound() {
	for len(m.work.seen) < len(m.grains) {
		m.work.seen = append(m.work.seen, 0)
	}
	m.work.round++
}

// meet reports whether a grain is met for the first time in this round.
func (m *Matter) meet(t int32) bool {
	if m.isMet(t) {
		return false
	}
	m.work.seen[t] = m.work.round
	return true
}

func (m *Matter) isMet(t int32) bool { return m.work.seen[t] == m.work.round }

// gatherFan lists all grains at a vertex. They hang together by faces.
func (m *Matter) gatherFan(v int32) []int32 {
	m.nextRound()
	m.work.fan = m.growFan(m.work.fan[:0], v, m.vertices[v].grain)
	return m.work.fan
}

// growFan appends the grains at v that hang together with t and were not met in
// this round.
func (m *Matter) growFan(fan []int32, v, t int32) []int32 {
	first := len(fan)
	if m.meet(t) {
		fan = append(fan, t)
	}
	for k := first; k < len(fan); k++ {
		g := &m.grains[fan[k]]
		for f := range 4 {
			if n := g.joined[f]; n >= 0 && g.v[f] != v && m.meet(n) {
				fan = append(fan, n)
			}
		}
	}
	return fan
}

// gatherRing lists the grains around the edge a, b of grain t that hang together
// by faces at this edge.
func (m *Matter) gatherRing(t, a, b int32) []int32 {
	m.nextRound()
	m.meet(t)
	ring := append(m.work.ring[:0], t)
	for k := 0; k < len(ring); k++ {
		g := &m.grains[ring[k]]
		for f := range 4 {
			if n := g.joined[f]; n >= 0 && g.v[f] != a && g.v[f] != b && m.meet(n) {
				ring = append(ring, n)
			}
		}
	}
	m.work.ring = ring
	return ring
}

// weightsIn are a vertex's weights at the corners of an element it lies in.
func (m *Matter) weightsIn(v, element int32) [4]float64 {
	x := &m.vertices[v]
	from, to := m.elements[x.element].root, m.elements[element].root
	if from == to {
		return x.weight
	}
	var w [4]float64
	for i, corner := range m.roots[to] {
		for j, old := range m.roots[from] {
			if corner == old {
				w[i] = x.weight[j]
			}
		}
	}
	return w
}

// splitEdge makes two grains of each around the edge a, b of grain t that hangs
// together with it there, with a new vertex at the share part of the way from a
// to b. Orientation and volume stay, and faces stay matched, by construction.
func (m *Matter) splitEdge(t, a, b int32, part float64) int32 {
	element := m.grains[t].element
	x := m.addBetween(element, a, b, part)
	ring := m.gatherRing(t, a, b)
	halves := m.work.halves[:0]
	for _, r := range ring {
		halves = append(halves, m.halve(r, a, b, x))
	}
	m.work.halves = halves
	for i, h := range halves {
		m.joinHalf(ring[i], h, a, b, x)
	}
	m.vertices[x].grain = ring[0]
	if m.vertices[b].grain >= 0 {
		for i, r := range ring {
			if m.vertices[b].grain == r {
				m.vertices[b].grain = halves[i]
				break
			}
		}
	}
	return x
}

// addBetween makes a vertex on the edge a, b of an element's grain.
func (m *Matter) addBetween(element, a, b int32, part float64) int32 {
	p, q := m.weightsIn(a, element), m.weightsIn(b, element)
	x := vertex{element: element, skin: -1}
	for i := range 4 {
		x.weight[i] = (1-part)*p[i] + part*q[i]
	}
	x.rest = between(m.vertices[a].rest, m.vertices[b].rest, part)
	m.vertices = append(m.vertices, x)
	return int32(len(m.vertices) - 1)
}

func between(p, q mgl64.Vec3, part float64) mgl64.Vec3 {
	return p.Mul(1 - part).Add(q.Mul(part))
}

// halve gives grain t its corner x for b, and makes the other half, which has x
// for a. What the second half is joined to, joinHalf sets right.
func (m *Matter) halve(t, a, b, x int32) int32 {
	h := int32(len(m.grains))
	other := m.grains[t]
	ia, ib := corner(other.v, a), corner(other.v, b)
	other.v[ia] = x
	other.facet = [4]int32{-1, -1, -1, -1}
	other.facet[ia] = m.grains[t].facet[ia]
	g := &m.grains[t]
	g.v[ib] = x
	g.facet[ia] = -1
	g.next = h
	m.grains = append(m.grains, other)
	if f := other.facet[ia]; f >= 0 {
		m.skin.facets[f].grain, m.skin.facets[f].face = h, int8(ia)
	}
	m.work.dirty = append(m.work.dirty, t, h)
	return h
}

// joinHalf joins the second half h of t with t, with what t's face opposite a was
// joined to, and with the second halves beside it.
func (m *Matter) joinHalf(t, h, a, b, x int32) {
	g, o := &m.grains[t], &m.grains[h]
	ia, ib := corner(o.v, x), corner(o.v, b)
	if n := o.joined[ia]; n >= 0 {
		m.grains[n].joined[m.faceTo(n, t)] = h
	}
	g.joined[ia], o.joined[ib] = h, t
	for f := range 4 {
		if f == ia || f == ib {
			continue
		}
		if n := g.joined[f]; n >= 0 {
			o.joined[f] = m.halfOf(n)
		} else {
			m.inheritFacet(t, h, f)
		}
	}
}

// halfOf is the second half of a grain of the ring being split.
func (m *Matter) halfOf(t int32) int32 {
	for i, r := range m.work.ring {
		if r == t {
			return m.work.halves[i]
		}
	}
	panic("tissue: a grain beside a split edge is not around it")
}

// faceTo is the face of grain n that is joined to t.
func (m *Matter) faceTo(n, t int32) int { return corner(m.grains[n].joined, t) }
