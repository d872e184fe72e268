package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl32"
)

// volumeKeeper remembers the volume of every component of a surface, to give
// it back after its vertices have moved.
type volumeKeeper struct {
	parts   pieces
	volumes []float64
}

func newVolumeKeeper(m *TriMesh) *volumeKeeper {
	parts := m.pieces()
	return &volumeKeeper{parts, m.volumesOf(parts)}
}

// pieceOfVertices returns the component of every vertex, −1 without one.
func (k *volumeKeeper) pieceOfVertices(m *TriMesh) []int {
	piece := make([]int, len(m.Vertices))
	for v := range piece {
		piece[v] = -1
	}
	for t, triangle := range m.Triangles {
		for _, v := range triangle {
			piece[v] = k.parts.of[t]
		}
	}
	return piece
}

// revertCollapsed gives components that lost more than half of their volume
// their original positions back.
func (k *volumeKeeper) revertCollapsed(m *TriMesh, original []mgl32.Vec3) {
	now := m.volumesOf(k.parts)
	for v, piece := range k.pieceOfVertices(m) {
		if piece >= 0 && now[piece]*math.Copysign(1, k.volumes[piece]) < math.Abs(k.volumes[piece])/2 {
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
	piece := k.pieceOfVertices(m)
	for range steps {
		normals := m.areaNormals()
		swept := make([]float64, k.parts.count)
		for v, normal := range normals {
			if piece[v] >= 0 {
				swept[piece[v]] += normal.length() / 3
			}
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
			if length := normal.length(); piece[v] >= 0 && length > 0 && offsets[piece[v]] != 0 {
				move := normal.times(offsets[piece[v]] / length)
				m.Vertices[v] = narrow(pointOf(wide(m.Vertices[v])).plus(move).vec3())
				limit(v)
			}
		}
	}
}

// areaNormals returns the sum of the adjacent triangles' area vectors, mm².
func (m *TriMesh) areaNormals() []point {
	normals := make([]point, len(m.Vertices))
	for t, triangle := range m.Triangles {
		area := pointOf(areaVector(m.corners(t)))
		for _, v := range triangle {
			normals[v] = normals[v].plus(area)
		}
	}
	return normals
}
