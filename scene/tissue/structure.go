package tissue

import "slices"

// structure says which blocks of the stiffness matrix exist and which elements
// they are summed from. It is the connectivity of the mesh and nothing else:
// it changes when the body is cut.
//
// The matrix is stored by rows of 3×3 blocks, both halves, so that each row's
// product is one vertex's own work. A block above the diagonal is summed by its
// row from the elements that share the two vertices and copied, transposed, to
// its mirror. Rows are where there is room for them: what a cut makes longer
// goes to the end, and all else stays.
type structure struct {
	rows   []span     // blocks of each row
	cols   []int32    // column of each block, rising within a row
	diag   []int32    // the diagonal block of each row
	mirror []int32    // the transposed block of each
	shares [][2]int32 // the first part of each block, and the one after its last
	chunks []span     // parts of each row's blocks
	parts  []uint32   // element·16 + corner of the row·4 + corner of the column
	around []span     // corners at each vertex
	corner []uint32   // element·4 + corner, rising at each vertex

	place []int32 // while a row is made, its block of each column
	seen  []int32 // the row that met a vertex last, plus one
}

// span is a part of a list that has room to grow.
type span struct{ at, end, room int32 }

// take gives s room for so many at the end of a list of length n, and some more,
// unless it has it; it returns the list's length then.
func (s *span) take(count, n int) int {
	if s.at+int32(count) <= s.room {
		s.end = s.at + int32(count)
		return n
	}
	s.at, s.end = int32(n), int32(n+count)
	s.room = s.end + int32(count/4) + 2
	return int(s.room)
}

// newStructure connects n vertices by elements of four corners; a corner of −1
// is not there, so that triangles and rods are elements too.
func newStructure(n int, elements [][4]int32) structure {
	s := structure{place: roomy[int32](n), seen: roomy[int32](n)}
	s.gatherCorners(n, elements)
	corners := func(t uint32) [4]int32 { return elements[t] }
	s.rows, s.chunks, s.diag = roomy[span](n), roomy[span](n), roomy[int32](n)
	s.cols = make([]int32, 0, 20*n) // 14 in a row of a solid block, and room for more
	for i := range s.rows {
		s.cols = s.columns(i, s.cols, corners)
		end := int32(len(s.cols))
		s.rows[i].end, s.rows[i].room = end, end
		if i+1 < n {
			s.rows[i+1].at = end
		}
	}
	s.mirror, s.shares = roomy[int32](len(s.cols)), roomy[[2]int32](len(s.cols))
	s.parts = make([]uint32, 0, 14*len(elements)) // ten blocks of each tetrahedron, and room for more
	for i := range s.rows {
		s.findMirrors(i)
		first := int32(len(s.parts))
		s.parts = append(s.parts, make([]uint32, s.countParts(i, corners))...)
		end := int32(len(s.parts))
		s.chunks[i] = span{first, end, end}
		s.fillParts(i, corners)
	}
	return s
}

// gatherCorners lists the corners of elements at each vertex, by counting.
func (s *structure) gatherCorners(n int, elements [][4]int32) {
	s.around = roomy[span](n)
	for _, e := range elements {
		for _, v := range e {
			if v >= 0 {
				s.around[v].room++
			}
		}
	}
	at := int32(0)
	for i := range s.around {
		room := at + s.around[i].room
		s.around[i] = span{at, at, room}
		at = room
	}
	s.corner = roomy[uint32](int(at))
	for t, e := range elements {
		for a, v := range e {
			if v >= 0 {
				s.corner[s.around[v].end] = uint32(t)<<2 | uint32(a)
				s.around[v].end++
			}
		}
	}
}

// corners are the corners of elements at a vertex.
func (s *structure) corners(i int) []uint32 { return s.corner[s.around[i].at:s.around[i].end] }

// columns appends the columns of row i, rising: the vertex itself and its
// neighbours.
func (s *structure) columns(i int, list []int32, corners func(element uint32) [4]int32) []int32 {
	first := len(list)
	list = append(list, int32(i))
	s.seen[i] = int32(i) + 1
	for _, c := range s.corners(i) {
		for _, v := range corners(c >> 2) {
			if v >= 0 && s.seen[v] != int32(i)+1 {
				s.seen[v] = int32(i) + 1
				list = append(list, v)
			}
		}
	}
	slices.Sort(list[first:])
	for _, v := range list[first:] { // another time the row may be made again
		s.seen[v] = 0
	}
	return list
}

// findMirrors finds the diagonal of row i and the mirrors of its blocks.
func (s *structure) findMirrors(i int) {
	for k := s.rows[i].at; k < s.rows[i].end; k++ {
		j := s.rows[s.cols[k]]
		at, found := slices.BinarySearch(s.cols[j.at:j.end], int32(i))
		if !found {
			panic("tissue: a block of the matrix has no mirror")
		}
		up := j.at + int32(at)
		s.mirror[k], s.mirror[up] = up, k
		if up == k {
			s.diag[i] = k
		}
	}
}

// countParts counts how many elements each block at or above the diagonal of
// row i is summed from, and all of them.
func (s *structure) countParts(i int, corners func(element uint32) [4]int32) (all int) {
	for k := s.rows[i].at; k < s.rows[i].end; k++ {
		s.place[s.cols[k]] = k
		s.shares[k] = [2]int32{}
	}
	for _, c := range s.corners(i) {
		for _, v := range corners(c >> 2) {
			if int(v) >= i {
				s.shares[s.place[v]][1]++
				all++
			}
		}
	}
	return all
}

// fillParts lists the elements counted, block by block.
func (s *structure) fillParts(i int, corners func(element uint32) [4]int32) {
	at := s.chunks[i].at
	for k := s.rows[i].at; k < s.rows[i].end; k++ {
		count := s.shares[k][1]
		s.shares[k] = [2]int32{at, at}
		at += count
	}
	for _, c := range s.corners(i) {
		for b, v := range corners(c >> 2) {
			if int(v) >= i {
				share := &s.shares[s.place[v]]
				s.parts[share[1]] = c<<2 | uint32(b)
				share[1]++
			}
		}
	}
}
