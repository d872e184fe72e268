package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl32"
)

// volumeKeeper remembers the volume of every component of a surface, to give
// it back after its vertices have moved.
type volumeKeeper struct {
	parts        pieces
	volumes      []float64
	vertexPieces []uint32 // zero for a vertex without a triangle
}

func newVolumeKeeper(m *TriMesh) *volumeKeeper {
	parts := m.pieces()
	return &volumeKeeper{parts, m.volumesOf(parts), parts.ofVertices(m)}
}

// ofVertices returns the component of every vertex.
func (p pieces) ofVertices(m *TriMesh) []uint32 {
	piece := make([]uint32, len(m.Vertices))
	if p.count > 1 {
		for t, triangle := range m.Triangles {
			for _, v := range triangle {
				piece[v] = uint32(p.of[t])
			}
		}
	}
	return piece
}

// revertCollapsed gives components that lost more than half of their volume
// their original positions back.
func (k *volumeKeeper) revertCollapsed(m *TriMesh, original []mgl32.Vec3) {
	now := m.volumesOf(k.parts)
	for v, piece := range k.vertexPieces {
		if now[piece]*math.Copysign(1, k.volumes[piece]) < math.Abs(k.volumes[piece])/2 {
			m.Vertices[v] = original[v]
		}
	}
}

// restore offsets every component along its area-weighted normals in Newton
// steps until it has its volume again: an offset by d adds d times the area
// that it sweeps. tolerance is the share of its volume that may be missing;
// limit is called after every move of a vertex.
func (k *volumeKeeper) restore(m *TriMesh, tolerance float64, limit func(v int)) {
	const steps = 8 // convergence needs two or three; limit may slow it
	piece := k.vertexPieces
	for range steps {
		normals := m.areaNormals()
		swept := make([]float64, k.parts.count)
		for v, normal := range normals {
			swept[piece[v]] += normal.length() / 3
		}
		offsets := m.volumesOf(k.parts)
		done := true
		for i, volume := range offsets {
			missing := k.volumes[i] - volume
			offsets[i] = 0
			if math.Abs(missing) > tolerance*math.Abs(k.volumes[i]) && swept[i] > 0 {
				offsets[i], done = missing/swept[i], false
			}
		}
		if done {
			return
		}
		for v, normal := range normals {
			if length := normal.length(); length > 0 && offsets[piece[v]] != 0 {
				move := normal.times(offsets[piece[v]] / length)
				m.Vertices[v] = pointOf(wide(m.Vertices[v])).plus(move).narrow()
				limit(v)
			}
		}
	}
}

// areaNormals returns the sum of the adjacent triangles' area vectors, mm².
func (m *TriMesh) areaNormals() []point {
	normals := make([]point, len(m.Vertices))
	for t, triangle := range m.Triangles {
		a, b, c := m.cornerPoints(t)
		area := crossOf(b.minus(a), c.minus(a)).times(0.5)
		for _, v := range triangle {
			normals[v] = normals[v].plus(area)
		}
	}
	return normals
}
