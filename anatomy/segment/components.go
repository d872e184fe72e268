package segment

import (
	"cmp"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Largest returns the n largest connected components of m. Voxels are
// connected through faces (6-connectivity), so that what touches at an edge or
// corner only, and would pinch the surface there, is apart. Of components of
// equal size the one that comes first in memory counts as larger. n = 0 keeps
// all.
func Largest(m *Mask, n int) *Mask {
	if n <= 0 {
		return m.clone()
	}
	found := componentsOf(m.Grid, m.Bits, 1)
	bySize := make([]int, len(found.list))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(a, b int) int {
		return cmp.Compare(found.list[b].voxels, found.list[a].voxels)
	})
	wanted := make([]bool, len(found.list))
	for _, i := range bySize[:min(n, len(bySize))] {
		wanted[i] = true
	}
	kept := NewMask(m.Grid)
	found.mark(kept.Bits, wanted)
	return kept
}

// WithoutSpecks returns m without the connected components (as in Largest)
// below the given volume in millilitres.
func WithoutSpecks(m *Mask, smallestML float64) *Mask {
	found := componentsOf(m.Grid, m.Bits, 1)
	wanted := make([]bool, len(found.list))
	for i, c := range found.list {
		wanted[i] = float64(c.voxels)*m.VoxelVolume()/1000 >= smallestML
	}
	kept := NewMask(m.Grid)
	found.mark(kept.Bits, wanted)
	return kept
}

// FillHoles returns m with its holes filled: all background that no path
// through voxel faces joins to the border of the grid.
func FillHoles(m *Mask) *Mask {
	return fillUnreached(m, [3]bool{true, true, true})
}

// FillBody is FillHoles for a scan that ends inside the body. The two faces of
// the grid nearest to head and feet count as closed, so that a lung or a bowel
// loop cut by the first or last slice is a hole too.
func FillBody(m *Mask) *Mask {
	open := [3]bool{true, true, true}
	open[headAxis(m.Grid)] = false
	return fillUnreached(m, open)
}

// headAxis is the voxel axis closest to the patient's head-foot direction.
func headAxis(g imaging.Grid) int {
	spacing, best, steepest := g.Spacing(), 0, -1.0
	for axis := range 3 {
		if rise := math.Abs(g.PatientFromVoxel.At(2, axis)) / spacing[axis]; rise > steepest {
			best, steepest = axis, rise
		}
	}
	return best
}

// fillUnreached fills the background that reaches none of the grid's faces
// across the axes marked open.
func fillUnreached(m *Mask, open [3]bool) *Mask {
	background := componentsOf(m.Grid, m.Bits, 0)
	hole := make([]bool, len(background.list))
	for i, c := range background.list {
		hole[i] = true
		for axis, counts := range open {
			if counts && c.border[axis] {
				hole[i] = false
			}
		}
	}
	filled := m.clone()
	background.mark(filled.Bits, hole)
	return filled
}
