package segment

// majorityOf is more than half of a voxel and its 26 neighbours.
const majorityOf = 14

// majority gives every voxel the side of most of the 27 voxels around it, of
// which those beyond the grid are not marked. Flat boundaries stay where they
// are; single voxels of either kind go.
func (p *Packed) majority() *Packed {
	smooth := newPacked(p.Grid)
	inParallel(p.Size[2], func(from, to int) {
		sums := newBoxSums(p)
		for k := from; k < to; k++ {
			sums.moveTo(k)
			sums.vote(smooth, k)
		}
	})
	return smooth
}

// boxSums counts the marked voxels in boxes of 3 x 3 voxels of a slice, for
// three slices in turn.
type boxSums struct {
	from   *Packed
	slices [3][]uint8 // of slice k in place k mod 3
	loaded [3]int     // which slice each place holds, plus one
}

func newBoxSums(p *Packed) *boxSums {
	s := &boxSums{from: p}
	for i := range s.slices {
		s.slices[i] = make([]uint8, p.Size[0]*p.Size[1])
	}
	return s
}

// moveTo loads the slices k-1 to k+1.
func (s *boxSums) moveTo(k int) {
	for at := k - 1; at <= k+1; at++ {
		place := (at + 3) % 3
		if s.loaded[place] == at+1 && at >= 0 {
			continue
		}
		clear(s.slices[place])
		if at >= 0 && at < s.from.Size[2] {
			s.sum(s.slices[place], at)
		}
		s.loaded[place] = at + 1
	}
}

func (s *boxSums) sum(into []uint8, k int) {
	n, rows := s.from.Size[0], s.from.Size[1]
	line := make([]uint8, n)
	for j := range rows {
		unpackRow(line, s.from.row(j+k*rows))
		for i := range line {
			three := line[i]
			if i > 0 {
				three += line[i-1]
			}
			if i+1 < n {
				three += line[i+1]
			}
			if three == 0 {
				continue
			}
			for to := max(0, j-1); to <= min(rows-1, j+1); to++ {
				into[to*n+i] += three
			}
		}
	}
}

func (s *boxSums) vote(smooth *Packed, k int) {
	n, rows := s.from.Size[0], s.from.Size[1]
	for j := range rows {
		row := smooth.row(j + k*rows)
		a, b, c := s.slices[0][j*n:(j+1)*n], s.slices[1][j*n:(j+1)*n], s.slices[2][j*n:(j+1)*n]
		for i := range a {
			if a[i]+b[i]+c[i] >= majorityOf {
				row[i>>6] |= 1 << (i & 63)
			}
		}
	}
}
