package scoring

import (
	"maps"
	"slices"
	"strconv"
)

// curve checks that the type is known, its anchors are there and make sense,
// and that no anchors of another type are.
func (v *review) curve(c *Curve, path string) {
	switch c.Type {
	case CurveLinear:
		v.anchor(path+"/novice", c.Novice)
		v.anchor(path+"/expert", c.Expert)
		if c.Novice != nil && c.Expert != nil && *c.Novice == *c.Expert {
			v.report(path, "novice and expert are both %s: a score needs a difference", number(*c.Expert))
		}
	case CurveBand:
		v.anchor(path+"/lo", c.Lo)
		v.anchor(path+"/hi", c.Hi)
		v.anchor(path+"/tol", c.Tol)
		if c.Lo != nil && c.Hi != nil && *c.Lo > *c.Hi {
			v.report(path+"/lo", "lo (%s) is above hi (%s)", number(*c.Lo), number(*c.Hi))
		}
		if c.Tol != nil {
			v.positive(path+"/tol", *c.Tol)
		}
	case CurvePiecewise, CurveStep:
		v.curvePoints(c.Points, path+"/points")
	case CurveBoolean:
		if c.Expert != nil && *c.Expert != 0 && *c.Expert != 1 {
			v.report(path+"/expert", "must be 1 (wanted) or 0 (not wanted) for a boolean curve")
		}
	default:
		v.report(path+"/type", "must be linear, piecewise, band, step or boolean, is %q", c.Type)
		return
	}
	v.foreignAnchors(c, path)
}

// foreignAnchors reports anchors that the curve's type does not use.
func (v *review) foreignAnchors(c *Curve, path string) {
	isBand := c.Type == CurveBand
	hasPoints := c.Type == CurvePiecewise || c.Type == CurveStep
	for _, anchor := range []struct {
		name            string
		present, belong bool
	}{
		{"novice", c.Novice != nil, c.Type == CurveLinear},
		{"expert", c.Expert != nil, c.Type == CurveLinear || c.Type == CurveBoolean},
		{"points", c.Points != nil, hasPoints},
		{"lo", c.Lo != nil, isBand},
		{"hi", c.Hi != nil, isBand},
		{"tol", c.Tol != nil, isBand},
	} {
		if anchor.present && !anchor.belong {
			v.report(path+"/"+anchor.name, "has no meaning in a %s curve: remove it", c.Type)
		}
	}
}

func (v *review) curvePoints(points [][]float64, path string) {
	if len(points) < 2 {
		v.report(path, "needs at least two points, each [value, score]")
	}
	for i, point := range points {
		at := path + "/" + strconv.Itoa(i)
		if len(point) != 2 {
			v.report(at, "must be [value, score], has %d numbers", len(point))
			continue
		}
		if !isFinite(point[0]) {
			v.report(at, "the value must be a number")
		}
		v.points(at, point[1])
	}
	if x := turningValue(points); x != nil {
		v.report(path, "values must rise from point to point, or fall from point to point: see %s", number(*x))
	}
}

// turningValue is the first value that breaks the strict order of the points,
// or nil.
func turningValue(points [][]float64) *float64 {
	rises := false
	for i := 1; i < len(points); i++ {
		if len(points[i]) != 2 || len(points[i-1]) != 2 {
			return nil // reported already
		}
		x, before := points[i][0], points[i-1][0]
		if i == 1 {
			rises = x > before
		}
		if x == before || x > before != rises {
			return &x
		}
	}
	return nil
}

func (v *review) anchor(path string, x *float64) {
	if x == nil {
		v.report(path, "is missing")
	} else if !isFinite(*x) {
		v.report(path, "must be a number")
	}
}

// uniqueID checks that an element has an id that ids does not hold yet.
func (v *review) uniqueID(ids map[string]string, path, id string) {
	if id == "" {
		v.report(path+"/id", "give it an id")
		return
	}
	if first, taken := ids[id]; taken {
		v.report(path+"/id", "id %q is already used at %s", id, first)
		return
	}
	ids[id] = path
}

func (v *review) metric(path, id string) (unit string, ok bool) {
	unit, ok = v.known(id)
	if !ok {
		v.report(path, "there is no metric %q", id)
	}
	return unit, ok
}

func (v *review) text(path, text, advice string) {
	if text == "" {
		v.report(path, "%s", advice)
	}
}

func (v *review) positive(path string, x float64) {
	if !isFinite(x) || x <= 0 {
		v.report(path, "must be above 0, is %s", number(x))
	}
}

func (v *review) points(path string, x float64) {
	if !(x >= 0 && x <= 100) {
		v.report(path, "must be 0 to 100 points, is %s", number(x))
	}
}

// reachable checks that the best possible attempt would pass.
func (v *review) reachable(r *Rubric) {
	best := Score{}
	for i := range r.Criteria {
		criterion := &r.Criteria[i]
		if !criterion.Curve.isComplete() {
			return
		}
		points := criterion.Curve.best()
		best.Criteria = append(best.Criteria, CriterionScore{Domain: criterion.Domain, Score: &points})
		if criterion.MinScore != nil && points < *criterion.MinScore {
			v.report("/criteria/"+strconv.Itoa(i)+"/min_score", "cannot be reached: the curve gives at most %s", number(points))
		}
	}
	r.aggregate(&best)
	for _, domain := range best.Domains {
		if minimum, ok := r.Pass.DomainMin[domain.ID]; ok && domain.Score != nil && *domain.Score+tolerance < minimum {
			v.report("/pass/domain_min/"+domain.ID, "cannot be reached: the criteria give at most %s", number(*domain.Score))
		}
	}
	if best.WeightedTotal != nil && *best.WeightedTotal+tolerance < r.Pass.MinTotal {
		v.report("/pass/min_total", "cannot be reached: the criteria give at most %s", number(*best.WeightedTotal))
	}
}

func sortedKeys(m map[string]float64) []string { return slices.Sorted(maps.Keys(m)) }
