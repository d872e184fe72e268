package xr

import (
	"time"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// Pulse is a kind of feeling.
type Pulse int

// The pulses.
const (
	PulseBegin   Pulse = iota // the attempt has begun
	PulseContact              // something is touched
	PulseWarning              // harm was done
)

// shape is a pulse's length and strength, 0 to 1. The numbers are ours: 20 ms is
// about the shortest that a controller's motor makes felt, and from 150 ms on a
// pulse reads as an alarm.
func (p Pulse) shape() (time.Duration, float32) {
	switch p {
	case PulseBegin:
		return 20 * time.Millisecond, 0.3
	case PulseContact:
		return 40 * time.Millisecond, 0.5
	}
	return 180 * time.Millisecond, 1
}

// Feel lets the hand that holds an instrument feel something. It may be called from
// any goroutine. A device that cannot, says nothing of it, nor does this.
func (h *Headset) Feel(tool int, p Pulse) {
	h.open.RLock()
	defer h.open.RUnlock()
	if !h.closed && h.focused.Load() {
		if err := h.pulse(tool, p); err != nil {
			h.fail(err)
		}
	}
}

// pulse is Feel for who holds the session open. That it succeeds proves nothing:
// runtimes say so without a controller too.
func (h *Headset) pulse(tool int, p Pulse) error {
	hand := h.handOf(tool)
	if hand < 0 {
		return nil
	}
	length, strength := p.shape()
	info := &openxr.HapticActionInfo{Header: openxr.Header{Type: openxr.TypeHapticActionInfo},
		Action: h.actions.all[actTouch], SubactionPath: h.actions.hands[hand]}
	return h.api.ApplyHapticFeedback(h.session, info, &openxr.HapticVibration{
		Header: openxr.Header{Type: openxr.TypeHapticVibration}, Duration: openxr.Duration(length), Amplitude: strength,
	}).Err("xrApplyHapticFeedback")
}
