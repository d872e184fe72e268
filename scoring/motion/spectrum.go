package motion

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

const (
	// welchWindow is the length of the windows of a spectrum: 2 s on the RateHz
	// grid, so that a bin is 0.5 Hz wide.
	welchWindow = 200
	welchStep   = welchWindow / 2
)

// Spectrum is a power spectral density; bin k is at k·StepHz.
type Spectrum struct {
	StepHz  float64
	Density []float64 // square of the unit, per Hz
	Windows int       // that were averaged
}

// Welch estimates the power spectral density of x, sampled at rateHz: Hann
// windows of 200 samples, half overlapping, each without its mean (Welch, IEEE
// Trans Audio Electroacoust 1967;15:70; equals scipy.signal.welch). It fails
// with ErrTooShort below one window.
func Welch(x []float64, rateHz float64) (Spectrum, error) {
	if len(x) < welchWindow {
		return Spectrum{}, ErrTooShort
	}
	hann, power := hannWindow()
	fft := fourier.NewFFT(welchWindow)
	s := Spectrum{StepHz: rateHz / welchWindow, Density: make([]float64, welchWindow/2+1)}
	windowed := make([]float64, welchWindow)
	var coefficients []complex128
	for from := 0; from+welchWindow <= len(x); from += welchStep {
		part := x[from : from+welchWindow]
		mean := Summarise(part).Mean
		for i := range windowed {
			windowed[i] = (part[i] - mean) * hann[i]
		}
		coefficients = fft.Coefficients(coefficients, windowed)
		for k, c := range coefficients {
			s.Density[k] += real(c)*real(c) + imag(c)*imag(c)
		}
		s.Windows++
	}
	for k := range s.Density {
		s.Density[k] /= rateHz * power * float64(s.Windows)
		if k > 0 && k < welchWindow/2 { // the other half of a two-sided spectrum
			s.Density[k] *= 2
		}
	}
	return s, nil
}

// hannWindow is the periodic Hann window and the sum of its squares.
func hannWindow() (window []float64, power float64) {
	window = make([]float64, welchWindow)
	for i := range window {
		window[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/welchWindow)
		power += window[i] * window[i]
	}
	return window, power
}

// Band is the power between two frequencies, bins at both included, in the
// square of the unit.
func (s Spectrum) Band(fromHz, toHz float64) float64 {
	sum := 0.0
	for k, density := range s.Density {
		if f := float64(k) * s.StepHz; f >= fromHz && f <= toHz {
			sum += density * s.StepHz
		}
	}
	return sum
}

// Entropy is the spectrum's Shannon entropy over that of white noise, 0–1: 0 is
// one frequency. It fails with ErrNoMotion without any power.
func (s Spectrum) Entropy() (float64, error) {
	total := s.total()
	if total == 0 {
		return 0, ErrNoMotion
	}
	sum := 0.0
	for _, density := range s.Density {
		if p := density / total; p > 0 {
			sum -= p * math.Log(p)
		}
	}
	return sum / math.Log(float64(len(s.Density))), nil
}

// EdgeHz is the first frequency up to which the spectrum has the given part of
// its power. It fails with ErrNoMotion without any power.
func (s Spectrum) EdgeHz(part float64) (float64, error) {
	total, sum := s.total(), 0.0
	if total == 0 {
		return 0, ErrNoMotion
	}
	for k, density := range s.Density {
		if sum += density; sum >= part*total {
			return float64(k) * s.StepHz, nil
		}
	}
	return float64(len(s.Density)-1) * s.StepHz, nil // rounding
}

func (s Spectrum) total() float64 {
	sum := 0.0
	for _, density := range s.Density {
		sum += density
	}
	return sum
}

// SampleEntropy is −ln(A/B): B pairs of stretches of length 2 of the series are
// alike within 0.2 population SDs (Chebyshev), A of them stay so with one more
// sample; regular series have a low one (Richman & Moorman, Am J Physiol
// 2000;278:H2039). It fails with ErrTooShort when no pairs are alike.
func SampleEntropy(x []float64) (value float64, a, b int, err error) {
	const length = 2
	r := 0.2 * Summarise(x).SD
	for i := 0; i < len(x)-length; i++ {
		for j := i + 1; j < len(x)-length; j++ {
			if math.Abs(x[i]-x[j]) > r || math.Abs(x[i+1]-x[j+1]) > r {
				continue
			}
			b++
			if math.Abs(x[i+length]-x[j+length]) <= r {
				a++
			}
		}
	}
	if a == 0 {
		return 0, a, b, ErrTooShort
	}
	return -math.Log(float64(a) / float64(b)), a, b, nil
}

// EveryFourth takes a series from the RateHz grid to 25 Hz, at which voluntary
// motion is still told apart and a sample entropy means the same everywhere.
func EveryFourth(x []float64) []float64 {
	slow := make([]float64, 0, len(x)/4+1)
	for i := 0; i < len(x); i += 4 {
		slow = append(slow, x[i])
	}
	return slow
}
