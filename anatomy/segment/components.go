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
func Largest(m *Mask, n int) *Mask { return m.Pack().largest(n).Unpack() }

func (p *Packed) largest(n int) *Packed {
	if n <= 0 {
		return p
	}
	found := componentsOf(p)
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
	return found.only(wanted)
}

// WithoutSpecks returns m without the connected components (as in Largest)
// below the given volume in millilitres.
func WithoutSpecks(m *Mask, smallestML float64) *Mask {
	return m.Pack().withoutSpecks(smallestML).Unpack()
}

func (p *Packed) withoutSpecks(smallestML float64) *Packed {
	return p.componentsThat(func(c component) bool { return p.millilitres(c.voxels) >= smallestML })
}

// withoutSides drops the components that touch the grid's faces other than
// those nearest to head and feet: the air around a patient, but not the lungs
// that the scan's ends cut.
func (p *Packed) withoutSides() *Packed {
	head := headAxis(p.Grid)
	return p.componentsThat(func(c component) bool {
		return !c.border[(head+1)%3] && !c.border[(head+2)%3]
	})
}

func (p *Packed) componentsThat(are func(component) bool) *Packed {
	found := componentsOf(p)
	wanted := make([]bool, len(found.list))
	for i, c := range found.list {
		wanted[i] = are(c)
	}
	return found.only(wanted)
}

// millilitres is the volume of a number of voxels.
func (p *Packed) millilitres(voxels int) float64 {
	return float64(voxels) * p.VoxelVolume() / 1000
}

// FillHoles returns m with its holes filled: all background that no path
// through voxel faces joins to the border of the grid.
func FillHoles(m *Mask) *Mask { return m.Pack().holesFilled(false, 0).Unpack() }

// FillBody is FillHoles for a scan that ends inside the body. The two faces of
// the grid nearest to head and feet count as closed, so that a lung or a bowel
// loop cut by the first or last slice is a hole too.
func FillBody(m *Mask) *Mask { return m.Pack().holesFilled(true, 0).Unpack() }

// holesFilled fills the background that reaches none of the grid's faces; with
// endsClosed the faces nearest to head and feet do not count. Holes of
// largestML and above stay open; zero fills them all.
func (p *Packed) holesFilled(endsClosed bool, largestML float64) *Packed {
	open := [3]bool{true, true, true}
	if endsClosed {
		open[headAxis(p.Grid)] = false
	}
	p.invert()
	holes := p.componentsThat(func(c component) bool {
		for axis, counts := range open {
			if counts && c.border[axis] {
				return false
			}
		}
		return largestML <= 0 || p.millilitres(c.voxels) < largestML
	})
	p.invert()
	for w, word := range p.words {
		holes.words[w] |= word
	}
	return holes
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
