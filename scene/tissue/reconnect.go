package tissue

import "slices"

// reconnect makes the rows of some vertices anew, rising, whose elements are
// others than before: those of the list of changed elements. What these were
// connected to before and what they are connected to now must all be among the
// vertices. Vertices from the number of rows on are new.
func (s *structure) reconnect(vertices []int32, changed []int32, corners func(element uint32) [4]int32) {
	for _, i := range vertices {
		for int(i) >= len(s.rows) {
			s.rows, s.chunks, s.around = append(s.rows, span{}), append(s.chunks, span{}), append(s.around, span{})
			s.diag, s.place, s.seen = append(s.diag, 0), append(s.place, 0), append(s.seen, 0)
		}
	}
	s.recorner(vertices, changed, corners)
	var list []int32
	for _, i := range vertices {
		list = s.columns(int(i), list[:0], corners)
		s.cols = lengthened(s.cols, s.rows[i].take(len(list), len(s.cols)))
		copy(s.cols[s.rows[i].at:], list)
	}
	s.mirror, s.shares = lengthened(s.mirror, len(s.cols)), lengthened(s.shares, len(s.cols))
	for _, i := range vertices {
		s.findMirrors(int(i))
		s.parts = lengthened(s.parts, s.chunks[i].take(s.countParts(int(i), corners), len(s.parts)))
		s.fillParts(int(i), corners)
	}
}

// recorner makes the lists of corners of some vertices anew.
func (s *structure) recorner(vertices, changed []int32, corners func(element uint32) [4]int32) {
	var now []uint64 // vertex and corner
	for _, t := range changed {
		for a, v := range corners(uint32(t)) {
			now = append(now, uint64(v)<<32|uint64(t)<<2|uint64(a))
		}
	}
	slices.Sort(now)
	var list []uint32
	for _, i := range vertices {
		list = list[:0]
		for _, c := range s.corners(int(i)) {
			if _, found := slices.BinarySearch(changed, int32(c>>2)); !found {
				list = append(list, c)
			}
		}
		for ; len(now) > 0 && now[0]>>32 == uint64(i); now = now[1:] {
			list = append(list, uint32(now[0]))
		}
		slices.Sort(list)
		s.corner = lengthened(s.corner, s.around[i].take(len(list), len(s.corner)))
		copy(s.corner[s.around[i].at:], list)
	}
}
