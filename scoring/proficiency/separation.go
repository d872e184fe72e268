package proficiency

import (
	"fmt"
	"math"
)

// Separation tells how well a metric tells two groups apart.
type Separation struct {
	Novices int `json:"novices"`
	Experts int `json:"experts"`
	// AUC is the probability that an expert is better than a novice, ties
	// counted half: 1 separates all, 0.5 nobody, below 0.5 novices are better.
	AUC float64  `json:"auc"`
	CI  Interval `json:"auc_ci95"` // see AreaInterval
	// Cliff is Cliff's delta, 2 AUC − 1: −1 to 1 (Cliff, Psychol Bull 1993;114:494).
	Cliff float64 `json:"cliffs_delta"`
}

// Separate compares experts with novices, one value for each person.
func Separate(novices, experts []float64, lowerIsBetter bool) (Separation, error) {
	if !finite(novices...) || !finite(experts...) {
		return Separation{}, errNotFinite
	}
	if len(novices) == 0 || len(experts) == 0 {
		return Separation{}, fmt.Errorf("novices %d and experts %d cannot be compared; each group needs somebody", len(novices), len(experts))
	}
	wins := 0.0
	for _, e := range experts {
		for _, n := range novices {
			switch {
			case e == n:
				wins += 0.5
			case e < n == lowerIsBetter:
				wins++
			}
		}
	}
	s := Separation{Novices: len(novices), Experts: len(experts)}
	s.AUC = wins / float64(len(novices)*len(experts))
	s.Cliff = 2*s.AUC - 1
	s.CI = AreaInterval(s.AUC, len(novices), len(experts))
	return s, nil
}

// AreaInterval is the 95 % interval of an area under the curve of m and n people:
// all areas from which the observed one is not further than 1.96 standard errors,
// with the standard error of Hanley and McNeil (Radiology 1982;143:29) at that
// area and not at the observed one (Newcombe, Stat Med 2006;25:559, method 5).
// Unlike DeLong's it does not shrink to a point when a few people are separated
// without an error. It lies within 0–1 and holds the observed area.
func AreaInterval(area float64, m, n int) Interval {
	within := func(candidate float64) bool {
		return math.Abs(area-candidate) <= 1.959963984540054*math.Sqrt(areaVariance(candidate, m, n))
	}
	return Interval{edge(area, 0, within), edge(area, 1, within)}
}

// areaVariance is Hanley and McNeil's, with the sizes of both groups replaced by
// their mean where they act alone, as Newcombe does: experts and novices may
// then change places.
func areaVariance(area float64, m, n int) float64 {
	mean := float64(m+n)/2 - 1
	return area * (1 - area) * (1 + mean*((1-area)/(2-area)+area/(1+area))) / float64(m*n)
}

// edge is the last value on the way from inside to limit at which within holds.
func edge(inside, limit float64, within func(float64) bool) float64 {
	for range 60 { // halves the way to below the precision of a float64
		if middle := (inside + limit) / 2; within(middle) {
			inside = middle
		} else {
			limit = middle
		}
	}
	return inside
}

// Power is what a metric was found to tell.
type Power string

// The findings.
const (
	PowerSeparates Power = "separates" // experts are better, and chance does not explain it
	PowerNobody    Power = "nobody"    // chance explains the difference, and there is hardly one
	PowerReversed  Power = "reversed"  // novices are better: the metric's direction is wrong here
	PowerConstant  Power = "constant"  // everybody has the same value
	PowerTooFew    Power = "too_few"   // too few people to tell
)

// fewestCompared is the least size of a group with which the interval can
// exclude 0.5 at all and one person does not decide it.
const fewestCompared = 3

// acceptable is the area from which on a separation is of use (Hosmer & Lemeshow,
// Applied Logistic Regression, 2nd ed., 2000, p. 162).
const acceptable = 0.7

// Power is the finding: the metric separates when the interval excludes 0.5. One
// that seems to separate, but with so few people may do so by chance, is not known
// to separate nobody.
func (s *Separation) Power() Power {
	switch {
	case s.Novices < fewestCompared || s.Experts < fewestCompared:
		return PowerTooFew
	case s.CI[0] > 0.5:
		return PowerSeparates
	case s.CI[1] < 0.5:
		return PowerReversed
	case s.AUC >= acceptable || s.AUC <= 1-acceptable:
		return PowerTooFew
	}
	return PowerNobody
}
