package dicom

import (
	"errors"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// sameVoxel is how far, in voxels, a pixel's centre may lie from a voxel's that
// it is: as in imaging.LabelMap.Onto.
const sameVoxel = 0.02

// spot is how a frame's pixels lie on a grid: pixel (x, y) is voxel
// origin + x*right + y*down, but for aside voxels at most.
type spot struct {
	origin, right, down [3]int
	aside               float64
}

// spotOn finds how a frame of so many columns and rows lies on a grid.
func spotOn(p *plane, columns, rows int, voxelFromPatient mgl64.Mat4) spot {
	turn := voxelFromPatient.Mat3()
	origin := mgl64.TransformCoordinate(p.position, voxelFromPatient)
	right := turn.Mul3x1(p.along.Mul(p.columnStep))
	down := turn.Mul3x1(p.down.Mul(p.rowStep))
	var at spot
	for axis := range 3 {
		whole := func(x float64) int { return int(math.Round(max(-1e9, min(x, 1e9)))) }
		at.origin[axis], at.right[axis], at.down[axis] = whole(origin[axis]), whole(right[axis]), whole(down[axis])
		at.aside = max(at.aside, math.Abs(origin[axis]-float64(at.origin[axis]))+
			math.Abs(right[axis]-float64(at.right[axis]))*float64(columns)+
			math.Abs(down[axis]-float64(at.down[axis]))*float64(rows))
	}
	return at
}

// liesOn says whether every pixel is a voxel of the grid. Frames that are
// slices farther apart than the grid's are not, for they stand for what lies
// between them; unless they were drawn on the scan itself, whose slices
// without a drawing are empty. own has no size when the frames make no grid.
func (s *segmentation) liesOn(g, own imaging.Grid, drawnOnIt bool) bool {
	steps := g.VoxelFromPatient()
	for at := range s.frames {
		spot := spotOn(&s.frames[at].plane, s.format.Columns, s.format.Rows, steps)
		if !(spot.aside <= sameVoxel) || length(spot.right) != 1 || length(spot.down) != 1 {
			return false
		}
	}
	if drawnOnIt || own.Len() == 0 || s.spacingUnknown {
		return true
	}
	apart := steps.Mat3().Mul3x1(own.PatientFromVoxel.Col(2).Vec3()).Len()
	return math.Abs(apart-1) <= sameVoxel
}

// length is the sum of a whole step's parts.
func length(step [3]int) int {
	sum := 0
	for _, part := range step {
		sum += max(part, -part)
	}
	return sum
}

// paint draws the frames on a grid that they lie on.
func (s *segmentation) paint(g imaging.Grid) (*canvas, error) {
	c := newCanvas(g)
	steps := g.VoxelFromPatient()
	outside := 0
	draw := func(frame int) error {
		spot := spotOn(&s.frames[frame].plane, s.format.Columns, s.format.Rows, steps)
		return s.runs(frame, func(first, end int, label uint16) {
			outside += c.stamp(first, end, label, s.format.Columns, spot)
		})
	}
	if err := s.inOrder(draw); err != nil {
		return nil, err
	}
	if outside == s.total() {
		return nil, errors.New("no voxel of the segmentation lies on the scan; it belongs to another scan")
	}
	if outside > 0 {
		s.notes.add("%s of the segmentation outside the scan were left out", countOf(outside, "voxel"))
	}
	return c, nil
}

// inOrder visits the frames in the order of painting: those of one segment
// after the other, or as they come in a label map, where none overlap.
func (s *segmentation) inOrder(draw func(frame int) error) error {
	if s.labelMap {
		for frame := range s.frames {
			if err := draw(frame); err != nil {
				return err
			}
		}
		return nil
	}
	rank := make(map[uint16]int)
	for place, label := range s.order() {
		rank[label] = place
	}
	frames := make([]int, len(s.frames))
	for frame := range frames {
		frames[frame] = frame
	}
	slices.SortStableFunc(frames, func(a, b int) int { return rank[s.frames[a].label] - rank[s.frames[b].label] })
	for _, frame := range frames {
		if err := draw(frame); err != nil {
			return err
		}
	}
	return nil
}

// total counts the voxels of all segments.
func (s *segmentation) total() int {
	total := 0
	for _, voxels := range s.voxels {
		total += voxels
	}
	return total
}

// stamp puts a run of a frame's pixels, counted row by row, where it lies and
// counts those that lie outside.
func (c *canvas) stamp(first, end int, label uint16, columns int, at spot) (outside int) {
	x, y := first%columns, first/columns
	for ; first < end; first++ {
		i := at.origin[0] + x*at.right[0] + y*at.down[0]
		j := at.origin[1] + x*at.right[1] + y*at.down[1]
		k := at.origin[2] + x*at.right[2] + y*at.down[2]
		if i >= 0 && j >= 0 && k >= 0 && i < c.Size[0] && j < c.Size[1] && k < c.Size[2] {
			c.put(c.Index(i, j, k), label)
		} else {
			outside++
		}
		if x++; x == columns {
			x, y = 0, y+1
		}
	}
	return outside
}

// move brings what was painted on the frames' own grid onto another.
func (s *segmentation) move(c *canvas, g imaging.Grid) error {
	placed, fit, err := c.Onto(g)
	if err != nil {
		return err
	}
	if fit.Resampled {
		s.notes.add("the segmentation has voxels of its own; each voxel of the scan took the label that its centre lies in")
	}
	if fit.Outside > 0 {
		s.notes.add("%s of the segmentation outside the scan were left out", countOf(fit.Outside, "voxel"))
	}
	c.LabelMap = placed
	return nil
}
