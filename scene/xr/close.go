package xr

import "github.com/drylab/drylab/scene/xr/openxr"

// mostFarewell is how many rounds a runtime may take to let a session go; a second
// or two at the rate of any headset.
const mostFarewell = 180

// Close ends the session as the runtime wants it, and gives everything back. Hands
// have nothing more to say then.
func (h *Headset) Close() {
	h.over.Store(true)
	h.focused.Store(false)
	h.open.Lock()
	defer h.open.Unlock()
	if h.closed {
		return
	}
	h.leave()
	h.release()
}

// leave asks to end a session that runs, and goes on with empty frames until the
// runtime has led it through its states.
func (h *Headset) leave() {
	if !h.life.running || h.reason.Load() != nil || h.api.RequestExitSession(h.session) < 0 {
		return
	}
	for range mostFarewell {
		if h.pollEvents() != nil || h.life.state == openxr.StateExiting {
			return
		}
		if h.life.running && h.emptyRound() != nil {
			return
		}
	}
}

func (h *Headset) emptyRound() error {
	f := &h.frame
	if err := h.api.WaitFrame(h.session, &f.waitInfo, &f.state).Err("xrWaitFrame"); err != nil {
		return err
	}
	if err := h.api.BeginFrame(h.session, &f.beginInfo).Err("xrBeginFrame"); err != nil {
		return err
	}
	f.endInfo.DisplayTime, f.endInfo.LayerCount, f.endInfo.Layers = f.state.PredictedDisplayTime, 0, nil
	return h.api.EndFrame(h.session, &f.endInfo).Err("xrEndFrame")
}

// release gives back what was opened, children first. What a lost session answers
// is of no account any more.
func (h *Headset) release() {
	h.closed = true
	if h.instance == 0 {
		return
	}
	for i := range h.eyes {
		if h.eyes[i].handle != 0 {
			h.api.DestroySwapchain(h.eyes[i].handle)
		}
	}
	for _, space := range []openxr.Space{h.actions.grips[0], h.actions.grips[1], h.head, h.base} {
		if space != 0 {
			h.api.DestroySpace(space)
		}
	}
	if h.session != 0 {
		h.api.DestroySession(h.session)
	}
	if h.actions.set != 0 {
		h.api.DestroyActionSet(h.actions.set) // its actions go with it
	}
	h.api.DestroyInstance(h.instance)
	h.graphics.Restore()
	h.frame.pins.Unpin()
	h.actions.pins.Unpin()
}
