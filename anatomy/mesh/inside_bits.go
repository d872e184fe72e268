package mesh

import "math"

// Sample is a type of voxel that a surface can be taken from.
type Sample interface {
	int16 | uint8 | uint16 | float32
}

// insideBits says of every voxel whether it is inside, in a lattice with a
// border of one outside voxel on every side: bit i+1 of row (j+1, k+1) is voxel
// (i, j, k).
type insideBits struct {
	words int // uint64 per row
	rows  int // per layer
	bits  []uint64
}

func (b *insideBits) row(row, layer int) []uint64 {
	start := (layer*b.rows + row) * b.words
	return b.bits[start : start+b.words : start+b.words]
}

func newInsideBits(size [3]int) *insideBits {
	b := &insideBits{words: (size[0]+2)/64 + 1, rows: size[1] + 2}
	b.bits = make([]uint64, b.words*b.rows*(size[2]+2))
	return b
}

// insideRows takes the voxels' bits from fill, see FromRows.
func insideRows(size [3]int, fill func(row []uint64, j, k int)) *insideBits {
	b := newInsideBits(size)
	inParallel(size[2], func() func(int) {
		return func(k int) {
			for j := range size[1] {
				row := b.row(j+1, k+1)
				fill(row[:(size[0]+63)/64], j, k)
				carry := uint64(0)
				for w, word := range row { // room for the border's bit
					row[w], carry = word<<1|carry, word>>63
				}
			}
		}
	})
	return b
}

// classify compares all values with a threshold, layer by layer.
func classify[T Sample](values []T, size [3]int, threshold T) *insideBits {
	b := newInsideBits(size)
	inParallel(size[2], func() func(int) {
		return func(k int) {
			for j := range size[1] {
				start := (k*size[1] + j) * size[0]
				classifyRow(b.row(j+1, k+1), values[start:start+size[0]], threshold)
			}
		}
	})
	return b
}

// classifyRow sets bit i+1 where value i is at least the threshold. NaN is not.
// Written out for eight values at a time, the comparisons become instructions
// without a branch.
func classifyRow[T Sample](row []uint64, values []T, threshold T) {
	carry, w := uint64(0), 0
	for ; len(values) >= 64; values = values[64:] {
		word := uint64(0)
		for from := 0; from < 64; from += 8 {
			v := values[from : from+8 : from+8]
			var b0, b1, b2, b3, b4, b5, b6, b7 uint64
			if v[0] >= threshold {
				b0 = 1
			}
			if v[1] >= threshold {
				b1 = 1
			}
			if v[2] >= threshold {
				b2 = 1
			}
			if v[3] >= threshold {
				b3 = 1
			}
			if v[4] >= threshold {
				b4 = 1
			}
			if v[5] >= threshold {
				b5 = 1
			}
			if v[6] >= threshold {
				b6 = 1
			}
			if v[7] >= threshold {
				b7 = 1
			}
			word |= (b0 | b1<<1 | b2<<2 | b3<<3 | b4<<4 | b5<<5 | b6<<6 | b7<<7) << from
		}
		row[w] = word<<1 | carry
		carry = word >> 63
		w++
	}
	word := uint64(0)
	for i, value := range values {
		if value >= threshold {
			word |= 1 << i
		}
	}
	row[w] = word<<1 | carry
	if w+1 < len(row) {
		row[w+1] = word >> 63
	}
}

// leastInside returns the smallest value of the type that is not below level,
// so that voxels can be compared in their own type. It reports false where
// every value is below.
func leastInside[T Sample](level float64) (threshold T, ok bool) {
	switch t := any(&threshold).(type) {
	case *float32:
		*t = float32AtLeast(level)
		return threshold, true
	case *int16:
		*t = int16(clampLevel(level, math.MinInt16, math.MaxInt16))
		return threshold, level <= math.MaxInt16
	case *uint8:
		*t = uint8(clampLevel(level, 0, math.MaxUint8))
		return threshold, level <= math.MaxUint8
	case *uint16:
		*t = uint16(clampLevel(level, 0, math.MaxUint16))
		return threshold, level <= math.MaxUint16
	}
	return threshold, false
}

func clampLevel(level, low, high float64) float64 {
	return math.Ceil(min(max(level, low), high))
}

// float32AtLeast returns the smallest float32 not below level, so that
// v >= level can be asked in float32.
func float32AtLeast(level float64) float32 {
	threshold := float32(level)
	if float64(threshold) < level {
		threshold = math.Nextafter32(threshold, float32(math.Inf(1)))
	}
	return threshold
}
