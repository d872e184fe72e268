package tracking

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

const (
	// turnDegreesPerSecond is the mean speed of turning, for ways on which the
	// shaft turns more than the tip moves.
	turnDegreesPerSecond = 30.0
	// pressSeconds is the shortest press of a button.
	pressSeconds = 0.1
	// sameMM and sameDegrees are below what any record or metric resolves.
	sameMM      = 1e-6
	sameDegrees = 1e-6
)

// leg is the way to one via and the rest there. Ticks are counted from the
// attempt's start; each bound is the first tick of what follows it.
type leg struct {
	from, to             record.Pose
	depart               int64 // the way begins: from
	arrive               int64 // the rest begins: to
	found                int64 // tracking is back; arrive when it was not lost
	leave                int64 // the next leg's depart
	styletBefore, stylet bool
	confirm              bool
}

// performance is a script for one plan: a Source.
type performance struct {
	legs   []leg
	tremor tremor
}

// Source performs the script on a plan. The tremor depends on the script's seed
// and the given one; the rest on neither. It fails when the script or the plan
// is unusable, when a via aims at a point that the case lacks, or when one moves
// without a speed.
func (s *Script) Source(c Context, seed uint64) (Source, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	basis, err := PlanBasis(c.Plan)
	if err != nil {
		return nil, fmt.Errorf("script %q: %w", s.Name, err)
	}
	p := &performance{tremor: newTremor(s.Tremor, s.Seed, seed)}
	place := placer{context: c, basis: basis}
	for i := range s.Via {
		pose, err := place.place(&s.Via[i])
		if err == nil {
			err = p.add(&s.Via[i], pose)
		}
		if err != nil {
			return nil, fmt.Errorf("script %q: via %d: %w", s.Name, i+1, err)
		}
	}
	return p, nil
}

// add appends the leg to a via.
func (p *performance) add(v *Via, to record.Pose) error {
	l := leg{from: to, to: to, confirm: v.Confirm}
	if len(p.legs) > 0 {
		last := p.legs[len(p.legs)-1]
		l.from, l.depart, l.styletBefore = last.to, last.leave, last.stylet
		if l.from.Orientation.Dot(to.Orientation) < 0 {
			// q and −q are one orientation; the nearer keeps the recorded numbers continuous.
			to.Orientation = to.Orientation.Scale(-1)
			l.to = to
		}
	}
	l.stylet = l.styletBefore
	if v.StyletOut != nil {
		l.stylet = *v.StyletOut
	}
	seconds, err := travelSeconds(l.from, to, v.Speed)
	if err != nil {
		return err
	}
	hold := v.HoldS
	if v.Confirm {
		hold = math.Max(hold, pressSeconds)
	}
	l.arrive = l.depart + wholeTicks(seconds)
	l.found = l.arrive + wholeTicks(v.LostS)
	l.leave = l.found + wholeTicks(hold)
	if l.leave == l.arrive && len(p.legs) == 0 {
		l.leave++ // the attempt begins with a pose at the first via
	}
	p.legs = append(p.legs, l)
	return nil
}

// travelSeconds is how long a way takes at a mean speed.
func travelSeconds(from, to record.Pose, speed float64) (float64, error) {
	distance := to.Tip.Sub(from.Tip).Len()
	turn := mgl64.RadToDeg(turnBetween(from.Orientation, to.Orientation))
	if distance < sameMM && turn < sameDegrees {
		return 0, nil
	}
	seconds := turn / turnDegreesPerSecond
	if distance >= sameMM {
		if speed == 0 {
			return 0, fmt.Errorf("the tip moves %.3g mm to it; give its speed_mm_s", distance)
		}
		seconds = math.Max(seconds, distance/speed)
	}
	if seconds > maxSeconds {
		return 0, fmt.Errorf("the way to it takes %.0f s; at most %.0f are possible, raise its speed_mm_s", seconds, maxSeconds)
	}
	return seconds, nil
}

// turnBetween is the angle between two orientations, in radians. The arc tangent
// keeps small angles exact, which an arc cosine does not.
func turnBetween(a, b mgl64.Quat) float64 {
	turn := a.Conjugate().Mul(b)
	return 2 * math.Atan2(turn.V.Len(), math.Abs(turn.W))
}

// wholeTicks rounds up, so that no way is faster than its speed. A millionth of
// a tick is rounding noise of the division by the speed.
func wholeTicks(seconds float64) int64 {
	return int64(math.Ceil(seconds*record.TickHz - 1e-6))
}

// Next is the hand at a tick.
func (p *performance) Next(tick int64) (record.Input, bool) {
	if tick < 0 {
		return record.Input{}, false
	}
	for i := range p.legs {
		if tick < p.legs[i].leave {
			return p.at(&p.legs[i], tick), true
		}
	}
	return record.Input{}, false
}

// at is the hand at a tick of a leg.
func (p *performance) at(l *leg, tick int64) record.Input {
	in := record.Input{Tick: tick, Valid: true, StyletOut: l.stylet}
	shaken := tick
	switch {
	case tick < l.arrive:
		in.Pose = l.between(float64(tick-l.depart) / float64(l.arrive-l.depart))
		in.StyletOut = l.styletBefore
	case tick < l.found:
		// A lost device repeats its last pose, so the tremor stands still too.
		in.Pose, in.Valid, shaken = l.to, false, l.arrive
	default:
		in.Pose, in.Confirm = l.to, l.confirm
	}
	in.Pose.Tip = in.Pose.Tip.Add(p.tremor.at(shaken))
	return in
}

// between is the pose at a part, 0 to 1, of the way's time.
func (l *leg) between(part float64) record.Pose {
	way := minimumJerk(part)
	return record.Pose{
		Tip:         l.from.Tip.Add(l.to.Tip.Sub(l.from.Tip).Mul(way)),
		Orientation: mgl64.QuatSlerp(l.from.Orientation, l.to.Orientation, way),
	}
}

// minimumJerk is the part of a reaching movement's way that is done after a part
// of its time: 10τ³ − 15τ⁴ + 6τ⁵. Speed is highest half-way, 15/8 = 1.875 times
// the mean. Flash and Hogan 1985, doi:10.1523/JNEUROSCI.05-07-01688.1985.
func minimumJerk(time float64) float64 {
	return time * time * time * (10 + time*(-15+time*6))
}
