package xr

import (
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// pollEvents answers all events that came since the last time.
func (h *Headset) pollEvents() error {
	b := &h.frame.event
	for {
		b.Header = openxr.Header{Type: openxr.TypeEventDataBuffer} // runtimes want it back before every poll
		r := h.api.PollEvent(h.instance, b)
		if r == openxr.EventUnavailable {
			return nil
		}
		if err := r.Err("xrPollEvent"); err != nil {
			return err
		}
		if err := h.answer(b); err != nil {
			return err
		}
	}
}

func (h *Headset) answer(b *openxr.EventDataBuffer) error {
	switch b.Type {
	case openxr.TypeEventDataSessionStateChanged:
		return h.enter((*openxr.EventDataSessionStateChanged)(unsafe.Pointer(b)).State)
	case openxr.TypeEventDataInstanceLossPending:
		return openxr.ErrorInstanceLost.Err("xrPollEvent")
	case openxr.TypeEventDataReferenceSpaceChange:
		e := (*openxr.EventDataReferenceSpaceChangePending)(unsafe.Pointer(b))
		if e.ReferenceSpaceType == openxr.ReferenceSpaceLocal && !h.floor || e.ReferenceSpaceType == openxr.ReferenceSpaceStage && h.floor {
			h.field.shift(e, h.busy.Load())
		}
	}
	return nil
}

func (h *Headset) enter(state openxr.SessionLife) (err error) {
	switch h.life.enter(state) {
	case stepBegin:
		err = h.api.BeginSession(h.session, &openxr.SessionBeginInfo{
			Header: openxr.Header{Type: openxr.TypeSessionBeginInfo}, PrimaryViewConfigurationType: openxr.ViewConfigurationStereo,
		}).Err("xrBeginSession")
	case stepEnd:
		err = h.api.EndSession(h.session).Err("xrEndSession")
		h.late.rest()
	case stepLeave:
		h.over.Store(true)
	case stepLost:
		err = openxr.ErrorSessionLost.Err("xrPollEvent")
	}
	h.focused.Store(h.life.focused())
	return err
}

// Controllers are the kinds of controller in the left and the right hand, as
// OpenXR names them; "" for a hand that holds none, or before there is focus.
func (h *Headset) Controllers() (names [2]string) {
	state := &openxr.InteractionProfileState{Header: openxr.Header{Type: openxr.TypeInteractionProfileState}}
	for i, hand := range h.actions.hands {
		state.InteractionProfile = 0
		if h.api.GetCurrentInteractionProfile(h.session, hand, state) >= 0 {
			names[i] = h.api.PathName(state.InteractionProfile)
		}
	}
	return names
}
