package segment

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// TestOtsuEqualsExhaustiveSearch recomputes the variance between the classes
// from scratch for all choices of one, two and three thresholds.
func TestOtsuEqualsExhaustiveSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := make([]float64, rapid.IntRange(4, 14).Draw(t, "bins"))
		for bin := range counts {
			counts[bin] = float64(rapid.IntRange(1, 1000).Draw(t, "count"))
		}
		n := rapid.IntRange(1, mostOtsu).Draw(t, "thresholds")
		best := 0.0
		var try func(splits []int)
		try = func(splits []int) {
			if len(splits) == n {
				best = math.Max(best, betweenClasses(counts, splits))
				return
			}
			first := 1
			if len(splits) > 0 {
				first = splits[len(splits)-1] + 1
			}
			for split := first; split < len(counts); split++ {
				try(append(splits[:len(splits):len(splits)], split))
			}
		}
		try(nil)
		if got := betweenClasses(counts, bestSplits(counts, n)); got < best*(1-1e-9) {
			t.Fatalf("variance %g between the classes, %g is possible", got, best)
		}
	})
}

// betweenClasses is the variance between the classes that begin at the splits.
func betweenClasses(counts []float64, splits []int) float64 {
	n, sum := make([]float64, len(splits)+1), make([]float64, len(splits)+1)
	total, weighted, class := 0.0, 0.0, 0
	for bin, count := range counts {
		for class < len(splits) && bin >= splits[class] {
			class++
		}
		n[class] += count
		sum[class] += count * float64(bin)
		total, weighted = total+count, weighted+count*float64(bin)
	}
	variance := 0.0
	for class := range n {
		if n[class] > 0 {
			variance += n[class] * math.Pow(sum[class]/n[class]-weighted/total, 2)
		}
	}
	return variance
}

func TestOtsuOfFewValues(t *testing.T) {
	v := &imaging.Volume{Grid: gridOf([3]int{4, 1, 1}, mgl64.Vec3{1, 1, 1}), Int16: []int16{7, 7, 7, 7}}
	if got := otsuThresholds(v, 2); got[0] != 7 || got[1] != 7 {
		t.Errorf("thresholds of a constant image are %v", got)
	}
	v.Int16 = []int16{0, 0, 100, 1000}
	got := otsuThresholds(v, 2)
	if !(got[0] > 0 && got[0] <= 100 && got[1] > 100 && got[1] <= 1000) {
		t.Errorf("thresholds between 0, 100 and 1000 are %v", got)
	}
	nan := float32(math.NaN())
	v.Int16, v.Float32 = nil, []float32{0, 0.5, nan, 10}
	if got := otsuThresholds(v, 1); !(got[0] > 0.5 && got[0] <= 10) {
		t.Errorf("the threshold beside a missing value is %v", got)
	}
}
