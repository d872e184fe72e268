// Package motion turns tracked poses into kinematic quantities: cleaning,
// resampling, filtering, path lengths and smoothness. Positions are millimetres
// in the patient frame, times seconds, orientations unit Hamilton quaternions
// tool→patient. It is pure and deterministic.
package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Trajectory is a tool's poses as they were tracked, one entry per sample in
// each slice. Samples may be lost, out of order or wrong: Clean sorts that out.
type Trajectory struct {
	T     []float64    // s
	P     []mgl64.Vec3 // mm
	Q     []mgl64.Quat
	Valid []bool // false while the tool was not tracked
}

// Append adds one sample.
func (tr *Trajectory) Append(t float64, p mgl64.Vec3, q mgl64.Quat, valid bool) {
	tr.T = append(tr.T, t)
	tr.P = append(tr.P, p)
	tr.Q = append(tr.Q, q)
	tr.Valid = append(tr.Valid, valid)
}

// Len is the number of samples.
func (tr *Trajectory) Len() int { return len(tr.T) }

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func isFiniteVec(v mgl64.Vec3) bool { return isFinite(v[0]) && isFinite(v[1]) && isFinite(v[2]) }
