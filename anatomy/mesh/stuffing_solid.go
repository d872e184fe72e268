package mesh

import "math"

// solidField is the inside of a closed surface, as material 1.
type solidField struct {
	tree *BVH
	// distances from the points near the surface, mm, negative inside. Others
	// hold a value of the right sign.
	distances []float64
}

// solidBlock is the edge of the blocks of lattice cells that are handed out: a
// power of two, for halving down to single cells.
const solidBlock = 16

// label takes the distances block by block. As a distance changes by no more
// than the way, one in a block's middle that exceeds all ways within decides
// the whole block; else its eight parts are looked at.
func (f *solidField) label(l *bcc, labels []uint16) {
	f.distances = make([]float64, len(labels))
	var blocks [3]int
	for axis, size := range l.size {
		blocks[axis] = (size + solidBlock - 1) / solidBlock
	}
	inParallel(blocks[0]*blocks[1]*blocks[2], func() func(int) {
		return func(part int) {
			first := [3]int{part % blocks[0], part / blocks[0] % blocks[1], part / (blocks[0] * blocks[1])}
			for axis := range first {
				first[axis] *= solidBlock
			}
			f.measure(l, first, solidBlock)
		}
	})
	for p, distance := range f.distances {
		if distance < 0 {
			labels[p] = 1
		}
	}
}

// measure fills in the block of lattice cells from first on, of both grids.
func (f *solidField) measure(l *bcc, first [3]int, edge int) {
	if first[0] >= l.size[0] || first[1] >= l.size[1] || first[2] >= l.size[2] {
		return
	}
	if edge == 1 {
		for grid := range 2 {
			f.distances[l.index(grid, first)] = f.tree.signedDistance(l.place(grid, first[0], first[1], first[2]))
		}
		return
	}
	// The points of both grids span edge−½ spacings, here from the middle.
	half := (float64(edge) - 0.5) / 2 * l.spacing
	low := l.place(0, first[0], first[1], first[2])
	distance := f.tree.signedDistance(low.plus(point{half, half, half}))
	// One spacing more: the ends of every cut edge then have their own distance.
	if math.Abs(distance) > half*math.Sqrt(3)+l.spacing {
		f.fill(l, first, edge, distance)
		return
	}
	for child := range 8 {
		corner := first
		for axis := range corner {
			corner[axis] += edge / 2 * (child >> axis & 1)
		}
		f.measure(l, corner, edge/2)
	}
}

func (f *solidField) fill(l *bcc, first [3]int, edge int, distance float64) {
	for grid := range 2 {
		for k := first[2]; k < min(first[2]+edge, l.size[2]); k++ {
			for j := first[1]; j < min(first[1]+edge, l.size[1]); j++ {
				row := l.index(grid, [3]int{0, j, k})
				for i := first[0]; i < min(first[0]+edge, l.size[0]); i++ {
					f.distances[row+i] = distance
				}
			}
		}
	}
}

// cut finds the surface on an edge by two steps of false position.
func (f *solidField) cut(l *bcc, _ []uint16, from, to int) float64 {
	p, q := l.position(from), l.position(to)
	low, high := 0.0, 1.0
	atLow, atHigh := f.distances[from], f.distances[to]
	guess := atLow / (atLow - atHigh)
	there := f.tree.signedDistance(mix(p, q, guess))
	if (there < 0) == (atLow < 0) {
		low, atLow = guess, there
	} else {
		high, atHigh = guess, there
	}
	if atLow == atHigh {
		return guess
	}
	return low + (high-low)*atLow/(atLow-atHigh)
}
