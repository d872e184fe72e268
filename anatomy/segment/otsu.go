package segment

import (
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// otsuBins is the resolution of the histogram: Otsu's original number of grey
// levels. Finer bins move the threshold by less than MR noise.
const otsuBins = 256

// mostOtsu is how many thresholds are found at once at most: more classes have
// no meaning that people could name.
const mostOtsu = 3

// otsuThresholds finds the values that part the volume into n+1 classes with
// the greatest variance between them, ascending; n is 1 to mostOtsu. N. Otsu,
// A Threshold Selection Method from Gray-Level Histograms, IEEE Trans. SMC 9
// (1979), doi 10.1109/TSMC.1979.4310076. The histogram spans the 0.1st to the
// 99.9th percentile, so that a few bright voxels (contrast, artefacts) do not
// squeeze everything else into one bin. A volume of n or fewer values gives
// thresholds at values that it has.
func otsuThresholds(v *imaging.Volume, n int) []float64 {
	low, high := robustRange(v)
	thresholds := make([]float64, n)
	if low == high {
		for i := range thresholds {
			thresholds[i] = low
		}
		return thresholds
	}
	perValue := otsuBins / (high - low)
	for i, split := range bestSplits(histogram(v, low, perValue), n) {
		thresholds[i] = low + float64(split)/perValue
	}
	return thresholds
}

// histogram counts the values by (value-low)*perValue, clamped to the bins.
// Values that are not a number are left out.
func histogram(v *imaging.Volume, low, perValue float64) []float64 {
	counts := make([]float64, otsuBins)
	count := func(value, n float64) {
		if !math.IsNaN(value) {
			counts[int(max(0, min((value-low)*perValue, otsuBins-1)))] += n
		}
	}
	if v.Int16 == nil {
		for _, value := range v.Float32 {
			count(float64(value), 1)
		}
		return counts
	}
	perInt := make([]int, 1<<16)
	for _, value := range v.Int16 {
		perInt[int(value)-math.MinInt16]++
	}
	for i, n := range perInt {
		count(float64(i+math.MinInt16), float64(n))
	}
	return counts
}

// bestSplits divides the bins into n+1 consecutive classes and returns the
// first bin of each class but the lowest. The variance between the classes is
// greatest when the sum over the classes of (sum of values)²/count is (P.-S.
// Liao, T.-S. Chen, P.-C. Chung, A Fast Algorithm for Multilevel Thresholding,
// J. Inf. Sci. Eng. 17 (2001) 713-727), which dynamic programming maximises.
func bestSplits(counts []float64, n int) []int {
	bins := len(counts)
	total, weighted := make([]float64, bins+1), make([]float64, bins+1)
	for bin, count := range counts {
		total[bin+1] = total[bin] + count
		weighted[bin+1] = weighted[bin] + count*float64(bin)
	}
	score := func(from, to int) float64 { // of the class of bins from up to to
		count, sum := total[to]-total[from], weighted[to]-weighted[from]
		if count == 0 {
			return 0
		}
		return sum * sum / count
	}
	best := make([]float64, bins+1) // of the bins below, in the classes so far
	for to := range best {
		best[to] = score(0, to)
	}
	var from [mostOtsu][]int // per class: the best first bin when it ends at to
	for class := range n {
		from[class] = make([]int, bins+1)
		next := make([]float64, bins+1)
		for to := range next {
			next[to] = math.Inf(-1)
			for split := class + 1; split < to; split++ {
				if value := best[split] + score(split, to); value > next[to] {
					next[to], from[class][to] = value, split
				}
			}
		}
		best = next
	}
	splits := make([]int, n)
	for class, to := n-1, bins; class >= 0; class-- {
		to = from[class][to]
		splits[class] = to
	}
	return splits
}

// percentileSample bounds how many values are sorted for percentiles: enough
// for a standard error of 0.003 percent at the 99.9th.
const percentileSample = 1 << 20

// robustRange is the 0.1st and 99.9th percentile of an even sample. When they
// coincide, as in a small bright object on an empty background, it is the
// whole range.
func robustRange(v *imaging.Volume) (low, high float64) {
	sample := v.EveryNth(v.Count()/percentileSample + 1)
	sample = slices.DeleteFunc(sample, func(x float32) bool { return x-x != 0 }) // not finite
	if len(sample) == 0 {
		return 0, 0
	}
	slices.Sort(sample)
	last := float64(len(sample) - 1)
	low = float64(sample[int(math.Round(0.001*last))])
	high = float64(sample[int(math.Round(0.999*last))])
	if low == high {
		lowest, highest := v.Range()
		return float64(lowest), float64(highest)
	}
	return low, high
}

// otsuThreshold is the single threshold of otsuThresholds.
func otsuThreshold(v *imaging.Volume) float64 { return otsuThresholds(v, 1)[0] }
