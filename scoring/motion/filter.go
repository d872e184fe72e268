package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

const (
	// CutoffHz is the low-pass of all kinematics; voluntary motion of the hand lies below.
	CutoffHz = 10.0
	// minFiltered is the least number of grid samples that are filtered: the
	// edges are extended by filterPad samples of the signal itself.
	minFiltered = filterPad + 1
	filterPad   = 9
)

// lowPass is a second-order Butterworth filter in direct form II transposed.
type lowPass struct {
	b  [3]float64
	a  [3]float64 // a[0] is 1
	zi [2]float64 // state that answers a constant 1 with a constant 1
}

// butterworth designs the filter by the bilinear transform with K = tan(π·fc/fs).
func butterworth(cutoffHz, rateHz float64) lowPass {
	k := math.Tan(math.Pi * cutoffHz / rateHz)
	norm := 1 / (1 + math.Sqrt2*k + k*k)
	b := k * k * norm
	filter := lowPass{
		b: [3]float64{b, 2 * b, b},
		a: [3]float64{1, 2 * (k*k - 1) * norm, (1 - math.Sqrt2*k + k*k) * norm},
	}
	filter.zi = [2]float64{1 - filter.b[0], filter.b[2] - filter.a[2]}
	return filter
}

// pass filters x in place, starting in the steady state of its first sample.
func (f *lowPass) pass(x []float64) {
	z0, z1 := f.zi[0]*x[0], f.zi[1]*x[0]
	for i, in := range x {
		out := f.b[0]*in + z0
		z0 = f.b[1]*in - f.a[1]*out + z1
		z1 = f.b[2]*in - f.a[2]*out
		x[i] = out
	}
}

// zeroPhase filters forward and backward over an odd extension of padded's
// inner part, which starts and ends pad samples from its edges. It equals
// scipy.signal.filtfilt, with its defaults where pad is filterPad.
func (f *lowPass) zeroPhase(padded []float64, pad int) {
	first, last := pad, len(padded)-1-pad
	for i := 1; i <= pad; i++ {
		padded[first-i] = 2*padded[first] - padded[first+i]
		padded[last+i] = 2*padded[last] - padded[last-i]
	}
	f.pass(padded)
	reverse(padded)
	f.pass(padded)
	reverse(padded)
}

func reverse(x []float64) {
	for i, j := 0, len(x)-1; i < j; i, j = i+1, j-1 {
		x[i], x[j] = x[j], x[i]
	}
}

// smoothInto low-passes positions on the RateHz grid without shifting them in
// time: second-order Butterworth at CutoffHz, forward and backward (effective
// order 4, −6 dB at CutoffHz). There must be as many as the filter needs; smooth
// may be p itself.
func smoothInto(smooth, p []mgl64.Vec3) {
	filter := butterworth(CutoffHz, RateHz)
	padded := make([]float64, len(p)+2*filterPad)
	for axis := range 3 {
		for i, v := range p {
			padded[filterPad+i] = v[axis]
		}
		filter.zeroPhase(padded, filterPad)
		for i := range smooth {
			smooth[i][axis] = padded[filterPad+i]
		}
	}
}

// Smoothed is the segment's path for measuring: resampled and low-passed, or
// its raw positions when it is too short to filter.
func (s Segment) Smoothed() []mgl64.Vec3 {
	if !s.isFiltered() {
		return s.P
	}
	grid := s.resamplePositions()
	smoothInto(grid, grid)
	return grid
}

// isFiltered tells whether the segment is long enough to be filtered.
func (s Segment) isFiltered() bool { return s.gridLength() >= minFiltered }
