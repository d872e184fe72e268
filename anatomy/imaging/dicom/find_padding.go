package dicom

import "math"

// paddingRange is the range of stored values that mark pixels outside the scan
// (PS3.3 C.7.5.1.1.2, PixelPaddingValue and PixelPaddingRangeLimit).
type paddingRange struct {
	low, high float64 // stored values
	present   bool
}

// readPadding reads the padding of a file. Without explicit VR, and in files
// that get it wrong, a signed value arrives as an unsigned one.
func readPadding(d *Dataset, format PixelFormat) paddingRange {
	first := d.Ints(tagPixelPadding)
	if len(first) == 0 {
		return paddingRange{}
	}
	last := first
	if limit := d.Ints(tagPixelPaddingLimit); len(limit) > 0 {
		last = limit
	}
	a, b := asStored(first[0], format), asStored(last[0], format)
	return paddingRange{low: math.Min(a, b), high: math.Max(a, b), present: true}
}

// asStored turns the 16 bits of a value into one of the pixels' sign.
func asStored(value int, format PixelFormat) float64 {
	if format.Allocated == 16 && format.Signed {
		return float64(int16(value))
	}
	if format.Allocated == 16 {
		return float64(uint16(value))
	}
	return float64(value)
}

// Values that stand for "nothing here": air on the Hounsfield scale, whose
// definition it is, and no signal elsewhere.
const (
	airHU    = -1000
	noSignal = 0
)

// background is what fills a volume where nothing was scanned.
func background(modality string) float64 {
	if modality == "CT" {
		return airHU
	}
	return noSignal
}

// erase puts the background in place of the padding of a decoded plane. Slope
// and intercept map stored values one to one, so the padding is known by its
// rescaled value too, which is computed here just as decoding computes it.
func erase[T int16 | float32](pixels []T, p *plane) {
	low := p.source.padding.low*p.slope + p.shift
	high := p.source.padding.high*p.slope + p.shift
	if low > high {
		low, high = high, low
	}
	if _, whole := any(T(0)).(int16); whole {
		low, high = math.Max(low, math.MinInt16), math.Min(high, math.MaxInt16)
	}
	if !p.source.padding.present || low > high {
		return
	}
	first, last := T(low), T(high)
	nothing := T(background(p.source.modality))
	for i, value := range pixels {
		if value >= first && value <= last {
			pixels[i] = nothing
		}
	}
}
