package segment

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestOtsuEqualsExhaustiveSearch recomputes the variance between the classes
// from scratch for every threshold.
func TestOtsuEqualsExhaustiveSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := make([]float64, rapid.IntRange(2, 30).Draw(t, "bins"))
		for bin := range counts {
			counts[bin] = float64(rapid.IntRange(0, 1000).Draw(t, "count"))
		}
		variance := func(split int) float64 {
			var n, sum [2]float64
			for bin, count := range counts {
				class := 0
				if bin >= split {
					class = 1
				}
				n[class] += count
				sum[class] += count * float64(bin)
			}
			if n[0] == 0 || n[1] == 0 {
				return -1
			}
			mean := (sum[0] + sum[1]) / (n[0] + n[1])
			return n[0]*math.Pow(sum[0]/n[0]-mean, 2) + n[1]*math.Pow(sum[1]/n[1]-mean, 2)
		}
		best := -1.0
		for split := 1; split < len(counts); split++ {
			best = math.Max(best, variance(split))
		}
		if got := variance(bestSplit(counts)); best >= 0 && got < best*(1-1e-9) {
			t.Fatalf("variance %g between the classes, %g is possible", got, best)
		}
	})
}
