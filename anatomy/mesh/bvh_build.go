package mesh

import "math"

const (
	sahBins       = 16
	maxLeafSize   = 4
	sahTraversal  = 2 // cost of visiting a node in units of one triangle test
	depthByMedian = maxBVHDepth / 2
)

// bvhBuilder splits the triangles top down with binned surface area costs
// (Wald 2007, doi:10.1109/RT.2007.4342588).
type bvhBuilder struct {
	bounds []bounds32
	centre [][3]float32 // twice the centre of each triangle's box
	order  []uint32     // triangles in leaf order
	nodes  []bvhNode
	ranges [][3]uint32 // of each node: the first triangles of its children, and the one behind
}

// bounds32 is a box by its corners.
type bounds32 struct{ low, high [3]float32 }

func emptyBounds() bounds32 {
	inf := float32(math.Inf(1))
	return bounds32{[3]float32{inf, inf, inf}, [3]float32{-inf, -inf, -inf}}
}

func (b *bounds32) include(o *bounds32) {
	for axis := range 3 {
		if o.low[axis] < b.low[axis] {
			b.low[axis] = o.low[axis]
		}
		if o.high[axis] > b.high[axis] {
			b.high[axis] = o.high[axis]
		}
	}
}

func (b *bounds32) includePoint(p *[3]float32) {
	for axis := range 3 {
		if p[axis] < b.low[axis] {
			b.low[axis] = p[axis]
		}
		if p[axis] > b.high[axis] {
			b.high[axis] = p[axis]
		}
	}
}

// area returns half the box's surface area, zero for an empty box.
func (b *bounds32) area() float64 {
	x := float64(b.high[0]) - float64(b.low[0])
	y := float64(b.high[1]) - float64(b.low[1])
	z := float64(b.high[2]) - float64(b.low[2])
	if x < 0 {
		return 0
	}
	return x*y + y*z + z*x
}

// box converts to centre and half extent, enlarged to cover the corners.
func (b *bounds32) box() bvhBox {
	var box bvhBox
	for axis := range 3 {
		low, high := float64(b.low[axis]), float64(b.high[axis])
		if low > high {
			box.half[axis] = float32(math.Inf(-1))
			continue
		}
		centre := float32((low + high) / 2)
		reach := max(high-float64(centre), float64(centre)-low)
		half := float32(reach)
		if float64(half) < reach {
			half = math.Nextafter32(half, float32(math.Inf(1)))
		}
		box.centre[axis], box.half[axis] = centre, half
	}
	return box
}

func newBVHBuilder(m *TriMesh) *bvhBuilder {
	b := &bvhBuilder{
		bounds: make([]bounds32, len(m.Triangles)),
		centre: make([][3]float32, len(m.Triangles)),
		order:  make([]uint32, 0, len(m.Triangles)),
	}
	for t, triangle := range m.Triangles {
		if repeatsVertex(triangle) {
			continue
		}
		b.order = append(b.order, uint32(t))
		b.bounds[t] = emptyBounds()
		for _, v := range triangle {
			b.bounds[t].includePoint((*[3]float32)(&m.Vertices[v]))
		}
		for axis := range 3 {
			// Halves first: the sum of two huge coordinates would overflow.
			b.centre[t][axis] = b.bounds[t].low[axis]/2 + b.bounds[t].high[axis]/2
		}
	}
	return b
}

func (b *bvhBuilder) build() []bvhNode {
	if len(b.order) == 0 {
		return nil
	}
	if len(b.order) > math.MaxUint32>>leafCountBits {
		panic("mesh: too many triangles for a BVH")
	}
	b.nodes = make([]bvhNode, 0, len(b.order)/2+1)
	if len(b.order) <= 1 { // a root needs two children: the second is empty
		none, one := emptyBounds(), b.boundsOf(0, 1)
		b.ranges = [][3]uint32{{0, 1, 1}}
		return []bvhNode{{box: [2]bvhBox{one.box(), none.box()}, child: [2]bvhChild{leafChild(0, 1), leafChild(0, 1)}}}
	}
	b.split(0, len(b.order), 0)
	return b.nodes
}

func leafChild(first, count int) bvhChild {
	return bvhChild(first<<leafCountBits | count)
}

func (b *bvhBuilder) boundsOf(first, last int) bounds32 {
	total := emptyBounds()
	for _, t := range b.order[first:last] {
		total.include(&b.bounds[t])
	}
	return total
}

// split makes the node for order[first:last], two triangles at least, and all
// below it. It returns the node's index.
func (b *bvhBuilder) split(first, last, depth int) int {
	index := len(b.nodes)
	b.nodes = append(b.nodes, bvhNode{})
	middle := b.divide(first, last, depth)
	b.ranges = append(b.ranges, [3]uint32{uint32(first), uint32(middle), uint32(last)})
	for side, part := range [2][2]int{{first, middle}, {middle, last}} {
		total := b.boundsOf(part[0], part[1])
		var child bvhChild
		if count := part[1] - part[0]; b.staysWhole(part[0], part[1]) {
			child = leafChild(part[0], count)
		} else {
			child = bvhChild(b.split(part[0], part[1], depth+1) << leafCountBits)
		}
		b.nodes[index].box[side] = total.box()
		b.nodes[index].child[side] = child
	}
	return index
}

// staysWhole reports whether a part becomes a leaf.
func (b *bvhBuilder) staysWhole(first, last int) bool {
	count := last - first
	if count > maxLeafSize || count == 1 {
		return count == 1
	}
	total := b.boundsOf(first, last)
	_, _, cost := b.bestPlane(first, last)
	return float64(count)*total.area() <= sahTraversal*total.area()+cost
}

// divide reorders order[first:last] into two parts, neither empty, and returns
// the border.
func (b *bvhBuilder) divide(first, last, depth int) int {
	if depth < depthByMedian {
		if axis, plane, cost := b.bestPlane(first, last); !math.IsInf(cost, 1) {
			return b.partition(first, last, axis, plane)
		}
	}
	return (first + last) / 2
}

// binning maps triangle centres to bins along one axis.
type binning struct {
	axis       int
	low, scale float32
}

func (n binning) bin(centre *[3]float32) int {
	return min(int((centre[n.axis]-n.low)*n.scale), sahBins-1)
}

// bestPlane returns the cheapest division: triangles in bins up to plane.bin
// go left. cost is +Inf when all centres coincide.
func (b *bvhBuilder) bestPlane(first, last int) (n binning, bin int, cost float64) {
	centres := emptyBounds()
	for _, t := range b.order[first:last] {
		centres.includePoint(&b.centre[t])
	}
	cost = math.Inf(1)
	for axis := range 3 {
		extent := centres.high[axis] - centres.low[axis]
		scale := sahBins / extent
		if !(extent > 0) || math.IsInf(float64(scale), 0) {
			continue
		}
		candidate := binning{axis, centres.low[axis], scale}
		if at, c := b.sweep(first, last, candidate); c < cost {
			n, bin, cost = candidate, at, c
		}
	}
	return n, bin, cost
}

// sweep finds the cheapest border between the bins of one axis.
func (b *bvhBuilder) sweep(first, last int, n binning) (best int, cost float64) {
	var boxes [sahBins]bounds32
	var counts [sahBins]int
	for bin := range boxes {
		boxes[bin] = emptyBounds()
	}
	for _, t := range b.order[first:last] {
		bin := n.bin(&b.centre[t])
		counts[bin]++
		boxes[bin].include(&b.bounds[t])
	}
	var rightCost [sahBins]float64
	right, count := emptyBounds(), 0
	for bin := sahBins - 1; bin > 0; bin-- {
		right.include(&boxes[bin])
		count += counts[bin]
		rightCost[bin] = float64(count) * right.area()
	}
	cost = math.Inf(1)
	left, count := emptyBounds(), 0
	for bin := range sahBins - 1 {
		left.include(&boxes[bin])
		count += counts[bin]
		if count == 0 || count == last-first {
			continue
		}
		if c := float64(count)*left.area() + rightCost[bin+1]; c < cost {
			best, cost = bin, c
		}
	}
	return best, cost
}

// partition moves the triangles of bins 0…bin to the front, in a fixed order.
func (b *bvhBuilder) partition(first, last int, n binning, bin int) int {
	i, j := first, last-1
	for i <= j {
		if n.bin(&b.centre[b.order[i]]) <= bin {
			i++
			continue
		}
		b.order[i], b.order[j] = b.order[j], b.order[i]
		j--
	}
	return i
}
