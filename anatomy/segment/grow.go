package segment

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// grow marks what is joined to the step's points by intensities of its window,
// among the voxels of within when that is not nil.
//
// Two guards keep growth from leaking into a neighbour of the same intensity:
//
//   - The neck. Growth proceeds only where a ball of that radius fits, and then
//     reaches out from there by the radius: an opening by reconstruction
//     (L. Vincent, IEEE Trans. Image Process. 2 (1993), doi 10.1109/83.217222)
//     restricted to what the seeds reach. Single noisy voxels would let no ball
//     fit, so each voxel first takes the side of the majority among its 27
//     neighbours and itself.
//   - The limit. A volume above it is an error, which names the narrowest place
//     that growth passed through.
//
// With Widen the neck is widened by a quarter at a time, as long as growth
// leaks and the seeds have room.
func grow(v *imaging.Volume, within *Packed, s Step) (*Packed, error) {
	grown, err := growOnce(v, within, s)
	first := err
	for s.Widen && errors.Is(err, errLeak) {
		if s.MM *= neckStep; s.MM > largestMM {
			return nil, first
		}
		if grown, err = growOnce(v, within, s); err != nil && !errors.Is(err, errLeak) {
			return nil, first
		}
	}
	return grown, err
}

// neckStep is the factor by which a neck is widened.
const neckStep = 1.25

func growOnce(v *imaging.Volume, within *Packed, s Step) (*Packed, error) {
	candidates := windowOf(v, s.From.Value, s.To.Value)
	if within != nil {
		candidates.intersect(within)
	}
	core := candidates
	if s.MM > 0 {
		candidates = candidates.majority()
		core = candidates.eroded(s.MM)
	}
	seeds, err := seedVoxels(core, s)
	if err != nil {
		return nil, err
	}
	found := componentsOf(core)
	wanted := make([]bool, len(found.list))
	for _, seed := range seeds {
		wanted[found.at(seed)] = true
	}
	grown := found.only(wanted)
	if s.MM > 0 {
		grown = grown.dilated(s.MM)
		grown.intersect(candidates)
	}
	if volume := grown.millilitres(grown.Count()); s.ML > 0 && volume > s.ML {
		return nil, leak(found.only(wanted), seeds, volume, s)
	}
	return grown, nil
}

// seedVoxels finds a voxel of the core for every point: the nearest within
// seedReach, or within twice the neck when that is more.
func seedVoxels(core *Packed, s Step) ([]int, error) {
	var seeds []int
	for _, p := range s.Points {
		if !core.Contains(p) {
			return nil, fmt.Errorf("the point %.1f mm lies outside the scan; give it in LPS mm", p)
		}
		seed, ok := core.nearest(p, max(seedReach, 2*s.MM))
		if !ok {
			return nil, fmt.Errorf("nothing to grow at %.1f mm: no voxel near it has values from %.6g to %.6g%s; move the point into the structure, widen the window or lessen the neck",
				p, s.From.Value, s.To.Value, neckWords(s.MM))
		}
		seeds = append(seeds, seed)
	}
	return seeds, nil
}

func neckWords(mm float64) string {
	if mm > 0 {
		return fmt.Sprintf(" with room for a ball of %g mm radius", mm)
	}
	return ""
}

// seedReach is how far, in mm, a point may miss the voxel that it means: two
// voxels of a coarse scan.
const seedReach = 5

// nearest is the marked voxel whose centre is nearest to p, within reach mm;
// of equally near ones the first in memory.
func (p *Packed) nearest(at mgl64.Vec3, reach float64) (index int, ok bool) {
	best := reach * reach
	eachNear(p.Grid, at, reach, func(i int, squared float64) {
		if p.Has(i) && (squared < best || squared == best && !ok) {
			index, best, ok = i, squared, true
		}
	})
	return index, ok
}

// eachNear visits the voxels whose centres lie within reach mm of a point, in
// the order of memory, with the squared distance.
func eachNear(g imaging.Grid, at mgl64.Vec3, reach float64, visit func(index int, squared float64)) {
	toVoxel := g.VoxelFromPatient()
	centre := mgl64.TransformCoordinate(at, toVoxel)
	var low, high [3]int
	for axis := range 3 {
		// The ellipsoid's extent along a voxel axis is reach times the length
		// of that row of the inverse matrix; true for sheared grids too.
		extent := reach * toVoxel.Row(axis).Vec3().Len()
		low[axis] = max(0, int(math.Ceil(centre[axis]-extent)))
		high[axis] = min(g.Size[axis]-1, int(math.Floor(centre[axis]+extent)))
	}
	for k := low[2]; k <= high[2]; k++ {
		for j := low[1]; j <= high[1]; j++ {
			for i := low[0]; i <= high[0]; i++ {
				d := g.Position(float64(i), float64(j), float64(k)).Sub(at)
				if squared := d.Dot(d); squared <= reach*reach {
					visit(g.Index(i, j, k), squared)
				}
			}
		}
	}
}

// sampleReach is the radius of the ball around a seed whose values tell the
// tissue's median and spread: 4 mm, or more where that would hold fewer than
// some sixty voxels.
func sampleReach(g imaging.Grid) float64 {
	spacing := g.Spacing()
	return max(4, 2.5*math.Cbrt(spacing[0]*spacing[1]*spacing[2]))
}

// windowAround is the median of the values around the points, minus and plus a
// number of standard deviations. Vessels, fat and metal near a point do not
// widen the window: the deviation is 1.4826 times the median distance from the
// median, which for a normal distribution it is (F. Hampel 1974, doi
// 10.1080/01621459.1974.10482962). One below one unit counts as one.
func windowAround(v *imaging.Volume, points []mgl64.Vec3, deviations float64) (from, to Bound) {
	var values []float64
	for _, p := range points {
		eachNear(v.Grid, p, sampleReach(v.Grid), func(i int, _ float64) {
			if x := float64(v.Value(i)); finite(x) {
				values = append(values, x)
			}
		})
	}
	median := middleOf(values)
	for i, x := range values {
		values[i] = math.Abs(x - median)
	}
	spread := max(1.4826*middleOf(values), 1)
	return Bound{Value: median - deviations*spread, Found: true}, Bound{Value: median + deviations*spread, Found: true}
}

// middleOf sorts the values and returns the upper median; 0 without any.
func middleOf(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// holding returns the components that hold one of the points, or have a voxel
// within seedReach of it.
func (p *Packed) holding(points []mgl64.Vec3) (*Packed, error) {
	found := componentsOf(p)
	wanted := make([]bool, len(found.list))
	for _, at := range points {
		voxel, ok := p.nearest(at, seedReach)
		if !ok {
			return nil, fmt.Errorf("nothing lies within %d mm of the point %.1f mm (LPS); move it into the structure", seedReach, at)
		}
		wanted[found.at(voxel)] = true
	}
	return found.only(wanted), nil
}
