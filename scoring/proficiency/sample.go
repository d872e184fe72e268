package proficiency

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a two-sided 95 % interval, low end first.
type Interval [2]float64

// errNotFinite is told wherever a number of the data is NaN or infinite.
var errNotFinite = errors.New("a value is not a finite number; leave it out or measure it again")

// finite tells whether all values are ordinary numbers.
func finite(values ...float64) bool {
	return !slices.ContainsFunc(values, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

// Mean is the arithmetic mean; NaN for no values.
func Mean(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

// SD is the standard deviation of a sample (n − 1 below); NaN for fewer than two values.
func SD(values []float64) float64 {
	mean, sum := Mean(values), 0.0
	for _, x := range values {
		sum += (x - mean) * (x - mean)
	}
	if len(values) < 2 {
		return math.NaN()
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// Percentile is the value below which the share p (0–1) of the values lies, with
// straight lines between the ordered values (type 7 of Hyndman and Fan, The
// American Statistician 1996;50:361). NaN for no values.
func Percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	ordered := slices.Sorted(slices.Values(values))
	place := p * float64(len(ordered)-1)
	below := int(math.Floor(place))
	if below >= len(ordered)-1 {
		return ordered[len(ordered)-1]
	}
	return ordered[below] + (place-float64(below))*(ordered[below+1]-ordered[below])
}

// ZScores are the values' distances from their mean in standard deviations; all
// 0 when the values do not differ.
func ZScores(values []float64) []float64 {
	mean, sd := Mean(values), SD(values)
	z := make([]float64, len(values))
	for i, x := range values {
		if sd > 0 {
			z[i] = (x - mean) / sd
		}
	}
	return z
}

// PercentileRank is the share (0–1) of the reference below x, ties counted half;
// NaN for no reference.
func PercentileRank(x float64, reference []float64) float64 {
	sum := 0.0
	for _, other := range reference {
		switch {
		case other < x:
			sum++
		case other == x:
			sum += 0.5
		}
	}
	return sum / float64(len(reference))
}

// studentT is the 97.5 % quantile of Student's t with these degrees of freedom:
// half the width of a 95 % interval in standard errors.
func studentT(freedom int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}.Quantile(0.975)
}

// around is the interval of an estimate with a standard error.
func around(estimate, standardError float64, freedom int) Interval {
	half := studentT(freedom) * standardError
	return Interval{estimate - half, estimate + half}
}
