//go:build linux

// Package testruntime is an OpenXR 1.0 runtime for tests: a headset and two
// controllers that do what a test says, behind OpenXR's own C functions. It checks
// what a real runtime checks, and more: the type of every structure, the order of
// calls, paths, poses, times and handles. In one process it is reached through
// Address; package shared makes a library of it that the Khronos loader opens.
package testruntime

import (
	"math"
	"sync"
	"time"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// Hand is one controller at one time, in the room: the origin of the local space
// at the start, metres.
type Hand struct {
	Pose    openxr.Posef       `json:"pose"`
	Tracked bool               `json:"tracked"`
	Inputs  map[string]float32 `json:"inputs,omitempty"` // by path below /user/hand/…/input/, such as trigger/value
}

// Config is a headset.
type Config struct {
	Profile   string // of the controllers, such as oculus/touch_controller, which is the default
	Pixels    uint32 // width and height of an eye's picture; 0: 128
	NoHeadset bool
	// Graphics makes real textures in the program's OpenGL context; without it they
	// are numbers only.
	Graphics bool
	// Paced holds xrWaitFrame back to 90 Hz of real time.
	Paced bool
	// Offers are the extensions; nil: OpenGL and the conversion of time.
	Offers  []string
	NoStage bool    // the floor is not known
	Formats []int64 // of swapchains; nil: a depth format, then two of colours
	// Ended, if not nil, is called when the program has given the instance back.
	Ended func(*Runtime)
	// Hands says where a controller is; nil: held still before the face.
	Hands func(hand int, at openxr.Time) Hand
}

// Period of the pictures, 90 Hz.
const Period openxr.Duration = 11_111_111

// StageBelowLocal is how far the floor lies below the eyes at the start, metres.
const StageBelowLocal = 1.6

// Runtime is the headset's state. Its methods may be called from any goroutine.
type Runtime struct {
	mu     sync.Mutex
	config Config
	epoch  time.Time

	instance, session, attached, asked bool
	extensions                         map[string]bool
	handles                            uint64
	paths                              []string
	spaces                             map[openxr.Space]*space
	chains                             map[openxr.Swapchain]*chain
	sets                               map[openxr.ActionSet]bool
	actions                            map[openxr.Action]*action
	bindings                           map[string][]openxr.ActionSuggestedBinding
	context                            uintptr // that the session was made with

	life    openxr.SessionLife
	running bool
	exiting bool
	events  []event

	waited, begun bool
	frame         int64
	skipped       int64
	synced        bool
	located       openxr.Time // of a controller, the last time
	recentres     []recentre

	failures map[string]failure
	calls    map[string]int
	complain []string
	pulses   []Pulse
	layers   []Layer
	bright   [2][3]float64 // the mean colour of each eye's picture, when it was brightest
	sight    [2]Sight
	thread   int  // that the session was made on
	still    bool // the head does not sway
}

type recentre struct {
	at    openxr.Time
	local openxr.Posef // of the local space in the room, from then on
}

type failure struct {
	result openxr.Result
	after  int // calls that still succeed
}

// Pulse is one haptic pulse that a controller got.
type Pulse struct {
	Hand      int
	Duration  openxr.Duration
	Amplitude float32
	At        openxr.Time // the last time that a controller was located at
}

// Layer is what one frame showed to one eye.
type Layer struct {
	Frame    int64
	Pose     openxr.Posef
	Fov      openxr.Fovf
	Located  openxr.Posef // where the runtime says that eye is, in the layer's space
	Mean     [3]float64   // colour of the picture, 0 to 255; zero without graphics
	Picture  []byte       // RGBA, bottom row first; nil without graphics
	W, H     int32
	LayersIn int
}

// current is the runtime that the C functions speak to: there is one address for
// all, since callbacks into Go are never given back.
var current struct {
	sync.Mutex
	runtime *Runtime
}

// New makes a headset the one that Address leads to.
func New(c Config) *Runtime {
	r := &Runtime{config: c, epoch: time.Now()}
	if r.config.Profile == "" {
		r.config.Profile = "oculus/touch_controller"
	}
	if r.config.Pixels == 0 {
		r.config.Pixels = 128
	}
	if r.config.Formats == nil {
		r.config.Formats = []int64{glDepth24, glSRGB8Alpha8, glRGBA8}
	}
	if r.config.Offers == nil {
		r.config.Offers = []string{openxr.ExtensionOpenGL, openxr.ExtensionTimespecTime}
	}
	r.failures, r.calls = map[string]failure{}, map[string]int{}
	r.reset()
	current.Lock()
	current.runtime = r
	current.Unlock()
	return r
}

// reset forgets what an instance had.
func (r *Runtime) reset() {
	r.session, r.attached, r.asked, r.running, r.exiting = false, false, false, false, false
	r.waited, r.begun, r.synced, r.events, r.life = false, false, false, nil, 0
	r.extensions, r.paths = map[string]bool{}, []string{""}
	r.spaces, r.chains = map[openxr.Space]*space{}, map[openxr.Swapchain]*chain{}
	r.sets, r.actions = map[openxr.ActionSet]bool{}, map[openxr.Action]*action{}
	r.bindings = map[string][]openxr.ActionSuggestedBinding{}
	r.recentres = []recentre{{local: openxr.IdentityPose}}
}

func (r *Runtime) handle() uint64 {
	r.handles++
	return 0xF000 + r.handles
}

// now is the runtime's clock: it does not begin at zero.
func (r *Runtime) now() openxr.Time { return openxr.Time(time.Since(r.epoch)) + 1e9 }

// held says where a controller is.
func (r *Runtime) held(hand int, at openxr.Time) Hand {
	h := Hand{Tracked: true, Pose: openxr.IdentityPose}
	h.Pose.Position = openxr.Vector3f{X: 0.2 * float32(2*hand-1), Y: -0.3, Z: -0.4}
	if r.config.Hands != nil {
		h = r.config.Hands(hand, at)
	}
	h.Tracked = h.Tracked && r.sight[hand] != Unseen
	return h
}

// head is where the eyes' middle is, in the room.
func (r *Runtime) head(at openxr.Time) openxr.Posef {
	if r.still {
		return openxr.IdentityPose
	}
	sin, cos := math.Sincos(0.05 * math.Sin(float64(at)/1e9))
	return openxr.Posef{Orientation: openxr.Quaternionf{Y: float32(sin), W: float32(cos)}}
}
