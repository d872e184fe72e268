package scoring

import (
	"math"
	"slices"
	"strconv"
)

// CurveType names how a value becomes points.
type CurveType string

// The curve types.
const (
	CurveLinear    CurveType = "linear"    // 0 at novice, 100 at expert, clamped
	CurvePiecewise CurveType = "piecewise" // straight lines between points, clamped outside
	CurveBand      CurveType = "band"      // 100 from lo to hi, falling to 0 at tol outside
	CurveStep      CurveType = "step"      // score of the last point whose x is not above the value
	CurveBoolean   CurveType = "boolean"   // 100 when the value is not 0; with expert: 0, when it is 0
)

// Curve maps a metric's value to a score of 0–100. The direction follows from
// the anchors: there is no flag to contradict them.
type Curve struct {
	Type   CurveType   `yaml:"type" json:"type"`
	Novice *float64    `yaml:"novice,omitempty" json:"novice,omitempty"`
	Expert *float64    `yaml:"expert,omitempty" json:"expert,omitempty"`
	Points [][]float64 `yaml:"points,omitempty,flow" json:"points,omitempty"` // [value, score], values strictly rising or strictly falling
	Lo     *float64    `yaml:"lo,omitempty" json:"lo,omitempty"`
	Hi     *float64    `yaml:"hi,omitempty" json:"hi,omitempty"`
	Tol    *float64    `yaml:"tol,omitempty" json:"tol,omitempty"`
}

// Score returns the points of a value, 0–100. It is false for a value or a
// curve that gives none: not finite, or anchors missing.
func (c *Curve) Score(x float64) (float64, bool) {
	if !isFinite(x) || !c.isComplete() {
		return 0, false
	}
	var score float64
	switch c.Type {
	case CurveLinear:
		score = 100 * (x - *c.Novice) / (*c.Expert - *c.Novice)
	case CurvePiecewise:
		score = c.interpolate(x)
	case CurveBand:
		outside := math.Max(0, math.Max(*c.Lo-x, x-*c.Hi))
		score = 100 * (1 - outside / *c.Tol)
	case CurveStep:
		score = c.step(x)
	case CurveBoolean:
		if (x != 0) == c.wantsTrue() {
			score = 100
		}
	}
	if math.IsNaN(score) {
		return 0, false
	}
	return math.Min(100, math.Max(0, score)), true
}

// isComplete tells whether the type is known and its anchors are there.
func (c *Curve) isComplete() bool {
	switch c.Type {
	case CurveLinear:
		return c.Novice != nil && c.Expert != nil
	case CurveBand:
		return c.Lo != nil && c.Hi != nil && c.Tol != nil
	case CurvePiecewise, CurveStep:
		for _, point := range c.Points {
			if len(point) != 2 {
				return false
			}
		}
		return len(c.Points) > 0
	}
	return c.Type == CurveBoolean
}

// rising are the points in the order of rising values.
func (c *Curve) rising() [][]float64 {
	last := len(c.Points) - 1
	if c.Points[0][0] <= c.Points[last][0] {
		return c.Points
	}
	points := slices.Clone(c.Points)
	slices.Reverse(points)
	return points
}

// interpolate is the piecewise linear value at x, clamped outside the points.
func (c *Curve) interpolate(x float64) float64 {
	points := c.rising()
	previous := points[0]
	if x <= previous[0] {
		return previous[1]
	}
	for _, point := range points[1:] {
		if x <= point[0] {
			return previous[1] + (point[1]-previous[1])*(x-previous[0])/(point[0]-previous[0])
		}
		previous = point
	}
	return previous[1]
}

// step is the score of the last point not above x, the first point's below all.
func (c *Curve) step(x float64) float64 {
	points := c.rising()
	score := points[0][1]
	for _, point := range points[1:] {
		if x < point[0] {
			break
		}
		score = point[1]
	}
	return score
}

func (c *Curve) wantsTrue() bool { return c.Expert == nil || *c.Expert != 0 }

// best is the highest score the curve can give.
func (c *Curve) best() float64 {
	if c.Type != CurvePiecewise && c.Type != CurveStep {
		return 100
	}
	best := 0.0
	for _, point := range c.Points {
		best = math.Max(best, point[1])
	}
	return math.Min(100, best)
}

// Target says in which values the curve is at its best: "≤ 90", "4.5–5.5",
// "≥ 5", "yes". It has no unit and is "" for an incomplete curve.
func (c *Curve) Target() string {
	if !c.isComplete() {
		return ""
	}
	switch c.Type {
	case CurveLinear:
		if *c.Expert < *c.Novice {
			return "≤ " + bound(*c.Expert)
		}
		return "≥ " + bound(*c.Expert)
	case CurveBand:
		return bound(*c.Lo) + "–" + bound(*c.Hi)
	case CurveBoolean:
		if c.wantsTrue() {
			return "yes"
		}
		return "no"
	}
	return c.targetOfPoints()
}

// targetOfPoints names the values from the first to the last point of the
// highest score; a step's last one holds until the next point.
func (c *Curve) targetOfPoints() string {
	points := c.rising()
	first, last := 0, 0
	for i, point := range points {
		switch {
		case point[1] > points[first][1]:
			first, last = i, i
		case point[1] == points[first][1] && last == i-1:
			last = i
		}
	}
	from, to, upTo := first > 0, last < len(points)-1, "≤ "
	end := points[last][0]
	if c.Type == CurveStep && to {
		end, upTo = points[last+1][0], "< "
	}
	switch {
	case from && to && end == points[first][0]:
		return bound(end)
	case from && to:
		return bound(points[first][0]) + "–" + bound(end)
	case to:
		return upTo + bound(end)
	case from:
		return "≥ " + bound(points[first][0])
	}
	return "any"
}

// bound is a target's as people read it: four significant digits, all that an author
// writes, of the six that a derived anchor has; whole numbers from 1000 on.
func bound(x float64) string {
	if math.Abs(x) >= 1000 && math.Abs(x) < 1e6 {
		x = math.Round(x)
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
