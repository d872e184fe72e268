package tissue

import "slices"

// structure says which blocks of the stiffness matrix exist and which elements
// they are summed from. It is the connectivity of the mesh and nothing else:
// it changes when the body is cut.
//
// The matrix is stored by rows of 3×3 blocks, both halves, so that each row's
// product is one vertex's own work. A block above the diagonal is summed by its
// row from the elements that share the two vertices and copied, transposed, to
// its mirror.
type structure struct {
	rows   []int32  // rows[i]..rows[i+1] are the blocks of row i
	cols   []int32  // column of each block, rising within a row
	diag   []int32  // the diagonal block of each row
	mirror []int32  // the transposed block of each
	shares []int32  // shares[k]..shares[k+1] are the parts of block k
	parts  []uint32 // element·16 + corner of the row·4 + corner of the column
	around []int32  // around[i]..around[i+1] are the corners at vertex i
	corner []uint32 // element·4 + corner
}

// newStructure connects n vertices by elements of four corners; a corner of −1
// is not there, so that triangles and rods are elements too.
func newStructure(n int, elements [][4]int32) structure {
	s := structure{}
	s.gatherCorners(n, elements)
	s.findBlocks(n, elements)
	s.findParts(n, elements)
	return s
}

// gatherCorners lists the corners of elements at each vertex, by counting.
func (s *structure) gatherCorners(n int, elements [][4]int32) {
	s.around = make([]int32, n+1)
	for _, e := range elements {
		for _, v := range e {
			if v >= 0 {
				s.around[v+1]++
			}
		}
	}
	for i := range n {
		s.around[i+1] += s.around[i]
	}
	next := slices.Clone(s.around[:n])
	s.corner = make([]uint32, s.around[n])
	for t, e := range elements {
		for a, v := range e {
			if v >= 0 {
				s.corner[next[v]] = uint32(t)<<2 | uint32(a)
				next[v]++
			}
		}
	}
}

// findBlocks gives each row its columns: the vertex itself and its neighbours.
func (s *structure) findBlocks(n int, elements [][4]int32) {
	s.rows = make([]int32, n+1)
	s.diag = make([]int32, n)
	s.cols = make([]int32, 0, 16*n)
	seen := make([]int32, n)
	for i := range n {
		first := len(s.cols)
		s.cols = append(s.cols, int32(i))
		seen[i] = int32(i) + 1
		for _, c := range s.corner[s.around[i]:s.around[i+1]] {
			for _, v := range elements[c>>2] {
				if v >= 0 && seen[v] != int32(i)+1 {
					seen[v] = int32(i) + 1
					s.cols = append(s.cols, v)
				}
			}
		}
		slices.Sort(s.cols[first:])
		s.rows[i+1] = int32(len(s.cols))
	}
}

// findParts finds each block's mirror and, above the diagonal, its elements.
func (s *structure) findParts(n int, elements [][4]int32) {
	s.mirror = make([]int32, len(s.cols))
	s.shares = make([]int32, len(s.cols)+1)
	next := slices.Clone(s.rows[:n])
	place := make([]int32, n)
	for i := range n {
		for k := s.rows[i]; k < s.rows[i+1]; k++ {
			j := s.cols[k]
			place[j] = k
			if int(j) == i {
				s.diag[i], s.mirror[k] = k, k
			} else if int(j) < i {
				up := next[j]
				s.mirror[k], s.mirror[up] = up, k
			}
			next[j]++
		}
		s.countParts(int32(i), elements, place)
	}
	for k := range s.cols {
		s.shares[k+1] += s.shares[k]
	}
	s.parts = make([]uint32, s.shares[len(s.cols)])
	fill := slices.Clone(s.shares[:len(s.cols)])
	for i := range n {
		for k := s.rows[i]; k < s.rows[i+1]; k++ {
			place[s.cols[k]] = k
		}
		for _, c := range s.corner[s.around[i]:s.around[i+1]] {
			for b, v := range elements[c>>2] {
				if v >= int32(i) {
					s.parts[fill[place[v]]] = c<<2 | uint32(b)
					fill[place[v]]++
				}
			}
		}
	}
}

// countParts counts how many elements each block at or above the diagonal of
// row i is summed from.
func (s *structure) countParts(i int32, elements [][4]int32, place []int32) {
	for _, c := range s.corner[s.around[i]:s.around[i+1]] {
		for _, v := range elements[c>>2] {
			if v >= i {
				s.shares[place[v]+1]++
			}
		}
	}
}
