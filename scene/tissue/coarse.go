package tissue

import (
	"cmp"
	"slices"
)

// coarse is the second level of the preconditioner: a lattice of a few nodes
// around the body, whose displacement each vertex takes linearly from the four
// nodes of its simplex of the lattice. What conjugate gradients with a diagonal
// preconditioner find last, the slow motion of the whole body, is solved
// directly on it: P·(PᵀAP)⁻¹·Pᵀ, added to the diagonal's inverse (Dryja,
// Widlund, "An additive variant of the Schwarz alternating method for the case
// of many subregions", New York University, 1987).
//
// A node counts once for each connected part of the mesh around it, so that the
// two sides of a cut, and a piece that is cut off, move by themselves. Many pieces
// that only touch each other are solved each by itself: shattered tissue would fill
// the matrix with what ties hold together, and cost a hundred times as much. Of few,
// ties are in the matrix: without them a disc that is cut out and hangs on an
// instrument is solved so badly that it is flung about.
//
// PᵀAP is made again only every coarseSteps steps in which the stiffness
// changed, and the parts of the mesh are found then: it preconditions, it is not
// the truth. The ties are always new.
type coarse struct {
	n       int          // unknowns, three for each node in use; 0: the level is not used
	seats   [][4]seat    // where each vertex hangs in the lattice
	shares  [][4]float32 // and by how much
	most    int          // regions
	nodes   [][4]int32   // the same by regions that count
	weights [][4]float32
	loose   bool    // the mesh was divided since its regions were found
	piece   []int32 // of each node, the connected piece of the mesh that it moves, where there are many
	groups  [coarseGroups]gathered
	base    []float32 // PᵀAP by rows, at and below the diagonal
	factor  []float32 // Cholesky's L of it with the ties, the diagonal inverted
	first   []int32   // the first column of each row that is not zero
	age     int       // steps with changes since base was made
	tied    bool      // the factor has ties in it
	parts   []Vec     // of each piece of rows, its part of the right side
	right   [][]float32
	way     [][]Vec // how far each worker finds that the nodes go, mm
}

// gathered is one group of rows' part of PᵀAP.
type gathered struct {
	sum  []float32
	seen []int32 // of each node, the row that met it last
	met  []int32 // nodes that the present row meets
	part []block // the sum of that row's blocks for each node
}

const (
	coarseNodes  = 60 // in the lattice, at most; the direct solve costs about their number to the power 5/3
	coarseSteps  = 8
	coarseGroups = 4 // as many workers gather at once
)

// seat is a corner of a vertex's simplex before its nodes are numbered.
type seat struct{ node, label int32 }

// newCoarse lays the lattice around the body at rest.
func newCoarse(rest []Vec, fixed []bool, m *structure, workers int) coarse {
	k := coarse{}
	lattice := min(coarseNodes, max(len(rest)/10, 8))
	if len(rest) < 2*lattice {
		return k
	}
	k.most, k.right, k.way = 2*lattice, make([][]float32, workers), make([][]Vec, workers)
	k.shares = roomy[[4]float32](len(rest))
	k.seats = layOut(rest, fixed, k.shares, lattice)
	k.hang(m)
	return k
}

// hang finds the regions of the mesh as it is and hangs the vertices on them.
func (k *coarse) hang(m *structure) {
	for i := range k.seats {
		for c := range k.seats[i] {
			k.seats[i][c].label = 0
		}
	}
	k.weights = sized(k.weights, len(k.shares))
	copy(k.weights, k.shares)
	k.number(m.label(k.seats, k.shares), m.connected())
	n := k.n
	k.base, k.factor, k.first = sized(k.base, n*n), sized(k.factor, n*n), sized(k.first, n)
	for g := range k.groups {
		group := &k.groups[g]
		group.sum, group.seen, group.part = sized(group.sum, n*n), sized(group.seen, n/3), sized(group.part, n/3)
	}
	for w := range k.right {
		k.right[w], k.way[w] = sized(k.right[w], n), sized(k.way[w], n/3)
	}
	k.grow(pieces(len(k.seats), rowPiece))
	k.loose = false
}

// grow makes room for so many pieces of rows.
func (k *coarse) grow(pieces int) { k.parts = sized(k.parts, k.n/3*pieces) }

// copyVertex hangs a new vertex where another hangs. That changes nothing in
// PᵀAP: the parts of an element that was divided have its stiffness together.
func (k *coarse) copyVertex(of int32) {
	if k.n > 0 {
		k.seats, k.shares = append(k.seats, k.seats[of]), append(k.shares, k.shares[of])
		k.nodes, k.weights = append(k.nodes, k.nodes[of]), append(k.weights, k.weights[of])
	}
}

// layOut finds the simplex of each free vertex. Nodes are numbered along the
// longest axis last, so that the matrix has a narrow band.
func layOut(rest []Vec, fixed []bool, weights [][4]float32, lattice int) [][4]seat {
	low, high := rest[0], rest[0]
	for _, p := range rest {
		for c := range 3 {
			low[c], high[c] = min(low[c], p[c]), max(high[c], p[c])
		}
	}
	size, count := spacing(low, high, lattice)
	axes := []int{0, 1, 2}
	slices.SortStableFunc(axes, func(a, b int) int { return cmp.Compare(count[a], count[b]) })
	var stride [3]int32
	next := int32(1)
	for _, c := range axes {
		stride[c] = next
		next *= int32(count[c])
	}
	seats := roomy[[4]seat](len(rest))
	for i, p := range rest {
		if fixed[i] {
			continue
		}
		var f Vec
		var at int32
		for c := range 3 {
			x := (p[c] - low[c]) / size
			cell := min(int(x), count[c]-2)
			f[c] = x - float32(cell)
			at += int32(cell) * stride[c]
		}
		seats[i], weights[i] = kuhn(f, at, stride)
	}
	return seats
}

// spacing is the lattice's distance and its number of nodes in each direction,
// of so many in all.
func spacing(low, high Vec, nodes int) (size float32, count [3]int) {
	for size = max(high[0]-low[0], high[1]-low[1], high[2]-low[2]); ; size *= 0.95 {
		next, product := [3]int{}, 1
		for c := range 3 {
			next[c] = int((high[c]-low[c])/size) + 2
			product *= next[c]
		}
		if count[0] > 0 && product > nodes {
			return size / 0.95, count
		}
		count = next
	}
}

// kuhn is the simplex of Kuhn's division of a cell around the point at f, 0 to
// 1: the corners met on the way from the lowest to the highest by the axes in
// the order of how far the point is along them.
func kuhn(f Vec, at int32, stride [3]int32) (seats [4]seat, weights [4]float32) {
	axes := [3]int{0, 1, 2}
	for _, s := range [3][2]int{{0, 1}, {1, 2}, {0, 1}} {
		if f[axes[s[0]]] < f[axes[s[1]]] {
			axes[s[0]], axes[s[1]] = axes[s[1]], axes[s[0]]
		}
	}
	seats[0].node, weights[0] = at, 1-f[axes[0]]
	for k, axis := range axes {
		at += stride[axis]
		seats[k+1].node, weights[k+1] = at, f[axis]
		if k < 2 {
			weights[k+1] -= f[axes[k+1]]
		}
	}
	return seats, weights
}

// region is a connected part of the mesh around a node of the lattice.
type region struct{ node, size, number, first int32 }

// label finds the connected parts around each node: vertices that the matrix
// connects and that both hang on it. Labels start at 1.
func (m *structure) label(seats [][4]seat, weights [][4]float32) []region {
	regions := []region{{}}
	var open []uint32
	for i := range seats {
		for c := range 4 {
			if weights[i][c] == 0 || seats[i][c].label != 0 {
				continue
			}
			node, name := seats[i][c].node, int32(len(regions))
			r := region{node: node, first: int32(i)}
			seats[i][c].label = name
			open = append(open[:0], uint32(i))
			for len(open) > 0 {
				v := open[len(open)-1]
				open = open[:len(open)-1]
				r.size++
				for _, j := range m.cols[m.rows[v].at:m.rows[v].end] {
					for d := range &seats[j] {
						if s := &seats[j][d]; s.node == node && s.label == 0 && weights[j][d] != 0 {
							s.label = name
							open = append(open, uint32(j))
						}
					}
				}
			}
			regions = append(regions, r)
		}
	}
	return regions
}

// connected finds the piece of each vertex, named by its first vertex, from 1.
func (m *structure) connected() []int32 {
	of := make([]int32, len(m.rows)) // one more than the piece; 0: not met yet
	var list []int32
	for i := range of {
		if of[i] > 0 {
			continue
		}
		list = append(list[:0], int32(i))
		of[i] = int32(i) + 1
		for k := 0; k < len(list); k++ {
			v := list[k]
			for _, j := range m.cols[m.rows[v].at:m.rows[v].end] {
				if of[j] == 0 {
					of[j] = of[i]
					list = append(list, j)
				}
			}
		}
	}
	return of
}

// fewPieces is how many pieces are solved together. Our choice: as many as a
// procedure cuts off.
const fewPieces = 8

// number numbers the largest regions piece by piece and in the order of the
// lattice, and hangs the vertices on them; what hangs on none has its diagonal.
func (k *coarse) number(regions []region, of []int32) {
	k.piece = k.piece[:0]
	order := make([]int32, 0, len(regions))
	for name := 1; name < len(regions); name++ {
		order = append(order, int32(name))
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(regions[b].size, regions[a].size) })
	order = order[:min(len(order), k.most)]
	several := map[int32]bool{}
	for _, name := range order {
		several[of[regions[name].first]] = true
	}
	piece := func(name int32) int32 {
		if len(several) <= fewPieces {
			return 0
		}
		return of[regions[name].first]
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(piece(a), piece(b)), cmp.Compare(regions[a].node, regions[b].node), cmp.Compare(a, b))
	})
	for n, name := range order {
		regions[name].number = int32(n) + 1
		k.piece = append(k.piece, piece(name))
	}
	k.n = 3 * len(order)
	k.nodes = sized(k.nodes, len(k.seats))
	for i := range k.seats {
		for c, s := range k.seats[i] {
			if n := regions[s.label].number; n > 0 && k.weights[i][c] != 0 {
				k.nodes[i][c] = n - 1
			} else {
				k.nodes[i][c], k.weights[i][c] = 0, 0
			}
		}
	}
}
