package mesh

// neighbours lists the vertices that pull at each vertex when a surface is
// smoothed: of[first[v]:first[v+1]].
type neighbours struct {
	first, of []uint32
	// share is one over their number, zero for a vertex that stays in place.
	share []float32
}

// neighboursOf takes the vertices that share an edge. A vertex stays in place
// unless every edge at it has two triangles that wind alike.
func neighboursOf(m *TriMesh) *neighbours {
	n := &neighbours{first: make([]uint32, len(m.Vertices)+1), share: make([]float32, len(m.Vertices))}
	for _, t := range m.Triangles {
		n.first[t[0]+1]++
		n.first[t[1]+1]++
		n.first[t[2]+1]++
	}
	for v := range m.Vertices {
		n.first[v+1] += n.first[v]
	}
	n.of = make([]uint32, 3*len(m.Triangles))
	before := make([]uint32, 3*len(m.Triangles))
	put := func(v, next, previous uint32) {
		n.of[n.first[v]], before[n.first[v]] = next, previous
		n.first[v]++
	}
	for _, t := range m.Triangles {
		put(t[0], t[1], t[2])
		put(t[1], t[2], t[0])
		put(t[2], t[0], t[1])
	}
	copy(n.first[1:], n.first)
	n.first[0] = 0
	eachRange(len(m.Vertices), func(from, to int) {
		for v := from; v < to; v++ {
			if first, last := n.first[v], n.first[v+1]; first < last && samePlaces(n.of[first:last], before[first:last]) {
				n.share[v] = 1 / float32(last-first)
			}
		}
	})
	return n
}

// samePlaces reports whether b holds the same vertices as a, in any order,
// which it changes. Around a vertex with closed fans of triangles that wind
// alike, those that come after it in a triangle are those that come before.
func samePlaces(a, b []uint32) bool {
	for i, v := range a {
		at := i
		for at < len(b) && b[at] != v {
			at++
		}
		if at == len(b) {
			return false
		}
		b[i], b[at] = b[at], b[i]
	}
	return true
}
