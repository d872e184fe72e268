package tissue

import "math"

// Set-up and sums are done in float64; the state and the solver are float32.

func wide(p Vec) [3]float64 { return [3]float64{float64(p[0]), float64(p[1]), float64(p[2])} }

func narrow(p [3]float64) Vec { return Vec{float32(p[0]), float32(p[1]), float32(p[2])} }

func sub3(p, q [3]float64) [3]float64 { return [3]float64{p[0] - q[0], p[1] - q[1], p[2] - q[2]} }

func dot3(p, q [3]float64) float64 { return p[0]*q[0] + p[1]*q[1] + p[2]*q[2] }

func cross3(p, q [3]float64) [3]float64 {
	return [3]float64{p[1]*q[2] - p[2]*q[1], p[2]*q[0] - p[0]*q[2], p[0]*q[1] - p[1]*q[0]}
}

func length(p [3]float64) float64 { return math.Sqrt(dot3(p, p)) }

func root(x float32) float32 { return float32(math.Sqrt(float64(x))) }
