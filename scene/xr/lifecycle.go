package xr

import (
	"sync/atomic"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// step is what the program has to do when a session enters a state.
type step int

const (
	stepNothing step = iota
	stepBegin        // begin the session
	stepEnd          // end the session; it can become ready again
	stepLeave        // the wearer, or the program, left: the session is over
	stepLost         // the runtime is about to lose the session
)

// lifecycle follows a session's states (OpenXR 1.0 §9.3).
type lifecycle struct {
	state   openxr.SessionLife
	running bool // begun and not ended: frames go round
}

// enter goes to a state. A session is begun in READY and ended in STOPPING only;
// STOPPING, IDLE, READY again is what a headset does that is taken off and put on.
func (l *lifecycle) enter(state openxr.SessionLife) step {
	l.state = state
	switch state {
	case openxr.StateReady:
		if l.running {
			return stepNothing
		}
		l.running = true
		return stepBegin
	case openxr.StateStopping:
		if !l.running {
			return stepNothing
		}
		l.running = false
		return stepEnd
	case openxr.StateExiting:
		l.running = false
		return stepLeave
	case openxr.StateLossPending:
		l.running = false
		return stepLost
	}
	return stepNothing
}

// focused tells whether controllers reach the program. Without it buttons read as
// let go and triggers as open, which must not open forceps: the attempt pauses.
func (l *lifecycle) focused() bool { return l.running && l.state == openxr.StateFocused }

// lateness counts pictures that did not come in time.
type lateness struct {
	last  openxr.Time
	count atomic.Int64 // read elsewhere
}

// see takes the time at which the next picture will be shown. Each period that lies
// between two of them beyond the first went by without a new picture.
func (l *lateness) see(display openxr.Time, period openxr.Duration) {
	if l.last > 0 && period > 0 {
		periods := (int64(display-l.last) + int64(period)/2) / int64(period)
		l.count.Add(max(periods-1, 0))
	}
	l.last = display
}

// rest forgets the last picture: what follows a pause is not late.
func (l *lateness) rest() { l.last = 0 }
