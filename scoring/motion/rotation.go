package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// RollSwing splits the rotation between successive unit quaternions into the
// roll about the tool's own axis +Z and the swing of that axis, and sums up the
// angles of each, radian. Swing–twist of the body increment q_{i−1}⁻¹⊗q_i (Dobrowolski,
// arXiv:1506.05481). Roll and swing together are more than the angular path.
func RollSwing(q []mgl64.Quat) (roll, swing float64) {
	for i := 1; i < len(q); i++ {
		r, s := swingTwist(q[i-1].Conjugate().Mul(q[i]))
		roll += math.Abs(r)
		swing += s
	}
	return roll, swing
}

// swingTwist is the angle about +Z, −π to π, and that of what remains, 0 to π.
func swingTwist(d mgl64.Quat) (twist, swing float64) {
	if d.W < 0 { // the same rotation, the shorter way round
		d = d.Scale(-1)
	}
	half := math.Atan2(d.V[2], d.W)
	sin, cos := math.Sincos(half)
	rest := d.Mul(mgl64.Quat{W: cos, V: mgl64.Vec3{0, 0, -sin}})
	return 2 * half, 2 * math.Atan2(rest.V.Len(), math.Abs(rest.W))
}

// angularSpeeds are the speeds of rotation, radian per second, of orientations
// on the RateHz grid. The orientations are low-passed as positions are, in place,
// or a resting device's noise would turn.
func angularSpeeds(q []mgl64.Quat) []float64 {
	smoothOrientations(q)
	w := make([]float64, len(q))
	last := len(q) - 1
	for i := range q {
		from, to := max(i-1, 0), min(i+1, last)
		if from < to {
			w[i] = AngularPath([]mgl64.Quat{q[from], q[to]}) * RateHz / float64(to-from)
		}
	}
	return w
}

// smoothOrientations low-passes the quaternions' components and renormalises
// them; they must be on one half-sphere each with the one before.
func smoothOrientations(q []mgl64.Quat) {
	if len(q) < minFiltered {
		return
	}
	filter := butterworth(CutoffHz, RateHz)
	padded := make([]float64, len(q)+2*filterPad)
	component := func(q *mgl64.Quat, axis int) *float64 {
		if axis == 3 {
			return &q.W
		}
		return &q.V[axis]
	}
	for axis := range 4 {
		for i := range q {
			padded[filterPad+i] = *component(&q[i], axis)
		}
		filter.zeroPhase(padded, filterPad)
		for i := range q {
			*component(&q[i], axis) = padded[filterPad+i]
		}
	}
	for i := range q {
		q[i] = q[i].Normalize()
	}
}

// toolAxis is where the tool points from handle to tip, in its own frame.
var toolAxis = mgl64.Vec3{0, 0, 1}

// DepthAlongShaft is the sum of the filtered steps along the tool's axis, mm, in
// and out alike; each step counts along the axis of its later end (PerkTutor).
func (s Segment) DepthAlongShaft() float64 {
	at, along := 0, 0.0
	return depthAlong(s.Smoothed(), func(k int) mgl64.Vec3 {
		if !s.isFiltered() {
			return s.Q[k].Rotate(toolAxis)
		}
		at, along = s.locate(k, at)
		return slerp(s.Q[at], s.Q[min(at+1, len(s.Q)-1)], along).Rotate(toolAxis)
	})
}

// depthAlong is the sum of the steps between positions along a unit axis, mm: the
// one at the step's later end, asked for in their order.
func depthAlong(p []mgl64.Vec3, axis func(i int) mgl64.Vec3) float64 {
	sum := 0.0
	for i := 1; i < len(p); i++ {
		sum += math.Abs(p[i].Sub(p[i-1]).Dot(axis(i)))
	}
	return sum
}
