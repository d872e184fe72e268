package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// PathLength is the sum of the steps between positions, mm. On unfiltered
// samples it measures the tracker's noise, not the hand.
func PathLength(p []mgl64.Vec3) float64 {
	sum := 0.0
	for i := 1; i < len(p); i++ {
		sum += p[i].Sub(p[i-1]).Len()
	}
	return sum
}

// DeadBandLength is the path, mm, of an anchor that follows once the position
// is at least d mm away from it. A resting tool with noise below d does not travel.
func DeadBandLength(p []mgl64.Vec3, d float64) float64 {
	if len(p) == 0 {
		return 0
	}
	sum, anchor := 0.0, p[0]
	for _, position := range p[1:] {
		if step := position.Sub(anchor).Len(); step >= d {
			sum += step
			anchor = position
		}
	}
	return sum
}

// AngularPath is the sum of the rotation angles between successive unit
// quaternions, radian: 2·atan2(‖v‖, |w|) of q_i ⊗ q_{i−1}⁻¹.
func AngularPath(q []mgl64.Quat) float64 {
	sum := 0.0
	for i := 1; i < len(q); i++ {
		step := q[i].Mul(q[i-1].Conjugate())
		sum += 2 * math.Atan2(step.V.Len(), math.Abs(step.W))
	}
	return sum
}

// Velocity is the derivative of positions at rateHz, mm/s: central differences,
// one-sided at the ends. Fewer than two positions have velocity zero.
func Velocity(p []mgl64.Vec3, rateHz float64) []mgl64.Vec3 {
	v := make([]mgl64.Vec3, len(p))
	for i := range v {
		v[i] = gradient(p, i, rateHz)
	}
	return v
}

// gradient is the central difference of p at i, one-sided at the ends; 0 of fewer
// than two.
func gradient(p []mgl64.Vec3, i int, rateHz float64) mgl64.Vec3 {
	from, to := max(i-1, 0), min(i+1, len(p)-1)
	if from == to {
		return mgl64.Vec3{}
	}
	return p[to].Sub(p[from]).Mul(rateHz / float64(to-from))
}

// Speed is the length of each velocity, mm/s.
func Speed(v []mgl64.Vec3) []float64 {
	s := make([]float64, len(v))
	for i := range v {
		s[i] = v[i].Len()
	}
	return s
}
