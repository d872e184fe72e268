package tissue

import "slices"

const (
	// crumb is the edge, in lengths of a grain, of a cube as large as the largest
	// crumb, and mostCrumb how many grains it can have.
	crumb     = 0.3
	mostCrumb = 32
)

// keepCrumbs leaves out of the faces to sever, which are sorted, one for each crumb
// that would come off where surfaces cross or fold: no blade cuts so small. The
// crumb stays on what its widest face joins it to, and nothing else hangs on it.
func (m *Matter) keepCrumbs(faces []faceOf) []faceOf {
	m.nextRound() // what is met in it is more than a crumb
	for i := 0; i < len(faces); {
		t := faces[i].grain
		widest := m.crumbFace(t, faces)
		if widest < 0 {
			widest = m.crumbFace(m.grains[t].joined[faces[i].face], faces)
		}
		switch {
		case widest < 0:
			i++
		case widest < i:
			faces = slices.Delete(faces, widest, widest+1)
			i--
		default:
			faces = slices.Delete(faces, widest, widest+1)
		}
	}
	return faces
}

// crumbFace is the widest of the faces to sever around the crumb that a grain would
// be part of, or −1 where what it hangs together with is more.
func (m *Matter) crumbFace(seed int32, faces []faceOf) int {
	list := append(m.work.fan[:0], seed)
	widest, area, volume := -1, -1.0, 0.0
	for k := 0; k < len(list); k++ {
		volume += m.volume(list[k])
		if edge := crumb * m.grainMM; m.isMet(list[k]) || volume > edge*edge*edge || len(list) > mostCrumb {
			for _, t := range list {
				m.meet(t)
			}
			return -1
		}
		for f, n := range m.grains[list[k]].joined {
			if n < 0 {
				continue
			}
			if at, severed := slices.BinarySearchFunc(faces, m.sameFace(list[k], f), compareFaces); severed {
				if a := m.faceArea(faces[at]); a > area {
					widest, area = at, a
				}
			} else if !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return widest
}
