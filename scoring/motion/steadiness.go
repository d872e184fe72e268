package motion

import "math"

// unsteadyHz is the frequency above which a held camera is not guided but shakes
// (SCORING §2.8).
const unsteadyHz = 1.0

// unsteadyPad is as many periods of that frequency as filterPad is of CutoffHz.
const unsteadyPad = filterPad * CutoffHz / unsteadyHz

// Unsteadiness is the root of the mean square, mm, of what lies above 1 Hz in the
// positions: of the segments of a second and more, and how long they are together, s.
// What lies below is taken off by the low-pass of all kinematics, at 1 Hz.
func Unsteadiness(segments []Segment) (rms, seconds float64) {
	filter := butterworth(unsteadyHz, RateHz)
	sum, n := 0.0, 0
	for _, s := range segments {
		if s.gridLength() < RateHz {
			continue
		}
		p := s.resamplePositions()
		padded := make([]float64, len(p)+2*unsteadyPad)
		for axis := range 3 {
			for i := range p {
				padded[unsteadyPad+i] = p[i][axis]
			}
			filter.zeroPhase(padded, unsteadyPad)
			for i := range p {
				d := p[i][axis] - padded[unsteadyPad+i]
				sum += d * d
			}
		}
		n += len(p)
	}
	if n == 0 {
		return 0, 0
	}
	return math.Sqrt(sum / float64(n)), float64(n) / RateHz
}
