package tissue

// Where a surface passes a vertex it may leave grains with all corners on it.
// They have no side of their own: those that hang together go, whole, to one.

// isFlat reports whether all corners and edges of a grain follow a stroke's surface.
func (m *Matter) isFlat(stroke, t int32) bool {
	g := &m.grains[t]
	own := false
	for _, v := range g.v {
		if m.vertices[v].stroke == 0 {
			return false
		}
		own = own || m.vertices[v].stroke == stroke
	}
	if !own {
		return false
	}
	for _, c := range edgeCorners {
		if !m.follows(g.v[c[0]], g.v[c[1]]) {
			return false
		}
	}
	return true
}

// facesOfFlats are the faces that part flat grains, those among the seeds and what
// flat hangs together with them, from the lower side of the stroke's surface where
// they still hang on both.
func (m *Matter) facesOfFlats(stroke int32, seeds []int32) []faceOf {
	var found []faceOf
	var met []int32
	isMet := make(map[int32]bool, len(seeds))
	for _, seed := range seeds {
		if isMet[seed] {
			continue
		}
		var above, below []faceOf
		met = append(met[:0], seed)
		isMet[seed] = true
		for k := 0; k < len(met); k++ {
			for f, n := range m.grains[met[k]].joined {
				switch {
				case n < 0 || isMet[n]:
				case m.isFlat(stroke, n):
					isMet[n] = true
					met = append(met, n)
				default:
					if m.isAbove(stroke, n, m.faceTo(n, met[k])) {
						above = append(above, m.sameFace(met[k], f))
					} else {
						below = append(below, m.sameFace(met[k], f))
					}
				}
			}
		}
		if len(above) > 0 {
			found = append(found, below...)
		}
	}
	return found
}

// isAbove reports whether the corner of a grain opposite a face is above the
// stroke's surface that the face lies on: as the blade passed it, or else by where
// it is.
func (m *Matter) isAbove(stroke, t int32, face int) bool {
	a, b, c := m.face(t, face)
	top := &m.vertices[m.grains[t].v[face]]
	if top.stroke != stroke && top.passed == stroke {
		return top.side > 0
	}
	up := m.vertices[a].normal
	for _, v := range [2]int32{b, c} {
		if m.vertices[v].stroke == stroke {
			up = m.vertices[v].normal
		}
	}
	height := 0.0
	for _, v := range [3]int32{a, b, c} {
		x := &m.vertices[v]
		height += facing(x.normal, up).Dot(top.rest.Sub(x.rest))
	}
	return height >= 0
}
