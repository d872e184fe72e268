package dicom

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// ownGrid is a grid around the contours, for when their scan is not there: with
// a slice for each of their planes, and voxels of 1 mm within the slices, or as
// much more as memory in proportion to the file wants.
func (s *structureSet) ownGrid(fileSize int) (imaging.Grid, error) {
	right, down, normal := s.directions()
	low, high := mgl64.Vec3{math.Inf(1), math.Inf(1)}, mgl64.Vec3{math.Inf(-1), math.Inf(-1)}
	var heights []float64
	for _, c := range s.contours() {
		for _, p := range c.points {
			v := mgl64.Vec3{p.Dot(right), p.Dot(down)}
			for axis := range 2 {
				low[axis], high[axis] = min(low[axis], v[axis]), max(high[axis], v[axis])
			}
		}
		heights = append(heights, c.points[0].Dot(normal))
	}
	thickness, slices, lowest := s.stack(heights)
	// A contour fills at most two bytes a voxel; see the limits of the readers.
	const spare = 64 << 20
	most := float64(spare+4*fileSize) / 2
	step := 1.0
	for ; (high[0]-low[0]+2*step)*(high[1]-low[1]+2*step)*float64(slices) > most*step*step; step *= 1.25 {
		const coarsest = 10
		if step > coarsest {
			return imaging.Grid{}, errors.New("the contours lie too far apart for a volume; import them together with their series")
		}
	}
	s.notes.add("the contours were drawn on voxels of %.3g mm in slices of %.3g mm, for their scan is not known", step, thickness)
	// Half a voxel aside, so that contours along voxel centres are cut evenly.
	origin := right.Mul(low[0] + step/2).Add(down.Mul(low[1] + step/2)).Add(normal.Mul(lowest))
	g := imaging.Grid{
		Size: [3]int{int((high[0]-low[0])/step) + 1, int((high[1]-low[1])/step) + 1, slices},
		PatientFromVoxel: mgl64.Mat4FromCols(right.Mul(step).Vec4(0), down.Mul(step).Vec4(0),
			normal.Mul(thickness).Vec4(0), origin.Vec4(1)),
	}
	return g, g.Validate()
}

// stack finds the slices for planes at heights, in mm along the normal: how far
// they lie apart, how many they are, and where the lowest lies.
func (s *structureSet) stack(heights []float64) (thickness float64, count int, lowest float64) {
	apart, distinct := planeSpacing(heights, onePlane)
	lowest = distinct[0]
	extent := distinct[len(distinct)-1] - lowest
	if apart == 0 {
		s.notes.add("all contours lie in one plane; a slice of 1 mm was assumed")
		return 1, 1, lowest
	}
	apart = min(apart, maxSlab)
	count = int(math.Round(extent/apart)) + 1
	thickness = apart
	if count > 1 {
		thickness = extent / float64(count-1)
	}
	for _, height := range distinct {
		if place := (height - lowest) / thickness; math.Abs(place-math.Round(place))*thickness > jitter(thickness) {
			s.notes.add("the planes of the contours lie at uneven distances; each slice took the nearest")
			break
		}
	}
	return thickness, count, lowest
}

// directions are the unit vectors of increasing column, row and slice: the
// patient's own axes where the contours lie across one of them.
func (s *structureSet) directions() (right, down, normal mgl64.Vec3) {
	normal = s.normal()
	right = mgl64.Vec3{1, 0, 0}
	if math.Abs(normal[0]) > math.Sqrt2/2 {
		right = mgl64.Vec3{0, 1, 0} // sagittal
	}
	right = right.Sub(normal.Mul(right.Dot(normal))).Normalize()
	return right, normal.Cross(right), normal
}

// normal is the direction across the contours, towards the head, the back or
// the left: the mean of their areas' directions, or an axis of the patient's
// from which it differs by rounding.
func (s *structureSet) normal() mgl64.Vec3 {
	var sum mgl64.Vec3
	for _, c := range s.contours() {
		area := c.area()
		if area.Dot(sum) < 0 {
			area = area.Mul(-1)
		}
		sum = sum.Add(area)
	}
	normal := mgl64.Vec3{0, 0, 1}
	if sum.Len() > 0 {
		normal = sum.Normalize()
	}
	main := 2
	for axis := range 3 {
		if math.Abs(normal[axis]) > math.Abs(normal[main]) {
			main = axis
		}
	}
	if normal[main] < 0 {
		normal = normal.Mul(-1)
	}
	var straight mgl64.Vec3
	straight[main] = 1
	if normal.Sub(straight).Len() < 1e-3 {
		return straight
	}
	return normal
}
