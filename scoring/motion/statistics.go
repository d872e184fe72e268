package motion

import (
	"math"
	"slices"
)

// Statistics sum up a series of numbers. The zero value is that of an empty one.
type Statistics struct {
	N            int
	Mean, Median float64
	SD           float64 // of the population (divided by N)
	P95          float64 // what 95 % of the numbers do not exceed, linear between two of them
	IQR          float64 // from the 25th to the 75th percentile
	RMS, Max     float64
}

// Summarise computes the statistics of x, which it leaves as it is.
func Summarise(x []float64) Statistics {
	if len(x) == 0 {
		return Statistics{}
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	n := float64(len(x))
	s := Statistics{N: len(x), Median: Percentile(sorted, 0.5), P95: Percentile(sorted, 0.95), Max: sorted[len(sorted)-1]}
	s.IQR = Percentile(sorted, 0.75) - Percentile(sorted, 0.25)
	squares, off := 0.0, 0.0
	for _, value := range x {
		s.Mean += value / n
		squares += value * value
	}
	for _, value := range x {
		off += (value - s.Mean) * (value - s.Mean)
	}
	s.SD, s.RMS = math.Sqrt(off/n), math.Sqrt(squares/n)
	return s
}

// Percentile is the value that the given part, 0–1, of sorted values does not
// exceed, linear between neighbours (Hyndman & Fan, Am Stat 1996;50:361, type 7,
// numpy's default). There must be a value.
func Percentile(sorted []float64, part float64) float64 {
	at := part * float64(len(sorted)-1)
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (sorted[above]-sorted[below])*(at-float64(below))
}
