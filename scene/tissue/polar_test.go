package tissue

import (
	"math/rand/v2"
	"testing"
)

// TestRotationSurvivesLengthsThatNobodyKnows: a line search tries positions as far
// as float32 goes; the rotation must still be one when it comes back.
func TestRotationSurvivesLengthsThatNobodyKnows(t *testing.T) {
	for _, size := range []float32{1e9, 1e13, 1e14, 1e19, 1e30, 3e38} {
		for seed := range uint64(20) {
			random := rand.New(rand.NewPCG(seed, 7))
			var s [9]float32
			for i := range s {
				s[i] = size * float32(random.NormFloat64())
			}
			q := quat{0, 0, 0, 1}
			for range turns {
				if !q.improve(&s) {
					break
				}
			}
			if n := q[0]*q[0] + q[1]*q[1] + q[2]*q[2] + q[3]*q[3]; !(n > 0.999 && n < 1.001) {
				t.Errorf("lengths of %g leave %v", size, q)
			}
		}
	}
}
