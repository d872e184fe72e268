package mesh

import (
	"cmp"
	"slices"
)

// layOut places the parts' footprints in rows from front to back (next-fit
// decreasing depth, Coffman et al. 1980, doi:10.1137/0209062), with the gap
// around each. It returns where the low corners come to lie, and false when
// they do not fit on the bed.
func layOut(parts []Part, options PrintOptions) (places [][2]float64, ok bool) {
	sizes := make([][3]float64, len(parts))
	order := make([]int, len(parts))
	for i, part := range parts {
		low, high := part.Mesh.Bounds()
		sizes[i], order[i] = high.Sub(low).Mul(options.Scale), i
		if sizes[i][2] > options.BedMM[2] {
			return nil, false
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b][1], sizes[a][1]) })
	places = make([][2]float64, len(parts))
	gap := options.GapMM
	x, y, depth := gap, gap, 0.0
	for _, i := range order {
		size := sizes[i]
		if x > gap && x+size[0]+gap > options.BedMM[0] {
			x, y, depth = gap, y+depth+gap, 0 // the next row
		}
		if x+size[0]+gap > options.BedMM[0] || y+size[1]+gap > options.BedMM[1] {
			return nil, false
		}
		places[i] = [2]float64{x, y}
		x += size[0] + gap
		depth = max(depth, size[1])
	}
	return places, true
}
