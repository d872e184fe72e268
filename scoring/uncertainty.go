package scoring

import (
	"slices"
	"strings"
)

// TooFine returns the anchors that ask for more precision than the case holds:
// steps of a curve over a place in the anatomy that are finer than twice the
// standard uncertainty of such a place, mm (SCORING §3; the factor 2 gives the
// expanded uncertainty of about 95 %, JCGM 100:2008, 6.2.1). What is measured
// on tissue at rest against a line drawn on it, or along a path, does not hang
// on the scan.
func (r *Rubric) TooFine(uncertaintyMM float64) []Problem {
	var v review
	least := 2 * uncertaintyMM
	for i := range r.Criteria {
		c := &r.Criteria[i]
		if step, ok := c.Curve.finest(); ok && isPlace(c.Metric) && step < least {
			v.report(pointer("/criteria", i)+"/curve", "this rubric asks for more precision than the case holds: it tells values apart that are %s mm from each other, and the scan leaves %s mm in doubt; use wider steps, or a finer scan", number(step), number(least))
		}
	}
	return v.problems
}

// isPlace tells a metric that is a distance to a place in the anatomy.
func isPlace(metric string) bool {
	places := []string{idTargetError, idTargetAxial, idTargetLateral, idEntryError, idDepthError, idOvershoot, idClearanceMin}
	stem, _, _ := strings.Cut(idClearance, "<")
	return slices.Contains(places, metric) || strings.HasPrefix(metric, stem)
}

// finest is the least difference of values between which the points change; it
// is not ok where there is none.
func (c *Curve) finest() (step float64, ok bool) {
	if !c.isComplete() {
		return 0, false
	}
	note := func(from, to float64) {
		if d := max(from-to, to-from); !ok || d < step {
			step, ok = d, true
		}
	}
	switch c.Type {
	case CurveLinear:
		note(*c.Novice, *c.Expert)
	case CurveBand:
		note(0, *c.Tol)
	case CurvePiecewise, CurveStep:
		points := c.rising()
		for i := 1; i < len(points); i++ {
			if points[i][1] != points[i-1][1] {
				note(points[i-1][0], points[i][0])
			}
		}
	}
	return step, ok
}
