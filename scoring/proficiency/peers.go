package proficiency

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Quartile is a benchmark from peers: what the best quarter of them reaches.
// It shows what is possible and says nothing about what is safe.
type Quartile struct {
	N     int
	Value float64
	// CI is free of any assumption about the distribution; nil when there are
	// too few people for one of 95 %.
	CI *Interval
}

// fewestPeers is the least number of people with one of them in each quarter.
const fewestPeers = 4

// BestQuartile is the 25th percentile of the peers' values where lower is
// better, else the 75th.
func BestQuartile(values []float64, lowerIsBetter bool) (Quartile, error) {
	if !finite(values...) {
		return Quartile{}, errNotFinite
	}
	if len(values) < fewestPeers {
		return Quartile{}, fmt.Errorf("too few people, %d, for a best quarter; at least %d are needed", len(values), fewestPeers)
	}
	p := 0.75
	if lowerIsBetter {
		p = 0.25
	}
	return Quartile{N: len(values), Value: Percentile(values, p), CI: quantileInterval(values, p)}, nil
}

// quantileInterval runs from one ordered value to another: the number of values
// below the true quantile is binomial, so the ordered value at place i (from 0)
// lies above the quantile with the probability of i values or fewer below it,
// and each end is the nearest with at most 2.5 % beyond (David and Nagaraja,
// Order Statistics, 3rd ed., section 7.1). nil when even the smallest and the
// largest value leave more.
func quantileInterval(values []float64, p float64) *Interval {
	below := distuv.Binomial{N: float64(len(values)), P: p}
	low, high := -1, -1
	for place := range values {
		share := below.CDF(float64(place))
		if share <= 0.025 {
			low = place
		}
		if high < 0 && share >= 0.975 {
			high = place
		}
	}
	if low < 0 || high < 0 {
		return nil
	}
	ordered := slices.Sorted(slices.Values(values))
	return &Interval{ordered[low], ordered[high]}
}
