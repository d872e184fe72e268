package scoring

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Distances between a cut and its plan that look at both ways, SCORING §3. The
// lines are compared as resampled: on raw vertices these numbers mean nothing.

// hausdorff is the greatest distance of any place of one curve from the other,
// whichever way is greater. All the strokes are one curve.
func hausdorff(strokes []line, plan line) float64 {
	most := missedMost(strokes, plan)
	for _, stroke := range strokes {
		for _, p := range stroke.resampled(lineStepMM) {
			most = math.Max(most, plan.distance(p))
		}
	}
	return most
}

// missedMost is the distance of the plan's place that is furthest from any stroke.
func missedMost(strokes []line, plan line) float64 {
	most := 0.0
	for _, p := range plan.resampled(lineStepMM) {
		nearest := math.Inf(1)
		for _, stroke := range strokes {
			nearest = math.Min(nearest, stroke.distance(p))
		}
		most = math.Max(most, nearest)
	}
	return most
}

// frechet is the discrete Fréchet distance of two lines' points, in their order:
// the shortest leash for two that walk along them and never back (Eiter &
// Mannila, CD-TR 94/64, 1994).
func frechet(a, b line) float64 { return walk(a, b, math.Max) }

// warping is the dynamic time warping distance of two lines' points: the mean
// distance of two that walk along them side by side as well as they can, over
// len(a)+len(b)−1 steps (Sakoe & Chiba, IEEE Trans ASSP 1978;26:43, divided as
// PerkTutor does).
func warping(a, b line) float64 {
	sum := walk(a, b, func(d, before float64) float64 { return d + before })
	return sum / float64(len(a)+len(b)-1)
}

// walk finds the cheapest way for two along two lines' points to both ends; join
// makes the cost of a place of the distance there and the cost until then. Both
// lines must have a point.
func walk(a, b line, join func(distance, before float64) float64) float64 {
	costs := make([]float64, len(b)+1) // of the row before, then of this one; one more in front
	for j := range costs {
		costs[j] = math.Inf(1)
	}
	for i, p := range a {
		diagonal := costs[0]
		costs[0] = math.Inf(1)
		if i == 0 {
			diagonal = 0
		}
		for j, q := range b {
			before := math.Min(diagonal, math.Min(costs[j], costs[j+1]))
			diagonal, costs[j+1] = costs[j+1], join(p.Sub(q).Len(), before)
		}
	}
	return costs[len(b)]
}

// asCut is the plan's points as somebody who cut would have followed them: in
// the other direction where that fits better, and round a closed line from the
// place where the cut began. Where a circle is begun is no deviation.
func asCut(plan line, begun, ended mgl64.Vec3) []line {
	points := plan.resampled(lineStepMM)
	first, last := points[0], points[len(points)-1]
	if first.Sub(last).Len() > lineStepMM { // open: from the end where the cut began
		if begun.Sub(first).Len()+ended.Sub(last).Len() > begun.Sub(last).Len()+ended.Sub(first).Len() {
			slices.Reverse(points)
		}
		return []line{points}
	}
	nearest := 0
	for i, p := range points {
		if begun.Sub(p).Len() < begun.Sub(points[nearest]).Len() {
			nearest = i
		}
	}
	round := slices.Concat(points[nearest:], points[:nearest], points[nearest:nearest+1])
	back := slices.Clone(round)
	slices.Reverse(back)
	return []line{round, back}
}

// alongCut is a distance of the strokes, joined in their order, from the plan as
// it was followed. A snip apart goes nowhere and is left out, unless there are
// only such.
func alongCut(strokes []line, plan line, distance func(a, b line) float64) float64 {
	var cut, snips line
	for _, stroke := range strokes {
		if len(stroke) > 1 {
			cut = append(cut, stroke.resampled(lineStepMM)...)
		} else {
			snips = append(snips, stroke...)
		}
	}
	if len(cut) == 0 {
		cut = snips
	}
	least := math.Inf(1)
	for _, way := range asCut(plan, cut[0], cut[len(cut)-1]) {
		least = math.Min(least, distance(cut, way))
	}
	return least
}
