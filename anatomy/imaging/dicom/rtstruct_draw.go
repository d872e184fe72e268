package dicom

import (
	"errors"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// maxSlab, in mm, is the thickest slice that contours are drawn on. Planes
// farther apart belong to things apart, and do not fill what is between.
const maxSlab = 10

// drawing is a structure set over a grid.
type drawing struct {
	*structureSet
	*canvas
	axis    int     // across the planes of the contours
	reach   float64 // how far a contour counts along it, voxels
	stencil *stencil
}

// draw fills the contours on a grid.
func (s *structureSet) draw(g imaging.Grid) (*imaging.Segmentation, error) {
	d := &drawing{structureSet: s, canvas: newCanvas(g), axis: flatAxis(s.contours(), g.VoxelFromPatient())}
	d.stencil = newStencil(g.Size[(d.axis+1)%3], g.Size[(d.axis+2)%3])
	if err := d.sort(); err != nil {
		return nil, err
	}
	voxels, segments, labels := map[uint16]int{}, []imaging.Segment{}, []uint16{}
	byLabel := map[uint16]*region{}
	drawn := 0
	for at := range s.regions {
		r := &s.regions[at]
		byLabel[r.Label] = r
		segments, labels = append(segments, r.Segment), append(labels, r.Label)
		d.fill(r, func(int) { voxels[r.Label]++ })
		drawn += voxels[r.Label]
		d.noteGaps(r)
	}
	if drawn == 0 {
		return nil, errors.New("no voxel lies within the contours; they belong to another scan, or are smaller than its voxels")
	}
	for _, label := range paintingOrder(labels, voxels) {
		d.fill(byLabel[label], func(index int) { d.put(index, label) })
	}
	return d.finish("RTSTRUCT", segments, voxels, s.notes), nil
}

// sort puts the contours of every region into planes, and finds how far these
// lie apart.
func (d *drawing) sort() error {
	slanted, copies, planes := 0, 0, 0
	var heights []float64
	for at := range d.regions {
		r := &d.regions[at]
		var askew, twice int
		r.sheets, askew, twice = sheetsOf(r.contours, d.Grid, d.axis)
		slanted, copies, planes = slanted+askew, copies+twice, planes+len(r.sheets)
		for _, sheet := range r.sheets {
			heights = append(heights, sheet.height)
		}
	}
	if slanted > 0 {
		d.notes.add("%s left out: not parallel to the slices", countOf(slanted, "contour"))
	}
	if copies > 0 {
		d.notes.add("%s counted once that the file holds twice", countOf(copies, "contour"))
	}
	if planes == 0 {
		return errors.New("no contour is parallel to the slices; choose the series that they were drawn on")
	}
	thickness := d.Spacing()[d.axis]
	apart, _ := planeSpacing(heights, onePlane/thickness)
	d.reach = max(1, min(apart, maxSlab/thickness)) / 2
	return nil
}

// planeSpacing is the middle one of the distances between neighbouring
// heights, so that gaps do not count as long as they are fewer than half; 0
// when there is one height only. The heights come back ascending, each once.
func planeSpacing(heights []float64, same float64) (spacing float64, distinct []float64) {
	heights = slices.Clone(heights)
	slices.Sort(heights)
	var steps []float64
	for _, height := range heights {
		if last := len(distinct) - 1; last >= 0 {
			if height-distinct[last] <= same {
				continue
			}
			steps = append(steps, height-distinct[last])
		}
		distinct = append(distinct, height)
	}
	if len(steps) == 0 {
		return 0, distinct
	}
	slices.Sort(steps)
	return steps[(len(steps)-1)/2], distinct
}

// slab gives the slices that a region's plane fills: those nearer to it than
// to the region's other planes, and within reach.
func (d *drawing) slab(r *region, at int) (from, to int) {
	height := r.sheets[at].height
	low, high := height-d.reach, height+d.reach
	if at > 0 {
		low = max(low, (r.sheets[at-1].height+height)/2)
	}
	if at+1 < len(r.sheets) {
		high = min(high, (height+r.sheets[at+1].height)/2)
	}
	return firstAt(low, d.Size[d.axis]), firstAt(high, d.Size[d.axis])
}

// fill visits the voxels of a region, each once.
func (d *drawing) fill(r *region, visit func(index int)) {
	for at := range r.sheets {
		from, to := d.slab(r, at)
		if from >= to {
			continue
		}
		d.stencil.cut(r.sheets[at].outlines)
		for slice := from; slice < to; slice++ {
			d.press(slice, visit)
		}
	}
}

// press visits the voxels of one slice that the stencil marks.
func (d *drawing) press(slice int, visit func(index int)) {
	var v [3]int
	v[d.axis] = slice
	across, downward := &v[(d.axis+1)%3], &v[(d.axis+2)%3]
	s := d.stencil
	for y := s.low[1]; y < s.high[1]; y++ {
		row := s.marks[y*s.width:][:s.width]
		for x := s.low[0]; x < s.high[0]; x++ {
			if row[x] {
				*across, *downward = x, y
				visit(d.Index(v[0], v[1], v[2]))
			}
		}
	}
}

// noteGaps tells where a region has no contour between its ends, and how much
// of it lies outside.
func (d *drawing) noteGaps(r *region) {
	gaps, outside, last := 0, 0, -1
	for at := range r.sheets {
		from, to := d.slab(r, at)
		switch height := r.sheets[at].height; {
		case height < -d.reach || height > float64(d.Size[d.axis]-1)+d.reach:
			outside++
		case from < to:
			if last >= 0 {
				gaps += max(0, from-last)
			}
			last = to
		}
	}
	if gaps > 0 {
		d.notes.add("%s has no contour on %s between its ends", r.Name, countOf(gaps, "slice"))
	}
	if outside > 0 {
		d.notes.add("%s of %s outside the scan were left out", countOf(outside, "plane"), r.Name)
	}
}
