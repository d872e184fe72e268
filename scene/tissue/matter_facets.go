package tissue

// SurfaceElements appends, for each triangle in the order of Surface, the element
// whose matter it bounds.
func (m *Matter) SurfaceElements(list []int32) []int32 {
	for i := range m.skin.facets {
		if f := &m.skin.facets[i]; f.grain >= 0 {
			list = append(list, m.grains[f.grain].element)
		}
	}
	return list
}
