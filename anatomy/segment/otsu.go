package segment

import (
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// otsuBins is the resolution of the histogram: Otsu's original number of grey
// levels. Finer bins move the threshold by less than MR noise.
const otsuBins = 256

// otsuThreshold finds the value that parts the data into two classes with the
// greatest variance between them. N. Otsu, A Threshold Selection Method from
// Gray-Level Histograms, IEEE Trans. SMC 9 (1979), doi
// 10.1109/TSMC.1979.4310076. The histogram spans the 0.1st to the 99.9th
// percentile, so that a few bright voxels (contrast, artefacts) do not
// squeeze everything else into one bin. Constant data give that constant.
func otsuThreshold(v *imaging.Volume) float64 {
	low, high := robustRange(v)
	if low == high {
		return low
	}
	var counts [otsuBins]float64
	perValue := otsuBins / (high - low)
	for i := range v.Count() {
		bin := (float64(v.Value(i)) - low) * perValue
		counts[int(max(0, min(bin, otsuBins-1)))]++
	}
	return low + float64(bestSplit(counts[:]))/perValue
}

// bestSplit is the number of bins in the lower class of Otsu's division.
func bestSplit(counts []float64) int {
	total, weighted := 0.0, 0.0
	for bin, n := range counts {
		total += n
		weighted += n * float64(bin)
	}
	best, split, below, belowWeighted := -1.0, 1, 0.0, 0.0
	for bin, n := range counts[:len(counts)-1] {
		below += n
		belowWeighted += n * float64(bin)
		above := total - below
		if below == 0 || above == 0 {
			continue
		}
		apart := belowWeighted/below - (weighted-belowWeighted)/above
		if between := below * above * apart * apart; between > best {
			best, split = between, bin+1
		}
	}
	return split
}

// percentileSample bounds how many values are sorted for percentiles: enough
// for a standard error of 0.003 percent at the 99.9th.
const percentileSample = 1 << 20

// robustRange is the 0.1st and 99.9th percentile of an even sample. When they
// coincide, as in a small bright object on an empty background, it is the
// whole range.
func robustRange(v *imaging.Volume) (low, high float64) {
	sample := v.EveryNth(v.Count()/percentileSample + 1)
	slices.Sort(sample)
	last := float64(len(sample) - 1)
	low = float64(sample[int(math.Round(0.001*last))])
	high = float64(sample[int(math.Round(0.999*last))])
	if low == high {
		return valueRange(v)
	}
	return low, high
}

func valueRange(v *imaging.Volume) (low, high float64) {
	lowest, highest := v.Range()
	return float64(lowest), float64(highest)
}
