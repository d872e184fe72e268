package imaging

import "math"

// collector gathers intensities: as int16 until the first value that is no
// whole number within its range, and from then on, with those before it, as
// float32.
type collector struct {
	*encoding
	whole    *growing[int16]
	real     *growing[float32] // nil while all values are whole
	values   []float64         // scratch for one piece
	there    bool              // all voxels are known to come
	unusable int               // values that are NaN, infinite or beyond float32
}

// accept takes the next stored bytes. It never fails.
func (c *collector) accept(raw []byte) error {
	if c.kind == storedInt16 && c.asStored() {
		putInt16s(c.whole.extend(len(raw)/2), raw)
		return nil
	}
	values := c.values[:len(raw)/c.kind.width()]
	c.encoding.values(values, raw)
	if c.real == nil {
		values = c.takeWhole(values)
	}
	if len(values) > 0 {
		c.takeReal(values)
	}
	return nil
}

// takeWhole keeps values up to the first that int16 cannot hold, and returns
// the rest.
func (c *collector) takeWhole(values []float64) (rest []float64) {
	to := c.whole.extend(len(values))
	for i, value := range values {
		intensity := float32(value)
		whole := int16(intensity)
		if float32(whole) != intensity {
			c.whole.shrink(len(values) - i)
			c.widen()
			return values[i:]
		}
		to[i] = whole
	}
	return nil
}

// widen turns what was gathered into float32.
func (c *collector) widen() {
	c.real = newGrowing[float32](c.whole.total, c.there)
	for _, piece := range c.whole.pieces() {
		to := c.real.extend(len(piece))
		for i, value := range piece {
			to[i] = float32(value)
		}
	}
	c.whole = nil
}

func (c *collector) takeReal(values []float64) {
	to := c.real.extend(len(values))
	for i, value := range values {
		to[i] = float32(value)
		if math.IsNaN(float64(to[i])) || math.IsInf(float64(to[i]), 0) {
			c.unusable++
		}
	}
}
