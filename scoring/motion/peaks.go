package motion

import (
	"cmp"
	"math"
	"slices"
)

// PeakRule says which local maxima of a series count.
type PeakRule struct {
	Height     float64 // at least
	Distance   int     // samples between two of them; of two closer ones the higher stays
	Prominence float64 // at least above the higher of the two valleys that part it from higher ground
}

// SpeedPeaks is the rule for peaks of speed on the RateHz grid: 20 mm/s, 0.15 s
// apart, 10 mm/s prominent (SCORING §2.4).
var SpeedPeaks = PeakRule{Height: 20, Distance: 15, Prominence: 10}

// Peaks finds the maxima of x that pass the rule, in the order of
// scipy.signal.find_peaks: strict maxima (of a plateau its middle), then height,
// distance, prominence.
func (r PeakRule) Peaks(x []float64) []int {
	peaks := localMaxima(x)
	peaks = slices.DeleteFunc(peaks, func(i int) bool { return x[i] < r.Height })
	peaks = r.apart(x, peaks)
	return slices.DeleteFunc(peaks, func(i int) bool { return prominence(x, i) < r.Prominence })
}

// localMaxima are where x rises before and falls after; the middle of a plateau.
func localMaxima(x []float64) []int {
	var peaks []int
	for i := 1; i < len(x)-1; i++ {
		if x[i-1] >= x[i] {
			continue
		}
		end := i
		for end < len(x)-1 && x[end+1] == x[i] {
			end++
		}
		if end < len(x)-1 && x[end+1] < x[i] {
			peaks = append(peaks, (i+end)/2)
		}
		i = end
	}
	return peaks
}

// apart drops peaks too close to a higher one that stays; of equals the later stays.
func (r PeakRule) apart(x []float64, peaks []int) []int {
	order := make([]int, len(peaks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[peaks[a]], x[peaks[b]]) })
	dropped := make([]bool, len(peaks))
	for _, i := range slices.Backward(order) {
		if dropped[i] {
			continue
		}
		for j := i - 1; j >= 0 && peaks[i]-peaks[j] < r.Distance; j-- {
			dropped[j] = true
		}
		for j := i + 1; j < len(peaks) && peaks[j]-peaks[i] < r.Distance; j++ {
			dropped[j] = true
		}
	}
	kept := peaks[:0]
	for i, peak := range peaks {
		if !dropped[i] {
			kept = append(kept, peak)
		}
	}
	return kept
}

// prominence is the peak's height above the higher of the lowest values on
// either side before something higher.
func prominence(x []float64, peak int) float64 {
	left, right := x[peak], x[peak]
	for i := peak; i >= 0 && x[i] <= x[peak]; i-- {
		left = math.Min(left, x[i])
	}
	for i := peak; i < len(x) && x[i] <= x[peak]; i++ {
		right = math.Min(right, x[i])
	}
	return x[peak] - math.Max(left, right)
}
