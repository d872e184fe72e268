package xr

import (
	"testing"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// TestSessionStates is detail 12 without a runtime: begun in READY only, ended in
// STOPPING only, ready again after IDLE, over after EXITING or LOSS_PENDING.
func TestSessionStates(t *testing.T) {
	type move struct {
		to      openxr.SessionLife
		does    step
		running bool
		focused bool
	}
	var l lifecycle
	for i, m := range []move{
		{openxr.StateIdle, stepNothing, false, false},
		{openxr.StateReady, stepBegin, true, false},
		{openxr.StateReady, stepNothing, true, false}, // said twice
		{openxr.StateSynchronized, stepNothing, true, false},
		{openxr.StateVisible, stepNothing, true, false},
		{openxr.StateFocused, stepNothing, true, true},
		{openxr.StateVisible, stepNothing, true, false},
		{openxr.StateSynchronized, stepNothing, true, false},
		{openxr.StateStopping, stepEnd, false, false},
		{openxr.StateStopping, stepNothing, false, false},
		{openxr.StateIdle, stepNothing, false, false},
		{openxr.StateReady, stepBegin, true, false},
		{openxr.StateFocused, stepNothing, true, true},
		{openxr.StateLossPending, stepLost, false, false},
		{openxr.StateExiting, stepLeave, false, false},
		{openxr.SessionLife(77), stepNothing, false, false}, // of a later OpenXR
	} {
		if does := l.enter(m.to); does != m.does || l.running != m.running || l.focused() != m.focused {
			t.Errorf("%d, %v: does %v, running %v, focused %v; want %+v", i, m.to, does, l.running, l.focused(), m)
		}
	}
}

// TestLateFramesAreTheOnesBetween: what is counted is how many periods went by.
func TestLateFramesAreTheOnesBetween(t *testing.T) {
	const period = openxr.Duration(11_111_111)
	var l lateness
	at := openxr.Time(5e9)
	for _, periods := range []float64{1, 1, 1.001, 0.999, 2, 1, 5, 1} {
		at += openxr.Time(periods * float64(period))
		l.see(at, period)
	}
	if l.count.Load() != 1+4 {
		t.Errorf("%d late frames", l.count.Load())
	}
	l.rest()
	l.see(at+1e12, period) // after a pause
	l.see(at+2e12, 0)      // a runtime that does not know its period
	if l.count.Load() != 5 {
		t.Errorf("%d late frames after a pause", l.count.Load())
	}
}
