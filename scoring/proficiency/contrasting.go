package proficiency

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Normal is a normal distribution.
type Normal struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// NormalOf describes a sample of at least two values that differ.
func NormalOf(values []float64) Normal { return Normal{Mean(values), SD(values)} }

// below is the share of the distribution below x.
func (n Normal) below(x float64) float64 {
	return distuv.Normal{Mu: n.Mean, Sigma: n.SD}.CDF(x)
}

// Cut is a pass mark between two groups, and how often it errs.
type Cut struct {
	Value float64 `json:"cut"`
	// FalsePositive is the share (0–1) of novices that pass, FalseNegative that
	// of experts that fail, in the two normal distributions.
	FalsePositive float64 `json:"false_positive"`
	FalseNegative float64 `json:"false_negative"`
}

// errOverlap is told when two groups give no cut.
var errOverlap = errors.New("the distributions of novices and experts do not cross between their means: this metric does not tell them apart; use another one")

// CutBetween is the point between the means at which both densities are equal:
// the contrasting-groups method (Jørgensen et al., Advances in Simulation 2018,
// doi:10.1186/s41077-018-0064-7). Whether lower is better follows from the means.
func CutBetween(novice, expert Normal) (Cut, error) {
	if !finite(novice.Mean, novice.SD, expert.Mean, expert.SD) {
		return Cut{}, errNotFinite
	}
	if !(novice.SD > 0) || !(expert.SD > 0) {
		return Cut{}, errors.New("the people of one group do not differ, so there is no distribution to cut; add people or use another metric")
	}
	for _, x := range crossings(novice, expert) {
		if x > math.Min(novice.Mean, expert.Mean) && x < math.Max(novice.Mean, expert.Mean) {
			c := Cut{x, 1 - novice.below(x), expert.below(x)}
			if expert.Mean < novice.Mean {
				c.FalsePositive, c.FalseNegative = novice.below(x), 1-expert.below(x)
			}
			return c, nil
		}
	}
	return Cut{}, errOverlap
}

// crossings are the roots of the quadratic whose coefficients come from setting
// the logarithms of both densities equal.
func crossings(n, e Normal) []float64 {
	if n.SD == e.SD {
		return []float64{(n.Mean + e.Mean) / 2}
	}
	vn, ve := n.SD*n.SD, e.SD*e.SD
	a := 1/(2*vn) - 1/(2*ve)
	b := e.Mean/ve - n.Mean/vn
	c := n.Mean*n.Mean/(2*vn) - e.Mean*e.Mean/(2*ve) - math.Log(e.SD/n.SD)
	root := b*b - 4*a*c
	if root < 0 {
		return nil
	}
	// The form that does not subtract two nearly equal numbers (Press et al.,
	// Numerical Recipes, section 5.6).
	q := -(b + math.Copysign(math.Sqrt(root), b)) / 2
	return []float64{q / a, c / q}
}

// Contrast is a cut with what was seen of it in the people measured.
type Contrast struct {
	Cut
	Novice  Normal `json:"novice"`
	Expert  Normal `json:"expert"`
	Novices int    `json:"novices"` // people
	Experts int    `json:"experts"`
	// ObservedFP and ObservedFN are the shares (0–1) of the measured novices
	// that would pass and of the measured experts that would fail.
	ObservedFP float64 `json:"observed_false_positive"`
	ObservedFN float64 `json:"observed_false_negative"`
	// CI is the jackknife's: every person is left out once (Efron, The Jackknife,
	// the Bootstrap and Other Resampling Plans, SIAM 1982, chapter 3). nil when
	// leaving one person out leaves no cut.
	CI            *Interval `json:"ci95"`
	LowerIsBetter bool      `json:"lower_is_better"`
}

// ContrastingGroups is the cut between novices and experts, one value for each
// person. A value at the cut passes.
func ContrastingGroups(novices, experts []float64) (Contrast, error) {
	if !finite(novices...) || !finite(experts...) {
		return Contrast{}, errNotFinite
	}
	if len(novices) < 2 || len(experts) < 2 {
		return Contrast{}, fmt.Errorf("too few people for two distributions, novices %d and experts %d; add some", len(novices), len(experts))
	}
	c := Contrast{Novice: NormalOf(novices), Expert: NormalOf(experts), Novices: len(novices), Experts: len(experts)}
	var err error
	if c.Cut, err = CutBetween(c.Novice, c.Expert); err != nil {
		return Contrast{}, err
	}
	c.LowerIsBetter = c.Expert.Mean < c.Novice.Mean
	c.ObservedFP = c.passing(novices)
	c.ObservedFN = 1 - c.passing(experts)
	c.CI = jackknife(novices, experts)
	return c, nil
}

// passing is the share of values at the cut or better.
func (c *Contrast) passing(values []float64) float64 {
	n := 0
	for _, x := range values {
		if x == c.Value || x < c.Value == c.LowerIsBetter {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// jackknife is the interval of the cut of two independent groups: their
// variances add up.
func jackknife(novices, experts []float64) *Interval {
	whole, err := CutBetween(NormalOf(novices), NormalOf(experts))
	if err != nil {
		return nil
	}
	variance := 0.0
	for _, leaveOut := range []struct {
		n   int
		cut func(rest int) (Cut, error)
	}{
		{len(novices), func(i int) (Cut, error) { return CutBetween(NormalOf(without(novices, i)), NormalOf(experts)) }},
		{len(experts), func(i int) (Cut, error) { return CutBetween(NormalOf(novices), NormalOf(without(experts, i))) }},
	} {
		cuts := make([]float64, leaveOut.n)
		for i := range cuts {
			cut, err := leaveOut.cut(i)
			if err != nil {
				return nil
			}
			cuts[i] = cut.Value
		}
		spread := SD(cuts)
		variance += float64(leaveOut.n-1) * float64(leaveOut.n-1) / float64(leaveOut.n) * spread * spread
	}
	interval := around(whole.Value, math.Sqrt(variance), len(novices)+len(experts)-2)
	return &interval
}

func without(values []float64, i int) []float64 {
	rest := make([]float64, 0, len(values)-1)
	return append(append(rest, values[:i]...), values[i+1:]...)
}
