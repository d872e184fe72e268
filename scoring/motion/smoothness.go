package motion

import (
	"errors"
	"math"
	"math/bits"
	"math/cmplx"

	"github.com/go-gl/mathgl/mgl64"
	"gonum.org/v1/gonum/dsp/fourier"
)

// Why a smoothness is not defined.
var (
	ErrTooShort      = errors.New("the movement has too few samples for its smoothness")
	ErrNoMotion      = errors.New("nothing moved, so there is no smoothness")
	ErrConstantSpeed = errors.New("the velocity is constant, so its jerk has no logarithm")
	ErrNotFinite     = errors.New("the velocity holds a number that is not finite")
)

// Spectral is the smoothness of one movement by its speed spectrum.
type Spectral struct {
	SPARC     float64 // ≤ 0; about −1.4 to −1.6 for one healthy reach, less is less smooth
	FFTLength int
	Bins      int     // frequency bins from first to last above the threshold
	TopHz     float64 // frequency of the last of them
}

const (
	sparcPadLevel  = 4    // the spectrum is interpolated 2⁴-fold
	sparcThreshold = 0.05 // of the largest magnitude
)

// SPARC is the spectral arc length of a speed profile sampled at rateHz, looked
// at up to cutoffHz (10 by default, 20 in older work). It does not depend on
// amplitude; it is blind to tremor; it is meant for one movement at a time.
//
// Source: Balasubramanian et al., J NeuroEng Rehabil 2015;12:112, as coded in
// siva82kb/SPARC. Fails with ErrTooShort, ErrNoMotion or ErrNotFinite.
func SPARC(speed []float64, rateHz, cutoffHz float64) (Spectral, error) {
	if len(speed) < 3 {
		return Spectral{}, ErrTooShort
	}
	n := 1 << (bits.Len(uint(len(speed)-1)) + sparcPadLevel)
	padded := make([]float64, n)
	copy(padded, speed)
	magnitude, err := normalisedSpectrum(padded)
	if err != nil {
		return Spectral{}, err
	}
	stepHz := rateHz / float64(n)
	limit := math.Min(cutoffHz, rateHz/2)
	first, last := -1, -1
	for k, m := range magnitude {
		if float64(k)*stepHz > limit {
			break
		}
		if m >= sparcThreshold {
			if first < 0 {
				first = k
			}
			last = k
		}
	}
	if first < 0 || last-first < 2 {
		return Spectral{}, ErrTooShort
	}
	arc, along := 0.0, 1/float64(last-first)
	for k := first + 1; k <= last; k++ {
		arc += math.Hypot(along, magnitude[k]-magnitude[k-1])
	}
	return Spectral{SPARC: -arc, FFTLength: n, Bins: last - first + 1, TopHz: float64(last) * stepHz}, nil
}

// normalisedSpectrum is the magnitude of x's spectrum up to Nyquist, its largest value 1.
func normalisedSpectrum(x []float64) ([]float64, error) {
	coefficients := fourier.NewFFT(len(x)).Coefficients(nil, x)
	magnitude := make([]float64, len(coefficients))
	largest := 0.0
	for k, c := range coefficients {
		magnitude[k] = cmplx.Abs(c)
		if !isFinite(magnitude[k]) {
			return nil, ErrNotFinite
		}
		largest = math.Max(largest, magnitude[k])
	}
	if largest == 0 {
		return nil, ErrNoMotion
	}
	for k := range magnitude {
		magnitude[k] /= largest
	}
	return magnitude, nil
}

// Jerk holds the factors of the dimensionless jerk of one movement.
type Jerk struct {
	Duration  float64 // s, the number of samples over the rate
	PeakSpeed float64 // mm/s
	Cost      float64 // ∫‖d²v/dt²‖² dt, mm²/s⁵
}

// JerkOfVelocity measures a 3-D velocity profile. Curvature counts as jerk, as
// in the definition of LDLJ on ‖d³x/dt³‖ (J NeuroEng Rehabil 2015;12:112,
// Table 3; siva82kb/smoothness_from_imu): the variant to score with. Fails with
// ErrTooShort below three samples, ErrNoMotion or ErrNotFinite.
func JerkOfVelocity(v []mgl64.Vec3, rateHz float64) (Jerk, error) {
	if len(v) < 3 {
		return Jerk{}, ErrTooShort
	}
	peak, sum := math.Max(v[0].Len(), v[1].Len()), 0.0
	for i := 2; i < len(v); i++ {
		peak = math.Max(peak, v[i].Len())
		second := v[i].Sub(v[i-1]).Sub(v[i-1].Sub(v[i-2])).Mul(rateHz * rateHz)
		sum += second.Dot(second)
	}
	jerk := Jerk{Duration: float64(len(v)) / rateHz, PeakSpeed: peak, Cost: sum / rateHz}
	if !isFinite(jerk.PeakSpeed) || !isFinite(jerk.Cost) {
		return Jerk{}, ErrNotFinite
	}
	if jerk.PeakSpeed == 0 {
		return Jerk{}, ErrNoMotion
	}
	return jerk, nil
}

// JerkOfSpeed measures a scalar speed profile, as siva82kb/SPARC does. It is
// blind to changes of direction: only for comparison with older data.
func JerkOfSpeed(speed []float64, rateHz float64) (Jerk, error) {
	v := make([]mgl64.Vec3, len(speed))
	for i, s := range speed {
		v[i][0] = s
	}
	return JerkOfVelocity(v, rateHz)
}

// DLJ is the dimensionless jerk, ≤ 0: −T³/v_peak² times the cost. A
// minimum-jerk reach has −204.8; less is less smooth.
func (j Jerk) DLJ() float64 {
	return -j.Cost * (j.Duration * j.Duration * j.Duration) / (j.PeakSpeed * j.PeakSpeed)
}

// constantSpeed is the DLJ, without sign, below which there is only rounding:
// movements have hundreds, second differences of a constant about 1e-20.
const constantSpeed = 1e-9

// LDLJ is −ln|DLJ|; a minimum-jerk reach has −5.322. It fails with
// ErrConstantSpeed when there is no jerk to take the logarithm of.
func (j Jerk) LDLJ() (float64, error) {
	dlj := math.Abs(j.DLJ())
	if !(dlj > constantSpeed) || math.IsInf(dlj, 0) {
		return 0, ErrConstantSpeed
	}
	return -math.Log(dlj), nil
}
