package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// leastDerived is the least number of grid samples, a quarter of a second, whose
// derivatives are looked at: in fewer the filter's edges are most of them.
const leastDerived = 25

// Kinematics are one segment's filtered positions on the RateHz grid and what
// follows from them. Sample k is at T0 + k/RateHz.
type Kinematics struct {
	T0    float64 // s
	P     []mgl64.Vec3
	Speed []float64 // mm/s
	Turn  []float64 // rad/s, of the orientation

	segment Segment // that it was derived from
}

// Derive filters each segment and differentiates it. Segments shorter than 25
// grid samples are left out.
func Derive(segments []Segment) []Kinematics {
	var all []Kinematics
	for _, segment := range segments {
		if segment.gridLength() < leastDerived {
			continue
		}
		k := Kinematics{T0: segment.T[0], Turn: angularSpeeds(segment.resampleOrientations()), segment: segment}
		k.P = segment.Smoothed()
		k.Speed = gradients(k.P, RateHz)
		all = append(all, k)
	}
	return all
}

// Velocity is the derivative of the positions, mm/s.
func (k Kinematics) Velocity() []mgl64.Vec3 { return Velocity(k.P, RateHz) }

// Accelerations are the lengths, mm/s², of the derivative of velocities at rateHz.
func Accelerations(v []mgl64.Vec3, rateHz float64) []float64 { return gradients(v, rateHz) }

// gradients are the lengths of the derivative of p at rateHz.
func gradients(p []mgl64.Vec3, rateHz float64) []float64 {
	lengths := make([]float64, len(p))
	for i := range lengths {
		lengths[i] = gradient(p, i, rateHz).Len()
	}
	return lengths
}

// Forget drops the positions, which are most of it. What is left tells speed and rest.
func (k *Kinematics) Forget() { k.P, k.segment = nil, Segment{} }

// JerkIntegral is ∫‖d³p/dt³‖² dt, mm²/s⁵, of positions at rateHz by third
// differences; 0 for fewer than four.
func JerkIntegral(p []mgl64.Vec3, rateHz float64) float64 {
	sum := 0.0
	for i := 3; i < len(p); i++ {
		third := p[i].Sub(p[i-3]).Sub(p[i-1].Sub(p[i-2]).Mul(3))
		sum += third.Dot(third)
	}
	return sum * math.Pow(rateHz, 5)
}

// NormalisedJerk makes a jerk integral independent of duration, s, and path, mm:
// √(½·T⁵/L²·∫‖j‖²dt). A minimum-jerk reach has √360 (Teulings et al., Exp Neurol
// 1997;146:159; Chmarra et al., Surg Endosc 2010;24:1031).
func NormalisedJerk(integral, duration, path float64) float64 {
	return math.Sqrt(0.5 * math.Pow(duration, 5) / (path * path) * integral)
}
