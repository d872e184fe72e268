package dicom

import (
	"cmp"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// canvas is a label map on which segments are painted one over the other.
type canvas struct {
	*imaging.LabelMap
	overlaps int // voxels that one segment took from another
	// taken counts them by who lost them and who took them.
	taken map[[2]uint16]*int
	pair  [2]uint16 // the last that took place, and its count
	count *int
}

func newCanvas(g imaging.Grid) *canvas {
	return &canvas{LabelMap: &imaging.LabelMap{Grid: g, Data: make([]uint16, g.Len())}, taken: make(map[[2]uint16]*int)}
}

// put gives a voxel to a label.
func (c *canvas) put(index int, label uint16) {
	if old := c.Data[index]; old != 0 && old != label {
		c.overlaps++
		c.take([2]uint16{old, label})
	}
	c.Data[index] = label
}

// take counts a voxel that the first of a pair lost to the second.
func (c *canvas) take(pair [2]uint16) {
	if c.count == nil || c.pair != pair {
		if c.taken[pair] == nil {
			c.taken[pair] = new(int)
		}
		c.pair, c.count = pair, c.taken[pair]
	}
	*c.count++
}

// contains finds which segments lie within others: those most of whose voxels
// were another's. What was taken from the innermost of several counts for that
// one, so that a nest of segments comes out as a chain.
func (c *canvas) contains(voxels map[uint16]int) map[uint16][]uint16 {
	var found map[uint16][]uint16
	for pair, count := range c.taken {
		if 2**count > voxels[pair[1]] {
			if found == nil {
				found = make(map[uint16][]uint16)
			}
			found[pair[0]] = append(found[pair[0]], pair[1])
		}
	}
	for _, inner := range found {
		slices.Sort(inner)
	}
	return found
}

// paintingOrder sorts labels so that painting in this order lets the smaller
// of two segments win, and of two equal ones the later in the file. What is
// drawn smaller lies inside what is drawn around it, a tumour in its organ.
func paintingOrder(labels []uint16, voxels map[uint16]int) []uint16 {
	order := slices.Clone(labels)
	slices.SortStableFunc(order, func(a, b uint16) int { return cmp.Compare(voxels[b], voxels[a]) })
	return order
}

// finish makes the result: notes on overlaps and on what nothing is left of.
// voxels counts what each segment had before others covered it.
func (c *canvas) finish(format string, segments []imaging.Segment, voxels map[uint16]int, notes sentences) *imaging.Segmentation {
	if c.overlaps > 0 {
		notes.add("%s belonged to more than one structure; each went to the smallest of them", countOf(c.overlaps, "voxel"))
	}
	left := make([]bool, 1<<16)
	for _, label := range c.Data {
		left[label] = true
	}
	for _, s := range segments {
		switch {
		case voxels[s.Label] == 0:
			notes.add("no voxel belongs to %s", s.Name)
		case !left[s.Label]:
			notes.add("nothing is left of %s: it lies outside the scan, between its voxels, or within smaller structures", s.Name)
		}
	}
	return &imaging.Segmentation{
		LabelMap: c.LabelMap,
		Source:   imaging.Source{Format: format, Notes: notes},
		Segments: segments,
		Overlaps: c.overlaps,
		Contains: c.contains(voxels),
	}
}
