package imaging

import "math"

// intensity is what a volume holds its voxels as.
type intensity interface{ int16 | float32 }

// NewVolume takes the values of a grid, i fastest. It keeps the slice when any
// value is no whole number within int16, and else a copy of half the size.
func NewVolume(g Grid, values []float32) *Volume {
	for _, value := range values {
		if !isInt16(value) {
			return &Volume{Grid: g, Float32: values}
		}
	}
	whole := make([]int16, len(values))
	for i, value := range values {
		whole[i] = int16(value)
	}
	return &Volume{Grid: g, Int16: whole}
}

// isInt16 says whether int16 holds the value exactly. NaN is not held.
func isInt16(value float32) bool {
	return value >= math.MinInt16 && value <= math.MaxInt16 && value == float32(int16(value))
}

// Count is how many values are held, which a sound volume has Len of.
func (v *Volume) Count() int { return len(v.Int16) + len(v.Float32) }

// Value is the value of the voxel at an Index. It panics outside the data.
func (v *Volume) Value(index int) float32 {
	if v.Int16 != nil {
		return float32(v.Int16[index])
	}
	return v.Float32[index]
}

// At is the value of voxel (i, j, k). It panics outside the grid's data.
func (v *Volume) At(i, j, k int) float32 { return v.Value(v.Index(i, j, k)) }

// EveryNth is an even sample: the values at the indices 0, step, 2*step and so
// on, in memory of its own. With a step of one it is all values.
func (v *Volume) EveryNth(step int) []float32 {
	sample := make([]float32, 0, (v.Count()+step-1)/step)
	for index := 0; index < v.Count(); index += step {
		sample = append(sample, v.Value(index))
	}
	return sample
}

// Range is the lowest and the highest finite value; 0 and 0 without one.
func (v *Volume) Range() (low, high float32) {
	if v.Int16 != nil {
		return rangeOf(v.Int16)
	}
	return rangeOf(v.Float32)
}

func rangeOf[T intensity](data []T) (low, high float32) {
	first := 0
	for first < len(data) && data[first]-data[first] != 0 {
		first++
	}
	if first == len(data) {
		return 0, 0
	}
	lowest, highest := data[first], data[first]
	for _, value := range data[first:] {
		if value-value == 0 { // neither NaN nor infinite
			lowest, highest = min(lowest, value), max(highest, value)
		}
	}
	return float32(lowest), float32(highest)
}
