package segment

import "math"

// Open returns m without what is thinner than a ball of the given radius in
// mm: erosion, then dilation. It parts what a thin bridge joins and removes
// specks and sheets. A radius of zero changes nothing.
//
// Distances run between voxel centres and respect the spacing of each axis; on
// a sheared grid the voxel axes are taken as perpendicular. Beyond the border
// of the grid the structure is taken to continue where it meets the border.
func Open(m *Mask, mm float64) *Mask { return dilate(erode(m, mm), mm) }

// Close returns m with gaps and cracks narrower than a ball of the given
// radius in mm filled: dilation, then erosion. See Open for the metric.
func Close(m *Mask, mm float64) *Mask { return erode(dilate(m, mm), mm) }

// dilate marks every voxel whose centre lies within mm of a marked one.
func dilate(m *Mask, mm float64) *Mask {
	if mm <= 0 {
		return m.clone()
	}
	return within(m, 1, mm)
}

// erode keeps the voxels with no unmarked one within mm.
func erode(m *Mask, mm float64) *Mask {
	if mm <= 0 {
		return m.clone()
	}
	eroded := within(m, 0, mm)
	for i, bit := range eroded.Bits {
		eroded.Bits[i] = 1 - bit
	}
	return eroded
}

// radiusSlack keeps voxels whose distance is the radius but for rounding.
const radiusSlack = 1 + 1e-5

// within marks the voxels at most mm away from one that has the given value.
func within(m *Mask, value uint8, mm float64) *Mask {
	near := NewMask(m.Grid)
	for i, squared := range squaredDistance(m, value, mm*mm*radiusSlack) {
		if !math.IsInf(float64(squared), 1) {
			near.Bits[i] = 1
		}
	}
	return near
}
