package tracking

import "math"

// oneEuro is the 1 € filter: a low-pass whose cut-off rises with the speed, so that
// a resting hand does not tremble and a moving one is not held back. It is causal
// and lags; motion metrics have filters of their own.
// Casiez, Roussel and Vogel 2012, doi:10.1145/2207676.2208639.
type oneEuro struct {
	rate   float64 // samples per second
	least  float64 // cut-off at rest, Hz
	slope  float64 // of the cut-off over the speed, Hz per (unit per second)
	speedC float64 // cut-off of the speed itself, Hz

	begun    bool
	x, speed float64
}

// next filters one sample.
func (f *oneEuro) next(x float64) float64 {
	if !f.begun {
		f.begun, f.x = true, x
		return x
	}
	f.speed += f.weight(f.speedC) * ((x-f.x)*f.rate - f.speed)
	f.x += f.weight(f.least+f.slope*math.Abs(f.speed)) * (x - f.x)
	return f.x
}

// weight is how much of a new sample a first-order low-pass of that cut-off takes.
func (f *oneEuro) weight(cutoff float64) float64 {
	tau := 1 / (2 * math.Pi * cutoff)
	return 1 / (1 + tau*f.rate)
}
