package controls

import (
	"math"
	"slices"
	"time"
)

// Hand is what the controls do with one hand's instrument.
type Hand struct {
	// Rate are sticks: −1 to 1 of full speed for each of Right to TiltUp.
	Rate Motion
	// Way is how far mice went since the last look, in their own counts.
	Way  Motion
	Jaw  float64 // 0 open to 1 closed
	Fine bool
	// Stylet, LockJaws and Exchange are how often each went down since the last look.
	Stylet, LockJaws, Exchange int
}

// Motion is a movement in the directions of the actions of these names.
type Motion struct{ Right, Up, Forward, Roll, TiltRight, TiltUp float64 }

// Steering is what the controls do.
type Steering struct {
	Hands      [2]Hand
	Confirm    bool
	ChangeHand int  // how often it went down since the last look
	Present    bool // a device is there
}

// device is the state of one device.
type device struct {
	kind    Kind
	number  int // of its kind, from 1
	ranges  map[uint16][2]int32
	value   map[string]float64   // −1 to 1, or 0 to 1 of buttons and triggers
	moved   map[string]time.Time // of axes that are told only while they are pushed
	way     map[string]float64   // counts since the last look
	pressed map[string]int       // since the last look
}

func newDevice(kind Kind, number int, ranges map[uint16][2]int32) *device {
	return &device{
		kind: kind, number: number, ranges: ranges,
		value: map[string]float64{}, moved: map[string]time.Time{}, way: map[string]float64{}, pressed: map[string]int{},
	}
}

const (
	// spaceMouseFull is what a SpaceMouse says when its cap is pushed all the way.
	spaceMouseFull = 350.0
	// spaceMouseRest is when a relative axis of which nothing is heard counts as let
	// go: the cap speaks about 60 times a second, and says nothing of axes at rest.
	spaceMouseRest = 80 * time.Millisecond
)

// take takes over an event.
func (d *device) take(e Event, now time.Time) {
	name := controlOf(d.kind, e)
	switch {
	case name == "":
	case e.Type == typeKey:
		if e.Value == 1 {
			d.pressed[name]++
		}
		d.value[name] = float64(min(max(e.Value, 0), 1)) // 2 is a key that repeats
	case e.Type == typeAbsolute:
		d.value[name] = d.share(e)
	case d.kind == SpaceMouse:
		d.value[name], d.moved[name] = clamp(float64(e.Value)/spaceMouseFull), now
	default:
		d.way[name] += float64(e.Value)
	}
}

// share is how far an absolute axis is from its middle, −1 to 1; a trigger, which
// rests at its end, 0 to 1. Where the device does not tell its range, it is that of
// the sticks and triggers of most.
func (d *device) share(e Event) float64 {
	r, told := d.ranges[e.Code]
	trigger := d.kind == Gamepad && (e.Code == absZ || e.Code == absRZ)
	switch {
	case told && r[1] > r[0]:
	case d.kind == SpaceMouse:
		r = [2]int32{-spaceMouseFull, spaceMouseFull}
	case e.Code == absHatX || e.Code == absHatY:
		r = [2]int32{-1, 1}
	case trigger:
		r = [2]int32{0, 255}
	default:
		r = [2]int32{math.MinInt16, math.MaxInt16}
	}
	low, high := float64(r[0]), float64(r[1])
	part := (float64(e.Value) - low) / (high - low)
	if trigger {
		return min(max(part, 0), 1)
	}
	return clamp(2*part - 1)
}

func clamp(x float64) float64 { return min(max(x, -1), 1) }

// level is how far a control is pushed now.
func (d *device) level(name string, now time.Time) float64 {
	if at, told := d.moved[name]; told && now.Sub(at) > spaceMouseRest {
		return 0
	}
	return d.value[name]
}

// withoutDeadZone takes the dead zone off a deflection.
func withoutDeadZone(x, zone float64) float64 {
	if math.Abs(x) <= zone {
		return 0
	}
	return math.Copysign((math.Abs(x)-zone)/(1-zone), x)
}

// steer is what all devices do by the map; what was done since the last look is
// taken.
func (m *Map) steer(devices []*device, now time.Time) Steering {
	s := Steering{Present: len(devices) > 0}
	clutched := [2]bool{}
	for i := range m.Bindings {
		b := &m.Bindings[i]
		for _, d := range devices {
			if d.kind != b.Device || b.Number != 0 && b.Number != d.number ||
				b.While != "" && d.level(b.While, now) < 0.5 || b.Unless != "" && d.level(b.Unless, now) >= 0.5 {
				continue
			}
			m.act(b, d, &s, now)
			clutched[b.hand()] = clutched[b.hand()] || b.Do == Clutch && d.level(b.Control, now) >= 0.5
		}
	}
	for i := range s.Hands {
		if clutched[i] {
			s.Hands[i].Rate, s.Hands[i].Way = Motion{}, Motion{}
		}
	}
	for _, d := range devices {
		clear(d.way)
		clear(d.pressed)
	}
	return s
}

// act adds one control's effect.
func (m *Map) act(b *Binding, d *device, s *Steering, now time.Time) {
	h := &s.Hands[b.hand()]
	raw := d.level(b.Control, now)
	switch b.Do {
	case Jaw:
		h.Jaw = min(max(h.Jaw, b.scale()*withoutDeadZone(raw, m.DeadZone)), 1)
	case Fine:
		h.Fine = h.Fine || raw >= 0.5
	case Confirm:
		s.Confirm = s.Confirm || raw >= 0.5 || d.pressed[b.Control] > 0
	case Stylet:
		h.Stylet += d.pressed[b.Control]
	case LockJaws:
		h.LockJaws += d.pressed[b.Control]
	case Exchange:
		h.Exchange += d.pressed[b.Control]
	case ChangeHand:
		s.ChangeHand += d.pressed[b.Control]
	case Clutch:
	default:
		rate := h.Rate.along(b.Do)
		*rate = clamp(*rate + b.scale()*withoutDeadZone(raw, m.DeadZone))
		*h.Way.along(b.Do) += b.scale() * d.way[b.Control]
	}
}

// along is the part of a motion in an action's direction.
func (m *Motion) along(a Action) *float64 {
	return []*float64{&m.Right, &m.Up, &m.Forward, &m.Roll, &m.TiltRight, &m.TiltUp}[slices.Index(actions, a)]
}
