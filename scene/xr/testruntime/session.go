//go:build linux

package testruntime

import (
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
	"golang.org/x/sys/unix"
)

const sessionHandle openxr.Session = 0xABC

// event is one that waits to be polled.
type event struct {
	kind  openxr.StructureType
	life  openxr.SessionLife
	at    openxr.Time
	pose  openxr.Posef
	valid bool
}

func (r *Runtime) enter(state openxr.SessionLife) {
	r.life = state
	r.events = append(r.events, event{kind: openxr.TypeEventDataSessionStateChanged, life: state, at: r.now()})
}

// stop leads down to where the program ends the session.
func (r *Runtime) stop() {
	if r.life == openxr.StateFocused {
		r.enter(openxr.StateVisible)
	}
	if r.life == openxr.StateVisible {
		r.enter(openxr.StateSynchronized)
	}
	r.enter(openxr.StateStopping)
}

func pollEvent(_ openxr.Instance, b *openxr.EventDataBuffer) openxr.Result {
	return enter("xrPollEvent", func(r *Runtime) openxr.Result {
		if !typed(&b.Header, openxr.TypeEventDataBuffer) || b.Next != nil {
			return openxr.ErrorValidation // the program must put both back before each poll
		}
		if len(r.events) == 0 {
			return openxr.EventUnavailable
		}
		e := r.events[0]
		r.events = r.events[1:]
		b.Type = e.kind
		switch e.kind {
		case openxr.TypeEventDataSessionStateChanged:
			s := (*openxr.EventDataSessionStateChanged)(unsafe.Pointer(b))
			s.Session, s.State, s.Time = sessionHandle, e.life, e.at
		case openxr.TypeEventDataReferenceSpaceChange:
			s := (*openxr.EventDataReferenceSpaceChangePending)(unsafe.Pointer(b))
			s.Session, s.ReferenceSpaceType, s.ChangeTime = sessionHandle, openxr.ReferenceSpaceLocal, e.at
			if s.PoseValid = 0; e.valid {
				s.PoseValid, s.PoseInPreviousSpace = 1, e.pose
			}
		case openxr.TypeEventDataInteractionProfile:
			(*openxr.EventDataInteractionProfileChanged)(unsafe.Pointer(b)).Session = sessionHandle
		}
		return openxr.Success
	})
}

func createSession(_ openxr.Instance, info *openxr.SessionCreateInfo, out *openxr.Session) openxr.Result {
	return enter("xrCreateSession", func(r *Runtime) openxr.Result {
		if !typed(&info.Header, openxr.TypeSessionCreateInfo) {
			return openxr.ErrorValidation
		}
		if !r.asked {
			return openxr.ErrorRequirementsMissing
		}
		b := (*openxr.GraphicsBindingOpenGLXlibKHR)(info.Next)
		if b == nil || !typed(&b.Header, openxr.TypeGraphicsBindingOpenGLXlibKHR) || b.GlxContext == nil || b.XDisplay == nil || b.GlxFBConfig == 0 {
			return openxr.ErrorGraphicsDevice
		}
		if r.thread = unix.Gettid(); r.config.Graphics {
			loadGL()
			if r.context = uintptr(b.GlxContext); !r.holdsContext() {
				return openxr.ErrorGraphicsDevice
			}
		}
		r.session, *out = true, sessionHandle
		r.enter(openxr.StateIdle)
		r.enter(openxr.StateReady)
		return openxr.Success
	})
}

func destroySession(openxr.Session) openxr.Result {
	return enter("xrDestroySession", func(r *Runtime) openxr.Result {
		r.holdsContext()
		r.session, r.running, r.attached = false, false, false
		return openxr.Success
	})
}

func beginSession(_ openxr.Session, info *openxr.SessionBeginInfo) openxr.Result {
	return enter("xrBeginSession", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeSessionBeginInfo) || info.PrimaryViewConfigurationType != openxr.ViewConfigurationStereo:
			return openxr.ErrorValidation
		case r.running:
			return openxr.ErrorSessionRunning
		case r.life != openxr.StateReady:
			return openxr.ErrorSessionNotReady
		}
		r.running, r.waited, r.begun = true, false, false
		return openxr.Success
	})
}

func endSession(openxr.Session) openxr.Result {
	return enter("xrEndSession", func(r *Runtime) openxr.Result {
		switch {
		case !r.running:
			return openxr.ErrorSessionNotRunning
		case r.life != openxr.StateStopping:
			return openxr.ErrorSessionNotStopping
		}
		r.running = false
		r.enter(openxr.StateIdle)
		if r.exiting {
			r.enter(openxr.StateExiting)
		} else {
			r.enter(openxr.StateReady)
		}
		return openxr.Success
	})
}

func requestExit(openxr.Session) openxr.Result {
	return enter("xrRequestExitSession", func(r *Runtime) openxr.Result {
		if !r.running {
			return openxr.ErrorSessionNotRunning
		}
		r.exiting = true
		r.stop()
		return openxr.Success
	})
}
