package dicom

import (
	"errors"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// ownGrid is the grid that the frames make among themselves. Frames without a
// voxel are not stored, so slices may be missing; the object says how far its
// slices lie apart, or the frames' distances tell. It is an error when they fit
// no grid.
func (s *segmentation) ownGrid() (imaging.Grid, error) {
	first := &s.frames[0].plane
	normal := first.along.Cross(first.down).Normalize()
	low, high := first, first
	heights := make([]float64, len(s.frames))
	for at := range s.frames {
		p := &s.frames[at].plane
		if !sameLattice(p, first) {
			return imaging.Grid{}, errors.New("the segmentation's frames differ in direction or pixel spacing; import it together with its series")
		}
		heights[at] = p.position.Dot(normal)
		if heights[at] < low.position.Dot(normal) {
			low = p
		}
		if heights[at] > high.position.Dot(normal) {
			high = p
		}
	}
	slices.Sort(heights)
	spacing, count, err := s.sliceSpacing(heights)
	if err != nil {
		return imaging.Grid{}, err
	}
	up := normal.Mul(spacing)
	if count > 1 {
		up = high.position.Sub(low.position).Mul(1 / float64(count-1))
	}
	right, down := first.along.Mul(first.columnStep), first.down.Mul(first.rowStep)
	g := imaging.Grid{
		Size:             [3]int{s.format.Columns, s.format.Rows, count},
		PatientFromVoxel: mgl64.Mat4FromCols(right.Vec4(0), down.Vec4(0), up.Vec4(0), low.position.Vec4(1)),
	}
	if err := g.Validate(); err != nil {
		return imaging.Grid{}, err
	}
	if err := s.inStack(g); err != nil {
		return imaging.Grid{}, err
	}
	return g, nil
}

// sameLattice says whether two frames have one direction and pixel spacing.
func sameLattice(a, b *plane) bool {
	return a.along.Sub(b.along).Len() <= sameDirection && a.down.Sub(b.down).Len() <= sameDirection &&
		math.Abs(a.columnStep-b.columnStep) <= sameSpacing*b.columnStep &&
		math.Abs(a.rowStep-b.rowStep) <= sameSpacing*b.rowStep
}

// inStack refuses frames that lie beside the grid's slices.
func (s *segmentation) inStack(g imaging.Grid) error {
	steps := g.VoxelFromPatient()
	for at := range s.frames {
		v := mgl64.TransformCoordinate(s.frames[at].position, steps)
		if math.Abs(v[0]) > maxDrift || math.Abs(v[1]) > maxDrift {
			return errors.New("the segmentation's frames lie beside each other, not above; import it together with its series")
		}
	}
	return nil
}

// sliceSpacing finds the distance, in mm, of which all distances between
// frames are multiples, and how many slices that makes. heights ascend.
func (s *segmentation) sliceSpacing(heights []float64) (spacing float64, count int, err error) {
	least := math.Inf(1)
	for at := 1; at < len(heights); at++ {
		if step := heights[at] - heights[at-1]; step >= samePlace {
			least = min(least, step)
		}
	}
	declared := s.declaredSpacing()
	extent := heights[len(heights)-1] - heights[0]
	if math.IsInf(least, 1) {
		if spacing = declared; spacing == 0 {
			s.spacingUnknown, spacing = true, 1
		}
		return spacing, 1, nil
	}
	for _, spacing := range []float64{declared, least, s.frames[0].thickness} {
		if spacing < samePlace || !multiples(heights, spacing) {
			continue
		}
		// More memory than this no segmentation takes whose frames hold most of
		// its voxels: see the limits of the other readers.
		const spare = 64 << 20
		slices := math.Round(extent/spacing) + 1
		if slices*float64(2*s.format.pixels()) > spare+4*float64(2*s.format.pixels()*s.format.Frames) {
			return 0, 0, errors.New("the segmentation's frames lie too far apart for a volume; import it together with its series")
		}
		return extent / (slices - 1), int(slices), nil
	}
	return 0, 0, errors.New("the segmentation's frames lie at uneven distances; import it together with its series")
}

// declaredSpacing is the distance between slices that the object gives, mm; 0
// when it gives none. Some writers give it a sign.
func (s *segmentation) declaredSpacing() float64 {
	shared := s.Items(tagSharedGroups)
	if len(shared) == 0 {
		return 0
	}
	view := frameView{shared: &shared[0], whole: &s.Dataset}
	spacing := math.Abs(view.float(tagPixelMeasures, tagSpacingBetweenSlices, 0))
	if spacing == 0 {
		spacing = s.frames[0].thickness
	}
	return max(0, spacing)
}

// multiples says whether every height lies a whole number of spacings above
// the first, but for what rounding and jitter do.
func multiples(heights []float64, spacing float64) bool {
	last := heights[len(heights)-1]
	count := math.Round((last - heights[0]) / spacing)
	if count < 1 {
		return false
	}
	even := (last - heights[0]) / count
	for _, height := range heights {
		place := (height - heights[0]) / even
		if math.Abs(place-math.Round(place))*even > jitter(even) {
			return false
		}
	}
	return true
}
