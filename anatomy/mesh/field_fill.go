package mesh

import "math"

// measure fills in the distances. The grid is halved again and again, and each
// block is handed a list of what can be nearest to any of its samples: of patches of
// surface first, then of triangles; at the end, eight samples look at a few.
func (f *Field) measure(tree *BVH) {
	if len(tree.nodes) == 0 {
		return
	}
	var parts [3]int
	for axis, n := range f.Size {
		parts[axis] = (n + fieldPart - 1) / fieldPart
	}
	inParallel(parts[0]*parts[1]*parts[2], func() func(int) {
		filler := newFieldFiller(f, tree)
		return func(part int) {
			at := [3]int{part % parts[0], part / parts[0] % parts[1], part / parts[0] / parts[1]}
			var block fieldBlock
			for axis, n := range f.Size {
				block.first[axis], block.last[axis] = partOf(at[axis], parts[axis], n)
			}
			filler.start(block)
		}
	})
}

// fieldPart is how many samples along each axis are one part of the work.
const fieldPart = 16

// fieldBlock is the samples from first up to, without, last.
type fieldBlock struct{ first, last [3]int }

// side is the most samples along any axis.
func (b *fieldBlock) side() int {
	return max(b.last[0]-b.first[0], b.last[1]-b.first[1], b.last[2]-b.first[2])
}

func (b *fieldBlock) samples() int {
	return (b.last[0] - b.first[0]) * (b.last[1] - b.first[1]) * (b.last[2] - b.first[2])
}

// octant is one of the eight parts of a block that is halved along each axis,
// if there is anything in it.
func (b *fieldBlock) octant(octant int) (part fieldBlock, some bool) {
	part, some = *b, true
	for axis := range 3 {
		middle := (b.first[axis] + b.last[axis] + 1) / 2
		if octant>>axis&1 == 0 {
			part.last[axis] = middle
		} else {
			part.first[axis] = middle
		}
		some = some && part.first[axis] < part.last[axis]
	}
	return part, some
}

// ball is the smallest around a block's samples.
func (f *Field) ball(block *fieldBlock) (centre point, radius float64) {
	centre, half := f.box(block)
	return centre, half.length()
}

// box is the smallest around a block's samples.
func (f *Field) box(block *fieldBlock) (centre, half point) {
	low := f.at(block.first[0], block.first[1], block.first[2])
	high := f.at(block.last[0]-1, block.last[1]-1, block.last[2]-1)
	return low.plus(high).times(0.5), high.minus(low).times(0.5)
}

// fieldFiller fills one block after the other.
type fieldFiller struct {
	field     *Field
	tree      *BVH
	top       int            // samples along each side of a block whose triangles are listed
	rounding  float64        // mm, many times what is lost in a distance's computation
	reach     float64        // mm, greater than all distances
	lists     []uint32       // of patches, a block's behind that which it is part of: indices of discs
	most      int            // length at which lists is too long
	triangles []nearTriangle // that can be nearest to a sample of a block
	supports  []support      // of them, for the block's centre
	eighths   [3]fieldEighths
}

func newFieldFiller(f *Field, tree *BVH) *fieldFiller {
	w := &fieldFiller{field: f, tree: tree, top: 8}
	if !math.IsInf(f.Band, 1) {
		w.top = 4 // most of a larger block is beyond the band: measured
	}
	w.reach = 2 * tree.extent
	for axis, n := range f.Size {
		w.reach += math.Abs(f.Origin[axis]) + float64(n)*f.Spacing
	}
	w.rounding = 1e-13 * w.reach
	return w
}

// start fills a block from what the whole tree holds.
func (w *fieldFiller) start(block fieldBlock) {
	w.lists = append(w.lists[:0], 0, 1)
	w.descend(block, 0)
}

// descend fills a block from the patches listed from a place on.
func (w *fieldFiller) descend(block fieldBlock, from int) {
	centre, radius := w.field.ball(&block)
	within := w.field.Band + radius
	best := w.tree.closest(centre, within*within)
	if best.leaf < 0 {
		return
	}
	ball, end := fieldBall{centre, radius, within * within, best}, len(w.lists)
	whole := block.side() <= w.top
	w.most = math.MaxInt
	if whole {
		w.most = end + mostLeaves*block.samples()
	}
	for i := from; i < end; i++ {
		w.gather(&ball, w.lists[i], whole)
	}
	switch {
	case len(w.lists) >= w.most:
		w.ask(&block, best.leaf)
	case whole:
		w.divide(&block, w.list(&ball, w.lists[end:]), 0)
	default:
		for octant := range 8 {
			if part, some := block.octant(octant); some {
				w.descend(part, end)
			}
		}
	}
	w.lists = w.lists[:end]
}

// fieldBall is a ball around samples, with the surface point nearest to its
// centre.
type fieldBall struct {
	centre point
	radius float64
	within float64 // squared distance of the centre beyond which no sample is in the band
	best   nearest
}

// gather lists what of a patch can be nearest to a place x in the ball. With c
// its centre, r its radius and q the surface point nearest to c, a point p is
// nearer to x than q is only if
//
//	|c−p|² − |c−q|² < 2(x−c)·(p−q) ≤ 2r|p−q|,
//
// the difference of the two squared distances being linear in x. So few patches
// beside q are left, however far away the surface is. The patches listed are
// leaves where leaves are asked for, else not larger than they need be.
func (w *fieldFiller) gather(ball *fieldBall, patch uint32, leaves bool) {
	disc := &w.tree.discs[patch]
	gap := disc.squaredGap(ball.centre)
	size := float64(disc.radius) + float64(disc.reach)
	farthest := pointOfFloat32s(disc.centre).minus(ball.best.at).length() + size
	if gap >= ball.within || !(gap <= ball.best.squared+2*ball.radius*farthest) || len(w.lists) >= w.most {
		return
	}
	child := w.tree.nodes[patch>>1].child[patch&1]
	if node, count := child.leaf(); count == 0 && (leaves || size > coarsestPatch*ball.radius) {
		w.gather(ball, 2*node, leaves)
		w.gather(ball, 2*node+1, leaves)
		return
	}
	w.lists = append(w.lists, patch)
}

// coarsestPatch is the size of a patch, in radii of a block, above which its parts
// are looked at one by one: measured.
const coarsestPatch = 0.5

// mostLeaves is how many leaves a sample of a block there may be for lists to pay:
// measured. There are more where the grid is coarse beside the triangles.
const mostLeaves = 4

// ask fills a block sample by sample from the whole tree. seed is a triangle not
// far from the nearest.
func (w *fieldFiller) ask(block *fieldBlock, seed int) {
	f := w.field
	for k := block.first[2]; k < block.last[2]; k++ {
		for j := block.first[1]; j < block.last[1]; j++ {
			for i := block.first[0]; i < block.last[0]; i++ {
				p, best := f.at(i, j, k), nearest{squared: f.Band * f.Band, leaf: -1}
				w.tree.closestInLeaf(p, uint32(seed), 1, &best)
				w.tree.closestBelow(p, 0, &best)
				if best.leaf >= 0 {
					f.Values[(k*f.Size[1]+j)*f.Size[0]+i] = float32(math.Sqrt(best.squared))
					seed = best.leaf
				}
			}
		}
	}
}

// list is the supports, for the centre of a ball, of the triangles in listed
// leaves.
func (w *fieldFiller) list(ball *fieldBall, leaves []uint32) []support {
	w.triangles, w.supports = w.triangles[:0], w.supports[:0]
	for _, patch := range leaves {
		first, count := w.tree.nodes[patch>>1].child[patch&1].leaf()
		for i := first; i < first+count; i++ {
			n := uint32(len(w.triangles))
			w.triangles = append(w.triangles, nearTriangle{})
			w.triangles[n].prepare(&w.tree.triangles[i], ball.centre)
			way := w.triangles[n].way(ball.centre)
			w.supports = append(w.supports, support{way, way.dot(way), n})
		}
	}
	return w.supports
}
