package mesh

// spatialOrder returns the vertices along a Z-shaped curve through space
// (Morton 1966, A computer oriented geodetic data base), in 1024 steps an axis,
// equal places by index: what is near in space is near in this order.
func (m *TriMesh) spatialOrder() []uint32 {
	low, high := m.Bounds()
	var scale [3]float64
	for axis := range 3 {
		if extent := high[axis] - low[axis]; extent > 0 {
			scale[axis] = 1023 / extent
		}
	}
	keys := make([]uint32, len(m.Vertices))
	order := make([]uint32, len(m.Vertices))
	for v, position := range m.Vertices {
		order[v] = uint32(v)
		for axis := range 3 {
			// A coordinate that is no number has no place: any will do.
			step := uint32(max(0, min(1023, (float64(position[axis])-low[axis])*scale[axis])))
			keys[v] |= spreadBits(step&1023) << axis
		}
	}
	next := make([]uint32, len(order))
	for shift := 0; shift < 30; shift += 10 { // radix sort, which keeps ties in order
		var start [1025]uint32
		for _, key := range keys {
			start[key>>shift&1023+1]++
		}
		for i := range 1024 {
			start[i+1] += start[i]
		}
		for _, v := range order {
			digit := keys[v] >> shift & 1023
			next[start[digit]] = v
			start[digit]++
		}
		order, next = next, order
	}
	return order
}

// spreadBits moves bit i of a number below 1024 to bit 3i.
func spreadBits(x uint32) uint32 {
	x = (x | x<<16) & 0x030000ff
	x = (x | x<<8) & 0x0300f00f
	x = (x | x<<4) & 0x030c30c3
	return (x | x<<2) & 0x09249249
}
