// Package xr lets a headset and two controllers of OpenXR 1.0 take part in an
// attempt: the theatre draws each eye when the headset wants it, and the attempt
// asks the controllers at its own ticks, so that neither waits for the other.
//
// OpenXR is loaded at run time. The package knows neither g3n nor OpenGL: whoever
// draws gets names of textures, and poses in the patient frame.
package xr

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
)

// Options say how somebody wants to work.
type Options struct {
	Plan record.Plan // that the field is turned by
	// Tools are the attempt's instruments. The first is in the right hand, the
	// second in the left; further ones are in none.
	Tools      []record.Tool
	LeftHanded bool // the other way round
	// Standing takes heights from the floor, where the headset knows it; else the
	// field follows the eyes' height at the start.
	Standing bool
	// TableMM is the height of the field over the floor when standing, mm; 0: below
	// the eyes, as when seated.
	TableMM float64
	// SnapTurnDeg is by how much a flick of the stick turns the field, degrees; 0: not
	// at all.
	SnapTurnDeg float64
}

// Headset is a running session. Frame, Close and what they call belong to the
// thread on which the OpenGL context is current; hands may be asked elsewhere.
type Headset struct {
	api      *openxr.API
	graphics *openxr.GLX
	options  Options
	instance openxr.Instance
	system   openxr.SystemId
	session  openxr.Session
	base     openxr.Space // in which eyes and hands are located
	head     openxr.Space
	blend    openxr.EnumValue
	eyes     [2]swapchain
	actions  actions
	name     string
	floor    bool // base is the floor's space

	life  lifecycle
	late  lateness
	frame frame
	field field
	clock clock

	// open is held for reading by whoever uses the session on another thread, and
	// for writing to end it.
	open    sync.RWMutex
	closed  bool
	focused atomic.Bool
	over    atomic.Bool           // no more frames or hands
	reason  atomic.Pointer[error] // why, when it was nobody's wish
	busy    atomic.Bool           // an instrument is in the body
}

// Open starts a session on the OpenGL context that is current on this thread. The
// error is one sentence that says what to do; without OpenXR it is
// openxr.ErrNoLoader.
func Open(o Options) (*Headset, error) {
	api, err := openxr.Load()
	if err != nil {
		return nil, err
	}
	graphics, err := openxr.CurrentGLX()
	if err != nil {
		return nil, err
	}
	return openWith(api, graphics, o)
}

// Probe asks for the name of the headset that is connected, without a session. The
// error is Open's.
func Probe() (name string, err error) {
	api, err := openxr.Load()
	if err != nil {
		return "", err
	}
	return probeWith(api)
}

func probeWith(api *openxr.API) (string, error) {
	h := &Headset{api: api, graphics: &openxr.GLX{}}
	defer h.release()
	for _, step := range []func() error{h.openInstance, h.openSystem} {
		if err := step(); err != nil {
			return "", sentence(err)
		}
	}
	return h.name, nil
}

func openWith(api *openxr.API, graphics *openxr.GLX, o Options) (*Headset, error) {
	h := &Headset{api: api, graphics: graphics, options: o}
	for _, step := range []func() error{h.openInstance, h.openSystem, h.openSession, h.openSpaces, h.openActions, h.openEyes} {
		if err := step(); err != nil {
			h.release()
			return nil, sentence(err)
		}
	}
	h.frame.prepare(h)
	return h, nil
}

// wanted are the extensions that help where they are; OpenGL must be.
func wanted() []string {
	list := []string{openxr.ExtensionTimespecTime}
	for _, p := range profiles() {
		if p.extension != "" && !slices.Contains(list, p.extension) {
			list = append(list, p.extension)
		}
	}
	return list
}

func (h *Headset) openInstance() error {
	offered, err := h.api.Extensions()
	if err != nil {
		return err
	}
	if !slices.Contains(offered, openxr.ExtensionOpenGL) {
		return &openxr.CallError{Call: "xrCreateInstance", Result: openxr.ErrorExtensionNotPresent}
	}
	use := []string{openxr.ExtensionOpenGL}
	for _, extension := range wanted() {
		if slices.Contains(offered, extension) {
			use = append(use, extension)
		}
	}
	h.instance, err = h.api.NewInstance("Drylab", use)
	return err
}

func (h *Headset) openSystem() error {
	info := &openxr.SystemGetInfo{Header: openxr.Header{Type: openxr.TypeSystemGetInfo}, FormFactor: openxr.FormFactorHeadMountedDisplay}
	if err := h.api.GetSystem(h.instance, info, &h.system).Err("xrGetSystem"); err != nil {
		return err
	}
	p := &openxr.SystemProperties{Header: openxr.Header{Type: openxr.TypeSystemProperties}}
	if err := h.api.GetSystemProperties(h.instance, h.system, p).Err("xrGetSystemProperties"); err != nil {
		return err
	}
	h.name = openxr.Text(p.SystemName[:])
	modes, r := openxr.Enumerate[openxr.EnumValue](nil, func(capacity uint32, count *uint32, out unsafe.Pointer) openxr.Result {
		return h.api.EnumerateEnvironmentBlendModes(h.instance, h.system, openxr.ViewConfigurationStereo, capacity, count, out)
	})
	if h.blend = openxr.BlendOpaque; len(modes) > 0 && !slices.Contains(modes, h.blend) {
		h.blend = modes[0]
	}
	return r.Err("xrEnumerateEnvironmentBlendModes")
}

// errOldOpenGL is the reason when the window's OpenGL is too old for the headset.
var errOldOpenGL = errors.New("the headset needs a newer OpenGL than the window has; update the graphics driver")

func (h *Headset) openSession() error {
	needs := &openxr.GraphicsRequirementsOpenGLKHR{Header: openxr.Header{Type: openxr.TypeGraphicsRequirementsOpenGLKHR}}
	if err := h.api.GetOpenGLGraphicsRequirementsKHR(h.instance, h.system, needs).Err("xrGetOpenGLGraphicsRequirementsKHR"); err != nil {
		return err
	}
	if h.graphics.Version < needs.MinApiVersionSupported {
		return errOldOpenGL
	}
	var pins openxr.Pins
	defer pins.Unpin()
	pins.Pin(&h.graphics.Binding)
	info := &openxr.SessionCreateInfo{Header: openxr.Header{Type: openxr.TypeSessionCreateInfo, Next: unsafe.Pointer(&h.graphics.Binding)}, SystemId: h.system}
	err := h.api.CreateSession(h.instance, info, &h.session).Err("xrCreateSession")
	h.graphics.Restore()
	return err
}

// openSpaces locates everything in the space of the floor for who stands, where
// there is one, else in that of the eyes at the start.
func (h *Headset) openSpaces() error {
	kinds, r := openxr.Enumerate[openxr.EnumValue](nil, func(capacity uint32, count *uint32, out unsafe.Pointer) openxr.Result {
		return h.api.EnumerateReferenceSpaces(h.session, capacity, count, out)
	})
	if r < 0 {
		return r.Err("xrEnumerateReferenceSpaces")
	}
	base := openxr.ReferenceSpaceLocal
	if h.floor = h.options.Standing && slices.Contains(kinds, openxr.ReferenceSpaceStage); h.floor {
		base = openxr.ReferenceSpaceStage
	}
	return first(h.openSpace(base, &h.base), h.openSpace(openxr.ReferenceSpaceView, &h.head))
}

func (h *Headset) openSpace(kind openxr.EnumValue, out *openxr.Space) error {
	return h.api.CreateReferenceSpace(h.session, &openxr.ReferenceSpaceCreateInfo{
		Header:             openxr.Header{Type: openxr.TypeReferenceSpaceCreateInfo},
		ReferenceSpaceType: kind, PoseInReferenceSpace: openxr.IdentityPose,
	}, out).Err("xrCreateReferenceSpace")
}

// Name is the headset's, as its software calls it.
func (h *Headset) Name() string { return h.name }

// LateFrames is how many pictures the headset had to show twice so far.
func (h *Headset) LateFrames() int64 { return h.late.count.Load() }

// Focused tells whether somebody wears the headset and nothing, such as its system's
// menu, is before the attempt; without it the attempt pauses.
func (h *Headset) Focused() bool { return h.focused.Load() }

// SetBusy tells whether an instrument is in the body: the field then stays where it
// is, whatever the headset's buttons say.
func (h *Headset) SetBusy(busy bool) { h.busy.Store(busy) }

// Over tells whether the session has ended, and why when nobody wished it.
func (h *Headset) Over() (bool, error) {
	if reason := h.reason.Load(); reason != nil {
		return true, *reason
	}
	return h.over.Load(), nil
}

// fail ends the session for a reason.
func (h *Headset) fail(err error) error {
	err = sentence(err)
	h.reason.CompareAndSwap(nil, &err)
	h.over.Store(true)
	h.focused.Store(false)
	return *h.reason.Load()
}
