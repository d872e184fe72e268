package proficiency

import (
	"errors"
	"fmt"
	"math"
)

// Borderline is a straight line through scores over a global rating, read at
// the rating of a candidate between pass and fail.
type Borderline struct {
	N         int      `json:"n"`
	Slope     float64  `json:"slope"`
	Intercept float64  `json:"intercept"`
	R         float64  `json:"r"`   // correlation of rating and score
	Cut       float64  `json:"cut"` // score at the borderline rating
	CI        Interval `json:"ci95"`
}

// fewestRated is the least number of rated attempts that a line and its spread
// can be read from.
const fewestRated = 3

// BorderlineRegression fits scores to global ratings by least squares and reads
// the line at the borderline rating (Wood, Humphrey-Murray and Norcini, Adv
// Health Sci Educ 2006;11:115, doi:10.1007/s10459-005-7853-1). The interval is
// that of the line at this rating.
func BorderlineRegression(ratings, scores []float64, borderline float64) (Borderline, error) {
	n := len(ratings)
	if n != len(scores) {
		return Borderline{}, fmt.Errorf("%d ratings do not fit %d scores; give one of each for an attempt", n, len(scores))
	}
	if !finite(ratings...) || !finite(scores...) || !finite(borderline) {
		return Borderline{}, errNotFinite
	}
	if n < fewestRated {
		return Borderline{}, fmt.Errorf("%d rated attempts are too few for a line; rate at least %d", n, fewestRated)
	}
	meanX, meanY := Mean(ratings), Mean(scores)
	var sxx, sxy, syy float64
	for i, x := range ratings {
		dx, dy := x-meanX, scores[i]-meanY
		sxx, sxy, syy = sxx+dx*dx, sxy+dx*dy, syy+dy*dy
	}
	if sxx == 0 {
		return Borderline{}, errors.New("all attempts have the same rating, so no line can be drawn; rate weaker and stronger ones too")
	}
	b := Borderline{N: n, Slope: sxy / sxx}
	b.Intercept = meanY - b.Slope*meanX
	if b.Slope <= 0 {
		return Borderline{}, errors.New("better ratings do not come with better scores, so the ratings set no pass mark; check the table's columns, then the rubric")
	}
	b.R = sxy / math.Sqrt(sxx*syy)
	b.Cut = b.Intercept + b.Slope*borderline
	residual := math.Max(0, syy-b.Slope*sxy) / float64(n-2)
	away := borderline - meanX
	b.CI = around(b.Cut, math.Sqrt(residual*(1/float64(n)+away*away/sxx)), n-2)
	return b, nil
}
