package mesh

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// maxLatticePoints bounds the memory of a lattice, at some 20 bytes a point.
const maxLatticePoints = 1 << 27

var errLost = errors.New("the solid is thinner than the spacing everywhere and was lost: ask for a finer mesh")

// tetsPerCell is how many tetrahedra of the lattice have the volume of a cell.
const tetsPerCell = 12

// meshWithin makes a mesh of the spacing or within the budget asked for, of a
// solid with a volume in the box from low to high.
func (o TetOptions) meshWithin(volume float64, low, high mgl64.Vec3, mesh func(spacing float64) *TetMesh) (*TetMesh, error) {
	if o.SpacingMM == 0 && o.Budget > 0 {
		return o.searchSpacing(volume, low, high, mesh)
	}
	if !(o.SpacingMM > 0) || math.IsInf(o.SpacingMM, 1) {
		return nil, errors.New("a mesh of tetrahedra needs a spacing or a budget above zero")
	}
	if err := checkSpacing(o.SpacingMM, low, high); err != nil {
		return nil, err
	}
	m := mesh(o.SpacingMM)
	if len(m.Tets) == 0 {
		return nil, errLost
	}
	return m, nil
}

// minRoundings is how many times the rounding of positions to float32 a spacing
// must be: fewer would turn the angles by more than a degree.
const minRoundings = 200

func checkSpacing(spacing float64, low, high mgl64.Vec3) error {
	points, furthest := 2.0, 0.0
	for axis := range low {
		points *= (high[axis]-low[axis])/spacing + 2*latticeMargin + 2
		furthest = max(furthest, math.Abs(low[axis]), math.Abs(high[axis]))
	}
	if spacing < minRoundings*furthest/(1<<24) {
		return fmt.Errorf("a spacing of %.3g mm is too fine for positions of %.3g mm in single precision: ask for a coarser mesh",
			spacing, furthest)
	}
	if !(points <= maxLatticePoints) {
		return fmt.Errorf("a spacing of %.3g mm would take a lattice of %.2g points, more than %d: ask for a coarser mesh or a smaller part",
			spacing, points, maxLatticePoints)
	}
	return nil
}

// searchSpacing looks for the mesh that has nine tenths of the budget: the
// number of tetrahedra falls with the third power of the spacing, or with the
// second where the solid is all border. The best mesh found within the budget
// counts.
func (o TetOptions) searchSpacing(volume float64, low, high mgl64.Vec3, mesh func(spacing float64) *TetMesh) (*TetMesh, error) {
	wanted := 0.9 * float64(o.Budget)
	spacing := math.Cbrt(tetsPerCell * volume / wanted)
	fine, coarse := 0.0, math.Inf(1) // spacings known to give too many, too few
	var best *TetMesh
	for range 24 {
		if err := checkSpacing(spacing, low, high); err != nil {
			if best != nil {
				break
			}
			return nil, err
		}
		m := mesh(spacing)
		count := len(m.Tets)
		if count > 0 && count <= o.Budget && (best == nil || count > len(best.Tets)) {
			best = m
		}
		switch {
		case count > o.Budget:
			fine = max(fine, spacing)
		case 5*count >= 4*o.Budget:
			return best, nil
		default:
			coarse = min(coarse, spacing)
		}
		spacing *= min(2, max(0.5, math.Pow(float64(count)/wanted, 0.4)))
		if spacing <= fine || spacing >= coarse {
			spacing = between(fine, coarse)
		}
	}
	if best == nil {
		return nil, fmt.Errorf("no mesh of at most %d tetrahedra shows this solid: allow more", o.Budget)
	}
	return best, nil
}

// between returns a spacing inside a range whose upper end may be open.
func between(fine, coarse float64) float64 {
	switch {
	case math.IsInf(coarse, 1):
		return 1.5 * fine
	case fine == 0:
		return coarse / 1.5
	}
	return math.Sqrt(fine * coarse)
}
