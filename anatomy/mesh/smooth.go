package mesh

import (
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// SmoothOptions says how much to smooth.
type SmoothOptions struct {
	// Iterations is the degree of the filter; zero does nothing, 20 removes the
	// terraces of a label.
	Iterations int
	// MaxMoveMM bounds how far any vertex may move, in mm: half a voxel's
	// diagonal keeps a label's surface within the voxels it came from. Zero
	// means no bound.
	MaxMoveMM float64
}

// Smooth moves the vertices by a windowed sinc filter (Taubin, Zhang and Golub
// 1996, doi:10.1007/BFb0015544), gentler for thin components (see passBands),
// then offsets each closed component along its normals until it encloses its
// former volume again. Triangles stay as they are, and the vertices on an open
// border stay in place. The volume of a component is restored to 0.1 % as far
// as MaxMoveMM permits; a component so small that the filter takes more than
// half of its volume, or turns it inside out, keeps its shape.
func (m *TriMesh) Smooth(options SmoothOptions) {
	if options.Iterations <= 0 || len(m.Triangles) == 0 {
		return
	}
	original := slices.Clone(m.Vertices)
	keeper := newVolumeKeeper(m)
	weights := sincWeights(options.Iterations, keeper.passBands(m))
	m.Vertices = newNeighbourhood(m).sinc(original, weights, keeper.pieceOfVertices(m))
	limit := func(v int) {
		m.Vertices[v] = limitMove(original[v], m.Vertices[v], options.MaxMoveMM)
	}
	for v := range m.Vertices {
		limit(v)
	}
	keeper.revertCollapsed(m, original)
	keeper.restore(m, smoothedVolume, limit)
}

// smoothedVolume is a tenth of what smoothing may change, as a share.
const smoothedVolume = 1e-3

// limitMove returns to, or the point at distance limit from from towards it.
func limitMove(from, to mgl32.Vec3, limit float64) mgl32.Vec3 {
	move := wide(to).Sub(wide(from))
	if length := move.Len(); limit > 0 && length > limit {
		return narrow(wide(from).Add(move.Mul(limit / length)))
	}
	return to
}

// neighbourhood lists the vertices that share an edge with each vertex:
// of[first[v]:first[v+1]], in rising order. A vertex on an open border has none.
type neighbourhood struct{ first, of []uint32 }

func newNeighbourhood(m *TriMesh) *neighbourhood {
	edges := m.edges()
	border := make([]bool, len(m.Vertices))
	for edge, ends := range edges.ends {
		if len(edges.sidesOf(edge)) == 1 {
			border[ends[0]], border[ends[1]] = true, true
		}
	}
	n := &neighbourhood{first: make([]uint32, len(m.Vertices)+1)}
	eachNeighbour := func(visit func(v, neighbour uint32)) {
		for _, ends := range edges.ends {
			for side := range 2 {
				if v := ends[side]; !border[v] {
					visit(v, ends[1-side])
				}
			}
		}
	}
	eachNeighbour(func(v, _ uint32) { n.first[v+1]++ })
	for v := range m.Vertices {
		n.first[v+1] += n.first[v]
	}
	n.of = make([]uint32, n.first[len(m.Vertices)])
	next := slices.Clone(n.first)
	eachNeighbour(func(v, neighbour uint32) {
		n.of[next[v]] = neighbour
		next[v]++
	})
	return n
}

// laplacian returns v's position less the mean of its neighbours'.
func (n *neighbourhood) laplacian(positions []point, v int) point {
	ring := n.of[n.first[v]:n.first[v+1]]
	if len(ring) == 0 {
		return point{}
	}
	var sum point
	for _, neighbour := range ring {
		sum = sum.plus(positions[neighbour])
	}
	return positions[v].minus(sum.times(1 / float64(len(ring))))
}

// sinc applies the filter Σ wₙ·Tₙ(1−K/2) to the positions, where K is the
// Laplacian and Tₙ the Chebyshev polynomials: T₀ = x, T₁ = x − Kx/2,
// Tₙ₊₁ = 2Tₙ − KTₙ − Tₙ₋₁. weights holds wₙ for each component, and piece the
// component of every vertex; −1, without one, stays in place by any weights.
func (n *neighbourhood) sinc(positions []mgl32.Vec3, weights [][]float64, piece []int) []mgl32.Vec3 {
	previous, current := make([]point, len(positions)), make([]point, len(positions))
	sum := make([]point, len(positions))
	for v, position := range positions {
		previous[v] = pointOf(wide(position))
	}
	for v := range positions {
		current[v] = previous[v].minus(n.laplacian(previous, v).times(0.5))
		sum[v] = previous[v].times(weights[0][max(piece[v], 0)]).plus(current[v].times(weights[1][max(piece[v], 0)]))
	}
	for _, weight := range weights[2:] {
		for v := range positions {
			// previous[v] is read for the last time here, and takes the next term.
			previous[v] = current[v].times(2).minus(n.laplacian(current, v)).minus(previous[v])
			sum[v] = sum[v].plus(previous[v].times(weight[max(piece[v], 0)]))
		}
		previous, current = current, previous
	}
	filtered := make([]mgl32.Vec3, len(positions))
	for v := range filtered {
		filtered[v] = narrow(sum[v].vec3())
	}
	return filtered
}
