package dicom

import "encoding/binary"

// A stored value lies in its cell between High and High+1-Stored. Shifting the
// cell left until High is the top bit of 32, then right, as signed or as
// unsigned number, drops what lies above and below.

// shifts are those two.
func (p PixelFormat) shifts() (left, right uint) {
	return uint(31-p.High) & 31, uint(32-p.Stored) & 31
}

// value is the stored value of a cell.
func (p PixelFormat) value(cell uint32) int64 {
	left, right := p.shifts()
	if p.Signed {
		return int64(int32(cell<<left) >> right)
	}
	return int64(cell << left >> right)
}

// cell reads pixel i of a frame in little endian. Single bits come as bytes.
func (p PixelFormat) cell(raw []byte, i int) uint32 {
	switch p.Allocated {
	case 16:
		return uint32(binary.LittleEndian.Uint16(raw[2*i:]))
	case 32:
		return binary.LittleEndian.Uint32(raw[4*i:])
	}
	return uint32(raw[i])
}

// toInt16 converts a frame, and says whether every value fits.
func (p PixelFormat) toInt16(dst []int16, raw []byte, slope, intercept int64) bool {
	if p.Allocated == 16 && slope == 1 {
		return p.addInt16(dst, raw, int32(intercept))
	}
	for i := range dst {
		v := p.value(p.cell(raw, i))*slope + intercept
		if v != int64(int16(v)) {
			return false
		}
		dst[i] = int16(v)
	}
	return true
}

// addInt16 is toInt16 for nearly every CT: cells of 16 bits and slope 1. It
// gathers in one word whether any value left the range, so that the loop has no
// branch.
func (p PixelFormat) addInt16(dst []int16, raw []byte, intercept int32) bool {
	left, right := p.shifts()
	raw = raw[:2*len(dst)]
	var lost int32
	if p.Signed {
		for i := range dst {
			cell := uint32(raw[2*i]) | uint32(raw[2*i+1])<<8
			v := int32(cell<<(left&31))>>(right&31) + intercept
			lost |= v ^ int32(int16(v))
			dst[i] = int16(v)
		}
		return lost == 0
	}
	for i := range dst {
		cell := uint32(raw[2*i]) | uint32(raw[2*i+1])<<8
		v := int32(cell<<(left&31)>>(right&31)) + intercept
		lost |= v ^ int32(int16(v))
		dst[i] = int16(v)
	}
	return lost == 0
}

// toFloat32 converts a frame. The product is rounded by itself, so that no
// machine fuses it with the sum.
func (p PixelFormat) toFloat32(dst []float32, raw []byte, slope, intercept float64) {
	for i := range dst {
		dst[i] = float32(float64(float64(p.value(p.cell(raw, i)))*slope) + intercept)
	}
}
