package proficiency

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/stat/distuv"
)

// ICC are the intraclass correlations of Shrout and Fleiss (Psychol Bull
// 1979;86:420). The first number is the design: 1, every target is rated by
// other raters; 2, the same raters, who stand for all raters (absolute
// agreement); 3, these raters and no others (consistency). The second is what
// the reliability is of: 1, a single rating; k, the mean of all raters.
type ICC struct {
	ICC11, ICC21, ICC31 float64
	ICC1k, ICC2k, ICC3k float64
	CI21, CI2k          [2]float64 // 95 % intervals of ICC21 and ICC2k, cut off at -1: below 0 there is no agreement
	Targets, Raters     int
}

// IntraclassCorrelation takes one row for each target and in it one rating by
// each rater. For test–retest reliability the targets are people and the raters
// are the repetitions.
func IntraclassCorrelation(ratings [][]float64) (ICC, error) {
	v, err := varianceOf(ratings)
	if err != nil {
		return ICC{}, err
	}
	n, k := float64(v.targets), float64(v.raters)
	icc := ICC{
		ICC11:   (v.between - v.within) / (v.between + (k-1)*v.within),
		ICC21:   (v.between - v.rest) / (v.between + (k-1)*v.rest + k*(v.judges-v.rest)/n),
		ICC31:   (v.between - v.rest) / (v.between + (k-1)*v.rest),
		ICC1k:   (v.between - v.within) / v.between,
		ICC2k:   (v.between - v.rest) / (v.between + (v.judges-v.rest)/n),
		ICC3k:   (v.between - v.rest) / v.between,
		Targets: v.targets, Raters: v.raters,
	}
	icc.CI21 = v.interval(icc.ICC21)
	for i, end := range icc.CI21 {
		icc.CI2k[i] = -1
		if rest := 1 + (k-1)*end; rest > 0 {
			icc.CI2k[i] = max(k*end/rest, -1) // Spearman and Brown
		}
		icc.CI21[i] = max(end, -1)
	}
	return icc, nil
}

// interval is the 95 % interval of ICC(2,1) with Satterthwaite's degrees of
// freedom (McGraw & Wong, Psychol Methods 1996;1:30, table 7). Raters who agree
// to the last digit leave no room for one.
func (v *meanSquares) interval(icc float64) [2]float64 {
	if v.rest == 0 && v.judges == 0 {
		return [2]float64{icc, icc}
	}
	n, k := float64(v.targets), float64(v.raters)
	a := k * icc / (n * (1 - icc)) * v.judges
	b := (1 + k*icc*(n-1)/(n*(1-icc))) * v.rest
	freedom := (a + b) * (a + b) / (a*a/(k-1) + b*b/((n-1)*(k-1)))
	noise := k*v.judges + (k*n-k-n)*v.rest
	low := distuv.F{D1: n - 1, D2: freedom}.Quantile(0.975)
	high := distuv.F{D1: freedom, D2: n - 1}.Quantile(0.975)
	return [2]float64{n * (v.between - low*v.rest) / (low*noise + n*v.between), n * (high*v.between - v.rest) / (noise + n*high*v.between)}
}

// meanSquares are the mean squares of a two-way layout: between targets, within
// targets, between judges, and the rest.
type meanSquares struct {
	between, within, judges, rest float64
	targets, raters               int
}

// sameTargets is the variance between targets, as a share of the mean's square,
// below which they differ by rounding only.
const sameTargets = 1e-20

func varianceOf(ratings [][]float64) (meanSquares, error) {
	v := meanSquares{targets: len(ratings)}
	if v.targets > 0 {
		v.raters = len(ratings[0])
	}
	if v.targets < 2 || v.raters < 2 {
		return v, fmt.Errorf("agreement needs two targets and two ratings of each at least; there are %d and %d", v.targets, v.raters)
	}
	columns, total := make([]float64, v.raters), 0.0
	for i, row := range ratings {
		if len(row) != v.raters {
			return v, fmt.Errorf("target %d has %d ratings, the first one %d; every rater must rate all", i+1, len(row), v.raters)
		}
		if !finite(row...) {
			return v, errNotFinite
		}
		for j, x := range row {
			columns[j] += x / float64(v.targets)
		}
		total += Mean(row) / float64(v.targets)
	}
	n, k := float64(v.targets), float64(v.raters)
	for _, row := range ratings {
		mean := Mean(row)
		v.between += k * (mean - total) * (mean - total) / (n - 1)
		for j, x := range row {
			v.within += (x - mean) * (x - mean) / (n * (k - 1))
			residual := x - mean - columns[j] + total
			v.rest += residual * residual / ((n - 1) * (k - 1))
		}
	}
	for _, mean := range columns {
		v.judges += n * (mean - total) * (mean - total) / (k - 1)
	}
	if !(v.between > sameTargets*total*total) {
		return v, errors.New("the targets do not differ, so there is no agreement to measure")
	}
	return v, nil
}
