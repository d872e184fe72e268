package scoring

import (
	"math"
	"slices"
)

// Turn is a change of one metric that would have changed the outcome.
type Turn struct {
	Criterion string  `json:"criterion"` // the title, or the id without one
	Metric    string  `json:"metric"`
	Unit      string  `json:"unit"`
	Value     float64 `json:"value"`  // as it was
	Needed    float64 `json:"needed"` // the nearest that would have changed the outcome
	Outcome   Outcome `json:"outcome"`
}

// Turns lists what would have changed the outcome of an attempt that passed or
// failed, all else being equal: for each criterion the value nearest to the
// attempt's own with which the verdict is another. Criteria with which alone it
// stays what it is are left out. Attempts that were not judged, abandoned, or
// failed by a critical error on its own have none.
func (r *Rubric) Turns(m Metrics, invalid []string) []Turn {
	was := r.Grade(m, invalid)
	if was.Outcome != OutcomePass && was.Outcome != OutcomeFail {
		return nil
	}
	turns := []Turn{}
	for i := range r.Criteria {
		if score := was.Criteria[i]; score.Value != nil && score.Score != nil {
			if turn, ok := r.turn(m, invalid, &r.Criteria[i], *score.Value, *score.Score, was.Outcome); ok {
				turns = append(turns, turn)
			}
		}
	}
	return turns
}

// steadyTurns is how often the interval of points is halved: 100 points to
// less than the tolerance of comparisons.
const steadyTurns = 40

// turn halves the interval between the criterion's points and the best, or for
// a pass the worst, that its curve gives.
func (r *Rubric) turn(m Metrics, invalid []string, c *Criterion, value, points float64, was Outcome) (Turn, bool) {
	at := func(points float64) (x float64, turned bool) {
		x, ok := c.Curve.nearest(value, points, was == OutcomeFail)
		return x, ok && r.Grade(m.with(c.Metric, x), invalid).Outcome != was
	}
	same, other := points, c.Curve.best()
	if was == OutcomePass {
		other = 0
	}
	if _, turned := at(other); !turned {
		return Turn{}, false
	}
	for range steadyTurns {
		middle := (same + other) / 2
		if _, turned := at(middle); turned {
			other = middle
		} else {
			same = middle
		}
	}
	x, _ := at(other)
	title := c.Title
	if title == "" {
		title = c.ID
	}
	return Turn{title, c.Metric, c.Unit, value, x, r.Grade(m.with(c.Metric, x), invalid).Outcome}, true
}

// with is the same metrics with another value of one.
func (m Metrics) with(id string, x float64) Metrics {
	changed := slices.Clone(m)
	for i := range changed {
		if changed[i].ID == id {
			changed[i].Value, changed[i].Reason = &x, ""
		}
	}
	return changed
}

// nearest is the value nearest to x to which the curve gives at least, or at
// most, so many points.
func (c *Curve) nearest(x, points float64, atLeast bool) (value float64, ok bool) {
	for _, candidate := range c.reaching(points) {
		score, sound := c.Score(candidate)
		if !sound || atLeast && score < points-tolerance || !atLeast && score > points+tolerance {
			continue
		}
		if !ok || math.Abs(candidate-x) < math.Abs(value-x) {
			value, ok = candidate, true
		}
	}
	return value, ok
}

// reaching are values among which are the outermost ones of every range that
// gets so many points.
func (c *Curve) reaching(points float64) (values []float64) {
	share := points / 100
	switch c.Type {
	case CurveLinear:
		return []float64{*c.Novice + share*(*c.Expert-*c.Novice)}
	case CurveBand:
		return []float64{*c.Lo, *c.Hi, *c.Lo - (1-share)**c.Tol, *c.Hi + (1-share)**c.Tol}
	case CurveBoolean:
		return []float64{0, 1}
	}
	all := c.rising()
	for i, p := range all {
		values = append(values, p[0])
		if i == 0 {
			if c.Type == CurveStep { // below all points the first one's score holds
				values = append(values, p[0]-1)
			}
			continue
		}
		from := all[i-1]
		if rise := p[1] - from[1]; c.Type == CurvePiecewise && rise != 0 {
			if t := (points - from[1]) / rise; t >= 0 && t <= 1 {
				values = append(values, from[0]+t*(p[0]-from[0]))
			}
		}
	}
	return values
}
