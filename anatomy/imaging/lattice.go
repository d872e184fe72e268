package imaging

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Limits of a grid that Validate accepts.
const (
	// MaxVoxels bounds Grid.Len: 512 x 512 x 2048, a whole-body CT at 1 mm.
	// As float32 that is 2 GiB, the most a teaching workstation can spare.
	MaxVoxels = 1 << 29
	// MaxSpacing, in mm, is far above any scanner's (10 mm) and catches
	// headers whose unit is wrong by a thousand.
	MaxSpacing = 1e3
	// MinSpacing, in mm, is one nanometre: below any microscope's, and large
	// enough for the inverse to be exact in float64.
	MinSpacing = 1e-6
	// maxOrigin, in mm, is a kilometre. Farther out, float32 vertices could
	// no longer tell tenths of a millimetre apart.
	maxOrigin = 1e6
	// minSolidAngle bounds the volume of the cell spanned by the three unit
	// axes: 1 for a right angle, 0.87 for a gantry tilt of 30 degrees. Under
	// a thousandth the axes lie in one plane but for rounding.
	minSolidAngle = 1e-3
)

// Len counts the voxels: Size[0]*Size[1]*Size[2].
func (g Grid) Len() int { return g.Size[0] * g.Size[1] * g.Size[2] }

// Index is the place of voxel (i, j, k) in Data. It does not check bounds.
func (g Grid) Index(i, j, k int) int { return (k*g.Size[1]+j)*g.Size[0] + i }

// Position maps a voxel index, whole at voxel centres, to LPS mm.
func (g Grid) Position(i, j, k float64) mgl64.Vec3 {
	return mgl64.TransformCoordinate(mgl64.Vec3{i, j, k}, g.PatientFromVoxel)
}

// VoxelFromPatient is the inverse of PatientFromVoxel: LPS mm to voxel index.
// The grid must be valid; on a singular affine the result is not finite.
func (g Grid) VoxelFromPatient() mgl64.Mat4 {
	a, b, c, origin := g.axes()
	cell := a.Dot(b.Cross(c))
	rows := [3]mgl64.Vec3{
		b.Cross(c).Mul(1 / cell),
		c.Cross(a).Mul(1 / cell),
		a.Cross(b).Mul(1 / cell),
	}
	return mgl64.Mat4FromRows(
		rows[0].Vec4(-rows[0].Dot(origin)),
		rows[1].Vec4(-rows[1].Dot(origin)),
		rows[2].Vec4(-rows[2].Dot(origin)),
		mgl64.Vec4{0, 0, 0, 1},
	)
}

// axes returns the steps, in mm, along i, j and k, and the centre of voxel
// (0, 0, 0).
func (g Grid) axes() (i, j, k, origin mgl64.Vec3) {
	m := g.PatientFromVoxel
	return m.Col(0).Vec3(), m.Col(1).Vec3(), m.Col(2).Vec3(), m.Col(3).Vec3()
}

// Spacing is the distance in mm between neighbours along i, j and k. On a
// sheared grid the distance between slices is shorter than Spacing()[2].
func (g Grid) Spacing() mgl64.Vec3 {
	i, j, k, _ := g.axes()
	return mgl64.Vec3{i.Len(), j.Len(), k.Len()}
}

// VoxelVolume is the volume of one voxel in mm³, positive for a left-handed
// grid too.
func (g Grid) VoxelVolume() float64 {
	i, j, k, _ := g.axes()
	return math.Abs(i.Dot(j.Cross(k)))
}

// Contains says whether p (LPS, mm) lies within the outer faces of the outer
// voxels, that is up to half a voxel beyond the outer centres.
func (g Grid) Contains(p mgl64.Vec3) bool {
	return g.covers(mgl64.TransformCoordinate(p, g.VoxelFromPatient()))
}

// covers is Contains for a voxel index. NaN is not covered.
func (g Grid) covers(v mgl64.Vec3) bool {
	for axis, n := range g.Size {
		if !(v[axis] >= -0.5 && v[axis] <= float64(n)-0.5) {
			return false
		}
	}
	return true
}

// Validate refuses a grid that cannot be a scan: a size below one, more than
// MaxVoxels, numbers that are not finite, a spacing outside [MinSpacing,
// MaxSpacing], or axes in one plane.
func (g Grid) Validate() error {
	if err := g.validateSize(); err != nil {
		return err
	}
	for _, x := range g.PatientFromVoxel {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("the affine holds a number that is not finite; export the scan again")
		}
	}
	if g.PatientFromVoxel.Row(3) != (mgl64.Vec4{0, 0, 0, 1}) {
		return fmt.Errorf("the last row of the affine must be 0 0 0 1")
	}
	return g.validateAxes()
}

func (g Grid) validateSize() error {
	voxels := 1
	for _, n := range g.Size {
		if n < 1 {
			return fmt.Errorf("a size of %d x %d x %d voxels is no image; every size must be at least 1",
				g.Size[0], g.Size[1], g.Size[2])
		}
		if n > MaxVoxels/voxels {
			return fmt.Errorf("%d x %d x %d voxels are more than the limit of %d; crop or resample the scan first",
				g.Size[0], g.Size[1], g.Size[2], MaxVoxels)
		}
		voxels *= n
	}
	return nil
}

func (g Grid) validateAxes() error {
	spacing := g.Spacing()
	for axis, mm := range spacing {
		if mm < MinSpacing || mm > MaxSpacing {
			return fmt.Errorf("the voxel spacing of %g mm along %c is outside %g to %g mm; check the scan's unit and affine",
				mm, "ijk"[axis], MinSpacing, MaxSpacing)
		}
	}
	if g.VoxelVolume() < minSolidAngle*spacing[0]*spacing[1]*spacing[2] {
		return fmt.Errorf("the three voxel axes lie in one plane; the affine has no inverse")
	}
	if origin := g.Position(0, 0, 0); origin.Len() > maxOrigin {
		return fmt.Errorf("the scan starts %.3g mm from the origin, more than %g mm; check its unit and affine",
			origin.Len(), maxOrigin)
	}
	return nil
}

// SameAs says whether two grids have equal sizes and place every voxel within
// 0.01 mm, and within a hundredth of the smallest spacing, of each other. That
// is a thousand times what rounding an affine to float32 moves a voxel, and a
// tenth of the finest distance that a score uses.
func (g Grid) SameAs(o Grid) bool {
	if g.Size != o.Size {
		return false
	}
	spacing := g.Spacing()
	tolerance := math.Min(0.01, 0.01*min(spacing[0], spacing[1], spacing[2]))
	// The distance between two affine maps is convex: it peaks at a corner.
	for corner := range 8 {
		i := float64(corner&1) * float64(g.Size[0]-1)
		j := float64(corner>>1&1) * float64(g.Size[1]-1)
		k := float64(corner>>2) * float64(g.Size[2]-1)
		if !(g.Position(i, j, k).Sub(o.Position(i, j, k)).Len() <= tolerance) {
			return false
		}
	}
	return true
}
