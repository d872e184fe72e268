package xr

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
)

// Hands are the two controllers as a source of an attempt's input. They are asked
// at the attempt's own ticks and for each tick's own time, whatever the eyes do.
type Hands struct {
	headset *Headset
	mu      sync.Mutex // Ready looks at the controllers from the eyes' thread

	origin openxr.Time // of tick 0, later by all pauses
	last   openxr.Time // that was asked for
	blind  bool        // the next tick says that nothing was tracked
	out    []record.Hand
	stylet []toggle
	bring  [2]toggle
	turn   [2]toggle
}

// toggle turns a level into presses.
type toggle struct{ down, on bool }

// press takes the button's level and reports whether it was pressed just now.
func (t *toggle) press(down bool) bool {
	pressed := down && !t.down
	if t.down = down; pressed {
		t.on = !t.on
	}
	return pressed
}

const tick = openxr.Duration(time.Second / record.TickHz)

// Hands makes the source. There is one for a session.
func (h *Headset) Hands() *Hands {
	n := min(len(h.options.Tools), record.MaxTools)
	return &Hands{headset: h, out: make([]record.Hand, n), stylet: make([]toggle, n)}
}

// handOf is the hand that holds an instrument, -1 for none.
func (h *Headset) handOf(tool int) int {
	const left, right = 0, 1
	first, second := right, left
	if h.options.LeftHanded {
		first, second = left, right
	}
	switch tool {
	case 0:
		return first
	case 1:
		return second
	}
	return -1
}

// Ready tells whether somebody wears the headset and holds the first instrument's
// controller where it is seen, and puts the field in front of them. It belongs to
// the thread of the frames, before the first tick.
func (s *Hands) Ready() bool {
	h := s.headset
	if !h.focused.Load() || !h.begin() {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := h.api.SyncActions(h.session, &h.actions.sync); r != openxr.Success {
		return false
	}
	_, seen, err := h.gripAt(h.handOf(0), h.frame.state.PredictedDisplayTime)
	return err == nil && seen
}

// Next returns what the hands do at a tick. It has nothing more to say once the
// session is over; Err tells why.
func (s *Hands) Next(n int64) (record.Input, bool) {
	h := s.headset
	h.open.RLock()
	defer h.open.RUnlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if h.closed || h.over.Load() {
		return record.Input{}, false
	}
	if s.origin == 0 {
		s.origin = h.now()
	}
	in := record.Input{Tick: n, Hands: s.out}
	at := s.origin + openxr.Time(n)*openxr.Time(tick)
	err := s.read(at, &in)
	if n == 0 && err == nil {
		err = s.greet()
	}
	if err != nil {
		h.fail(err)
		return record.Input{}, false
	}
	s.last = at
	return in, true
}

// read takes the controllers' places first and the buttons after them: what is
// pressed belongs to where the hand is.
func (s *Hands) read(at openxr.Time, in *record.Input) error {
	h := s.headset
	blind := s.blind || h.field.jumped(s.last, at)
	s.blind = false
	place := h.field.at(at)
	var grips [record.MaxTools]rigid
	for i := range s.out {
		s.out[i] = record.Hand{StyletOut: s.stylet[i].on}
		hand := h.handOf(i)
		if hand < 0 {
			continue
		}
		grip, seen, err := h.gripAt(hand, at)
		if err = ignore(err, openxr.ErrorTimeInvalid); err != nil {
			return err
		}
		grips[i] = grip
		if s.out[i].Valid = seen && !blind; s.out[i].Valid {
			tip := place.patient(instrument(grip, h.options.Tools[i].LengthMM))
			s.out[i].Pose = record.Pose{Tip: tip.position, Orientation: tip.orientation}
		}
	}
	switch r := h.api.SyncActions(h.session, &h.actions.sync); {
	case r < 0:
		return r.Err("xrSyncActions")
	case r == openxr.SessionNotFocused: // every button would read as let go
		for i := range s.out {
			s.out[i].Valid = false
		}
		return nil
	}
	for i := range s.out {
		if err := s.press(i, grips[i], at, in); err != nil {
			return err
		}
	}
	return nil
}

// ignore is nil for a call that failed with a result that means nothing here: a
// runtime that remembers only so long answers that a time is none.
func ignore(err error, result openxr.Result) error {
	var failed *openxr.CallError
	if errors.As(err, &failed) && failed.Result == result {
		return nil
	}
	return err
}

// press reads the buttons of the hand that holds an instrument.
func (s *Hands) press(i int, grip rigid, at openxr.Time, in *record.Input) error {
	h := s.headset
	hand := h.handOf(i)
	if hand < 0 {
		return nil
	}
	jaw, err := h.squeezed(actJaw, hand)
	stylet, err2 := h.pressed(actStylet, hand)
	confirm, err3 := h.pressed(actConfirm, hand)
	bring, err4 := h.pressed(actRecentre, hand)
	turn, err5 := h.squeezed(actTurn, hand)
	if err := first(err, err2, err3, err4, err5); err != nil {
		return err
	}
	tool := &h.options.Tools[i]
	if tool.HasJaws() {
		s.out[i].Jaw = max(jaw, 0)
	}
	if s.stylet[i].press(stylet && tool.Kind == record.KindCatheter) {
		s.out[i].StyletOut = s.stylet[i].on
	}
	if s.bring[hand].press(bring) && s.out[i].Valid {
		h.bring(grip, at+1)
	}
	if s.turn[hand].press(math.Abs(turn) > flick) {
		h.turnField(math.Copysign(h.options.SnapTurnDeg, turn), at+1)
	}
	in.Confirm = in.Confirm || confirm
	return nil
}

// flick is how far a stick is pushed aside on purpose.
const flick = 0.7

// greet tells the hands that the attempt has begun.
func (s *Hands) greet() error {
	for i := range s.out {
		if err := s.headset.pulse(i, PulseBegin); err != nil {
			return err
		}
	}
	return nil
}

// Pace waits until a tick is due by the runtime's own clock, and longer while the
// session has no focus, as when the headset is taken off: time stands still then,
// and what the hands did meanwhile is not seen. It tells whether the tick comes more
// than one tick late, and how long the pause was.
func (s *Hands) Pace(ctx context.Context, n int64) (late bool, paused time.Duration) {
	paused = s.await(ctx)
	s.mu.Lock()
	if s.origin == 0 {
		s.origin = s.headset.time()
	}
	due := s.origin + openxr.Time(n)*openxr.Time(tick)
	s.mu.Unlock()
	wait := time.Duration(due - s.headset.time())
	if wait > 0 {
		time.Sleep(min(wait, time.Second)) // a clock that jumps must not hold an attempt
	}
	return -wait > time.Duration(tick), paused
}

// await returns at once while there is focus, or nothing more to wait for.
func (s *Hands) await(ctx context.Context) time.Duration {
	h := s.headset
	if h.focused.Load() || h.over.Load() {
		return 0
	}
	const look = 5 * time.Millisecond
	began, from := time.Now(), h.time()
	for !h.focused.Load() && !h.over.Load() && ctx.Err() == nil {
		time.Sleep(look)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.origin != 0 {
		s.origin += max(h.time()-from, 0)
		s.blind = true
	}
	return time.Since(began)
}

// Err is why Next has nothing more to say when nobody wished the end.
func (s *Hands) Err() error {
	_, err := s.headset.Over()
	return err
}

// time is now, for who does not hold the session open; 0 when it is closed.
func (h *Headset) time() openxr.Time {
	h.open.RLock()
	defer h.open.RUnlock()
	if h.closed {
		return 0
	}
	return h.now()
}
