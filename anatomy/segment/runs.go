package segment

import (
	"math/bits"

	"github.com/drylab/drylab/anatomy/imaging"
)

// run is a stretch of marked voxels in a row: i from start up to end.
type run struct{ start, end int }

// component is one connected set of voxels.
type component struct {
	voxels int
	// border says, per axis, whether it touches one of the two grid faces
	// across that axis.
	border [3]bool
}

// components partitions the voxels of a mask into 6-connected sets. It works
// on runs instead of voxels, which are a hundredth as many in a CT, and joins
// them by union-find (Tarjan 1975, doi 10.1145/321879.321884). It keeps four
// bytes a run and finds the runs themselves anew in the mask's bits whenever it
// needs them.
type components struct {
	mask     *Packed
	rowStart []int32     // number of the first run of each row of voxels
	member   []int32     // per run: its component's place in the list
	list     []component // in the order of their first voxels
}

func componentsOf(p *Packed) *components {
	c := &components{mask: p, rowStart: make([]int32, p.rows()+1)}
	for number := range p.rows() {
		c.rowStart[number+1] = c.rowStart[number] + int32(countRuns(p.row(number)))
	}
	c.member = make([]int32, c.rowStart[p.rows()])
	c.joinRows()
	c.collect()
	return c
}

// countRuns counts the places where a marked voxel follows none.
func countRuns(row []uint64) int {
	n, before := 0, uint64(0)
	for _, word := range row {
		n += bits.OnesCount64(word &^ (word<<1 | before>>63))
		before = word
	}
	return n
}

// appendRuns lists the runs of a row of n voxels.
func appendRuns(runs []run, row []uint64, n int) []run {
	for i := nextBit(row, 0, n, 0); i < n; {
		end := nextBit(row, i, n, ^uint64(0))
		runs = append(runs, run{i, end})
		i = nextBit(row, end, n, 0)
	}
	return runs
}

// nextBit is the first voxel from i on that is marked, or, with flip all ones,
// that is not; n when there is none.
func nextBit(row []uint64, i, n int, flip uint64) int {
	for w := i >> 6; w < len(row); w++ {
		word := row[w] ^ flip
		if w == i>>6 {
			word &= ^uint64(0) << (i & 63)
		}
		if word != 0 {
			return min(w<<6+bits.TrailingZeros64(word), n)
		}
	}
	return n
}

// joinRows unites the runs that overlap in neighbouring rows. Until collect
// has run, member holds the forest's parents.
func (c *components) joinRows() {
	for i := range c.member {
		c.member[i] = int32(i)
	}
	n, rows := c.mask.Size[0], c.mask.Size[1]
	var current, other []run
	for number := range c.mask.rows() {
		if c.rowStart[number] == c.rowStart[number+1] {
			continue
		}
		current = appendRuns(current[:0], c.mask.row(number), n)
		if number%rows > 0 {
			other = appendRuns(other[:0], c.mask.row(number-1), n)
			c.join(other, c.rowStart[number-1], current, c.rowStart[number])
		}
		if number >= rows {
			other = appendRuns(other[:0], c.mask.row(number-rows), n)
			c.join(other, c.rowStart[number-rows], current, c.rowStart[number])
		}
	}
}

// join unites the runs of two rows where they overlap; first numbers the
// rows' first runs.
func (c *components) join(a []run, firstA int32, b []run, firstB int32) {
	p, q := 0, 0
	for p < len(a) && q < len(b) {
		if a[p].start < b[q].end && b[q].start < a[p].end {
			c.unite(firstA+int32(p), firstB+int32(q))
		}
		if a[p].end < b[q].end {
			p++
		} else {
			q++
		}
	}
}

func (c *components) unite(p, q int32) {
	p, q = c.root(p), c.root(q)
	c.member[max(p, q)] = min(p, q)
}

// root follows the parents, halving the path on the way.
func (c *components) root(p int32) int32 {
	for c.member[p] != p {
		c.member[p] = c.member[c.member[p]]
		p = c.member[p]
	}
	return p
}

// collect numbers the sets and sums them up. A parent always comes before its
// children, so its entry is a number already when theirs are looked up.
func (c *components) collect() {
	c.eachRun(func(number, row int, r run) {
		if parent := int(c.member[number]); parent == number {
			c.member[number] = int32(len(c.list))
			c.list = append(c.list, component{})
		} else {
			c.member[number] = c.member[parent]
		}
		c.list[c.member[number]].add(c.mask.Grid, row, r)
	})
}

func (s *component) add(g imaging.Grid, row int, r run) {
	j, k := row%g.Size[1], row/g.Size[1]
	s.voxels += r.end - r.start
	s.border[0] = s.border[0] || r.start == 0 || r.end == g.Size[0]
	s.border[1] = s.border[1] || j == 0 || j == g.Size[1]-1
	s.border[2] = s.border[2] || k == 0 || k == g.Size[2]-1
}

// eachRun visits all runs in order.
func (c *components) eachRun(visit func(number, row int, r run)) {
	var runs []run
	for row := range c.mask.rows() {
		if c.rowStart[row] == c.rowStart[row+1] {
			continue
		}
		runs = appendRuns(runs[:0], c.mask.row(row), c.mask.Size[0])
		for i, r := range runs {
			visit(int(c.rowStart[row])+i, row, r)
		}
	}
}

// at is the component of the marked voxel with the given index.
func (c *components) at(index int) int {
	row, i := index/c.mask.Size[0], index%c.mask.Size[0]
	for place, r := range appendRuns(nil, c.mask.row(row), c.mask.Size[0]) {
		if i < r.end {
			return int(c.member[int(c.rowStart[row])+place])
		}
	}
	panic("segment: the voxel is not marked")
}

// only returns the voxels of the components that are wanted, which has one
// entry per component.
func (c *components) only(wanted []bool) *Packed {
	kept := newPacked(c.mask.Grid)
	c.eachRun(func(number, row int, r run) {
		if wanted[c.member[number]] {
			markRun(kept.row(row), r)
		}
	})
	return kept
}

// markRun marks the voxels of a run.
func markRun(row []uint64, r run) {
	first, last := r.start>>6, (r.end-1)>>6
	from, to := ^uint64(0)<<(r.start&63), ^uint64(0)>>(-r.end&63)
	if first == last {
		row[first] |= from & to
		return
	}
	row[first] |= from
	for w := first + 1; w < last; w++ {
		row[w] = ^uint64(0)
	}
	row[last] |= to
}
