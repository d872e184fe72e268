package imaging

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Sample interpolates trilinearly at p (LPS, mm). In the outer half of an
// outer voxel the nearest centres count. ok is false outside the outer voxel
// faces, and then value is 0. For a plane of samples use Slice.
func (v *Volume) Sample(p mgl64.Vec3) (value float64, ok bool) {
	index := mgl64.TransformCoordinate(p, v.VoxelFromPatient())
	if !v.covers(index) {
		return 0, false
	}
	if v.Int16 != nil {
		return trilinear(v.Int16, v.Size, index[0], index[1], index[2]), true
	}
	return trilinear(v.Float32, v.Size, index[0], index[1], index[2]), true
}

// trilinear interpolates at a voxel index that the grid covers.
func trilinear[T intensity](data []T, size [3]int, x, y, z float64) float64 {
	i, nextI, s := bracket(x, size[0], 1)
	j, nextJ, t := bracket(y, size[1], size[0])
	k, nextK, u := bracket(z, size[2], size[0]*size[1])
	near, far := data[k:], data[k+nextK:]
	a := blend(near[j+i], near[j+i+nextI], s)
	b := blend(near[j+nextJ+i], near[j+nextJ+i+nextI], s)
	c := blend(far[j+i], far[j+i+nextI], s)
	d := blend(far[j+nextJ+i], far[j+nextJ+i+nextI], s)
	low, high := a+t*(b-a), c+t*(d-c)
	return low + u*(high-low)
}

// bracket finds, for coordinate x on an axis of n voxels that lie stride apart
// in memory, the offset of the voxel before x, the step to the one after it (0
// at the end of the axis) and the weight of the latter.
func bracket(x float64, n, stride int) (before, step int, weight float64) {
	if x <= 0 {
		return 0, 0, 0
	}
	whole := int(x)
	if whole >= n-1 {
		return (n - 1) * stride, 0, 0
	}
	return whole * stride, stride, x - float64(whole)
}

// blend is a at t = 0 and b at t = 1.
func blend[T intensity](a, b T, t float64) float64 {
	return float64(a) + t*(float64(b)-float64(a))
}

// LabelAt is the label of the voxel that p (LPS, mm) lies in; 0 outside.
func (l *LabelMap) LabelAt(p mgl64.Vec3) uint16 {
	return l.labelIn(mgl64.TransformCoordinate(p, l.VoxelFromPatient()))
}

// labelIn is the label of the voxel around a voxel index; 0 outside.
func (l *LabelMap) labelIn(index mgl64.Vec3) uint16 {
	if !l.covers(index) {
		return 0
	}
	var nearest [3]int
	for axis, n := range l.Size {
		nearest[axis] = min(int(math.Floor(index[axis]+0.5)), n-1)
	}
	return l.Data[l.Index(nearest[0], nearest[1], nearest[2])]
}
