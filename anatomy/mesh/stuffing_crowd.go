package mesh

import "slices"

// The faces of a tetrahedron on which three materials meet have a vertex there,
// joined to the face's corners and cuts.

// triple returns the vertex on the face of three corners of different material.
func (s *stuffing) triple(t *latticeTet, a, b, c int) uint32 {
	key := [3]int{t.at[a], t.at[b], t.at[c]}
	slices.Sort(key[:])
	v, known := s.triples[key]
	if !known {
		cuts := [3]uint32{s.cut(t, a, b), s.cut(t, b, c), s.cut(t, c, a)}
		sum := s.places[cuts[0]].plus(s.places[cuts[1]]).plus(s.places[cuts[2]])
		v = s.addVertex(sum.times(1.0 / 3))
		s.triples[key] = v
	}
	return v
}

// divideThree divides a tetrahedron of three materials, a, a, b and c. Each of
// b and c has a prism, from its corner and the cuts beside it to the border
// between them; a has two prisms along its edge. Three diagonals are free: those
// of the borders a|b and a|c, and that of the wall between a's prisms.
func (s *stuffing) divideThree(t *latticeTet) {
	p, q, b, c := t.pairFirst()
	tp, tq := s.triple(t, p, b, c), s.triple(t, q, b, c)
	pb, qb, pc, qc := s.cut(t, p, b), s.cut(t, q, b), s.cut(t, p, c), s.cut(t, q, c)
	bc := s.cut(t, b, c)
	own := func(corner int) uint32 {
		if t.labels[corner] == 0 {
			return 0 // prism leaves it out
		}
		return s.corner(t, corner)
	}
	s.choose(8, func(option int) {
		x, y, z := option&1 != 0, option&2 != 0, option&4 != 0
		besideB := [3]bool{t.diagonal(p, q, b), x, z}
		besideC := [3]bool{!z, y, !t.diagonal(p, q, c)}
		if isCyclic(besideB) || isCyclic(besideC) {
			return
		}
		s.prism(t.labels[b], [3]uint32{own(b), pb, qb}, [3]uint32{bc, tp, tq}, [3]bool{true, x, false})
		s.prism(t.labels[c], [3]uint32{own(c), qc, pc}, [3]uint32{bc, tq, tp}, [3]bool{true, y, false})
		s.prism(t.labels[p], [3]uint32{own(p), pb, tp}, [3]uint32{own(q), qb, tq}, besideB)
		s.prism(t.labels[p], [3]uint32{own(p), tp, pc}, [3]uint32{own(q), tq, qc}, besideC)
	})
}

// pairFirst returns the two corners of one material, then the others, so that
// they make a positive tetrahedron in that order.
func (t *latticeTet) pairFirst() (p, q, b, c int) {
	for p := range 4 {
		for q := p + 1; q < 4; q++ {
			if t.labels[p] != t.labels[q] {
				continue
			}
			b, c = 0, 0
			for b == p || b == q {
				b++
			}
			for c == p || c == q || c == b {
				c++
			}
			// With b < c, the order is odd when p and q are apart by two.
			if (q-p)%2 == 0 {
				b, c = c, b
			}
			return p, q, b, c
		}
	}
	panic("mesh: no two corners of one material")
}

// divideFour divides a tetrahedron of four materials into six tetrahedra for
// each, around the line from its corner to the vertex in the middle.
func (s *stuffing) divideFour(t *latticeTet) {
	var middle point
	for corner := range 4 {
		face := tetFaces[corner]
		middle = middle.plus(s.places[s.triple(t, int(face[0]), int(face[1]), int(face[2]))])
	}
	centre := s.addVertex(middle.times(0.25))
	for corner, others := range tetFaces {
		material := t.labels[corner]
		if material == 0 {
			continue
		}
		own := s.corner(t, corner)
		// With the corner first, the outward face opposite makes it positive.
		for i := range others {
			other, next := int(others[i]), int(others[(i+1)%3])
			face := s.triple(t, corner, other, next)
			s.emit(material, own, s.cut(t, corner, other), face, centre)
			s.emit(material, own, face, s.cut(t, corner, next), centre)
		}
	}
}
