package anatomy

import (
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// restoreVolume offsets a surface until it encloses the volume, in mm³: an
// isosurface cuts the corners off voxels, which matters in thin vessels. No
// vertex leaves the scan.
func restoreVolume(m *mesh.TriMesh, volume float64, grid imaging.Grid) {
	voxelFromPatient := grid.VoxelFromPatient()
	m.OffsetToVolume(volume, func(position mgl32.Vec3) mgl32.Vec3 {
		return keepWithin(position, grid, voxelFromPatient)
	})
}

// keepWithin returns the position, or the nearest one along the grid's axes that
// is not beyond the outer faces of the outer voxels.
func keepWithin(position mgl32.Vec3, grid imaging.Grid, voxelFromPatient mgl64.Mat4) mgl32.Vec3 {
	at := mgl64.TransformCoordinate(mgl64.Vec3{float64(position[0]), float64(position[1]), float64(position[2])}, voxelFromPatient)
	inside := at
	for axis, n := range grid.Size {
		inside[axis] = min(max(at[axis], -0.5), float64(n)-0.5)
	}
	if inside == at {
		return position
	}
	p := grid.Position(inside[0], inside[1], inside[2])
	return mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])}
}
