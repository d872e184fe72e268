package scoring

import (
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// CutWithinMM is the deviation that the precision cutting task of the Fundamentals
// of Laparoscopic Surgery allows, mm (SCORING §3).
const CutWithinMM = 2.0

// CutTrace is a cut held against its plan, place by place: what the metrics of the
// cut are computed from, for who wants to draw it. Both lines are on the tissue at
// rest, seen along the planned normal, and have a place every 0.5 mm.
type CutTrace struct {
	Strokes [][]CutPoint // as they were cut, one after the other; never empty
	Plan    []PlanPoint
}

// CutPoint is one place of a cut.
type CutPoint struct {
	At    mgl64.Vec3 // patient frame, in the plane through its origin across the normal, mm
	OffMM float64    // from the planned line
}

// PlanPoint is one place of the planned line.
type PlanPoint struct {
	At  mgl64.Vec3 // as CutPoint's
	Cut bool       // the cut passed within CutWithinMM
}

// TraceCut compares an attempt's cut with its plan. It is false when none was
// planned, or nothing was cut.
func TraceCut(rec *record.Recording) (CutTrace, bool) {
	cut, plan := cutAndPlan(rec)
	if len(cut) == 0 || len(plan) < 2 {
		return CutTrace{}, false
	}
	return trace(cut, plan), true
}

// OffCutPlan is how far a place on the tissue at rest is from a planned cut, seen
// along its normal, mm; infinite from one without a line.
func OffCutPlan(plan *record.CutPlan, at mgl64.Vec3) float64 {
	return line(plan.Line).flat(plan.Normal).distance(line{at}.flat(plan.Normal)[0])
}

// cutAndPlan are both lines, seen along the planned normal.
func cutAndPlan(rec *record.Recording) (cut []line, plan line) {
	planned := rec.Header.Cut
	if planned == nil {
		return nil, nil
	}
	cut = strokes(rec)
	for i := range cut {
		cut[i] = cut[i].flat(planned.Normal)
	}
	return cut, line(planned.Line).flat(planned.Normal)
}

// trace holds strokes against the plan, both resampled; the distance is that of a
// point from straight pieces.
func trace(strokes []line, plan line) CutTrace {
	var t CutTrace
	for _, stroke := range strokes {
		var points []CutPoint
		for _, p := range stroke.resampled(lineStepMM) {
			points = append(points, CutPoint{At: p, OffMM: plan.distance(p)})
		}
		t.Strokes = append(t.Strokes, points)
	}
	for _, p := range plan.resampled(lineStepMM) {
		met := slices.ContainsFunc(strokes, func(s line) bool { return s.distance(p) <= CutWithinMM })
		t.Plan = append(t.Plan, PlanPoint{At: p, Cut: met})
	}
	return t
}
