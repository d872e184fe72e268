package anatomy

import (
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// restoreVolume moves every vertex by the same small distance along its normal
// until the surface encloses the volume, in mm³: an isosurface cuts the corners
// off voxels, which matters in thin vessels. No vertex leaves the scan. Steiner's
// formula makes the offset, to first order, the missing volume over the area
// (Schneider, Convex Bodies: The Brunn-Minkowski Theory, 1993, chapter 4).
func restoreVolume(m *mesh.TriMesh, volume float64, grid imaging.Grid) {
	const rounds, tolerance = 8, 1e-4
	keepWithin(m, grid)
	for range rounds {
		missing, area := volume-m.Volume(), m.Area()
		if math.Abs(missing) < tolerance*volume || area == 0 {
			return
		}
		offset := float32(missing / area)
		for v, normal := range m.VertexNormals() {
			m.Vertices[v] = m.Vertices[v].Add(normal.Mul(offset))
		}
		keepWithin(m, grid)
	}
}

// keepWithin puts vertices beyond the outer faces of the outer voxels onto them.
func keepWithin(m *mesh.TriMesh, grid imaging.Grid) {
	voxelFromPatient := grid.VoxelFromPatient()
	for v, position := range m.Vertices {
		at := mgl64.TransformCoordinate(mgl64.Vec3{float64(position[0]), float64(position[1]), float64(position[2])}, voxelFromPatient)
		inside := at
		for axis, n := range grid.Size {
			inside[axis] = min(max(at[axis], -0.5), float64(n)-0.5)
		}
		if inside != at {
			p := grid.Position(inside[0], inside[1], inside[2])
			m.Vertices[v] = mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])}
		}
	}
}
