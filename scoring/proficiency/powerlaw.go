package proficiency

import (
	"errors"
	"fmt"
	"math"
)

// FewestForCurve is the least number of attempts through which a learning curve
// is drawn; with fewer, show the points only.
const FewestForCurve = 6

// PowerLaw is the learning curve y = A + B·x^−C over the attempts x = 1, 2, …
// (Newell and Rosenbloom 1981): A is where it goes, A + B where it began.
type PowerLaw struct {
	A   float64 `json:"a"`
	B   float64 `json:"b"`
	C   float64 `json:"c"`
	SSE float64 `json:"sse"` // sum of the squared distances
}

// At is the curve's value at an attempt, from 1.
func (p PowerLaw) At(attempt float64) float64 { return p.A + p.B*math.Pow(attempt, -p.C) }

// errNoCurve is told when the attempts do not follow a power law.
var errNoCurve = errors.New("these attempts follow no learning curve; look at the points")

// The exponents that a learning curve is looked for in: below, it would be a
// straight line for the attempts that anybody makes; above, it would be over
// after the second.
const (
	slowest = 0.01
	fastest = 5.0
)

// FitPowerLaw fits the values of successive attempts by least squares. For each
// exponent the best A and B are those of a straight line (variable projection,
// Golub and Pereyra, SIAM J Numer Anal 1973;10:413), so only the exponent is
// searched for: among some on a logarithmic scale, then by golden section.
func FitPowerLaw(values []float64) (PowerLaw, error) {
	if !finite(values...) {
		return PowerLaw{}, errNotFinite
	}
	if len(values) < FewestForCurve {
		return PowerLaw{}, fmt.Errorf("%d attempts are too few for a learning curve; it takes at least %d", len(values), FewestForCurve)
	}
	const tries = 60
	best, at := PowerLaw{SSE: math.Inf(1)}, 0
	exponent := func(i int) float64 { return slowest * math.Pow(fastest/slowest, float64(i)/tries) }
	for i := range tries + 1 {
		if p := lineFor(values, exponent(i)); p.SSE < best.SSE {
			best, at = p, i
		}
	}
	if at == 0 || at == tries || best.B == 0 {
		return PowerLaw{}, errNoCurve
	}
	return refine(values, golden(values, exponent(at-1), exponent(at+1))), nil
}

// lineFor is the least-squares line over x^−c.
func lineFor(values []float64, c float64) PowerLaw {
	x := make([]float64, len(values))
	for i := range x {
		x[i] = math.Pow(float64(i+1), -c)
	}
	meanX, meanY := Mean(x), Mean(values)
	var sxx, sxy float64
	for i := range x {
		sxx += (x[i] - meanX) * (x[i] - meanX)
		sxy += (x[i] - meanX) * (values[i] - meanY)
	}
	p := PowerLaw{B: sxy / sxx, C: c}
	p.A = meanY - p.B*meanX
	for i := range x {
		residual := values[i] - p.A - p.B*x[i]
		p.SSE += residual * residual
	}
	return p
}

// golden narrows the exponent to where the sum of squares no longer tells two
// values apart.
func golden(values []float64, low, high float64) PowerLaw {
	ratio := (math.Sqrt(5) - 1) / 2
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	atA, atB := lineFor(values, a), lineFor(values, b)
	for high-low > 1e-7*high {
		if atA.SSE < atB.SSE {
			high, b, atB = b, a, atA
			a = high - ratio*(high-low)
			atA = lineFor(values, a)
		} else {
			low, a, atA = a, b, atB
			b = low + ratio*(high-low)
			atB = lineFor(values, b)
		}
	}
	return lineFor(values, (low+high)/2)
}

// refine brings the derivative of the sum of squares to 0 with secant steps:
// near the minimum the sums themselves differ by less than their rounding.
func refine(values []float64, p PowerLaw) PowerLaw {
	slope := func(p PowerLaw) float64 { // half the derivative by C, A and B being the best
		sum := 0.0
		for i, y := range values {
			x := float64(i + 1)
			sum += (y - p.At(x)) * math.Pow(x, -p.C) * math.Log(x)
		}
		return p.B * sum
	}
	before := lineFor(values, p.C*(1+1e-5))
	for range 20 {
		now, earlier := slope(p), slope(before)
		if now == earlier || now == 0 {
			break
		}
		next := lineFor(values, p.C-now*(p.C-before.C)/(now-earlier))
		if !finite(next.C, next.SSE) || math.Abs(next.C-p.C) > 1e-3*p.C {
			break
		}
		before, p = p, next
	}
	return p
}
