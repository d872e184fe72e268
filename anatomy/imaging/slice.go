package imaging

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Slice reslices the volume on an oblique plane, trilinearly. The centre of
// the pixel in column x and row y lies at
//
//	origin + x*spacing*right + y*spacing*down        (LPS, mm)
//
// with right and down unit vectors and spacing in mm. The result holds width*
// height values, row by row; pixels outside the volume hold outside. It is nil
// when width or height is below one.
func (v *Volume) Slice(origin, right, down mgl64.Vec3, width, height int, spacing float64, outside float32) []float32 {
	if width < 1 || height < 1 {
		return nil
	}
	pixels := make([]float32, width*height)
	v.SliceInto(pixels, origin, right, down, width, spacing, outside)
	return pixels
}

// SliceInto is Slice for a caller who reslices at every frame: it fills whole
// rows of width pixels in the given memory and allocates nothing.
func (v *Volume) SliceInto(pixels []float32, origin, right, down mgl64.Vec3, width int, spacing float64, outside float32) {
	voxelFromPatient := v.VoxelFromPatient()
	start := mgl64.TransformCoordinate(origin, voxelFromPatient)
	across := mgl64.TransformNormal(right.Mul(spacing), voxelFromPatient)
	along := mgl64.TransformNormal(down.Mul(spacing), voxelFromPatient)
	for y := range len(pixels) / width {
		row := pixels[y*width : (y+1)*width]
		from := start.Add(along.Mul(float64(y)))
		first, last := v.crossing(from, across, width)
		fill(row[:first], outside)
		fill(row[last:], outside)
		if v.Int16 != nil {
			sliceRow(row[:last], v.Int16, v.Size, from, across, first)
		} else {
			sliceRow(row[:last], v.Float32, v.Size, from, across, first)
		}
	}
}

// sliceRow fills a row from pixel first on, every pixel of which is covered.
func sliceRow[T intensity](row []float32, data []T, size [3]int, from, step mgl64.Vec3, first int) {
	for x := first; x < len(row); x++ {
		t := float64(x)
		row[x] = float32(trilinear(data, size, from[0]+t*step[0], from[1]+t*step[1], from[2]+t*step[2]))
	}
}

// crossing finds the pixels first <= x < last of a row whose centre, from +
// x*step in voxel indices, the grid covers; first = last when there is none.
// This is the slab method: one interval per axis, intersected.
func (v *Volume) crossing(from, step mgl64.Vec3, width int) (first, last int) {
	enter, leave := 0.0, float64(width-1)
	for axis, n := range v.Size {
		low, high := -0.5-from[axis], float64(n)-0.5-from[axis]
		switch {
		case step[axis] > 0:
			enter, leave = math.Max(enter, low/step[axis]), math.Min(leave, high/step[axis])
		case step[axis] < 0:
			enter, leave = math.Max(enter, high/step[axis]), math.Min(leave, low/step[axis])
		case !(low <= 0 && high >= 0):
			return 0, 0
		}
	}
	if !(enter <= leave) { // also when a coordinate is NaN
		return 0, 0
	}
	return int(math.Ceil(enter)), int(math.Floor(leave)) + 1
}

func fill(row []float32, value float32) {
	for x := range row {
		row[x] = value
	}
}
