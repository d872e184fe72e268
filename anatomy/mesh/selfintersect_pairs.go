package mesh

import (
	"cmp"
	"slices"
)

// pairTree finds all pairs of triangles whose boxes meet: a balanced tree over
// the triangles in Morton order (Lauterbach et al. 2009,
// doi:10.1111/j.1467-8659.2009.01377.x), walked against itself.
type pairTree struct {
	order []uint32   // triangles
	boxes []bounds32 // of triangles, in that order
	nodes []bounds32 // 2i+1 and 2i+2 are the children of i
}

// pairLeaf is the greatest number of triangles in a leaf.
const pairLeaf = 4

func newPairTree(m *TriMesh) *pairTree {
	tree := &pairTree{order: make([]uint32, len(m.Triangles)), boxes: make([]bounds32, len(m.Triangles))}
	codes := m.mortonCodes()
	for t := range tree.order {
		tree.order[t] = uint32(t)
	}
	slices.SortFunc(tree.order, func(a, b uint32) int { return cmp.Or(cmp.Compare(codes[a], codes[b]), cmp.Compare(a, b)) })
	for i, t := range tree.order {
		tree.boxes[i] = emptyBounds()
		for _, v := range m.Triangles[t] {
			tree.boxes[i].includePoint((*[3]float32)(&m.Vertices[v]))
		}
	}
	if len(tree.order) > 0 {
		tree.build(0, 0, len(tree.order))
	}
	return tree
}

// mortonCodes interleaves the bits of each triangle's centre, 21 per axis.
func (m *TriMesh) mortonCodes() []uint64 {
	low, high := m.Bounds()
	codes := make([]uint64, len(m.Triangles))
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		for axis := range 3 {
			extent := max(high[axis]-low[axis], 1e-30)
			share := (a[axis]/3 + b[axis]/3 + c[axis]/3 - low[axis]) / extent
			codes[t] |= spread(uint64(clamp01(share)*(1<<21-1))) << axis
		}
	}
	return codes
}

// spread puts two zero bits between the lower 21 bits.
func spread(x uint64) uint64 {
	x = (x | x<<32) & 0x1f00000000ffff
	x = (x | x<<16) & 0x1f0000ff0000ff
	x = (x | x<<8) & 0x100f00f00f00f00f
	x = (x | x<<4) & 0x10c30c30c30c30c3
	return (x | x<<2) & 0x1249249249249249
}

// build makes node i over order[first:last].
func (p *pairTree) build(i, first, last int) bounds32 {
	for len(p.nodes) <= i {
		p.nodes = append(p.nodes, emptyBounds())
	}
	box := emptyBounds()
	if last-first <= pairLeaf {
		for k := first; k < last; k++ {
			box.include(&p.boxes[k])
		}
	} else {
		middle := (first + last) / 2
		left, right := p.build(2*i+1, first, middle), p.build(2*i+2, middle, last)
		box.include(&left)
		box.include(&right)
	}
	p.nodes[i] = box
	return box
}

// pairNode is a node with the triangles that it stands for.
type pairNode struct{ index, first, last int }

func (n pairNode) isLeaf() bool { return n.last-n.first <= pairLeaf }

func (n pairNode) children() (left, right pairNode) {
	middle := (n.first + n.last) / 2
	return pairNode{2*n.index + 1, n.first, middle}, pairNode{2*n.index + 2, middle, n.last}
}

// eachPair visits every pair of triangles with boxes that meet once, always in
// the same order.
func (p *pairTree) eachPair(visit func(s, t uint32)) {
	if len(p.order) > 0 {
		p.within(pairNode{0, 0, len(p.order)}, visit)
	}
}

// within visits the pairs inside one node.
func (p *pairTree) within(n pairNode, visit func(s, t uint32)) {
	if !n.isLeaf() {
		left, right := n.children()
		p.within(left, visit)
		p.within(right, visit)
		p.between(left, right, visit)
		return
	}
	for i := n.first; i < n.last; i++ {
		for j := i + 1; j < n.last; j++ {
			if p.boxes[i].meets(&p.boxes[j]) {
				visit(p.order[i], p.order[j])
			}
		}
	}
}

// between visits the pairs of one triangle from each node.
func (p *pairTree) between(a, b pairNode, visit func(s, t uint32)) {
	if !p.nodes[a.index].meets(&p.nodes[b.index]) {
		return
	}
	if a.isLeaf() && b.isLeaf() {
		for i := a.first; i < a.last; i++ {
			for j := b.first; j < b.last; j++ {
				if p.boxes[i].meets(&p.boxes[j]) {
					visit(p.order[i], p.order[j])
				}
			}
		}
		return
	}
	if b.isLeaf() || !a.isLeaf() && a.last-a.first > b.last-b.first {
		a, b = b, a
	}
	left, right := b.children()
	p.between(a, left, visit)
	p.between(a, right, visit)
}

// meets reports that two closed boxes have a point in common.
func (b *bounds32) meets(o *bounds32) bool {
	return b.low[0] <= o.high[0] && o.low[0] <= b.high[0] &&
		b.low[1] <= o.high[1] && o.low[1] <= b.high[1] &&
		b.low[2] <= o.high[2] && o.low[2] <= b.high[2]
}
