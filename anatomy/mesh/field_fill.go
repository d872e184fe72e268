package mesh

import "math"

// measure fills in the distances. The grid is halved again and again, and each
// block is handed a list of the patches of surface that can be nearest to any of
// its samples; at the end, a few samples look at a few triangles.
func (f *Field) measure(tree *BVH) {
	if len(tree.nodes) == 0 {
		return
	}
	var parts [3]int
	for axis, n := range f.Size {
		parts[axis] = (n + fieldPart - 1) / fieldPart
	}
	inParallel(parts[0]*parts[1]*parts[2], func() func(int) {
		filler := fieldFiller{field: f, tree: tree}
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

// ball is the smallest around a block's samples.
func (f *Field) ball(block *fieldBlock) (centre point, radius float64) {
	low := f.at(block.first[0], block.first[1], block.first[2])
	high := f.at(block.last[0]-1, block.last[1]-1, block.last[2]-1)
	return low.plus(high).times(0.5), high.minus(low).length() / 2
}

// fieldFiller fills one block after the other.
type fieldFiller struct {
	field *Field
	tree  *BVH
	lists []uint32  // of patches, a block's behind that which it is part of: indices of discs
	gaps  []float64 // of the patches of one list
}

// start fills a block from what the whole tree holds.
func (w *fieldFiller) start(block fieldBlock) {
	centre, radius := w.field.ball(&block)
	within := w.field.Band + radius
	best := w.tree.closest(centre, within*within)
	if best.leaf < 0 {
		return
	}
	w.lists = w.lists[:0]
	around := fieldBall{centre, radius, within * within, best}
	w.gather(&around, 0)
	w.gather(&around, 1)
	w.divide(block, 0, best.leaf)
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
// beside q are left, however far away the surface is.
func (w *fieldFiller) gather(ball *fieldBall, patch uint32) {
	disc := &w.tree.discs[patch]
	gap := disc.squaredGap(ball.centre)
	size := float64(disc.radius) + float64(disc.reach)
	farthest := pointOfFloat32s(disc.centre).minus(ball.best.at).length() + size
	if gap >= ball.within || !(gap <= ball.best.squared+2*ball.radius*farthest) {
		return
	}
	child := w.tree.nodes[patch>>1].child[patch&1]
	if node, count := child.leaf(); count == 0 && size > coarsestPatch*ball.radius {
		w.gather(ball, 2*node)
		w.gather(ball, 2*node+1)
		return
	}
	w.lists = append(w.lists, patch)
}

// coarsestPatch is the size of a patch, in radii of a block, above which its parts
// are looked at one by one: measured.
const coarsestPatch = 0.5

// divide fills a block from the patches listed from a place on. seed is a
// triangle not far from the nearest.
func (w *fieldFiller) divide(block fieldBlock, from, seed int) {
	list := w.lists[from:]
	sides := [3]int{block.last[0] - block.first[0], block.last[1] - block.first[1], block.last[2] - block.first[2]}
	if max(sides[0], sides[1], sides[2]) <= 2 {
		w.fill(&block, list, seed)
		return
	}
	for octant := range 8 {
		part := block
		for axis, side := range sides {
			if middle := block.first[axis] + (side+1)/2; octant>>axis&1 == 0 {
				part.last[axis] = middle
			} else {
				part.first[axis] = middle
			}
		}
		if part.first[0] < part.last[0] && part.first[1] < part.last[1] && part.first[2] < part.last[2] {
			w.descend(part, from, len(list), seed)
		}
	}
}

// descend fills a part of a block from the block's list.
func (w *fieldFiller) descend(part fieldBlock, from, count, seed int) {
	centre, radius := w.field.ball(&part)
	within := w.field.Band + radius
	best := w.nearest(centre, within*within, w.lists[from:from+count], seed)
	if best.leaf < 0 {
		return
	}
	ball := fieldBall{centre, radius, within * within, best}
	end := len(w.lists)
	for _, patch := range w.lists[from : from+count] {
		w.gather(&ball, patch)
	}
	w.divide(part, end, best.leaf)
	w.lists = w.lists[:end]
}

// nearest is the closest of the surface points in listed patches. The nearest
// patch comes first, and then hardly any other is worth a look.
func (w *fieldFiller) nearest(p point, within float64, list []uint32, seed int) nearest {
	best := nearest{squared: within, leaf: -1}
	w.tree.closestInLeaf(p, uint32(seed), 1, &best)
	w.gaps = w.gaps[:0]
	first, least := -1, best.squared
	for i, patch := range list {
		gap := w.tree.discs[patch].squaredGap(p)
		if gap < least {
			first, least = i, gap
		}
		w.gaps = append(w.gaps, gap)
	}
	if first < 0 {
		return best
	}
	w.search(p, list[first], &best)
	w.gaps[first] = math.Inf(1)
	for i, gap := range w.gaps {
		if gap < best.squared {
			w.search(p, list[i], &best)
		}
	}
	return best
}

// search looks for a nearer point in a patch.
func (w *fieldFiller) search(p point, patch uint32, best *nearest) {
	child := w.tree.nodes[patch>>1].child[patch&1]
	if first, count := child.leaf(); count > 0 {
		w.tree.closestInLeaf(p, first, count, best)
	} else {
		w.tree.closestBelow(p, first, best)
	}
}

// fill writes the distances of a small block's samples.
func (w *fieldFiller) fill(block *fieldBlock, list []uint32, seed int) {
	f := w.field
	for k := block.first[2]; k < block.last[2]; k++ {
		for j := block.first[1]; j < block.last[1]; j++ {
			for i := block.first[0]; i < block.last[0]; i++ {
				best := w.nearest(f.at(i, j, k), f.Band*f.Band, list, seed)
				if best.leaf >= 0 {
					f.Values[(k*f.Size[1]+j)*f.Size[0]+i] = float32(math.Sqrt(best.squared))
					seed = best.leaf
				}
			}
		}
	}
}
