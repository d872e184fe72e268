package tracking

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

const (
	// turnDegreesPerSecond is the mean speed of turning, for ways on which the
	// shaft turns more than the tip moves.
	turnDegreesPerSecond = 30.0
	// pressSeconds is the shortest press of a button.
	pressSeconds = 0.1
	// closeSeconds is what jaws take from open to closed.
	closeSeconds = 0.4
	// sameMM and sameDegrees are below what any record or metric resolves.
	sameMM      = 1e-6
	sameDegrees = 1e-6
)

// leg is the way to one via and the rest there. Ticks are counted from the
// attempt's start; each bound is the first tick of what follows it.
type leg struct {
	from, to             record.Pose
	round                *round // the way is no straight line
	depart               int64  // the way begins: from
	arrive               int64  // the rest begins: to
	found                int64  // tracking is back; arrive when it was not lost
	leave                int64  // the next leg's depart
	styletBefore, stylet bool
	jawBefore, jaw       float64
	snips                int // on the way
	confirm, exchange    bool
}

// course is what one hand does.
type course struct {
	legs   []leg
	tremor tremor
}

// performance is a script for one plan: a Source.
type performance struct {
	courses []course      // of the hands; without legs where the script has none
	hands   []record.Hand // reused from tick to tick
	tick    int64
}

// Source performs the script on a plan. The tremor depends on the script's seed
// and the given one; the rest on neither. It fails when the script or the plan
// is unusable, when a via names a point that the case lacks, or when one moves
// without a speed.
func (s *Script) Source(c Context, seed uint64) (Source, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	basis, err := PlanBasis(c.Plan)
	if err != nil {
		return nil, fmt.Errorf("script %q: %w", s.Name, err)
	}
	first, err := newCourse(s.Via, &placer{context: c, basis: basis}, newTremor(s.Tremor, s.Seed, seed))
	if err != nil {
		return nil, fmt.Errorf("script %q: %w", s.Name, err)
	}
	courses := make([]course, s.Hands())
	courses[0] = first
	for name, further := range s.further() {
		hand, trembles := 1, ^s.Seed
		if further == s.Camera {
			hand, trembles = 2, s.Seed+cameraSeed
		}
		courses[hand], err = newCourse(further.Via, &placer{context: c, basis: basis}, newTremor(s.Tremor, trembles, seed))
		if err != nil {
			return nil, fmt.Errorf("script %q: %s: %w", s.Name, name, err)
		}
	}
	return newPerformance(courses...), nil
}

// cameraSeed lets the camera's hand tremble otherwise than the others: the golden
// ratio's fraction, as in SplitMix64.
const cameraSeed = 0x9e3779b97f4a7c15

func newPerformance(courses ...course) *performance {
	return &performance{courses: courses, hands: make([]record.Hand, len(courses))}
}

// newCourse plans one hand's way through its vias.
func newCourse(vias []Via, places *placer, shake tremor) (course, error) {
	c := course{tremor: shake}
	for i := range vias {
		v := &vias[i]
		at, err := places.place(v)
		if err == nil {
			err = c.visit(v, at)
		}
		if err != nil {
			return c, fmt.Errorf("via %d: %w", i+1, err)
		}
	}
	return c, nil
}

// visit appends the leg to a via; to one on a circle, the legs to the circle and
// along it.
func (c *course) visit(v *Via, at stop) error {
	if at.round == nil {
		return c.add(v, at.pose, nil)
	}
	if err := c.add(&Via{Speed: v.Speed, FromS: v.FromS}, at.pose, nil); err != nil {
		return err
	}
	return c.add(v, at.pose, at.round)
}

// add appends a leg that goes to a pose straight, or round from where it is.
func (c *course) add(v *Via, to record.Pose, way *round) error {
	l := leg{from: to, to: to, round: way, confirm: v.Confirm, exchange: v.Exchange}
	if len(c.legs) > 0 {
		last := &c.legs[len(c.legs)-1]
		last.leave = max(last.leave, wholeTicks(v.FromS))
		l.from, l.depart, l.styletBefore, l.jawBefore = last.to, last.leave, last.stylet, last.jaw
	}
	switch {
	case way != nil:
		l.to = way.at(l.from, 1)
	case l.from.Orientation.Dot(to.Orientation) < 0:
		// q and −q are one orientation; the nearer keeps the recorded numbers continuous.
		l.to.Orientation = to.Orientation.Scale(-1)
	}
	l.stylet, l.jaw = l.styletBefore, l.jawBefore
	if v.StyletOut != nil {
		l.stylet = *v.StyletOut
	}
	if v.Jaw != nil {
		l.jaw = *v.Jaw
	}
	if err := l.time(v); err != nil {
		return err
	}
	if l.leave == l.arrive && len(c.legs) == 0 {
		l.leave++ // the attempt begins with a pose at the first via
	}
	c.legs = append(c.legs, l)
	return nil
}

// time sets the leg's ticks from its departure on.
func (l *leg) time(v *Via) error {
	distance, turn := l.extent()
	seconds, err := travelSeconds(distance, turn, v.Speed)
	if err != nil {
		return err
	}
	if v.SnipMM > 0 && distance >= sameMM {
		l.snips = max(1, int(math.Round(distance/v.SnipMM)))
	}
	hold := math.Max(v.HoldS, closeSeconds*math.Abs(l.jaw-l.jawBefore))
	if v.Confirm {
		hold = math.Max(hold, pressSeconds)
	}
	if v.Exchange {
		hold = math.Max(hold, 2*pressSeconds) // pressed and let go
	}
	l.arrive = l.depart + wholeTicks(seconds)
	l.found = l.arrive + wholeTicks(v.LostS)
	l.leave = l.found + wholeTicks(hold)
	return nil
}

// extent is how far the leg moves the tip, mm, and turns the shaft, degrees.
func (l *leg) extent() (distance, turn float64) {
	if l.round != nil {
		return l.round.length(), mgl64.RadToDeg(l.round.turned())
	}
	return l.to.Tip.Sub(l.from.Tip).Len(), mgl64.RadToDeg(turnBetween(l.from.Orientation, l.to.Orientation))
}

// travelSeconds is how long a way takes at a mean speed.
func travelSeconds(distance, turn, speed float64) (float64, error) {
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

// Next is what the hands do at a tick.
func (p *performance) Next(tick int64) (record.Input, bool) {
	if tick < 0 || !p.lasts(tick) {
		return record.Input{}, false
	}
	p.tick = tick
	in := record.Input{Tick: tick, Hands: p.hands}
	for i := range p.courses {
		if len(p.courses[i].legs) == 0 {
			continue
		}
		var confirm bool
		in.Hands[i], confirm = p.courses[i].at(tick)
		in.Confirm = in.Confirm || confirm
	}
	return in, true
}

// lasts tells whether a hand has still to do something at a tick.
func (p *performance) lasts(tick int64) bool {
	return slices.ContainsFunc(p.courses, func(c course) bool { return len(c.legs) > 0 && tick < c.legs[len(c.legs)-1].leave })
}

// Buttons are a hand's: an exchange is pressed on arrival.
func (p *performance) Buttons(hand int) Buttons {
	if hand >= len(p.courses) || len(p.courses[hand].legs) == 0 {
		return Buttons{}
	}
	l := p.courses[hand].leg(p.tick)
	return Buttons{Exchange: l.exchange && p.tick >= l.found && p.tick < l.found+wholeTicks(pressSeconds)}
}

// at is the hand at a tick, and whether it confirms; after its last leg it rests.
func (c *course) at(tick int64) (h record.Hand, confirm bool) {
	l := c.leg(tick)
	h = record.Hand{Valid: true, StyletOut: l.stylet, Jaw: l.jaws(tick)}
	shaken := tick
	switch {
	case tick < l.arrive:
		h.Pose = l.between(l.part(tick))
		h.StyletOut = l.styletBefore
	case tick < l.found:
		// A lost device repeats its last pose, so the tremor stands still too.
		h.Pose, h.Valid, shaken = l.to, false, l.arrive
	default:
		h.Pose, confirm = l.to, l.confirm && tick < l.leave
	}
	h.Pose.Tip = h.Pose.Tip.Add(c.tremor.at(shaken))
	return h, confirm
}

// leg is what the hand does at a tick; after its last leg, that one still.
func (c *course) leg(tick int64) *leg {
	for i := range c.legs {
		if tick < c.legs[i].leave {
			return &c.legs[i]
		}
	}
	return &c.legs[len(c.legs)-1]
}

// part is how much, 0 to 1, of the way's time is over at a tick.
func (l *leg) part(tick int64) float64 {
	return float64(tick-l.depart) / float64(l.arrive-l.depart)
}

// jaws is how far the jaws are closed at a tick: in whole cycles on the way, at
// an even speed at rest.
func (l *leg) jaws(tick int64) float64 {
	switch {
	case tick < l.arrive && l.snips > 0:
		cycles := float64(l.snips) * minimumJerk(l.part(tick))
		return l.jawBefore + (1-l.jawBefore)*(1-math.Cos(2*math.Pi*cycles))/2
	case tick < l.found:
		return l.jawBefore
	}
	moved := float64(tick-l.found) / (closeSeconds * record.TickHz)
	if l.jaw < l.jawBefore {
		return math.Max(l.jaw, l.jawBefore-moved)
	}
	return math.Min(l.jaw, l.jawBefore+moved)
}

// between is the pose at a part, 0 to 1, of the way's time.
func (l *leg) between(part float64) record.Pose {
	way := minimumJerk(part)
	if l.round != nil {
		return l.round.at(l.from, way)
	}
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
