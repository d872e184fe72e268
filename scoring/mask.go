package scoring

import "github.com/go-gl/mathgl/mgl64"

// mask is a set of voxels of a grid.
type mask struct {
	size    [3]int
	spacing mgl64.Vec3 // mm
	in      []bool     // the first index runs fastest
}

func (m *mask) has(i, j, k int) bool {
	return i >= 0 && j >= 0 && k >= 0 && i < m.size[0] && j < m.size[1] && k < m.size[2] &&
		m.in[i+m.size[0]*(j+m.size[1]*k)]
}

// overlap counts what two masks on one grid share. For a resection the first is
// what should be removed and the second what was.
type overlap struct {
	plan, removed, both int     // voxels
	voxel               float64 // mm³
}

func overlapOf(plan, removed *mask) overlap {
	o := overlap{voxel: plan.spacing[0] * plan.spacing[1] * plan.spacing[2]}
	for i, planned := range plan.in {
		if planned {
			o.plan++
		}
		if removed.in[i] {
			o.removed++
		}
		if planned && removed.in[i] {
			o.both++
		}
	}
	return o
}

// dice is Dice's coefficient, 0–1: twice the shared over the sum. Two empty
// masks have none.
func (o overlap) dice() (value float64, ok bool) {
	if o.plan+o.removed == 0 {
		return 0, false
	}
	return 2 * float64(o.both) / float64(o.plan+o.removed), true
}

// jaccard is the shared over what either holds, 0–1. Two empty masks have none.
func (o overlap) jaccard() (value float64, ok bool) {
	either := o.plan + o.removed - o.both
	if either == 0 {
		return 0, false
	}
	return float64(o.both) / float64(either), true
}

// outsidePlan is what was removed and should not have been, mm³.
func (o overlap) outsidePlan() float64 { return float64(o.removed-o.both) * o.voxel }

// leftIn is what should have been removed and was not, mm³.
func (o overlap) leftIn() float64 { return float64(o.plan-o.both) * o.voxel }
