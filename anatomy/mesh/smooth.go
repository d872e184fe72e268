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
// border, or where neighbours wind differently, stay in place. The volume of a
// component is restored to 0.01 % as far as MaxMoveMM permits; a component so
// small that the filter takes more than half of its volume, or turns it inside
// out, keeps its shape. The result is the same on any number of cores.
func (m *TriMesh) Smooth(options SmoothOptions) {
	if options.Iterations <= 0 || len(m.Triangles) == 0 {
		return
	}
	original := slices.Clone(m.Vertices)
	keeper := newVolumeKeeper(m)
	weights := sincWeights(options.Iterations, keeper.passBands(m))
	filter := newSincFilter(neighboursOf(m), m.Vertices)
	filter.run(weights, keeper.vertexPieces)
	filter.move(m.Vertices)
	limit := func(v int) {
		m.Vertices[v] = limitMove(original[v], m.Vertices[v], options.MaxMoveMM)
	}
	for v := range m.Vertices {
		limit(v)
	}
	keeper.revertCollapsed(m, original)
	keeper.restore(m, smoothedVolume, limit)
}

// smoothedVolume is how nearly smoothing restores volumes, as a share: far
// below the percent that it may change, and below what any voxel count knows.
const smoothedVolume = 1e-4

// limitMove returns to, or the point at distance limit from from towards it.
func limitMove(from, to mgl32.Vec3, limit float64) mgl32.Vec3 {
	if limit <= 0 {
		return to
	}
	move := pointOf(wide(to)).minus(pointOf(wide(from)))
	if squared := move.dot(move); squared > limit*limit {
		return pointOf(wide(from)).plus(move.times(limit / move.length())).narrow()
	}
	return to
}
