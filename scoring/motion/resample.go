package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// RateHz is the rate of the grid on which kinematics are computed. Smoothness
// depends on the rate, so every recording is compared at this one.
const RateHz = 100.0

// gridRounding lets the last grid point stand when rounding puts it just after
// the segment's end.
const gridRounding = 1e-9

// resampleOrientations interpolates the orientations along the shorter arc, on the
// RateHz grid from the segment's first sample on.
func (s Segment) resampleOrientations() []mgl64.Quat {
	q := make([]mgl64.Quat, s.gridLength())
	i, along := 0, 0.0
	for k := range q {
		i, along = s.locate(k, i)
		q[k] = slerp(s.Q[i], s.Q[min(i+1, len(s.Q)-1)], along)
	}
	return q
}

// resamplePositions interpolates the positions linearly on the same grid.
func (s Segment) resamplePositions() []mgl64.Vec3 {
	p := make([]mgl64.Vec3, s.gridLength())
	i, along := 0, 0.0
	for k := range p {
		i, along = s.locate(k, i)
		p[k] = s.P[i].Add(s.P[min(i+1, len(s.P)-1)].Sub(s.P[i]).Mul(along))
	}
	return p
}

// gridLength is the number of grid points from the first to the last sample.
func (s Segment) gridLength() int {
	return int(math.Floor(s.Duration()*RateHz+gridRounding)) + 1
}

// locate finds grid point k between samples i and i+1, from an earlier i on,
// and how far along, 0–1, it lies.
func (s Segment) locate(k, i int) (int, float64) {
	t := s.T[0] + float64(k)/RateHz
	for i+2 < len(s.T) && s.T[i+1] <= t {
		i++
	}
	if i+1 == len(s.T) { // the only sample
		return i, 0
	}
	return i, math.Min(1, (t-s.T[i])/(s.T[i+1]-s.T[i]))
}

// slerp interpolates two unit quaternions along the shorter arc (Shoemake,
// SIGGRAPH 1985). The angle comes from atan2, which stays exact for small ones.
func slerp(a, b mgl64.Quat, along float64) mgl64.Quat {
	if a.Dot(b) < 0 {
		b = b.Scale(-1)
	}
	angle := 2 * math.Atan2(a.Sub(b).Len(), a.Add(b).Len())
	sine := math.Sin(angle)
	if sine < 1e-9 { // nearly one rotation: the chord is the arc
		return a.Scale(1 - along).Add(b.Scale(along)).Normalize()
	}
	return a.Scale(math.Sin((1-along)*angle) / sine).Add(b.Scale(math.Sin(along*angle) / sine))
}
