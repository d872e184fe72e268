package tracking

import (
	"slices"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
)

// Buttons are what a hand asks for beside its instrument's own.
type Buttons struct {
	Exchange bool // take the next of the hand's instruments when it goes down
	Clutch   bool // while it is held, a robot's instrument stays where it is
}

// Buttoned is a source whose hands have such buttons.
type Buttoned interface {
	// Buttons are a hand's in the tick that Next was asked for last.
	Buttons(hand int) Buttons
}

// held is a source of people's hands as a source of instruments.
type held struct {
	source Source
	rack   *Rack
	arms   []*arm
	byTip  bool
	down   []bool // the exchange button, by hand
	hands  []record.Hand
	tools  []record.Hand
}

// Hold lets the hands of a source hold the instruments: each hand one of its own
// at a time, through a robot where there is one. byTip says that the source moves
// tips, as a mouse or a script does: an instrument in a trocar then turns about it
// without the fulcrum's mirror, as a robot's does too. A hand that holds a handle
// needs nothing of that kind.
// What comes out depends on all ticks before, so it is to be asked in order.
func Hold(source Source, tools []record.Tool, robot Robot, byTip bool) Source {
	h := &held{source: source, rack: NewRack(tools), byTip: byTip || robot.Scale != 0}
	inTrocars := slices.ContainsFunc(tools, func(t record.Tool) bool { return t.Trocar != nil })
	if robot.Scale == 0 && len(tools) == h.rack.Hands() && !(byTip && inTrocars) {
		return source
	}
	for range h.rack.Hands() {
		h.arms = append(h.arms, newArm(robot))
	}
	h.down = make([]bool, len(h.arms))
	h.hands = make([]record.Hand, len(h.arms))
	return h
}

// Err is why the source has nothing more to say, where it can tell.
func (h *held) Err() error {
	if failing, can := h.source.(interface{ Err() error }); can {
		return failing.Err()
	}
	return nil
}

// Next is what the instruments do.
func (h *held) Next(tick int64) (record.Input, bool) {
	in, more := h.source.Next(tick)
	buttoned, _ := h.source.(Buttoned)
	for i := range h.hands {
		var b Buttons
		if buttoned != nil {
			b = buttoned.Buttons(i)
		}
		if b.Exchange && !h.down[i] {
			h.rack.Exchange(i)
		}
		h.down[i] = b.Exchange
		h.hands[i] = record.Hand{}
		if i < len(in.Hands) {
			h.hands[i] = h.arms[i].move(in.Hands[i], b.Clutch)
		}
	}
	h.tools = h.rack.Spread(h.hands, h.tools)
	for i := range h.tools {
		if at := h.rack.tools[i].Trocar; h.byTip && at != nil && h.tools[i].Valid {
			h.tools[i].Pose = scene.AtTrocar(h.tools[i].Pose, *at)
		}
	}
	in.Hands = h.tools
	return in, more
}
