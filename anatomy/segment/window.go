package segment

import (
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Window marks the voxels with lo <= value <= hi, in the volume's unit.
func Window(v *imaging.Volume, lo, hi float64) *Mask { return windowOf(v, lo, hi).Unpack() }

func windowOf(v *imaging.Volume, lo, hi float64) *Packed {
	p := newPacked(v.Grid)
	if v.Int16 == nil {
		eachRow(p, v.Float32, func(row []uint64, values []float32) { packFloats(row, values, lo, hi) })
		return p
	}
	lowest, highest := math.Ceil(max(lo, math.MinInt16)), math.Floor(min(hi, math.MaxInt16))
	if lowest <= highest { // false for NaN
		eachRow(p, v.Int16, func(row []uint64, values []int16) { packInts(row, values, int16(lowest), int16(highest)) })
	}
	return p
}

// eachRow calls work for all rows of p and of the data, in parallel.
func eachRow[T any](p *Packed, data []T, work func(row []uint64, values []T)) {
	n := p.Size[0]
	inParallel(p.rows(), func(from, to int) {
		for number := from; number < to; number++ {
			work(p.row(number), data[number*n:(number+1)*n])
		}
	})
}

// packInts marks lo <= value <= hi. The difference to lo, without sign, is
// above hi-lo for what lies on either side, so that one comparison, and no
// branch, decides.
func packInts(row []uint64, values []int16, lo, hi int16) {
	width := uint32(uint16(hi - lo))
	for w := range row {
		word, part := uint64(0), values[w<<6:min(w<<6+64, len(values))]
		for i, value := range part {
			// The borrow of a 32-bit difference is its highest bit.
			outside := (width - uint32(uint16(value-lo))) >> 31
			word |= uint64(outside^1) << (i & 63)
		}
		row[w] = word
	}
}

func packFloats(row []uint64, values []float32, lo, hi float64) {
	for i, value := range values {
		if x := float64(value); x >= lo && x <= hi {
			row[i>>6] |= 1 << (i & 63)
		}
	}
}
