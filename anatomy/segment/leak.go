package segment

import (
	"errors"
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
)

// errLeak is growth beyond its limit.
var errLeak = errors.New("growth leaked")

// leak describes growth beyond its limit: where the narrowest place was that
// it passed through.
func leak(grown *Packed, seeds []int, volume float64, s Step) error {
	fronts := frontsOf(grown, seeds)
	if at, ok := narrowest(fronts); ok {
		return fmt.Errorf("%w: %.0f ml are more than the limit of %g ml; its narrowest passage is near %.1f mm (LPS); raise the neck above %g mm, narrow the window, or split it there",
			errLeak, volume, s.ML, fronts[at].middle(grown), s.MM)
	}
	return fmt.Errorf("%w: %.0f ml are more than the limit of %g ml, and no narrow passage tells where; narrow the window, or raise the limit if the structure is that large",
		errLeak, volume, s.ML)
}

// front is what growth reached in one step through faces.
type front struct {
	voxels int
	sum    [3]int // of their i, j, k
}

// middle is the centre of the front, LPS mm.
func (f front) middle(p *Packed) mgl64.Vec3 {
	n := float64(f.voxels)
	return p.Position(float64(f.sum[0])/n, float64(f.sum[1])/n, float64(f.sum[2])/n)
}

// frontsOf grows from the seeds through the mask, voxel by voxel. It takes the
// voxels it has reached out of the mask.
func frontsOf(left *Packed, seeds []int) []front {
	var fronts []front
	var current, next []int
	for _, seed := range seeds {
		if left.Has(seed) {
			left.unset(seed)
			current = append(current, seed)
		}
	}
	for len(current) > 0 {
		var f front
		next = next[:0]
		for _, voxel := range current {
			at := left.coordinates(voxel)
			f.voxels++
			stride := 1
			for axis, n := range left.Size {
				f.sum[axis] += at[axis]
				for _, step := range [2]int{-1, 1} {
					if to := at[axis] + step; to >= 0 && to < n && left.Has(voxel+step*stride) {
						left.unset(voxel + step*stride)
						next = append(next, voxel+step*stride)
					}
				}
				stride *= n
			}
		}
		fronts = append(fronts, f)
		current, next = next, current
	}
	return fronts
}

// waist is how much smaller a front must be than the widest before and behind
// it to count as a narrow passage.
const waist = 4

// narrowest is the smallest front that has wider ones on both sides.
func narrowest(fronts []front) (at int, ok bool) {
	widestBehind := make([]int, len(fronts)+1)
	for i := len(fronts) - 1; i >= 0; i-- {
		widestBehind[i] = max(widestBehind[i+1], fronts[i].voxels)
	}
	widest := 0
	for i, f := range fronts {
		if f.voxels*waist < min(widest, widestBehind[i]) && (!ok || f.voxels < fronts[at].voxels) {
			at, ok = i, true
		}
		widest = max(widest, f.voxels)
	}
	return at, ok
}

func (p *Packed) unset(index int) {
	number, i := index/p.Size[0], index%p.Size[0]
	p.words[number*p.width+i>>6] &^= 1 << (i & 63)
}

// coordinates is the i, j and k of a voxel.
func (p *Packed) coordinates(index int) [3]int {
	return [3]int{index % p.Size[0], index / p.Size[0] % p.Size[1], index / p.Size[0] / p.Size[1]}
}
