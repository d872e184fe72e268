package tracking

import "github.com/drylab/drylab/scene/record"

// Robot is what stands between a hand and its instrument in a robotic procedure.
// The zero value is nothing.
type Robot struct {
	// Scale is how many millimetres the hand moves for one of the tip; 0: no robot.
	Scale float64
	// Steady takes the tremor away.
	Steady bool
}

// The filter of a steady robot: at rest it passes what is slower than physiological
// tremor of 8 to 12 Hz by a factor of eight, and from 100 mm/s nearly all. Our choice.
const (
	steadyHz      = 1.0
	steadySlope   = 0.1
	steadySpeedHz = 1.0
)

// arm is a robot's arm for one hand. Between hand and instrument there is no fixed
// place, only movement: whoever lets go with the clutch goes on from where the
// instrument stayed.
type arm struct {
	robot   Robot
	filters [3]oneEuro
	engaged bool
	hand    record.Pose // when it was engaged
	tool    record.Pose
	last    record.Pose // the instrument's
	placed  bool
}

// newArm prepares an arm for samples at the world's rate.
func newArm(r Robot) *arm {
	a := &arm{robot: r}
	for i := range a.filters {
		a.filters[i] = oneEuro{rate: record.TickHz, least: steadyHz, slope: steadySlope, speedC: steadySpeedHz}
	}
	return a
}

// move is where the instrument goes when the hand is so. The first pose is taken as
// it is, so that the instrument begins where the hand is.
func (a *arm) move(h record.Hand, clutch bool) record.Hand {
	if a.robot.Scale == 0 {
		return h
	}
	if !h.Valid {
		a.engaged = false
		for i := range a.filters {
			a.filters[i].begun = false
		}
		return h
	}
	if a.robot.Steady {
		for i := range a.filters {
			h.Pose.Tip[i] = a.filters[i].next(h.Pose.Tip[i])
		}
	}
	if !a.placed {
		a.placed, a.last = true, h.Pose
	}
	switch {
	case clutch:
		a.engaged = false
	case !a.engaged:
		a.engaged, a.hand, a.tool = true, h.Pose, a.last
	}
	if a.engaged {
		turned := h.Pose.Orientation.Mul(a.hand.Orientation.Inverse())
		a.last = record.Pose{
			Tip:         a.tool.Tip.Add(h.Pose.Tip.Sub(a.hand.Tip).Mul(1 / a.robot.Scale)),
			Orientation: turned.Mul(a.tool.Orientation).Normalize(),
		}
	}
	h.Pose = a.last
	return h
}
