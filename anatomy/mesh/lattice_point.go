package mesh

import (
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// placing puts positions in the voxel lattice into the patient frame.
type placing struct{ origin, x, y, z point }

func placingOf(patientFromVoxel mgl64.Mat4) placing {
	return placing{
		origin: pointOf(patientFromVoxel.Col(3).Vec3()),
		x:      pointOf(patientFromVoxel.Col(0).Vec3()),
		y:      pointOf(patientFromVoxel.Col(1).Vec3()),
		z:      pointOf(patientFromVoxel.Col(2).Vec3()),
	}
}

// row returns the position of voxel (0, j, k).
func (p *placing) row(j, k float64) point {
	return p.origin.plus(p.y.times(j)).plus(p.z.times(k))
}

// at returns the position of (i, j, k), which need not be whole numbers.
func (p *placing) at(i, j, k float64) point {
	return p.row(j, k).plus(p.x.times(i))
}

func (p point) narrow() mgl32.Vec3 {
	return mgl32.Vec3{float32(p.x), float32(p.y), float32(p.z)}
}
