package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// BVH answers geometric questions about one surface: a binary tree of boxes
// built with the surface area heuristic, and discs that bound the same patches
// more tightly, in flat arrays. It holds a copy of what it needs and never
// changes, so that any number of goroutines may ask at once. No query allocates,
// and the same question has the same answer.
//
// Positions are stored in float32, as in TriMesh, and all arithmetic is in
// float64. Triangles that repeat a vertex are left out.
type BVH struct {
	nodes     []bvhNode
	discs     []bvhDisc // around the same patches as the nodes' boxes
	triangles []bvhTriangle
	extent    float64 // greatest absolute coordinate, mm
}

// bvhNode holds the boxes of its two children, so that one cache line decides
// about both.
type bvhNode struct {
	box   [2]bvhBox
	child [2]bvhChild
	_     [8]byte // pads the node to the 64 bytes of a cache line
}

// bvhBox is a box by centre and half extent, rounded so that it never shrinks.
type bvhBox struct{ centre, half [3]float32 }

// bvhChild is a node's index, or a leaf's first triangle and their number.
type bvhChild uint32

const leafCountBits = 3 // a leaf holds one to seven triangles; a count of zero means a node

func (c bvhChild) leaf() (first, count uint32) {
	return uint32(c) >> leafCountBits, uint32(c) & (1<<leafCountBits - 1)
}

// bvhTriangle is a triangle as the queries read it.
type bvhTriangle struct {
	corners [9]float32
	source  uint32 // index in TriMesh.Triangles
}

func (t *bvhTriangle) points() (a, b, c point) {
	v := &t.corners
	return point{float64(v[0]), float64(v[1]), float64(v[2])},
		point{float64(v[3]), float64(v[4]), float64(v[5])},
		point{float64(v[6]), float64(v[7]), float64(v[8])}
}

// maxBVHDepth bounds every traversal's stack. bvhBuilder halves by count from
// half that depth on, which 2^29 triangles cannot exhaust.
const maxBVHDepth = 64

// NewBVH builds the tree. For an empty mesh every distance is +Inf, nothing is
// inside and no ray hits.
func NewBVH(m *TriMesh) *BVH {
	builder := newBVHBuilder(m)
	tree := &BVH{}
	low, high := m.Bounds()
	for axis := range 3 {
		tree.extent = max(tree.extent, -low[axis], high[axis])
	}
	tree.nodes = builder.build()
	tree.triangles = make([]bvhTriangle, len(builder.order))
	for i, t := range builder.order {
		tree.place(i, m, t)
	}
	tree.discs = tree.discsOf(builder.ranges)
	return tree
}

// place stores triangle t at leaf position i. A triangle without area becomes
// its longest edge, doubled, so that rounding cannot make it anything else.
func (b *BVH) place(i int, m *TriMesh, t uint32) {
	vertices := m.Triangles[t]
	if (areaVector(m.corners(int(t))) == mgl64.Vec3{}) {
		turn := m.longestSide(vertices)
		vertices = [3]uint32{vertices[turn], vertices[(turn+1)%3], vertices[(turn+1)%3]}
	}
	b.triangles[i].source = t
	for corner, v := range vertices {
		copy(b.triangles[i].corners[3*corner:], m.Vertices[v][:])
	}
}

// longestSide returns the corner at which a triangle's longest side begins.
func (m *TriMesh) longestSide(triangle [3]uint32) int {
	longest, length := 0, -1.0
	for corner := range 3 {
		side := wide(m.Vertices[triangle[(corner+1)%3]]).Sub(wide(m.Vertices[triangle[corner]])).Len()
		if side > length {
			longest, length = corner, side
		}
	}
	return longest
}

// squaredGaps returns the squared distances from p to the boxes of both
// children, or less by rounding of the boxes only; +Inf for an empty box.
func (n *bvhNode) squaredGaps(p point) (first, second float64) {
	a, b := &n.box[0], &n.box[1]
	x := math.Abs(p.x-float64(a.centre[0])) - float64(a.half[0])
	y := math.Abs(p.y-float64(a.centre[1])) - float64(a.half[1])
	z := math.Abs(p.z-float64(a.centre[2])) - float64(a.half[2])
	u := math.Abs(p.x-float64(b.centre[0])) - float64(b.half[0])
	v := math.Abs(p.y-float64(b.centre[1])) - float64(b.half[1])
	w := math.Abs(p.z-float64(b.centre[2])) - float64(b.half[2])
	// d+|d| is twice the positive part, without a branch.
	x += math.Abs(x)
	y += math.Abs(y)
	z += math.Abs(z)
	u += math.Abs(u)
	v += math.Abs(v)
	w += math.Abs(w)
	return (x*x + y*y + z*z) * 0.25, (u*u + v*v + w*w) * 0.25
}
