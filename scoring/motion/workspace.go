package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// chiSquare3 is the 95 % quantile of χ² with three degrees of freedom.
const chiSquare3 = 7.814727903251179

// Workspace is the room that a tip moved in.
type Workspace struct {
	Points    int
	Box       mgl64.Vec3 // mm, along the axes of the patient
	Ellipsoid float64    // mm³, of the ellipsoid that holds 95 % of a normal distribution
	Hull      float64    // mm³, of the convex hull
}

// flatness is the determinant of a covariance, as part of the cube of its mean
// variance, that rounding alone gives to motion in a plane.
const flatness = 1e-14

// leastWorkspace is the number of positions from which a volume means anything.
const leastWorkspace = 30

// MeasureWorkspace measures the room of positions. It fails with ErrTooShort
// below 30 positions, and with ErrNoMotion when they lie in a plane.
func MeasureWorkspace(p []mgl64.Vec3) (Workspace, error) {
	if len(p) < leastWorkspace {
		return Workspace{}, ErrTooShort
	}
	w := Workspace{Points: len(p), Box: extent(p)}
	spread := covariance(p)
	determinant := spread.Det()
	if !(determinant > flatness*math.Pow(spread.Trace()/3, 3)) {
		return Workspace{}, ErrNoMotion
	}
	w.Ellipsoid = 4.0 / 3 * math.Pi * math.Pow(chiSquare3, 1.5) * math.Sqrt(determinant)
	w.Hull = HullVolume(p)
	return w, nil
}

// Volume of the box, mm³.
func (w Workspace) BoxVolume() float64 { return w.Box[0] * w.Box[1] * w.Box[2] }

// Economy is the cube root of the box over the path, mm, that was travelled in
// it (EVA; Oropesa et al., Surg Endosc 2013;27:1029).
func (w Workspace) Economy(path float64) float64 { return math.Cbrt(w.BoxVolume()) / path }

// extent is the size of the box around positions.
func extent(p []mgl64.Vec3) mgl64.Vec3 {
	low, high := p[0], p[0]
	for _, position := range p {
		for axis, x := range position {
			low[axis], high[axis] = math.Min(low[axis], x), math.Max(high[axis], x)
		}
	}
	return high.Sub(low)
}

// covariance is that of a sample (divided by n − 1).
func covariance(p []mgl64.Vec3) mgl64.Mat3 {
	n := float64(len(p))
	var mean mgl64.Vec3
	for _, position := range p {
		mean = mean.Add(position.Mul(1 / n))
	}
	var sum mgl64.Mat3
	for _, position := range p {
		off := position.Sub(mean)
		sum = sum.Add(off.OuterProd3(off))
	}
	return sum.Mul(1 / (n - 1))
}
