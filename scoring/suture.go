package scoring

import "math"

// spread sums up the bites of a suture or the spaces between them, mm.
type spread struct {
	mean float64
	sd   float64 // of a sample
	cv   float64 // sd over mean
	off  float64 // mean of the distance from what was asked for
}

// spreadOf needs two values or more; aim is what was asked for, mm: 5 for bites
// and spaces alike, after STITCH (doi:10.1016/S0140-6736(15)60459-7).
func spreadOf(values []float64, aim float64) spread {
	var s spread
	n := float64(len(values))
	for _, x := range values {
		s.mean += x / n
		s.off += math.Abs(x-aim) / n
	}
	for _, x := range values {
		s.sd += (x - s.mean) * (x - s.mean)
	}
	s.sd = math.Sqrt(s.sd / (n - 1))
	s.cv = s.sd / s.mean
	return s
}

// sutureToWound is the length of thread in the wound over the wound's; 4 or more
// is the rule (STITCH). tails are what hangs out of it, mm.
func sutureToWound(used, tails, wound float64) float64 { return (used - tails) / wound }
