package mesh

// divideSide makes the part of one material of a tetrahedron with two. free
// chooses the diagonal that no rule prescribes.
func (s *stuffing) divideSide(t *latticeTet, own uint16, free bool) {
	if own == 0 {
		return
	}
	order, inside, border := t.ordered(own)
	p, q, r, z := order[0], order[1], order[2], order[3]
	a := func(corner int) uint32 { return s.corner(t, corner) }
	switch {
	case inside == 1:
		s.emit(own, a(p), s.toward(t, p, q), s.toward(t, p, r), s.toward(t, p, z))
	case inside == 2 && border == 1:
		if t.diagonal(p, q, r) {
			s.emit(own, a(p), a(q), s.cut(t, q, r), a(z))
			s.emit(own, a(p), s.cut(t, q, r), s.cut(t, p, r), a(z))
		} else {
			s.emit(own, a(p), a(q), s.cut(t, p, r), a(z))
			s.emit(own, a(q), s.cut(t, q, r), s.cut(t, p, r), a(z))
		}
	case inside == 2:
		// Where p and q are close, only the diagonal between the long cuts
		// divides the prism, on either side of the border.
		cross := [3]bool{t.diagonal(p, q, r), free == firstPair(p, q, r, z), !t.diagonal(p, q, z)}
		if !isCyclic(cross) {
			s.prism(own, [3]uint32{a(p), s.cut(t, p, r), s.cut(t, p, z)},
				[3]uint32{a(q), s.cut(t, q, r), s.cut(t, q, z)}, cross)
		}
	case inside == 3:
		s.prism(own, [3]uint32{a(p), a(q), a(r)},
			[3]uint32{s.cut(t, p, z), s.cut(t, q, z), s.cut(t, r, z)},
			[3]bool{t.diagonal(p, q, z), t.diagonal(q, r, z), t.diagonal(r, p, z)})
	}
}

// ordered lists the corners of one material, then the other's, then those on
// the border, so that they make a positive tetrahedron in that order. inside
// counts the first, border the last.
func (t *latticeTet) ordered(own uint16) (order [4]int, inside, border int) {
	rank := func(corner int) int {
		switch {
		case t.border[corner]:
			return 2
		case t.labels[corner] != own:
			return 1
		}
		return 0
	}
	odd := false
	next := 0
	for wanted := range 3 {
		for corner := range 4 {
			if rank(corner) != wanted {
				continue
			}
			for earlier := range next {
				odd = odd != (order[earlier] > corner)
			}
			order[next] = corner
			next++
			switch wanted {
			case 0:
				inside++
			case 2:
				border++
			}
		}
	}
	// A swap of two of equal rank, or of any when only the first counts.
	if odd && inside >= 2 {
		order[0], order[1] = order[1], order[0]
	} else if odd {
		order[2], order[3] = order[3], order[2]
	}
	return order, inside, border
}

// toward returns the far corner where it is on the border, else the cut.
func (s *stuffing) toward(t *latticeTet, from, to int) uint32 {
	if t.border[to] {
		return s.corner(t, to)
	}
	return s.cut(t, from, to)
}

// diagonal says how the part of a face that has the corners p and q, and not r,
// is divided: from p to the cut of q–r, or else from q to the cut of p–r. It
// depends on the face only, so that both its tetrahedra agree. Labelle and
// Shewchuk's rules: a long cut is met by the diagonal, and where both cuts are
// short, and p–q long, either will do.
func (t *latticeTet) diagonal(p, q, r int) bool {
	if isLongEdge(p, q) {
		return t.at[p] < t.at[q]
	}
	return isLongEdge(q, r)
}

// firstPair tells apart the diagonals of the four-cornered border between p, q
// and r, z, in the same way for the materials on both of its sides: whether the
// cuts p–r and q–z are those that corner 0 has with the lower of two corners.
func firstPair(p, q, r, z int) bool {
	switch 0 {
	case p:
		return r < z
	case q:
		return z < r
	case r:
		return p < q
	}
	return q < p
}

// prism divides the prism between the triangles a and b, positive where (a, b0)
// is. cross says for each side from a[i] to a[i+1] whether its diagonal begins
// at a[i] or at a[i+1]; not all three may be alike.
func (s *stuffing) prism(material uint16, a, b [3]uint32, cross [3]bool) {
	if material == 0 {
		return
	}
	i := 0
	for !cross[i] || cross[(i+2)%3] {
		i++
	}
	j, k := (i+1)%3, (i+2)%3
	s.emit(material, a[i], b[i], b[j], b[k])
	if cross[j] {
		s.emit(material, a[i], a[j], a[k], b[k])
		s.emit(material, a[i], a[j], b[k], b[j])
	} else {
		s.emit(material, a[i], a[j], a[k], b[j])
		s.emit(material, a[i], a[k], b[k], b[j])
	}
}

// isCyclic reports diagonals that no division of a prism has.
func isCyclic(cross [3]bool) bool { return cross[0] == cross[1] && cross[1] == cross[2] }

// freeDiagonals returns how many ways there are to divide a tetrahedron of two
// materials: two where both have two corners, else one.
func (t *latticeTet) freeDiagonals(own uint16) int {
	if _, inside, border := t.ordered(own); inside == 2 && border == 0 {
		return 2
	}
	return 1
}
