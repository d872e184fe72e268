package proficiency

import (
	"errors"
	"fmt"
	"math"
)

// FewestExperts is the least number of experienced operators whose mean may be
// called a benchmark: with five, the mean's interval is already ±1.24 standard
// deviations.
const FewestExperts = 5

// outlierZ is the distance from the mean, in standard deviations, beyond which
// an expert does not count: the 95 % range of a normal distribution, as
// proficiency-based progression uses it (Mazzone et al., Ann Surg 2021).
const outlierZ = 1.96

// Experts is a benchmark from experienced operators.
type Experts struct {
	N        int      // people that count
	Mean, SD float64  // of those
	CI       Interval // of the mean, by Student's t
	// Dropped are the places, in the values given, of those left out; they were
	// looked for once, not again among the rest.
	Dropped []int
	// MeanOfAll and SDOfAll are before anybody was left out.
	MeanOfAll, SDOfAll float64
}

// Enough tells whether the benchmark rests on enough people.
func (e *Experts) Enough() bool { return e.N >= FewestExperts }

// ExpertBenchmark is the mean of experienced operators, one value for each, as
// proficiency-based progression sets its benchmarks: whoever is more than 1.96
// standard deviations from the mean is left out, once (Mazzone et al., Ann Surg
// 2021; Gallagher's outlier rule as in ASSERT, ANZ J Surg). It needs two people
// or more; see Enough for what makes it a standard.
func ExpertBenchmark(values []float64) (Experts, error) {
	if !finite(values...) {
		return Experts{}, errNotFinite
	}
	if len(values) < 2 {
		return Experts{}, fmt.Errorf("too few experts, %d, for a mean and its spread; add people", len(values))
	}
	e := Experts{MeanOfAll: Mean(values), SDOfAll: SD(values)}
	var kept []float64
	for i, z := range ZScores(values) {
		if math.Abs(z) > outlierZ {
			e.Dropped = append(e.Dropped, i)
			continue
		}
		kept = append(kept, values[i])
	}
	if len(kept) < 2 {
		return Experts{}, errors.New("the experts differ too much for a mean; look at their attempts one by one")
	}
	e.N, e.Mean, e.SD = len(kept), Mean(kept), SD(kept)
	e.CI = around(e.Mean, e.SD/math.Sqrt(float64(e.N)), e.N-1)
	return e, nil
}

// Person is somebody's repeated measurements in the order of time.
type Person struct {
	Name   string
	Values []float64
}

// Runs averages each person's values. Who has fewer than least is not used but named.
func Runs(people []Person, least int) (used []Person, means []float64, short []string) {
	for _, p := range people {
		if len(p.Values) < max(least, 1) {
			short = append(short, p.Name)
			continue
		}
		used = append(used, p)
		means = append(means, Mean(p.Values))
	}
	return used, means, short
}
