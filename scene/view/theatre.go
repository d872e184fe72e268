package view

import (
	"errors"
	"runtime"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking/controls"
	"github.com/g3n/engine/core"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// Theatre draws a stage and hands out the instruments that mouse and keyboard hold.
type Theatre struct {
	context  surfaceContext
	window   *windowContext // nil off screen
	driver   *driver
	engine   *engine
	samples  int
	quality  Quality
	language string

	layout  layout
	linear  *target // the three-dimensional view, linear light
	picture *target // the whole picture, encoded

	size     []float32 // the picture's size, for every flat pass
	lights   *lights   // for every solid pass
	unit     *buffer   // a rectangle from 0 to 1
	backdrop *core.Node
	plane    *core.Node // everything flat
	view     []float32  // where the three-dimensional view stands
	optics   []float32  // of compose.frag
	hud      *hudView
	stage    *stageView
	eyes     *eyesView   // nil without a headset
	stereo   *stereoView // nil for a picture without depth
	mapping  *Mapping
	steering func() controls.Steering // nil: mouse and keyboard alone
	hideScan bool                     // of the stage
	hasTape  bool                     // so is this
	closed   bool
}

// OpenWindow opens the theatre in a window of its own. Without a display or
// without OpenGL 3.3 it returns an error that says what to do.
func OpenWindow(o Options) (*Theatre, error) {
	runtime.LockOSThread()
	o = o.withDefaults()
	window, err := openWindowContext(o)
	if err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	return open(window, window, o)
}

// OpenOffscreen opens the theatre without a window and without a display.
func OpenOffscreen(o Options) (*Theatre, error) {
	runtime.LockOSThread()
	o = o.withDefaults()
	memory, err := openMemoryContext(o.Width, o.Height)
	if err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	return open(memory, nil, o)
}

// Defaults of Options.
const (
	defaultWidth, defaultHeight = 1280, 720
	defaultSamples              = 4
)

func (o Options) withDefaults() Options {
	if o.Width <= 0 || o.Height <= 0 {
		o.Width, o.Height = defaultWidth, defaultHeight
	}
	return o
}

// open builds what does not depend on a stage.
func open(context surfaceContext, window *windowContext, o Options) (*Theatre, error) {
	t := &Theatre{context: context, window: window, samples: o.Samples, quality: o.Quality, language: o.Language}
	if o.Stereo != StereoNone {
		t.stereo = &stereoView{way: o.Stereo}
	}
	if err := t.start(); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func (t *Theatre) start() (err error) {
	if t.driver, err = loadDriver(); err != nil {
		return err
	}
	if t.samples <= 0 {
		t.samples = defaultSamples
		if t.window != nil && t.driver.info.Software {
			t.samples = 1
		}
	}
	if t.quality == QualityAuto {
		t.quality = QualityHigh
		if t.window != nil && t.driver.info.Software {
			t.quality = QualityLow
		}
	}
	if t.engine, err = newRenderer(t.driver.gs, t.quality); err != nil {
		return err
	}
	if t.lights, err = newLights(t.quality); err != nil {
		return err
	}
	t.size, t.optics = make([]float32, 4), make([]float32, 8)
	t.unit = newBuffer(3)
	t.unit.upload([]float32{0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, []uint32{0, 1, 2, 0, 2, 3}, gl.STATIC_DRAW)
	t.plane = core.NewNode()
	if t.hud, err = newHUDView(t.language, t.unit, t.size, t.plane); err != nil {
		return err
	}
	if err := t.fit(); err != nil {
		return err
	}
	t.addFlatPasses()
	return t.Load(Stage{})
}

// addFlatPasses adds the room behind the patient and the last step to the screen.
func (t *Theatre) addFlatPasses() {
	full := []float32{1, 1, 0, 0} // one picture wide and high, whatever its size
	backdrop := newPass("backdrop").flat()
	backdrop.share("Picture", full)
	backdrop.share("Rig", t.lights.rig)
	backdrop.vec("Rectangle", 0, 0, 1, 1)
	t.backdrop = core.NewNode()
	t.backdrop.Add(newMesh(t.unit, backdrop, orderBackdrop))

	compose := newPass("compose").flat()
	compose.share("Picture", t.size)
	compose.share("Rectangle", t.view)
	compose.share("Optics", t.optics)
	compose.image("Linear", 0, gl.TEXTURE_2D, &t.linear.colour)
	t.plane.Add(newMesh(t.unit, compose, orderCompose))
}

// fit makes the targets follow the size of the window.
func (t *Theatre) fit() error {
	width, height := t.context.framebufferSize()
	l := newLayout(width, height, t.context.contentScale(), t.hideScan, t.hasTape)
	if t.picture != nil && l == t.layout {
		return nil
	}
	linear, err := newTarget(l.view.w, l.view.h, t.samples, gl.RGBA16F, true)
	if err != nil {
		return err
	}
	picture, err := newTarget(l.width, l.height, 1, gl.RGBA8, false)
	if err != nil {
		linear.dispose()
		return err
	}
	if t.picture == nil {
		t.linear, t.picture, t.view = linear, picture, make([]float32, 4)
	} else {
		t.linear.dispose()
		t.picture.dispose()
		*t.linear, *t.picture = *linear, *picture // passes hold the addresses of their textures
	}
	t.layout = l
	t.size[0], t.size[1] = float32(l.width), float32(l.height)
	for i, value := range [4]int{l.view.x, l.view.y, l.view.w, l.view.h} {
		t.view[i] = float32(value)
	}
	if t.stage != nil {
		t.stage.sections.place(l)
		t.mapping.ViewHeight = float64(l.view.h)
	}
	return nil
}

// errClosed is the answer of a theatre after Close.
var errClosed = errors.New("the theatre is closed; open a new one")

// Info names what draws.
func (t *Theatre) Info() Info { return t.driver.info }

// Poll takes what mouse and keyboard did since the last call and returns the
// instruments they hold. Camera, cutting plane, opacities and help answer to
// them without the caller. Off screen nobody holds anything.
func (t *Theatre) Poll() Held {
	if t.closed || t.window == nil {
		return Held{}
	}
	events, seconds := t.window.poll()
	t.mapping.Begin()
	for _, e := range events {
		t.mapping.Handle(e)
	}
	t.mapping.Advance(seconds)
	if t.steering != nil {
		t.mapping.Steer(t.steering(), seconds)
	}
	return t.mapping.Held()
}

// Deck plays the stage's tape; nil where there is none. Poll lets its time go by.
func (t *Theatre) Deck() *Deck { return t.mapping.deck }

// Follow puts a hand of the mouse where the tissue let its instrument go.
func (t *Theatre) Follow(tool int, instrument record.Pose) { t.mapping.Follow(tool, instrument) }

// SetOpacity makes a structure as opaque as asked, 0 to 1. It does nothing for
// a structure that the stage has not.
func (t *Theatre) SetOpacity(structure string, opacity float64) {
	for i := range t.stage.anatomy.structures {
		if t.stage.anatomy.structures[i].name == structure {
			t.mapping.opacity[i] = mgl64.Clamp(opacity, 0, 1)
		}
	}
}

// SetCut sets the cutting plane.
func (t *Theatre) SetCut(c Cut) { t.mapping.cut = c }

// Cut is the cutting plane as it stands, through the planned trajectory at first.
func (t *Theatre) Cut() Cut { return t.mapping.cut }

// SetVolume shows the scan itself in place of structures that are not solid.
func (t *Theatre) SetVolume(on bool) { t.mapping.volume = on }

// SetCamera moves the camera.
func (t *Theatre) SetCamera(o Orbit) { t.mapping.Camera = o }

// SetScope moves the endoscope, and looks through it if it is on.
func (t *Theatre) SetScope(s Scope) { t.mapping.scope = s }

// Scope is the endoscope as it stands; after Load it is off, beside the camera,
// and looks where that looks.
func (t *Theatre) Scope() Scope { return t.mapping.scope }

// Camera is where the camera stands.
func (t *Theatre) Camera() Orbit { return t.mapping.Camera }

// ShouldClose tells whether the trainee closed the window.
func (t *Theatre) ShouldClose() bool {
	return t.closed || t.window != nil && t.window.window.ShouldClose()
}

// Close gives everything back. A closed theatre answers errors.
func (t *Theatre) Close() {
	if t.closed {
		return
	}
	t.closed = true
	if t.driver != nil {
		t.unload()
		if t.hud != nil {
			t.hud.dispose()
		}
		if t.eyes != nil {
			t.eyes.dispose()
		}
		if t.stereo != nil && t.stereo.left != nil {
			t.stereo.dispose()
		}
		if t.unit != nil {
			t.unit.Dispose()
		}
		if t.lights != nil {
			t.lights.dispose()
		}
		if t.picture != nil {
			t.linear.dispose()
			t.picture.dispose()
		}
	}
	t.context.destroy()
	runtime.UnlockOSThread()
}
