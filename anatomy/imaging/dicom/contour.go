package dicom

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// contour is a closed line in one plane, LPS mm.
type contour struct {
	points []mgl64.Vec3
}

// area is the contour's vector area by Newell's formula (Sutherland, Sproull
// and Schumacker, ACM Computing Surveys 6, 1974): its length is the area in
// mm², its direction the plane's normal.
func (c contour) area() mgl64.Vec3 {
	var sum mgl64.Vec3
	origin := c.points[0]
	for i := range c.points {
		from, to := c.points[i].Sub(origin), c.points[(i+1)%len(c.points)].Sub(origin)
		sum = sum.Add(from.Cross(to))
	}
	return sum.Mul(0.5)
}

// sheet is what lies in one plane of a grid's slices: contours with their
// points in voxels along the two axes of the plane.
type sheet struct {
	height   float64 // along the third axis, voxels
	outlines [][][2]float64
}

// onePlane, in mm, is how far apart along the normal the contours of one plane
// may be: planning systems print positions to 0.01 mm or better.
const onePlane = 0.05

// flatAxis is the axis of a grid along which the contours extend least: the one
// across the slices they were drawn on.
func flatAxis(contours []contour, voxelFromPatient mgl64.Mat4) int {
	turn := voxelFromPatient.Mat3()
	var sums mgl64.Vec3
	for _, c := range contours {
		low, high := turn.Mul3x1(c.points[0]), turn.Mul3x1(c.points[0])
		for _, p := range c.points {
			v := turn.Mul3x1(p)
			for axis := range 3 {
				low[axis], high[axis] = min(low[axis], v[axis]), max(high[axis], v[axis])
			}
		}
		sums = sums.Add(high.Sub(low))
	}
	flat := 2
	for axis := range 3 {
		if sums[axis] < sums[flat] {
			flat = axis
		}
	}
	return flat
}

// sheetsOf sorts contours by plane, ascending along one axis of a grid. Those
// that are not flat there by half a voxel are counted and left out, as are
// copies of a contour in its plane.
func sheetsOf(contours []contour, g imaging.Grid, axis int) (sheets []sheet, slanted, copies int) {
	steps := g.VoxelFromPatient()
	tolerance := onePlane / g.Spacing()[axis]
	var flat []sheet
	for _, c := range contours {
		outline := make([][2]float64, len(c.points))
		low, high := math.Inf(1), math.Inf(-1)
		for i, p := range c.points {
			v := mgl64.TransformCoordinate(p, steps)
			outline[i] = [2]float64{v[(axis+1)%3], v[(axis+2)%3]}
			low, high = min(low, v[axis]), max(high, v[axis])
		}
		if high-low > 0.5 {
			slanted++
			continue
		}
		flat = append(flat, sheet{height: (low + high) / 2, outlines: [][][2]float64{outline}})
	}
	slices.SortStableFunc(flat, func(a, b sheet) int { return cmp.Compare(a.height, b.height) })
	for _, next := range flat {
		last := len(sheets) - 1
		if last < 0 || next.height-sheets[last].height > tolerance {
			sheets = append(sheets, next)
			continue
		}
		if slices.ContainsFunc(sheets[last].outlines, func(o [][2]float64) bool { return slices.Equal(o, next.outlines[0]) }) {
			copies++
			continue
		}
		sheets[last].outlines = append(sheets[last].outlines, next.outlines[0])
	}
	return sheets, slanted, copies
}

// stencil fills the outlines of a plane by the even-odd rule: a pixel counts
// when a ray from its centre crosses them an odd number of times. That takes
// care of holes, of islands in holes and of the keyhole technique of PS3.3
// C.8.8.6.3, where a slit of no width joins a hole to its outline. A centre on
// the line counts on the left and the upper side of what is within, not on the
// others, so that two areas that touch share no pixel.
type stencil struct {
	width, height int
	marks         []bool
	low, high     [2]int // the pixels that may be marked: from low up to high
}

func newStencil(width, height int) *stencil {
	return &stencil{width: width, height: height, marks: make([]bool, width*height)}
}

// cut replaces what the stencil holds.
func (s *stencil) cut(outlines [][][2]float64) {
	for y := s.low[1]; y < s.high[1]; y++ {
		clear(s.marks[y*s.width:][s.low[0]:s.high[0]])
	}
	s.bound(outlines)
	if s.low[0] >= s.high[0] || s.low[1] >= s.high[1] {
		s.low, s.high = [2]int{}, [2]int{}
		return
	}
	for _, outline := range outlines {
		for i, from := range outline {
			s.cross(from, outline[(i+1)%len(outline)])
		}
	}
	for y := s.low[1]; y < s.high[1]; y++ {
		within := false
		row := s.marks[y*s.width:][s.low[0]:s.high[0]]
		for x := range row {
			within = within != row[x]
			row[x] = within
		}
	}
}

// bound finds the pixels that the outlines may cover.
func (s *stencil) bound(outlines [][][2]float64) {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, outline := range outlines {
		for _, p := range outline {
			for axis := range p {
				low[axis], high[axis] = min(low[axis], p[axis]), max(high[axis], p[axis])
			}
		}
	}
	for axis, size := range [2]int{s.width, s.height} {
		s.low[axis] = firstAt(low[axis], size)
		s.high[axis] = firstAt(math.Floor(high[axis])+1, size)
	}
}

// firstAt is the first pixel whose centre lies at x or beyond, of so many.
func firstAt(x float64, size int) int {
	return int(math.Ceil(max(0, min(x, float64(size)))))
}

// cross turns, in every row that an edge crosses, the pixel from which on the
// edge has been crossed. Rows count from the edge's upper end on, up to and
// without its lower one.
func (s *stencil) cross(from, to [2]float64) {
	if from[1] > to[1] {
		from, to = to, from
	}
	slope := (to[0] - from[0]) / (to[1] - from[1])
	for y := firstAt(from[1], s.height); y < firstAt(to[1], s.height); y++ {
		x := firstAt(from[0]+(float64(y)-from[1])*slope, s.width)
		if x = max(x, s.low[0]); x < s.high[0] {
			at := y*s.width + x
			s.marks[at] = !s.marks[at]
		}
	}
}
