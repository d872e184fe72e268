package tracking

import (
	"errors"
	"fmt"
)

func (v *Via) check() error {
	if err := v.checkPlace(); err != nil {
		return err
	}
	if v.Toward == "" && v.Fraction != 0 {
		return errors.New("fraction needs toward, which says where to")
	}
	return v.checkNumbers()
}

// checkPlace tells whether the via says where it is, once.
func (v *Via) checkPlace() error {
	switch v.At {
	case PlaceApproach:
		if v.OffsetMM <= 0 {
			return errors.New("an approach needs an offset_mm above 0, which says how far outside")
		}
	case PlaceDepth:
		if v.DepthMM == nil {
			return errors.New("at depth needs depth_mm")
		}
	case PlacePoint:
		if v.Point == "" {
			return errors.New("at point needs point, the name of one")
		}
	case PlaceEntry, PlaceTarget:
	case "":
		if v.Circle != nil {
			return v.checkCircle()
		}
		fallthrough
	default:
		return fmt.Errorf("at is %q; it must be approach, entry, target, depth or point", v.At)
	}
	switch {
	case v.Circle != nil:
		return fmt.Errorf("it has both at: %s and a circle; a circle says itself where it is, leave out at", v.At)
	case v.DepthMM != nil && v.At != PlaceDepth:
		return fmt.Errorf("depth_mm belongs to at: depth, not to at: %s", v.At)
	case v.Point != "" && v.At != PlacePoint:
		return fmt.Errorf("point belongs to at: point, not to at: %s", v.At)
	}
	return nil
}

func (v *Via) checkCircle() error {
	c := v.Circle
	switch {
	case v.DepthMM != nil || v.Point != "" || v.Toward != "":
		return errors.New("a circle goes without depth_mm, point and toward; its centre says where it is")
	case c.Centre == "":
		return errors.New("a circle needs a centre: entry, target or the name of a point")
	case !within(c.RadiusMM, 0, maxMM) || c.RadiusMM == 0:
		return fmt.Errorf("circle: radius_mm is %v; it must be above 0 and at most %v", c.RadiusMM, maxMM)
	case !within(c.Turns, -maxTurns, maxTurns):
		return fmt.Errorf("circle: turns is %v; it must be between %v and %v", c.Turns, -maxTurns, maxTurns)
	case c.Normal == nil:
		return nil
	case len(c.Normal) != 3:
		return errors.New("circle: normal is three numbers, a direction in the patient frame")
	}
	sum := 0.0
	for _, x := range c.Normal {
		sum += x * x
	}
	if !within(sum, 1e-6, 1e6) {
		return errors.New("circle: normal is no direction; give one of about unit length")
	}
	return nil
}

func (v *Via) checkNumbers() error {
	if v.Lateral != nil && len(v.Lateral) != 2 || v.TiltDeg != nil && len(v.TiltDeg) != 2 {
		return errors.New("lateral_mm and tilt_deg are two numbers each, along u and v")
	}
	if v.ShiftMM != nil && len(v.ShiftMM) != 3 {
		return errors.New("shift_mm is three numbers: to the patient's left, back and head")
	}
	for _, numbers := range []struct {
		key       string
		values    []float64
		low, high float64
	}{
		{"offset_mm", []float64{v.OffsetMM}, -maxMM, maxMM},
		{"depth_mm", present(v.DepthMM), -maxMM, maxMM},
		{"lateral_mm", v.Lateral, -maxMM, maxMM},
		{"shift_mm", v.ShiftMM, -maxMM, maxMM},
		{"tilt_deg", v.TiltDeg, -180, 180},
		{"roll_deg", []float64{v.RollDeg}, -180, 180},
		{"fraction", []float64{v.Fraction}, 0, 2},
		{"from_s", []float64{v.FromS}, 0, maxSeconds},
		{"speed_mm_s", []float64{v.Speed}, 0, maxSpeed},
		{"lost_s", []float64{v.LostS}, 0, maxSeconds},
		{"hold_s", []float64{v.HoldS}, 0, maxSeconds},
		{"jaw", present(v.Jaw), 0, 1},
		{"snip_mm", []float64{v.SnipMM}, 0, maxMM},
	} {
		for _, x := range numbers.values {
			if !within(x, numbers.low, numbers.high) {
				return fmt.Errorf("%s is %v; it must be between %v and %v", numbers.key, x, numbers.low, numbers.high)
			}
		}
	}
	return nil
}

// present is the value, if there is one.
func present(x *float64) []float64 {
	if x == nil {
		return nil
	}
	return []float64{*x}
}
