package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl32"
)

const (
	offsetRounds    = 8    // convergence needs two or three; keep may slow it
	offsetTolerance = 1e-4 // of the volume
	// mostShrunk is the share of its volume that a component may lose in one
	// round: past a half, a crumb's vertices are on their way through each other.
	mostShrunk = 0.5
)

// OffsetToVolume moves every vertex by the same small distance along its normal
// until the surface encloses the volume, in mm³, to a ten thousandth. Steiner's
// formula makes the offset, to first order, the missing volume over the area
// (Schneider, Convex Bodies: The Brunn-Minkowski Theory, 1993, chapter 4). A
// component that is too small for it, as the wall of a cavity of one voxel,
// stays as it is, and the others make up for it. keep, when not nil, is given
// every position, moved or not, and returns where it may be.
//
// The volume is missed where keep does not permit it, or where all components
// are too small. The surface must be closed.
func (m *TriMesh) OffsetToVolume(volume float64, keep func(mgl32.Vec3) mgl32.Vec3) {
	keepAll := func() {
		for v, position := range m.Vertices {
			if keep != nil {
				m.Vertices[v] = keep(position)
			}
		}
	}
	parts := m.pieces()
	vertexPieces := parts.ofVertices(m)
	stays := make([]bool, parts.count)
	keepAll()
	for range offsetRounds {
		distance := m.commonOffset(volume, parts, stays)
		if distance == 0 {
			return
		}
		for v, normal := range m.VertexNormals() {
			if !stays[vertexPieces[v]] {
				m.Vertices[v] = m.Vertices[v].Add(normal.Mul(float32(distance)))
			}
		}
		keepAll()
	}
}

// commonOffset returns the distance, and marks the components that are too small
// for it. It is zero when the volume is right or nothing can change it.
func (m *TriMesh) commonOffset(volume float64, parts pieces, stays []bool) float64 {
	volumes, areas := m.volumesOf(parts), m.areasOf(parts)
	missing := volume
	for _, v := range volumes {
		missing -= v
	}
	if math.Abs(missing) < offsetTolerance*volume {
		return 0
	}
	for {
		area, all := 0.0, true
		for piece, a := range areas {
			if !stays[piece] {
				area += a
			}
		}
		if area == 0 {
			return 0
		}
		distance := missing / area
		for piece, v := range volumes {
			if gain := distance * areas[piece] * math.Copysign(1, v); !stays[piece] && gain < -mostShrunk*math.Abs(v) {
				stays[piece], all = true, false
			}
		}
		if all {
			return distance
		}
	}
}

// areasOf returns the area of every piece in mm².
func (m *TriMesh) areasOf(parts pieces) []float64 {
	areas := make([]float64, parts.count)
	for t, piece := range parts.of {
		a, b, c := m.cornerPoints(t)
		areas[piece] += crossOf(b.minus(a), c.minus(a)).length() / 2
	}
	return areas
}
