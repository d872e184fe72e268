package xr

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
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
	rack   *tracking.Rack
	out    []record.Hand // by person's hand
	stylet []toggle      // by instrument
	swap   []toggle      // by person's hand
	took   []bool        // by person's hand: another instrument, in the tick that was asked for last
	bring  [2]toggle     // by controller
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
	tools := h.options.Tools[:min(len(h.options.Tools), record.MaxTools)]
	rack := tracking.NewRack(tools)
	n := rack.Hands()
	return &Hands{headset: h, rack: rack, out: make([]record.Hand, n), swap: make([]toggle, n), took: make([]bool, n), stylet: make([]toggle, len(tools))}
}

// handOf is the controller of the hand that an instrument belongs to, -1 for none.
func (h *Headset) handOf(tool int) int {
	if tool < 0 || tool >= len(h.options.Tools) {
		return -1
	}
	return h.controllerOf(h.options.Tools[tool].HeldBy(tool))
}

// controllerOf is the controller in a person's first or second hand, -1 for others.
func (h *Headset) controllerOf(hand int) int {
	const left, right = 0, 1
	first, second := right, left
	if h.options.LeftHanded {
		first, second = left, right
	}
	switch hand {
	case 0:
		return first
	case 1:
		return second
	}
	return -1
}

// Buttons are what a hand asked for in the tick that was asked for last: another
// instrument. It has it then already, so that its tip is where that one's is.
func (s *Hands) Buttons(hand int) tracking.Buttons {
	return tracking.Buttons{Exchange: hand < len(s.took) && s.took[hand]}
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
		s.out[i], s.took[i] = record.Hand{}, false
		if tool := s.rack.Holds(i); tool >= 0 {
			s.out[i].StyletOut = s.stylet[tool].on
		}
		hand := h.controllerOf(i)
		if hand < 0 {
			continue
		}
		grip, seen, err := h.gripAt(hand, at)
		if err = ignore(err, openxr.ErrorTimeInvalid); err != nil {
			return err
		}
		grips[i], s.out[i].Valid = grip, seen && !blind
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
		if tool := s.rack.Holds(i); s.out[i].Valid && tool >= 0 {
			tip := place.patient(instrument(grips[i], h.options.Tools[tool].LengthMM))
			s.out[i].Pose = record.Pose{Tip: tip.position, Orientation: tip.orientation}
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

// press reads the buttons of a person's hand.
func (s *Hands) press(i int, grip rigid, at openxr.Time, in *record.Input) error {
	h := s.headset
	hand := h.controllerOf(i)
	if hand < 0 || s.rack.Holds(i) < 0 {
		return nil
	}
	jaw, err := h.squeezed(actJaw, hand)
	stylet, err2 := h.pressed(actStylet, hand)
	confirm, err3 := h.pressed(actConfirm, hand)
	bring, err4 := h.pressed(actRecentre, hand)
	turn, err5 := h.squeezed(actTurn, hand)
	exchange, err6 := h.pressed(actExchange, hand)
	if err := first(err, err2, err3, err4, err5, err6); err != nil {
		return err
	}
	s.use(i, jaw, stylet, exchange)
	if s.bring[hand].press(bring) && s.out[i].Valid {
		h.bring(grip, at+1)
	}
	if s.turn[hand].press(math.Abs(turn) > flick) {
		h.turnField(math.Copysign(h.options.SnapTurnDeg, turn), at+1)
	}
	in.Confirm = in.Confirm || confirm
	return nil
}

// use lets a hand use its instrument, or take its next one while none is in the
// body. Where one button draws the stylet and exchanges, a hand with a catheter
// draws the stylet.
func (s *Hands) use(i int, jaw float64, stylet, exchange bool) {
	tools := s.headset.options.Tools
	now := s.rack.Holds(i)
	drawn := stylet && tools[now].Kind == record.KindCatheter
	if s.took[i] = s.swap[i].press(exchange) && !drawn && !s.headset.busy.Load(); s.took[i] {
		s.rack.Exchange(i)
		now = s.rack.Holds(i)
	}
	if tools[now].HasJaws() {
		s.out[i].Jaw = max(jaw, 0)
	}
	s.stylet[now].press(drawn)
	s.out[i].StyletOut = s.stylet[now].on
}

// flick is how far a stick is pushed aside on purpose.
const flick = 0.7

// greet tells the hands that the attempt has begun.
func (s *Hands) greet() error {
	for i := range s.out {
		if err := s.headset.pulse(max(s.rack.Holds(i), 0), PulseBegin); err != nil {
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
