package debrief

import (
	"math"
	"strconv"
)

// Tick is a labelled place on an axis of a chart, in its pixels.
type Tick struct {
	At   float64
	Text string
}

// Span is a stretch of a chart, in its pixels.
type Span struct {
	X, Width float64
	Text     string
}

// Middle is where its text stands.
func (s Span) Middle() float64 { return s.X + s.Width/2 }

// axis turns values from 0 to top into pixels from at0 to atTop.
type axis struct{ top, at0, atTop float64 }

// at is a value's place; one beyond the axis lies at its end.
func (a axis) at(v float64) float64 {
	return round1(a.at0 + (a.atTop-a.at0)*min(max(v/a.top, 0), 1))
}

// round1 is a pixel to a tenth, which nobody sees, so that pages stay small.
func round1(px float64) float64 { return math.Round(px*10) / 10 }

// niceStep is the least of 1, 2, 5, 10, 20 … times a power of ten that divides a
// range into at most n parts.
func niceStep(span float64, n int) float64 {
	if !(span > 0) || math.IsInf(span, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(span/float64(n))))
	for _, times := range []float64{1, 2, 5, 10} {
		if step := times * power; span <= step*float64(n)*(1+1e-9) {
			return step
		}
	}
	return 10 * power
}

// upTo is an axis from 0 to the first round number that is not below a value, in
// at most n parts.
func upTo(value float64, n int, at0, atTop float64) axis {
	step := niceStep(value, n)
	return axis{max(math.Ceil(value/step-1e-9), 1) * step, at0, atTop}
}

// ticks are the round values on an axis, at most n apart from 0.
func (a axis) ticks(n int) []Tick {
	step := niceStep(a.top, n)
	var ticks []Tick
	for i := 0; i <= n && float64(i)*step <= a.top*(1+1e-9); i++ {
		ticks = append(ticks, Tick{a.at(float64(i) * step), strconv.FormatFloat(float64(i)*step, 'g', 6, 64)})
	}
	return ticks
}

// mostTimes is how many times of day fit below a chart.
const mostTimes = 12

// timeTicks are the times below a chart that lasts so many seconds.
func timeTicks(a axis) []Tick {
	step := 600.0
	for _, seconds := range []float64{0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300} {
		if a.top/seconds <= mostTimes {
			step = seconds
			break
		}
	}
	var ticks []Tick
	for t := 0.0; t <= a.top && len(ticks) <= mostTimes; t += step {
		text := clock(t)
		if step >= 1 {
			text = text[:len(text)-2] // whole seconds
		}
		ticks = append(ticks, Tick{a.at(t), text})
	}
	return ticks
}
