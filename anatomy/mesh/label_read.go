package mesh

import "math/bits"

// labelReader looks at two layers of voxels at a time, in copies with a border
// of background on every side.
type labelReader struct {
	labels       []uint16
	size         [3]int
	words        int // uint64 per row of bits
	stride       int // labels per padded row
	lower, upper labelLayer
	alongZ       []uint64 // rows of bits: the voxel differs from the one above
	cells        map[labelCellKey]*labelCell
	twoLabels    *[256]cellCase
}

// labelLayer is one layer of voxels, and rows of bits: where a voxel differs
// from the next along x, and along y.
type labelLayer struct {
	labels         []uint16
	alongX, alongY []uint64
}

func newLabelReader(labels []uint16, size [3]int) *labelReader {
	r := &labelReader{labels: labels, size: size, words: (size[0]+2)/64 + 1, cells: map[labelCellKey]*labelCell{}, twoLabels: cellCases()}
	r.stride = 64*r.words + 1 // the bits of the last word look at one more
	rows := size[1] + 2
	for _, layer := range []*labelLayer{&r.lower, &r.upper} {
		layer.labels = make([]uint16, rows*r.stride)
		layer.alongX, layer.alongY = make([]uint64, rows*r.words), make([]uint64, rows*r.words)
	}
	r.alongZ = make([]uint64, rows*r.words)
	return r
}

// load makes layer k of the map, or background beyond it, the upper one.
func (r *labelReader) load(k int) {
	r.lower, r.upper = r.upper, r.lower
	upper := &r.upper
	if k < 0 || k >= r.size[2] {
		clear(upper.labels)
	} else {
		for j := range r.size[1] {
			start := (k*r.size[1] + j) * r.size[0]
			copy(upper.labels[(j+1)*r.stride+1:], r.labels[start:start+r.size[0]])
		}
	}
	for row := range r.size[1] + 2 {
		words, at := row*r.words, row*r.stride
		r.compare(upper.alongX[words:], upper.labels[at:], upper.labels[at+1:])
		r.compare(r.alongZ[words:], r.lower.labels[at:], upper.labels[at:])
		if row <= r.size[1] {
			r.compare(upper.alongY[words:], upper.labels[at:], upper.labels[at+r.stride:])
		}
	}
}

// compare sets the bits of one row where a and b differ. Most of any map is the
// same label over and over, which comparing blocks passes quickly.
func (r *labelReader) compare(row []uint64, a, b []uint16) {
	for w := range r.words {
		x, y := (*[64]uint16)(a[64*w:]), (*[64]uint16)(b[64*w:])
		var word uint64
		if *x != *y {
			word = differing(x, y)
		}
		row[w] = word
	}
}

// differing returns one bit for each place at which two blocks differ.
func differing(a, b *[64]uint16) (word uint64) {
	for from := 0; from < 64; from += 8 {
		x, y := (*[8]uint16)(a[from:]), (*[8]uint16)(b[from:])
		if *x == *y {
			continue
		}
		for i := range x {
			var bit uint64
			if x[i] != y[i] {
				bit = 1
			}
			word |= bit << (from + i)
		}
	}
	return word
}

// find appends the cells between the two layers that a surface passes, and
// counts what they own.
func (r *labelReader) find(slab *labelSlab) (vertices, triangles int) {
	for row := range r.size[1] + 1 {
		words := row * r.words
		for w := words; w < words+r.words; w++ {
			// Seven edges that join all eight corners of a cell.
			active := r.lower.alongX[w] | r.lower.alongX[w+r.words] | r.upper.alongX[w] | r.upper.alongX[w+r.words] |
				r.lower.alongY[w] | r.upper.alongY[w] | r.alongZ[w]
			for ; active != 0; active &= active - 1 {
				cell, v, t := r.cell((w-words)*64+bits.TrailingZeros64(active), row, slab)
				slab.cells = append(slab.cells, cell)
				vertices += v
				triangles += t
			}
		}
	}
	return vertices, triangles
}

// cell describes one cell, and says how many vertices and triangles it owns.
func (r *labelReader) cell(column, row int, slab *labelSlab) (cell foundCell, vertices, triangles int) {
	near := row*r.stride + column
	a, b := r.lower.labels[near:near+r.stride+2:near+r.stride+2], r.upper.labels[near:near+r.stride+2:near+r.stride+2]
	c := [8]uint16{a[0], a[1], a[r.stride], a[r.stride+1], b[0], b[1], b[r.stride], b[r.stride+1]}
	cell = foundCell{column: uint16(column), row: uint16(row)}
	owned := differs(c[6], c[7]) | differs(c[5], c[7])<<1 | differs(c[3], c[7])<<2
	unlike := differs(c[1], c[0])<<1 | differs(c[2], c[0])<<2 | differs(c[3], c[0])<<3 | differs(c[4], c[0])<<4 |
		differs(c[5], c[0])<<5 | differs(c[6], c[0])<<6 | differs(c[7], c[0])<<7
	other := c[bits.TrailingZeros8(uint8(unlike))&7]
	unlikeBoth := unlike & (differs(c[1], other)<<1 | differs(c[2], other)<<2 | differs(c[3], other)<<3 |
		differs(c[4], other)<<4 | differs(c[5], other)<<5 | differs(c[6], other)<<6 | differs(c[7], other)<<7)
	vertices = bits.OnesCount16(owned)
	if unlikeBoth != 0 {
		special := r.special(&c)
		number := len(slab.special)
		slab.special = append(slab.special, specialCell{special, c})
		cell.kind = specialKind<<kindShift | owned
		cell.high, cell.low = uint16(number>>16), uint16(number)
		return cell, vertices + special.ownedPoints(), len(special.sides)
	}
	cell.high, cell.low = other, c[0]
	if other < c[0] {
		cell.high, cell.low = c[0], other
		unlike ^= 0xff
	}
	cell.kind = unlike<<kindShift | owned
	return cell, vertices, len(r.twoLabels[unlike].corners) / 3
}

// differs is 1 where two labels differ, without a branch.
func differs(a, b uint16) uint16 {
	var d uint16
	if a != b {
		d = 1
	}
	return d
}

// special returns the surfaces between three labels or more.
func (r *labelReader) special(labels *[8]uint16) *labelCell {
	key := keyOf(labels)
	cell := r.cells[key]
	if cell == nil {
		cell = buildLabelCell(key)
		r.cells[key] = cell
	}
	return cell
}
