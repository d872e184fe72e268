package scoring

import (
	"math"
	"testing"
)

func TestCurveTargets(t *testing.T) {
	points := func(kind CurveType, p ...[]float64) Curve { return Curve{Type: kind, Points: p} }
	for want, curve := range map[string]Curve{
		"≤ 90":    {Type: CurveLinear, Novice: ptr(300), Expert: ptr(90)},
		"≥ -1.8":  {Type: CurveLinear, Novice: ptr(-4), Expert: ptr(-1.8)},
		"4.5–5.5": {Type: CurveBand, Lo: ptr(4.5), Hi: ptr(5.5), Tol: ptr(1)},
		"yes":     {Type: CurveBoolean},
		"no":      {Type: CurveBoolean, Expert: ptr(0)},
		"≥ 5":     points(CurvePiecewise, []float64{0, 0}, []float64{5, 100}),
		"≤ 60":    points(CurvePiecewise, []float64{300, 0}, []float64{60, 100}),
		"7":       points(CurvePiecewise, []float64{0, 0}, []float64{7, 100}, []float64{9, 0}),
		"3–4":     points(CurvePiecewise, []float64{0, 0}, []float64{3, 90}, []float64{4, 90}, []float64{9, 0}),
		"< 2":     points(CurveStep, []float64{1, 100}, []float64{2, 70}),
		"1–2":     points(CurveStep, []float64{0, 10}, []float64{1, 100}, []float64{2, 70}),
		"≥ 3":     points(CurveStep, []float64{0, 10}, []float64{3, 100}),
		"any":     points(CurveStep, []float64{0, 10}, []float64{3, 10}),
		"":        {Type: "spline"},
	} {
		if got := curve.Target(); got != want {
			t.Errorf("%+v: target %q, want %q", curve, got, want)
		}
	}
}

func TestCurvesWithoutAScore(t *testing.T) {
	sound := Curve{Type: CurveLinear, Novice: ptr(0), Expert: ptr(1)}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, ok := sound.Score(x); ok {
			t.Errorf("%v has a score", x)
		}
	}
	for _, curve := range []Curve{
		{}, {Type: "spline"}, {Type: CurveLinear, Novice: ptr(1)}, {Type: CurveBand, Lo: ptr(1), Hi: ptr(2)},
		{Type: CurvePiecewise}, {Type: CurveStep, Points: [][]float64{{1}}}, {Type: CurvePiecewise, Points: [][]float64{{1, 2}, nil}},
		{Type: CurveLinear, Novice: ptr(1), Expert: ptr(1)}, {Type: CurvePiecewise, Points: [][]float64{{0, math.NaN()}}},
	} {
		if score, ok := curve.Score(1); ok {
			t.Errorf("%+v scores %v", curve, score)
		}
	}
}
