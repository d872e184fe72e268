package view

import (
	"math"
	"testing"
)

// TestGrainsGradientIsItsSlope compares with central differences of the values.
func TestGrainsGradientIsItsSlope(t *testing.T) {
	fields := map[string]func([3]float64, int) (float64, [3]float64){"noise": gradientNoise, "cells": scattered}
	for name, field := range fields {
		wrong := 0
		for n := range 1000 {
			// Places spread by the additive recurrence of the plastic number's cube roots.
			p := [3]float64{5 * math.Mod(0.8191725134*float64(n), 1), 5 * math.Mod(0.6710436067*float64(n), 1), 5 * math.Mod(0.5497004779*float64(n), 1)}
			_, gradient := field(p, 8)
			for axis, got := range gradient {
				const h = 1e-5
				before, after := p, p
				before[axis] -= h
				after[axis] += h
				low, _ := field(before, 8)
				high, _ := field(after, 8)
				if math.Abs((high-low)/(2*h)-got) > 1e-4 {
					wrong++
				}
			}
		}
		// Cells have a crease half-way between two points.
		if wrong > 3 {
			t.Errorf("%s: %d of 3000 slopes differ from the values'", name, wrong)
		}
	}
}

func TestGrainRepeatsAndStaysInItsRange(t *testing.T) {
	for name, field := range map[string]func([3]float64, int) (float64, [3]float64){"noise": gradientNoise, "cells": scattered} {
		low, high, steepest := 1.0, 0.0, 0.0
		for n := range 4000 {
			p := [3]float64{7 * math.Mod(0.8191725134*float64(n), 1), 7 * math.Mod(0.6710436067*float64(n), 1), 7 * math.Mod(0.5497004779*float64(n), 1)}
			value, g := field(p, 7)
			if again, _ := field([3]float64{p[0] + 7, p[1], p[2] + 7}, 7); math.Abs(again-value) > 1e-9 {
				t.Fatalf("%s at %v: %g, one period further %g", name, p, value, again)
			}
			low, high = min(low, value), max(high, value)
			steepest = max(steepest, math.Abs(g[0]), math.Abs(g[1]), math.Abs(g[2]))
		}
		limit := map[string]float64{"noise": 2, "cells": 1}[name]
		if low < 0 || high > 1.2 || high-low < 0.6 || steepest > limit+1e-9 {
			t.Errorf("%s goes from %g to %g, its slope to %g; the texture holds 0 to 1 and %g", name, low, high, steepest, limit)
		}
	}
}
