package segment

import "github.com/drylab/drylab/anatomy/imaging"

// run is a stretch of equal voxels along i: memory from start up to end.
type run struct{ start, end int }

// component is one connected set of voxels.
type component struct {
	voxels int
	// border says, per axis, whether it touches one of the two grid faces
	// across that axis.
	border [3]bool
}

// components partitions the voxels of one value into connected sets. It works
// on runs instead of voxels, which are a hundredth as many in a CT, and joins
// them by union-find (Tarjan 1975, doi 10.1145/321879.321884).
type components struct {
	runs   []run
	parent []int32     // per run, while joining; the root of a set is its first run
	member []int32     // per run: its component's place in the list
	list   []component // in the order of their first voxels
}

// componentsOf finds the 6-connected components of the voxels equal to value.
func componentsOf(g imaging.Grid, bits []uint8, value uint8) *components {
	c := &components{}
	rows := g.Size[1] * g.Size[2]
	rowStart := make([]int, rows+1) // first run of each row of voxels
	for row := range rows {
		rowStart[row] = len(c.runs)
		c.appendRuns(bits, row*g.Size[0], (row+1)*g.Size[0], value)
	}
	rowStart[rows] = len(c.runs)
	c.parent = make([]int32, len(c.runs))
	for i := range c.parent {
		c.parent[i] = int32(i)
	}
	for row := range rows {
		if row%g.Size[1] > 0 {
			c.join(rowStart, row-1, row, g.Size[0])
		}
		if row >= g.Size[1] {
			c.join(rowStart, row-g.Size[1], row, g.Size[0]*g.Size[1])
		}
	}
	c.collect(g)
	return c
}

func (c *components) appendRuns(bits []uint8, from, to int, value uint8) {
	for i := from; i < to; i++ {
		if bits[i] != value {
			continue
		}
		start := i
		for i < to && bits[i] == value {
			i++
		}
		c.runs = append(c.runs, run{start, i})
	}
}

// join unites the runs of row b with those of the neighbouring row a that
// they overlap; b lies distance voxels after a in memory.
func (c *components) join(rowStart []int, a, b, distance int) {
	p, q := rowStart[a], rowStart[b]
	for p < rowStart[a+1] && q < rowStart[b+1] {
		start, end := c.runs[q].start-distance, c.runs[q].end-distance
		if c.runs[p].start < end && start < c.runs[p].end {
			c.unite(int32(p), int32(q))
		}
		if c.runs[p].end < end {
			p++
		} else {
			q++
		}
	}
}

func (c *components) unite(p, q int32) {
	p, q = c.root(p), c.root(q)
	c.parent[max(p, q)] = min(p, q)
}

// root follows the parents, halving the path on the way.
func (c *components) root(p int32) int32 {
	for c.parent[p] != p {
		c.parent[p] = c.parent[c.parent[p]]
		p = c.parent[p]
	}
	return p
}

// collect numbers the sets and sums them up.
func (c *components) collect(g imaging.Grid) {
	c.member = make([]int32, len(c.runs))
	for i, r := range c.runs {
		root := int(c.root(int32(i)))
		if root == i {
			c.member[i] = int32(len(c.list))
			c.list = append(c.list, component{})
		} else {
			c.member[i] = c.member[root]
		}
		set := &c.list[c.member[i]]
		set.voxels += r.end - r.start
		first, last := r.start%g.Size[0], (r.end-1)%g.Size[0]
		j, k := r.start/g.Size[0]%g.Size[1], r.start/g.Size[0]/g.Size[1]
		set.border[0] = set.border[0] || first == 0 || last == g.Size[0]-1
		set.border[1] = set.border[1] || j == 0 || j == g.Size[1]-1
		set.border[2] = set.border[2] || k == 0 || k == g.Size[2]-1
	}
}

// mark sets, in bits, the voxels of the components that are wanted, which has
// one entry per component.
func (c *components) mark(bits []uint8, wanted []bool) {
	for i, r := range c.runs {
		if !wanted[c.member[i]] {
			continue
		}
		for voxel := r.start; voxel < r.end; voxel++ {
			bits[voxel] = 1
		}
	}
}
