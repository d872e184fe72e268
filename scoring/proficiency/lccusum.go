package proficiency

import (
	"errors"
	"fmt"
	"math"
)

// LCCUSUM is the learning-curve CUSUM: it presumes that somebody is not yet
// competent and signals when the failures have become rare enough (Biau et al.,
// Br J Surg 2008;95:925, PubMed 18498126). It is evidence of competence on this
// task, no certificate.
type LCCUSUM struct {
	Success, Failure float64 // what an attempt adds; Failure is negative
	Limit            float64 // the sum that signals
	adequate         float64 // failure rates
	inadequate       float64
}

// The chart that is used unless an educator says otherwise: a failure rate of
// 10 % is competence, 30 % is not, and at most one in ten who are not competent
// is signalled within 50 attempts.
const (
	DefaultAdequate    = 0.10
	DefaultInadequate  = 0.30
	DefaultAttempts    = 50
	DefaultFalseSignal = 0.10
)

// limitStep is how finely a limit is chosen.
const limitStep = 0.05

// NewLCCUSUM is the chart for an adequate and an inadequate failure rate with a
// given limit; see ChooseLCCUSUM for one whose limit is chosen.
func NewLCCUSUM(adequate, inadequate, limit float64) (LCCUSUM, error) {
	if err := checkRates(adequate, inadequate); err != nil {
		return LCCUSUM{}, err
	}
	if !(limit > 0) || math.IsInf(limit, 1) {
		return LCCUSUM{}, errors.New("the limit must be a number above 0")
	}
	return LCCUSUM{
		Success: math.Log((1 - adequate) / (1 - inadequate)), Failure: math.Log(adequate / inadequate),
		Limit: limit, adequate: adequate, inadequate: inadequate,
	}, nil
}

// ChooseLCCUSUM is the chart with the smallest limit, a multiple of 0.05, at which
// somebody with the inadequate failure rate is signalled within so many attempts
// with at most this probability. Small limits are dangerous: 1.25 with the
// default rates signals 97 % of those who are not competent within 50 attempts.
func ChooseLCCUSUM(adequate, inadequate float64, attempts int, falseSignal float64) (LCCUSUM, error) {
	chart, err := NewLCCUSUM(adequate, inadequate, limitStep)
	if err != nil {
		return chart, err
	}
	if attempts < 1 || attempts > maxAttempts || !(falseSignal > 0 && falseSignal < 1) {
		return chart, fmt.Errorf("give 1 to %d attempts and a false-signal rate between 0 and 1", maxAttempts)
	}
	// No chart of so many attempts rises above this, so its limit never signals.
	silent := int(float64(attempts)*chart.Success/limitStep) + 1
	low, high := 0, silent // the limit at low signals too often, the one at high does not
	for high-low > 1 {
		middle := (low + high) / 2
		chart.Limit = float64(middle) * limitStep
		if chart.Signal(inadequate, attempts) <= falseSignal {
			high = middle
		} else {
			low = middle
		}
	}
	chart.Limit = float64(high) * limitStep
	return chart, nil
}

// maxAttempts bounds the work of Signal, which grows with the cube of the attempts.
const maxAttempts = 400

// Signal is the exact probability that the chart signals within so many attempts
// (at most 400) of somebody who fails at this rate. The chart's value depends
// only on the successes and failures since it was last 0, so the distribution
// over these is carried from attempt to attempt.
func (c LCCUSUM) Signal(failureRate float64, attempts int) float64 {
	attempts = min(attempts, maxAttempts)
	now := newCounts(attempts)
	now[0][0] = 1
	signalled := 0.0
	for attempt := range attempts {
		next := newCounts(attempts)
		for successes := 0; successes <= attempt; successes++ {
			for failures := 0; failures <= attempt-successes; failures++ {
				p := now[successes][failures]
				if p == 0 {
					continue
				}
				signalled += c.pass(next, successes+1, failures, p*(1-failureRate))
				signalled += c.pass(next, successes, failures+1, p*failureRate)
			}
		}
		now = next
	}
	return signalled
}

// newCounts is room for a probability of each number of successes and failures.
func newCounts(attempts int) [][]float64 {
	counts := make([][]float64, attempts+1)
	for i := range counts {
		counts[i] = make([]float64, attempts+1-i)
	}
	return counts
}

// pass puts a probability where the chart stands after these successes and
// failures since it was 0, and returns what of it signals.
func (c LCCUSUM) pass(next [][]float64, successes, failures int, p float64) float64 {
	switch value := float64(successes)*c.Success + float64(failures)*c.Failure; {
	case value >= c.Limit:
		return p
	case value <= 0:
		next[0][0] += p
	default:
		next[successes][failures] += p
	}
	return 0
}

// FalseSignal and TrueSignal are the probabilities of a signal within so many
// attempts for the inadequate and for the adequate failure rate.
func (c LCCUSUM) FalseSignal(attempts int) float64 { return c.Signal(c.inadequate, attempts) }

// TrueSignal is explained at FalseSignal.
func (c LCCUSUM) TrueSignal(attempts int) float64 { return c.Signal(c.adequate, attempts) }

// FewestPasses is how many straight successes signal at the earliest.
func (c LCCUSUM) FewestPasses() int {
	n := 1
	for float64(n)*c.Success < c.Limit {
		n++
	}
	return n
}

// Chart is the sum after each attempt, and the first attempt, from 1, that
// signals; 0 for none. From there on competence is presumed: a CUSUM watches.
func (c LCCUSUM) Chart(failures []bool) (chart []float64, signal int) {
	sum := 0.0
	for i, failed := range failures {
		step := c.Success
		if failed {
			step = c.Failure
		}
		sum = math.Max(0, sum+step)
		chart = append(chart, sum)
		if signal == 0 && sum >= c.Limit {
			signal = i + 1
		}
	}
	return chart, signal
}
