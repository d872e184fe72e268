package mesh

import "math/bits"

// rowOfCells is what the surface does in a row of cells. Cell c lies between
// the border-padded voxels c and c+1.
type rowOfCells struct {
	// crossed marks the edges at the row's last corner lines, which the row
	// owns: along x from voxel c, along y to it, and along z to it. Of all rows
	// of cells around such an edge this one comes first.
	crossed [3][]uint64
	cells   []activeCell // those that the surface passes, in order
}

// activeCell has bit c of inside set where corner c is inside.
type activeCell struct {
	column uint32
	inside uint8
}

// find takes the four rows of inside bits at the edges of the cells, rising in
// j, then k. It reports false where all is empty or all is full.
func (r *rowOfCells) find(r0, r1, r2, r3 []uint64) bool {
	if r.crossed[0] == nil {
		for axis := range r.crossed {
			r.crossed[axis] = make([]uint64, len(r0))
		}
		r.cells = make([]activeCell, 0, 64*len(r0))
	}
	r.cells = r.cells[:0]
	words := len(r0)
	r1, r2, r3 = r1[:words], r2[:words], r3[:words]
	x, y, z := r.crossed[0][:words], r.crossed[1][:words], r.crossed[2][:words]
	n0, n1, n2, n3 := r0[0], r1[0], r2[0], r3[0]
	any := uint64(0)
	for w := range words {
		a0, a1, a2, a3 := n0, n1, n2, n3
		if n0, n1, n2, n3 = 0, 0, 0, 0; w+1 < words {
			n0, n1, n2, n3 = r0[w+1], r1[w+1], r2[w+1], r3[w+1]
		}
		if a0|a1|a2|a3|(n0|n1|n2|n3)&1 == 0 {
			x[w], y[w], z[w] = 0, 0, 0
			continue
		}
		b0, b1, b2, b3 := a0>>1|n0<<63, a1>>1|n1<<63, a2>>1|n2<<63, a3>>1|n3<<63
		x[w], y[w], z[w] = a3^b3, a2^a3, a1^a3
		active := (a0 | a1 | a2 | a3 | b0 | b1 | b2 | b3) &^ (a0 & a1 & a2 & a3 & b0 & b1 & b2 & b3)
		any |= active | x[w] | y[w] | z[w]
		for ; active != 0; active &= active - 1 {
			bit := bits.TrailingZeros64(active)
			inside := a0>>bit&1 | b0>>bit&1<<1 | a1>>bit&1<<2 | b1>>bit&1<<3 |
				a2>>bit&1<<4 | b2>>bit&1<<5 | a3>>bit&1<<6 | b3>>bit&1<<7
			r.cells = append(r.cells, activeCell{uint32(w*64 + bit), uint8(inside)})
		}
	}
	return any != 0
}
