//go:build linux

package testruntime

import (
	"slices"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// What a test does to the headset, and asks it.

// Become leads the session to a state by the states between, as a headset does
// that is taken off, put on, or covered by its system's menu.
func (r *Runtime) Become(state openxr.SessionLife) {
	r.mu.Lock()
	defer r.mu.Unlock()
	order := []openxr.SessionLife{openxr.StateSynchronized, openxr.StateVisible, openxr.StateFocused}
	from, to := slices.Index(order, r.life), slices.Index(order, state)
	switch {
	case from >= 0 && to > from:
		for _, s := range order[from+1 : to+1] {
			r.enter(s)
		}
	case from >= 0 && to >= 0:
		for at := from - 1; at >= to; at-- {
			r.enter(order[at])
		}
	case state == openxr.StateStopping:
		r.stop()
	default:
		r.enter(state)
	}
}

// RecentreAt moves the local space's origin, as a headset's own button does, from a
// time on. Without valid the program is not told by how much.
func (r *Runtime) RecentreAt(at openxr.Time, by openxr.Posef, valid bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	local := compose(r.recentres[len(r.recentres)-1].local, by)
	r.recentres = append(r.recentres, recentre{at, local})
	r.events = append(r.events, event{kind: openxr.TypeEventDataReferenceSpaceChange, at: at, pose: by, valid: valid})
}

// ChangeProfile tells the program that the controllers are others now.
func (r *Runtime) ChangeProfile(profile string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.config.Profile = profile
	r.events = append(r.events, event{kind: openxr.TypeEventDataInteractionProfile})
}

// Sight is what the headset's cameras see of a controller.
type Sight int

// Estimated is a controller that is out of sight and whose place is guessed.
const (
	Seen Sight = iota
	Estimated
	Unseen
)

// See changes what the cameras see of a controller.
func (r *Runtime) See(hand int, s Sight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sight[hand] = s
}

// LoseInstance says that the whole runtime is about to go.
func (r *Runtime) LoseInstance() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event{kind: openxr.TypeEventDataInstanceLossPending, at: r.now()})
}

// Skip lets the next picture come later by some periods.
func (r *Runtime) Skip(periods int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skipped += periods
}

// Fail lets a function, such as xrEndFrame, answer a result from one of its next
// calls on: after 0 from the next. It fails without doing anything; with a result
// that is a success it does what it should.
func (r *Runtime) Fail(function string, result openxr.Result, after int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures[function] = failure{result, after}
}

// Now is the runtime's clock.
func (r *Runtime) Now() openxr.Time { return r.now() }

// Located is the last time that a controller was asked for.
func (r *Runtime) Located() openxr.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.located
}

// Calls is how often a function was called.
func (r *Runtime) Calls(function string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls[function]
}

// Complaints are what a program did wrong, in words.
func (r *Runtime) Complaints() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.complain)
}

// Pulses are the haptic pulses so far.
func (r *Runtime) Pulses() []Pulse {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.pulses)
}

// Layers are the pictures that were shown last, one for each eye; none when the
// last frame showed nothing.
func (r *Runtime) Layers() []Layer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.layers)
}

// Brightest is the mean colour of each eye's picture when it was brightest, 0 to 255.
func (r *Runtime) Brightest() [2][3]float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bright
}

// Left is how many handles of each kind the program has not given back.
func (r *Runtime) Left() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	left := map[string]int{"spaces": len(r.spaces), "swapchains": len(r.chains), "action sets": len(r.sets)}
	if r.session {
		left["sessions"] = 1
	}
	if r.instance {
		left["instances"] = 1
	}
	for kind, n := range left {
		if n == 0 {
			delete(left, kind)
		}
	}
	return left
}
