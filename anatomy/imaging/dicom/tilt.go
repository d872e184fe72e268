package dicom

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// lean says how far the planes of a stack lie aside of the normal through the
// first: in a CT with a tilted gantry each one farther, along a straight line.
type lean struct {
	shifts   [][2]float64 // of each plane along columns and rows, pixels
	low      [2]int       // first column and row that any plane covers, in the first's pixels
	size     [2]int       // columns and rows from there that the planes cover together
	angle    float64      // between normal and the line from first to last, radian
	straight bool         // whether the planes lie along a straight line
	needed   bool         // whether pixels must be moved
}

// leanOf measures a layout whose heights are known.
func leanOf(l *layout) lean {
	first, last := l.planes[0], l.planes[len(l.planes)-1]
	format := first.source.format
	result := lean{size: [2]int{format.Columns, format.Rows}, straight: true}
	aside := func(p *plane) [2]float64 {
		offset := p.position.Sub(first.position)
		return [2]float64{offset.Dot(first.along) / first.columnStep, offset.Dot(first.down) / first.rowStep}
	}
	total := aside(last)
	low, high := [2]float64{}, [2]float64{}
	for at, p := range l.planes {
		shift := aside(p)
		part := (l.heights[at] - l.heights[0]) / l.extent()
		for axis := range shift {
			low[axis], high[axis] = math.Min(low[axis], shift[axis]), math.Max(high[axis], shift[axis])
			if math.Abs(shift[axis]-part*total[axis]) > maxDrift {
				result.straight = false
			}
		}
		result.shifts = append(result.shifts, shift)
	}
	result.needed = !result.straight || math.Abs(total[0]) > maxDrift || math.Abs(total[1]) > maxDrift
	result.angle = math.Atan2(math.Hypot(total[0]*first.columnStep, total[1]*first.rowStep), l.extent())
	if result.needed {
		for axis := range low {
			result.low[axis] = int(math.Floor(low[axis]))
			result.size[axis] += int(math.Ceil(high[axis])) - result.low[axis]
		}
	}
	return result
}

// apart says whether planes lie so far aside that they do not cover each other:
// then they are no stack, but pictures of several places.
func (l *layout) apart() bool {
	format := l.planes[0].source.format
	return l.lean.size[0] > 2*format.Columns || l.lean.size[1] > 2*format.Rows
}

// grid is the regular grid of the stack. A stack that leans gets an upright
// one, wide enough for all its planes; where it leans by less than maxDrift,
// the affine says so and no pixel moves.
func (l *layout) grid() imaging.Grid {
	first, last := l.planes[0], l.planes[len(l.planes)-1]
	right, down := first.along.Mul(first.columnStep), first.down.Mul(first.rowStep)
	origin := first.position
	up := last.position.Sub(origin).Mul(1 / float64(l.count-1))
	if l.lean.needed {
		origin = origin.Add(right.Mul(float64(l.lean.low[0]))).Add(down.Mul(float64(l.lean.low[1])))
		up = l.normal.Mul(l.spacing)
	}
	return imaging.Grid{
		Size:             [3]int{l.lean.size[0], l.lean.size[1], l.count},
		PatientFromVoxel: mgl64.Mat4FromCols(right.Vec4(0), down.Vec4(0), up.Vec4(0), origin.Vec4(1)),
	}
}

// move puts a plane's pixels where they belong on the upright grid: each result
// is interpolated between four neighbours within the plane, for the planes of
// the grid are the planes scanned. Within half a pixel of the plane's edge the
// nearest counts; beyond is background.
func move[T int16 | float32](dst, src []T, l *layout, at int) {
	columns, rows := l.planes[at].source.format.Columns, l.planes[at].source.format.Rows
	shift := l.lean.shifts[at]
	across := track(float64(l.lean.low[0])-shift[0], l.lean.size[0], columns)
	downward := track(float64(l.lean.low[1])-shift[1], l.lean.size[1], rows)
	nothing := T(background(l.planes[at].source.modality))
	_, whole := any(nothing).(int16)
	for y, v := range downward {
		row := dst[y*len(across) : (y+1)*len(across)]
		if v.outside {
			paint(row, nothing)
			continue
		}
		above, below := src[v.before*columns:][:columns], src[v.after*columns:][:columns]
		for x, u := range across {
			if u.outside {
				row[x] = nothing
				continue
			}
			top := blend(above[u.before], above[u.after], u.weight)
			bottom := blend(below[u.before], below[u.after], u.weight)
			row[x] = rounded[T](top+v.weight*(bottom-top), whole)
		}
	}
}

// stop is where one column or row of the result lies in the source.
type stop struct {
	before, after int
	weight        float64 // of after
	outside       bool
}

// track places count columns or rows, one pixel apart, on a source of n.
func track(start float64, count, n int) []stop {
	stops := make([]stop, count)
	for i := range stops {
		x := start + float64(i)
		if x < -0.5 || x > float64(n)-0.5 {
			stops[i].outside = true
			continue
		}
		x = math.Max(0, math.Min(x, float64(n-1)))
		before := int(x)
		stops[i] = stop{before: before, after: min(before+1, n-1), weight: x - float64(before)}
	}
	return stops
}

// blend is a at weight 0 and b at weight 1.
func blend[T int16 | float32](a, b T, weight float64) float64 {
	return float64(a) + weight*(float64(b)-float64(a))
}

// rounded is the nearest value of T.
func rounded[T int16 | float32](value float64, whole bool) T {
	if whole {
		return T(math.Floor(value + 0.5))
	}
	return T(value)
}

func paint[T any](pixels []T, value T) {
	for i := range pixels {
		pixels[i] = value
	}
}
