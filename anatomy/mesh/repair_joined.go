package mesh

import "slices"

// joinCut makes vertices one again that were cut apart and that the filling of
// a hole connected: a collapse of the edge without length between them, where
// it keeps the topology (link condition, Dey et al. 1999: the two vertices have
// no neighbours in common but those of the edge's two triangles).
func (m *TriMesh) joinCut(report *RepairReport) {
	for {
		edges := m.edges()
		around := m.trianglesAround()
		touched := make([]bool, len(m.Vertices))
		joined := 0
		for edge, ends := range edges.ends {
			keep, drop := ends[0], ends[1]
			if m.Vertices[keep] != m.Vertices[drop] || len(edges.sidesOf(edge)) != 2 || touched[keep] || touched[drop] {
				continue
			}
			ring := m.ring(around[drop])
			if common := commonCount(m.ring(around[keep]), ring); common != 2 || slices.ContainsFunc(ring, func(v uint32) bool { return touched[v] }) {
				continue
			}
			for _, v := range append(ring, m.ring(around[keep])...) {
				touched[v] = true
			}
			for _, t := range around[drop] {
				for corner, v := range m.Triangles[t] {
					if v == drop {
						m.Triangles[t][corner] = keep
					}
				}
			}
			joined++
		}
		if joined == 0 {
			return
		}
		m.Triangles = slices.DeleteFunc(m.Triangles, repeatsVertex)
		report.Cut -= joined
	}
}

// trianglesAround lists the triangles of every vertex.
func (m *TriMesh) trianglesAround() [][]uint32 {
	around := make([][]uint32, len(m.Vertices))
	for t, triangle := range m.Triangles {
		for _, v := range triangle {
			around[v] = append(around[v], uint32(t))
		}
	}
	return around
}

// ring returns the vertices of triangles, sorted, each once.
func (m *TriMesh) ring(triangles []uint32) []uint32 {
	var ring []uint32
	for _, t := range triangles {
		ring = append(ring, m.Triangles[t][:]...)
	}
	slices.Sort(ring)
	return slices.Compact(ring)
}

// commonCount counts the vertices of two rings, besides the two centres, which
// are in both.
func commonCount(a, b []uint32) int {
	count := -2
	for _, v := range a {
		if _, found := slices.BinarySearch(b, v); found {
			count++
		}
	}
	return count
}
