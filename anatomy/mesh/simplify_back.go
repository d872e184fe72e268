package mesh

import "math"

// closedPieces tells which components enclose something. The others, for which
// a volume says nothing, are to keep the one that they have now.
func (k *volumeKeeper) closedPieces(m *TriMesh) []bool {
	closed := make([]bool, k.parts.count)
	for i := range closed {
		closed[i] = true
	}
	edges := m.edges()
	for edge := range edges.ends {
		if sides := edges.sidesOf(edge); len(sides) != 2 {
			closed[k.parts.of[sides[0]/3]] = false
		}
	}
	for i, volume := range m.volumesOf(k.parts) {
		if !closed[i] {
			k.volumes[i] = volume
		}
	}
	return closed
}

// mostVolumeLost is the share of its volume that a component may gain or lose.
const mostVolumeLost = 0.01

// lost returns the closed components that have not got their volume again, by
// number; nil when there are none.
func (k *volumeKeeper) lost(m *TriMesh, closed []bool) (lost []bool) {
	for i, volume := range m.volumesOf(k.parts) {
		if closed[i] && !(math.Abs(volume-k.volumes[i]) <= mostVolumeLost*math.Abs(k.volumes[i])) {
			if lost == nil {
				lost = make([]bool, k.parts.count)
			}
			lost[i] = true
		}
	}
	return lost
}

// putBack returns simple with its lost components as they are in m. parts are
// the components of simple, whole those of m, numbered alike.
func (m *TriMesh) putBack(simple *TriMesh, parts, whole pieces, lost []bool) *TriMesh {
	if lost == nil {
		return simple
	}
	joined := &TriMesh{}
	joined.take(simple, func(t int) bool { return !lost[parts.of[t]] })
	joined.take(m, func(t int) bool { return lost[whole.of[t]] })
	return joined
}

// take adds the wanted triangles of another mesh, and the vertices they need.
func (m *TriMesh) take(from *TriMesh, wanted func(t int) bool) {
	renumbered := make([]uint32, len(from.Vertices)) // one more than the new index
	for t, triangle := range from.Triangles {
		if !wanted(t) {
			continue
		}
		for corner, v := range triangle {
			if renumbered[v] == 0 {
				m.Vertices = append(m.Vertices, from.Vertices[v])
				renumbered[v] = uint32(len(m.Vertices))
			}
			triangle[corner] = renumbered[v] - 1
		}
		m.Triangles = append(m.Triangles, triangle)
	}
}
