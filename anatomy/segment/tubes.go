package segment

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
)

// TubeOptions say which tubes OpTubes looks for: vessels in angiography, dark
// ducts and airways.
type TubeOptions struct {
	Dark bool // darker than what is around them; else brighter
	// RadiusMM is the smallest and the largest radius.
	RadiusMM [2]float64
	// Contrast is the difference to the surroundings, in the volume's unit, at
	// which a long round tube has a vesselness of 0.75, of 0.86 at most. Zero takes a
	// quarter of the scan's range of values, which suits MR and subtracted
	// scans; in CT give it.
	Contrast float64
	// Weak and Strong are the vesselness, from 0 to 1, from which voxels belong
	// to a tube when joined to a strong voxel, and from which they are strong.
	Weak, Strong float64
}

func (o TubeOptions) validate() error {
	if !(o.RadiusMM[0] >= 0.1 && o.RadiusMM[0] <= o.RadiusMM[1] && o.RadiusMM[1] <= 50) {
		return fmt.Errorf("tubes of radius %g to %g mm are not from 0.1 to 50 mm, ascending", o.RadiusMM[0], o.RadiusMM[1])
	}
	if !(o.Contrast >= 0) || math.IsInf(o.Contrast, 1) {
		return fmt.Errorf("a contrast of %g is not above 0", o.Contrast)
	}
	if !(o.Weak > 0 && o.Weak <= o.Strong && o.Strong <= 1) {
		return errors.New("vesselness runs from above 0 to 1, the weaker first")
	}
	return nil
}

func (o TubeOptions) text() string {
	kind := "bright"
	if o.Dark {
		kind = "dark"
	}
	text := fmt.Sprintf("%s tubes of radius %s to %s mm", kind, decimal(o.RadiusMM[0]), decimal(o.RadiusMM[1]))
	if o.Contrast != 0 {
		text += " contrast " + decimal(o.Contrast)
	}
	return text + " vesselness " + decimal(o.Weak) + " to " + decimal(o.Strong)
}

// contrastOf is a quarter of the scan's range without its outliers.
func contrastOf(v *imaging.Volume) float64 {
	low, high := robustRange(v)
	return max((high-low)/4, math.SmallestNonzeroFloat32)
}

// radiusStep is the ratio of one scale's radius to the next one's: a tube
// halfway between two answers within 5 % of one that fits.
const radiusStep = 1.5

// sigmas are the scales in mm. Across a solid tube of radius r the second
// derivative of a Gaussian of width σ, times σ², is at its centre
// r²/(2σ²)·exp(-r²/(2σ²)) times the contrast: greatest, 1/e, at σ = r/√2.
func (o TubeOptions) sigmas() []float64 {
	ratio := o.RadiusMM[1] / o.RadiusMM[0]
	n := 1 + int(math.Ceil(math.Log(ratio)/math.Log(radiusStep)-1e-9))
	var sigmas []float64
	for i := range n {
		r := o.RadiusMM[0]
		if n > 1 {
			r *= math.Pow(ratio, float64(i)/float64(n-1))
		}
		sigmas = append(sigmas, r/math.Sqrt2)
	}
	return sigmas
}

// tubes marks the tubes in the volume, or in within when that is not nil.
func tubes(ctx context.Context, v *imaging.Volume, within *Packed, o TubeOptions) (*Packed, error) {
	area := boundsOf(v.Grid, within)
	if area.empty() {
		return newPacked(v.Grid), nil
	}
	levels, err := vesselness(ctx, v, within, area, o)
	if err != nil {
		return nil, err
	}
	weak, strong := newPacked(v.Grid), newPacked(v.Grid)
	least, sure := levelOf(o.Weak), levelOf(o.Strong)
	area.eachRow(func(at, j, k int) {
		row := j + k*v.Size[1]
		for x, level := range levels[at : at+area.size(0)] {
			if level >= least {
				markRun(weak.row(row), run{area.low[0] + x, area.low[0] + x + 1})
			}
			if level >= sure {
				markRun(strong.row(row), run{area.low[0] + x, area.low[0] + x + 1})
			}
		}
	})
	return weak.touching(strong), nil
}

// levelOf is a vesselness as a byte; above zero it is at least 1.
func levelOf(vesselness float64) uint8 {
	return uint8(max(1, min(255, math.Round(vesselness*255))))
}

// touching returns the components of p that hold a voxel of core, which lies
// in p.
func (p *Packed) touching(core *Packed) *Packed {
	found := componentsOf(p)
	wanted := make([]bool, len(found.list))
	found.eachRun(func(number, row int, r run) {
		member := found.member[number]
		if !wanted[member] {
			wanted[member] = nextBit(core.row(row), r.start, p.Size[0], 0) < r.end
		}
	})
	return found.only(wanted)
}

// bounds is a box of voxels: low up to, not with, high.
type bounds struct{ low, high [3]int }

func (b bounds) size(axis int) int { return b.high[axis] - b.low[axis] }
func (b bounds) empty() bool       { return b.high[0] <= b.low[0] }
func (b bounds) voxels() int       { return b.size(0) * b.size(1) * b.size(2) }

// eachRow visits the rows with their place in memory of the box's own size.
func (b bounds) eachRow(visit func(at, j, k int)) {
	at := 0
	for k := b.low[2]; k < b.high[2]; k++ {
		for j := b.low[1]; j < b.high[1]; j++ {
			visit(at, j, k)
			at += b.size(0)
		}
	}
}

// boundsOf is the box around the mask, or the whole grid for nil.
func boundsOf(g imaging.Grid, m *Packed) bounds {
	if m == nil {
		return bounds{high: g.Size}
	}
	b := bounds{low: g.Size}
	for number := range m.rows() {
		first := nextBit(m.row(number), 0, g.Size[0], 0)
		if first == g.Size[0] {
			continue
		}
		last := lastBit(m.row(number))
		for axis, at := range [3][2]int{{first, last}, {number % g.Size[1], number % g.Size[1]}, {number / g.Size[1], number / g.Size[1]}} {
			b.low[axis], b.high[axis] = min(b.low[axis], at[0]), max(b.high[axis], at[1]+1)
		}
	}
	return b
}
