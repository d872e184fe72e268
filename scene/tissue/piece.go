package tissue

import "slices"

// piece is matter that hangs together by faces.
type piece struct {
	volume float64 // at rest, mm³
}

// Pieces is how many numbers of pieces there are; the matter of some may have
// gone into others or been removed.
func (m *Matter) Pieces() int { return len(m.pieces) }

// PieceVolume is the volume at rest of a piece, mm³.
func (m *Matter) PieceVolume(piece int) float64 { return m.pieces[piece].volume }

// PieceOf is the piece that an element's matter belongs to. It is from 0, and
// where a piece is divided its larger part, by elements, keeps the number.
func (m *Matter) PieceOf(element int) int { return int(m.elements[element].piece) }

// findPieces numbers the pieces of matter that was just filled in, by their
// first elements.
func (m *Matter) findPieces() {
	for e := range m.elements {
		m.elements[e].piece = -1
	}
	var list []int32
	for e := range m.elements {
		if m.elements[e].piece >= 0 {
			continue
		}
		list = m.flood(list[:0], int32(e), int32(len(m.pieces)))
		m.pieces = append(m.pieces, piece{})
		m.recount(list, int32(len(m.pieces)-1))
	}
}

// flood numbers all that hangs together with e, and lists it.
func (m *Matter) flood(list []int32, e, number int32) []int32 {
	list = append(list, e)
	m.elements[e].piece = number
	for k := 0; k < len(list); k++ {
		m.besides(list[k], func(n int32) {
			if m.elements[n].piece != number {
				m.elements[n].piece = number
				list = append(list, n)
			}
		})
	}
	return list
}

// besides calls for each element joined with e, more than once for some.
func (m *Matter) besides(e int32, call func(int32)) {
	for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
		for _, n := range m.grains[t].joined {
			if n >= 0 && m.grains[n].element != e {
				call(m.grains[n].element)
			}
		}
	}
}

// recount sums a piece's elements in the order of their numbers.
func (m *Matter) recount(list []int32, number int32) {
	slices.Sort(list)
	var p piece
	for _, e := range list {
		p.volume += m.elements[e].volume
	}
	m.pieces[number] = p
}

// dividePieces finds which pieces the touched elements, rising, now belong to,
// and returns the numbers of new ones.
func (m *Matter) dividePieces(touched []int32) []int32 {
	var born []int32
	for len(touched) > 0 {
		number := m.elements[touched[0]].piece
		var same, rest []int32
		for _, e := range touched {
			if m.elements[e].piece == number {
				same = append(same, e)
			} else {
				rest = append(rest, e)
			}
		}
		for _, part := range m.partition(same) {
			fresh := int32(len(m.pieces))
			born = append(born, fresh)
			m.pieces = append(m.pieces, piece{})
			for _, e := range part {
				m.elements[e].piece = fresh
				m.alterElement(e)
			}
			m.recount(part, fresh)
			m.pieces[number].volume -= m.pieces[fresh].volume
		}
		touched = rest
	}
	return born
}
