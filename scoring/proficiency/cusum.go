package proficiency

import (
	"errors"
	"math"
)

// CUSUM is a chart that watches whether failures become more frequent than they
// may be: 1 − S up for a failure, S down for a success.
type CUSUM struct {
	S float64
	// Lower and Upper are the distances of the limits: a chart that falls by
	// Lower shows the acceptable rate, one that rises by Upper the unacceptable.
	Lower, Upper float64
}

// NewCUSUM takes the acceptable and the unacceptable failure rate, and the
// probabilities of a false alarm (alpha) and of a missed one (beta), by Wald's
// sequential test (Biau et al., Clin Orthop Relat Res 2007, PMC2464981).
func NewCUSUM(acceptable, unacceptable, alpha, beta float64) (CUSUM, error) {
	if err := checkRates(acceptable, unacceptable); err != nil {
		return CUSUM{}, err
	}
	if !(alpha > 0 && alpha < 0.5 && beta > 0 && beta < 0.5) {
		return CUSUM{}, errors.New("the probabilities of a false and of a missed alarm must lie between 0 and 0.5")
	}
	p := math.Log(unacceptable / acceptable)
	q := math.Log((1 - acceptable) / (1 - unacceptable))
	return CUSUM{
		S:     q / (p + q),
		Lower: math.Log((1-alpha)/beta) / (p + q),
		Upper: math.Log((1-beta)/alpha) / (p + q),
	}, nil
}

func checkRates(acceptable, unacceptable float64) error {
	if !(acceptable > 0 && acceptable < unacceptable && unacceptable < 1) {
		return errors.New("the failure rates must be above 0 and below 1, and the acceptable one below the other")
	}
	return nil
}

// Chart is the sum after each attempt.
func (c CUSUM) Chart(failures []bool) []float64 {
	chart, sum := make([]float64, len(failures)), 0.0
	for i, failed := range failures {
		sum -= c.S
		if failed {
			sum++
		}
		chart[i] = sum
	}
	return chart
}

// Alarm is the first attempt, from 1, at which the chart has risen by Upper from
// its lowest point; 0 for none.
func (c CUSUM) Alarm(failures []bool) int {
	lowest := 0.0
	for i, sum := range c.Chart(failures) {
		// The tolerance is for rounding: with rates of 10 and 30 % and risks of 10 %
		// two failures rise by exactly Upper.
		if sum-lowest >= c.Upper-1e-9 {
			return i + 1
		}
		lowest = math.Min(lowest, sum)
	}
	return 0
}
