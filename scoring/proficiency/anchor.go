package proficiency

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/drylab/drylab/scoring"
)

// errNoAnchor is told for curves that no measured value can move.
var errNoAnchor = errors.New("its curve has no worst and best end to move; write it as a linear or a one-way piecewise curve")

// ends are the values at which a curve gives its least points and at which it
// first gives its most.
func ends(c *scoring.Curve) (worst, best float64, err error) {
	if c.Type == scoring.CurveLinear && c.Novice != nil && c.Expert != nil {
		return *c.Novice, *c.Expert, nil
	}
	last := len(c.Points) - 1
	if c.Type != scoring.CurvePiecewise || last < 1 {
		return 0, 0, errNoAnchor
	}
	for i := 1; i <= last; i++ { // one way only
		if (c.Points[i][1]-c.Points[i-1][1])*(c.Points[last][1]-c.Points[0][1]) < 0 {
			return 0, 0, errNoAnchor
		}
	}
	at, end, step := 0, last, 1
	if c.Points[last][1] < c.Points[0][1] {
		at, end, step = last, 0, -1
	}
	worst = c.Points[at][0]
	for c.Points[at][1] < c.Points[end][1] {
		at += step
	}
	if best = c.Points[at][0]; best == worst {
		return 0, 0, errNoAnchor
	}
	return worst, best, nil
}

// moveBest stretches a curve so that its best end lies at a value; its worst end
// stays where the author put it.
func moveBest(c *scoring.Curve, to float64) (scoring.Curve, error) {
	worst, best, err := ends(c)
	if err != nil {
		return *c, err
	}
	factor := (to - worst) / (best - worst)
	if !(factor > 0) {
		return *c, fmt.Errorf("the authored worst value %s is already no worse than %s; correct it in the rubric first", short(worst), short(to))
	}
	moved := *c
	if c.Type == scoring.CurveLinear {
		moved.Expert = new(rounded(to))
		return moved, nil
	}
	moved.Points = nil
	for _, point := range c.Points {
		moved.Points = append(moved.Points, []float64{rounded(worst + (point[0]-worst)*factor), point[1]})
	}
	return moved, nil
}

// cutAt is a curve with no points at the novices' mean, the pass mark at the cut
// and all points at the experts' mean.
func cutAt(c *Contrast, pass float64) scoring.Curve {
	return scoring.Curve{Type: scoring.CurvePiecewise, Points: [][]float64{
		{rounded(c.Novice.Mean), 0}, {rounded(c.Value), pass}, {rounded(c.Expert.Mean), 100},
	}}
}

// rounded keeps six significant digits: what people read in a rubric, and far
// finer than any of these numbers is known.
func rounded(x float64) float64 {
	y, err := strconv.ParseFloat(short(x), 64)
	if err != nil {
		return x
	}
	return y
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
