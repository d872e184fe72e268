package dicom

import "encoding/binary"

// chunk is how many values are converted at a time, on the stack.
const chunk = 256

// values reads the stored values of the first cells of raw, as many as there is
// room for. A stored value lies in its cell between High and High+1-Stored:
// shifting the cell left until High is the top bit of 32, then right, as signed
// or as unsigned number, drops what lies above and below. Single bits come as
// bytes.
func (p *PixelFormat) values(room []int64, raw []byte) {
	left := uint(31-p.High) & 31
	switch p.Allocated {
	case 16:
		raw = raw[:2*len(room)]
		for i := range room {
			room[i] = int64(uint32(binary.LittleEndian.Uint16(raw[2*i:])) << left)
		}
	case 32:
		for i := range room {
			room[i] = int64(binary.LittleEndian.Uint32(raw[4*i:]) << left)
		}
	default:
		for i := range room {
			room[i] = int64(uint32(raw[i]) << left)
		}
	}
	right := uint(32-p.Stored) & 31
	if p.Signed {
		for i, v := range room {
			room[i] = int64(int32(v) >> right)
		}
		return
	}
	for i, v := range room {
		room[i] = v >> right
	}
}

// cellBytes is the size of a cell in what values reads.
func (p *PixelFormat) cellBytes() int { return max(p.Allocated/8, 1) }

// toFloat32 converts a frame. The product is rounded by itself, so that no
// machine fuses it with the sum.
func (p *PixelFormat) toFloat32(dst []float32, raw []byte, slope, intercept float64) {
	var room [chunk]int64
	for len(dst) > 0 {
		part := room[:min(chunk, len(dst))]
		p.values(part, raw)
		for i, v := range part {
			dst[i] = float32(float64(float64(v)*slope) + intercept)
		}
		dst, raw = dst[len(part):], raw[len(part)*p.cellBytes():]
	}
}

// toInt16 converts a frame, and says whether every value fits.
func (p *PixelFormat) toInt16(dst []int16, raw []byte, slope, intercept int64) bool {
	if p.Allocated == 16 && slope == 1 {
		return p.addInt16(dst, raw, intercept)
	}
	return p.scaleInt16(dst, raw, slope, intercept)
}

// scaleInt16 is toInt16 for every format and slope.
func (p *PixelFormat) scaleInt16(dst []int16, raw []byte, slope, intercept int64) bool {
	var room [chunk]int64
	for len(dst) > 0 {
		part := room[:min(chunk, len(dst))]
		p.values(part, raw)
		var lost int64
		for i, v := range part {
			v = v*slope + intercept
			lost |= v ^ int64(int16(v))
			dst[i] = int16(v)
		}
		if lost != 0 {
			return false
		}
		dst, raw = dst[len(part):], raw[len(part)*p.cellBytes():]
	}
	return true
}
