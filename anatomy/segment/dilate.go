package segment

import (
	"math"
	"slices"
)

// spans describes a ball on the voxel lattice by its rows along i.
type spans struct {
	// reach[dk][dj] is how many voxels along i the ball extends to either side
	// in the row dj and dk away from its centre, for dj, dk >= 0; the slices
	// end where the ball does.
	reach [][]int
}

// radiusSlack keeps voxels whose squared distance is the squared radius but
// for rounding.
const radiusSlack = 1 + 1e-5

// ballOf lists the rows of the ball of all voxels whose centres lie within mm
// of a centre, along perpendicular axes. No extent exceeds the grid's.
func ballOf(spacing [3]float64, size [3]int, mm float64) spans {
	limit := mm * mm * radiusSlack
	extent := func(left float64, axis int) int {
		if left < 0 {
			return -1
		}
		return int(min(math.Sqrt(left)/spacing[axis], float64(size[axis]-1)))
	}
	var b spans
	for dk := range extent(limit, 2) + 1 {
		z := float64(dk) * spacing[2]
		left := limit - z*z
		var rows []int
		for dj := range extent(left, 1) + 1 {
			y := float64(dj) * spacing[1]
			rows = append(rows, extent(left-y*y, 0))
		}
		b.reach = append(b.reach, rows)
	}
	return b
}

// widest is the reach along i of the ball's central row.
func (b spans) widest() int { return b.reach[0][0] }

// dilated marks every voxel whose centre lies within mm of a marked one.
//
// A ball is a stack of rows, so the result is, row by row, the union of the
// rows around it, each widened by the ball's reach in it: exact, and on whole
// words of 64 voxels. Beyond its result it needs one slice per core, widened
// by each reach.
func (p *Packed) dilated(mm float64) *Packed {
	ball := ballOf(p.Spacing(), p.Size, mm)
	grown := newPacked(p.Grid)
	// Each core takes a range of target slices and widens the slices around
	// it itself: the same result on any number of cores.
	inParallel(p.Size[2], func(from, to int) {
		w := newWidener(p, ball)
		depth := len(ball.reach) - 1
		for k := max(0, from-depth); k < min(p.Size[2], to+depth); k++ {
			if !w.load(k) {
				continue
			}
			for dk := range ball.reach {
				if k-dk >= from && k-dk < to {
					w.spreadTo(grown, k-dk, ball.reach[dk])
				}
				if dk > 0 && k+dk >= from && k+dk < to {
					w.spreadTo(grown, k+dk, ball.reach[dk])
				}
			}
		}
	})
	return grown
}

// widener holds one slice of a mask, widened along i by 0, 1, 2, ... voxels.
type widener struct {
	from    *Packed
	reaches []int      // that the ball needs, ascending
	place   []int      // per reach: where its rows are in widened
	widened [][]uint64 // per place: the rows of the slice
	filled  []bool     // per row: whether anything is marked
}

func newWidener(p *Packed, ball spans) *widener {
	w := &widener{from: p, place: make([]int, ball.widest()+1), filled: make([]bool, p.Size[1])}
	for _, rows := range ball.reach {
		w.reaches = append(w.reaches, rows...)
	}
	slices.Sort(w.reaches)
	w.reaches = slices.Compact(w.reaches)
	for place, reach := range w.reaches {
		w.place[reach] = place
		w.widened = append(w.widened, make([]uint64, p.width*p.Size[1]))
	}
	return w
}

// load widens the rows of slice k; false when it is empty.
func (w *widener) load(k int) bool {
	any := false
	current := make([]uint64, w.from.width)
	for j := range w.from.Size[1] {
		row := w.from.row(j + k*w.from.Size[1])
		w.filled[j] = slices.ContainsFunc(row, func(word uint64) bool { return word != 0 })
		if !w.filled[j] {
			continue
		}
		any = true
		copy(current, row)
		done := 0
		for place, reach := range w.reaches {
			for done < reach {
				step := min(reach-done, done+1, 63)
				widen(current, step)
				done += step
			}
			into := w.widened[place][j*w.from.width : (j+1)*w.from.width]
			copy(into, current)
			into[len(into)-1] &= w.from.lastWord()
		}
	}
	return any
}

// widen widens the row by n voxels to both sides, n < 64: it unites it with
// itself shifted by n, which leaves no gaps when each run has n voxels or more,
// as after widening by n-1.
func widen(row []uint64, n int) {
	before := uint64(0)
	for w, word := range row {
		after := uint64(0)
		if w+1 < len(row) {
			after = row[w+1]
		}
		row[w] = word | word<<n | before>>(64-n) | word>>n | after<<(64-n)
		before = word
	}
}

// spreadTo unites slice k of the target with the loaded one, widened by the
// reach of each row of the ball.
func (w *widener) spreadTo(target *Packed, k int, reach []int) {
	width, rows := w.from.width, w.from.Size[1]
	for j, filled := range w.filled {
		if !filled {
			continue
		}
		for dj, voxels := range reach {
			source := w.widened[w.place[voxels]][j*width : (j+1)*width]
			if j-dj >= 0 {
				unite(target.row(j-dj+k*rows), source)
			}
			if dj > 0 && j+dj < rows {
				unite(target.row(j+dj+k*rows), source)
			}
		}
	}
}

func unite(row, with []uint64) {
	for w := range row {
		row[w] |= with[w]
	}
}
