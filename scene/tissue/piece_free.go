package tissue

import "math"

// Membranes and threads that hang free have pieces as matter has, in one numbering
// with it: what hangs together by vertices, and on no element.

// FreePart is a triangle of a membrane, or a straight piece of a thread, that hangs
// free: the piece that it belongs to, its vertices, and its volume at rest, mm³.
type FreePart struct {
	Piece    int
	Vertices []int32 // shared with the matter
	MM3      float64
}

// FreeParts are all parts of membranes and threads that hang on no element.
func (m *Matter) FreeParts(yield func(FreePart) bool) {
	for k := range int32(len(m.thin.sheets) + len(m.thin.rods)) {
		f, v := m.free(k)
		if f.piece >= 0 && !yield(FreePart{int(f.piece), v, m.freeVolume(k)}) {
			return
		}
	}
}

// free is the free triangle of a number, or the rod of the number after those.
func (m *Matter) free(k int32) (*free, []int32) {
	if n := int32(len(m.thin.sheets)); k >= n {
		return &m.thin.rods[k-n].free, m.thin.rods[k-n].Vertices[:]
	}
	return &m.thin.sheets[k].free, m.thin.sheets[k].Vertices[:]
}

// freeVolume is a part's volume at rest, mm³.
func (m *Matter) freeVolume(k int32) float64 {
	if n := int32(len(m.thin.sheets)); k >= n {
		r := &m.thin.rods[k-n]
		return math.Pi * float64(r.Radius) * float64(r.Radius) * m.restOf(r.Vertices[1]).Sub(m.restOf(r.Vertices[0])).Len()
	}
	s := &m.thin.sheets[k]
	return areaAt(m.restOf(s.Vertices[0]), m.restOf(s.Vertices[1]), m.restOf(s.Vertices[2])) * float64(s.Thickness)
}

// freeGroups are the free parts by which hang together.
func (m *Matter) freeGroups() (groups [][]int32) {
	parts := int32(len(m.thin.sheets) + len(m.thin.rods))
	at := make([][]int32, len(m.origin))
	for k := range parts {
		_, vertices := m.free(k)
		for _, v := range vertices {
			at[v] = append(at[v], k)
		}
	}
	met := make([]bool, parts)
	for k := range parts {
		if met[k] {
			continue
		}
		met[k] = true
		group := []int32{k}
		for i := 0; i < len(group); i++ {
			_, vertices := m.free(group[i])
			for _, v := range vertices {
				for _, o := range at[v] {
					if !met[o] {
						met[o] = true
						group = append(group, o)
					}
				}
				at[v] = nil
			}
		}
		groups = append(groups, group)
	}
	return groups
}

// newPiece is a new number for a group, or −1 if it hangs on elements.
func (m *Matter) newPiece(group []int32) int32 {
	volume := 0.0
	for _, k := range group {
		_, vertices := m.free(k)
		for _, v := range vertices {
			if m.inElement(v) {
				return -1
			}
		}
		volume += m.freeVolume(k)
	}
	m.pieces = append(m.pieces, piece{volume})
	return int32(len(m.pieces) - 1)
}

// inElement reports whether a vertex of the solver is an element's.
func (m *Matter) inElement(n int32) bool {
	for _, root := range m.around.at(m.origin[n]) {
		for e := root; e >= 0; e = m.elements[e].next {
			if holds(m.elements[e].nodes, n) {
				return true
			}
		}
	}
	return false
}

func (m *Matter) number(group []int32, piece int32) {
	for _, k := range group {
		f, _ := m.free(k)
		f.piece = piece
	}
}

// divideFree finds which pieces the free parts now belong to, and returns the
// numbers of new ones: of each that was divided the largest part keeps the number,
// and what hung on elements and does no more is a new one.
func (m *Matter) divideFree() (born []int) {
	of := map[int32][]int32{} // of each number: the last of its groups so far, the largest
	for _, group := range m.freeGroups() {
		f, _ := m.free(group[0])
		old := f.piece
		fresh := m.newPiece(group)
		if fresh < 0 {
			continue
		}
		largest, again := of[old]
		switch {
		case old < 0:
		case !again:
			m.pieces[old] = m.pieces[fresh]
			m.pieces = m.pieces[:fresh]
			of[old] = group
			continue
		case m.pieces[fresh].volume > m.pieces[old].volume:
			m.pieces[fresh], m.pieces[old] = m.pieces[old], m.pieces[fresh]
			of[old], group = group, largest
		}
		m.number(group, fresh)
		born = append(born, int(fresh))
	}
	return born
}
