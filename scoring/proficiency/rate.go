package proficiency

import (
	"errors"

	"gonum.org/v1/gonum/stat/distuv"
)

// SuccessRate is what so many passes and failures say about how often somebody
// passes: honest for small numbers, where the share itself is not.
type SuccessRate struct {
	Mean         float64  `json:"mean"` // 0–1
	CI           Interval `json:"ci95"`
	distribution distuv.Beta
}

// RateOf begins with every rate equally likely (Bayes' uniform prior): ten
// passes out of ten leave 71 to 99.8 %.
func RateOf(passes, failures int) (SuccessRate, error) {
	if passes < 0 || failures < 0 {
		return SuccessRate{}, errors.New("passes and failures cannot be fewer than none")
	}
	d := distuv.Beta{Alpha: float64(passes) + 1, Beta: float64(failures) + 1}
	return SuccessRate{Mean: d.Mean(), CI: Interval{d.Quantile(0.025), d.Quantile(0.975)}, distribution: d}, nil
}

// Above is the probability that the rate is above p.
func (r SuccessRate) Above(p float64) float64 { return 1 - r.distribution.CDF(p) }
