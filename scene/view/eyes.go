package view

import (
	"fmt"
	"math"

	"github.com/g3n/engine/core"
	"github.com/g3n/engine/graphic"
	"github.com/g3n/engine/material"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// Eye is one of a headset's pictures.
type Eye struct {
	Texture       uint32 // to draw into; its bytes are encoded colours
	Width, Height int    // pixels
	// Where the eye is in the patient frame, mm; it looks along its -Z, +Y is up.
	Position    mgl64.Vec3
	Orientation mgl64.Quat
	// The edges of what it sees, in radians from where it looks; left and down are
	// usually below zero.
	Left, Right, Up, Down float64
}

// Screen is a monitor in the room: it shows what Draw drew last, with all that is
// written there. It faces its +Z, +Y is up.
type Screen struct {
	Centre      mgl64.Vec3 // patient frame, mm
	Orientation mgl64.Quat
	WidthMM     float64 // 0: there is none
}

// What a headset's eye sees, by distance: nearer than that nobody can focus, and
// the room is not larger.
const (
	eyeNearMM = 50.0
	eyeFarMM  = 8000.0
)

// gaze is the eye's.
func (e *Eye) gaze() gaze {
	axis := func(x, y, z float64) mgl64.Vec3 { return e.Orientation.Rotate(mgl64.Vec3{x, y, z}) }
	toward := axis(0, 0, 1)
	return gaze{
		eye: e.Position, right: axis(1, 0, 0), up: axis(0, 1, 0), toward: toward, focus: e.Position.Sub(toward),
		field: e.Up - e.Down, near: eyeNearMM,
	}
}

// projection is the eye's: no two of its four angles need be alike (OpenXR 1.0 §7.2).
func (e *Eye) projection() projection {
	const near, far = eyeNearMM * metresPerMillimetre, eyeFarMM * metresPerMillimetre
	g := e.gaze()
	edge := func(angle float64) float64 { return near * math.Tan(angle) }
	return projection{
		viewFromStage: mgl64.LookAtV(stagePoint(g.eye), stagePoint(g.eye.Sub(g.toward.Mul(1/metresPerMillimetre))), stageDirection(g.up)),
		clipFromView:  mgl64.Frustum(edge(e.Left), edge(e.Right), edge(e.Down), edge(e.Up), near, far),
	}
}

// eyesView is what only a headset's pictures need.
type eyesView struct {
	linear  *target           // of one eye at a time, linear light
	plane   *core.Node        // the last step, into the headset's texture
	size    []float32         // of that texture
	frames  map[uint32]uint32 // framebuffer of each of the headset's textures
	room    *core.Node
	monitor *graphic.Mesh
	picture *uint32 // the texture that the monitor shows
	kept    glState
}

func (t *Theatre) newEyesView(width, height int) (*eyesView, error) {
	linear, err := newTarget(width, height, t.samples, gl.RGBA16F, true)
	if err != nil {
		return nil, err
	}
	e := &eyesView{
		linear: linear, plane: core.NewNode(), size: make([]float32, 4), frames: map[uint32]uint32{},
		room: core.NewNode(), picture: &t.picture.colour,
	}
	compose := newPass("compose").flat()
	compose.share("Picture", e.size)
	compose.share("Rectangle", []float32{0, 0, float32(width), float32(height)})
	compose.vec("Optics", 0, 0, 0, 0, 0, 0, 0, 0)
	compose.image("Linear", 0, gl.TEXTURE_2D, &e.linear.colour)
	e.plane.Add(newMesh(t.unit, compose, orderCompose))
	e.size[0], e.size[1] = float32(width), float32(height)
	screen := newPass("monitor")
	screen.SetSide(material.SideDouble)
	screen.image("Picture", 0, gl.TEXTURE_2D, e.picture)
	e.monitor = newMesh(t.unit, screen, orderSolid)
	e.room.Add(e.monitor)
	return e, nil
}

func (e *eyesView) dispose() {
	e.linear.dispose()
	for _, frame := range e.frames {
		gl.DeleteFramebuffers(1, &frame)
	}
}

// DrawEyes draws a headset's eyes into their textures, by the same scene and
// shaders as Draw. The flat picture is not touched: Draw makes it, as often as it
// is wanted.
func (t *Theatre) DrawEyes(f Frame, eyes []Eye, screen Screen) error {
	if t.closed {
		return errClosed
	}
	if len(eyes) == 0 {
		return nil
	}
	if err := t.prepareEyes(eyes[0].Width, eyes[0].Height); err != nil {
		return err
	}
	t.regainGL()
	if err := t.arrangeRoom(f); err != nil {
		return err
	}
	t.eyes.place(screen, t.layout)
	t.backdrop.SetVisible(false)
	defer t.backdrop.SetVisible(true)
	for i := range eyes {
		if err := t.drawEye(&eyes[i]); err != nil {
			return err
		}
	}
	t.keepGL()
	return t.driver.check("draw the headset's eyes")
}

// arrangeRoom brings everything to where the frame has it, for who stands in the
// room: an endoscope is an instrument there, and its picture is the monitor's.
func (t *Theatre) arrangeRoom(f Frame) error {
	through := t.mapping.scope.On
	t.mapping.scope.On = false
	defer func() { t.mapping.scope.On = through }()
	t.arrange(f)
	t.lights.aim(t.mapping.Camera.gaze())
	if err := t.castShadows(); err != nil {
		return fmt.Errorf("draw the headset's shadows: %w", err)
	}
	return nil
}

// prepareEyes makes what the eyes need, once for a size.
func (t *Theatre) prepareEyes(width, height int) (err error) {
	if t.eyes != nil && t.eyes.linear.width == width && t.eyes.linear.height == height {
		return nil
	}
	if t.eyes != nil {
		t.eyes.dispose()
	}
	if t.window != nil {
		t.window.hurry()
	}
	t.eyes, err = t.newEyesView(width, height)
	return err
}

func (t *Theatre) drawEye(eye *Eye) error {
	e, g := t.eyes, eye.gaze()
	camera := eye.projection()
	t.lights.set(0, stagePoint(g.eye), 0)
	t.stage.anatomy.arrange(t.mapping.opacity, t.mapping.cut, g.toward)
	e.linear.begin(t.driver.gs)
	for _, scene := range [2]*core.Node{t.stage.root, e.room} {
		if err := t.engine.draw(scene, camera); err != nil {
			return fmt.Errorf("draw the headset's eye: %w", err)
		}
	}
	gl.ColorMask(true, true, true, true)
	e.linear.resolve()
	e.linear.blur(false)
	gl.BindFramebuffer(gl.FRAMEBUFFER, e.frame(eye.Texture))
	t.driver.gs.Viewport(0, 0, int32(eye.Width), int32(eye.Height))
	if err := t.engine.draw(e.plane, camera); err != nil {
		return fmt.Errorf("draw the headset's eye: %w", err)
	}
	gl.BindFramebuffer(gl.FRAMEBUFFER, 0)
	return nil
}

// frame is the framebuffer of one of the headset's textures.
func (e *eyesView) frame(texture uint32) uint32 {
	if e.frames[texture] == 0 {
		var frame uint32
		gl.GenFramebuffers(1, &frame)
		gl.BindFramebuffer(gl.FRAMEBUFFER, frame)
		gl.FramebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
		e.frames[texture] = frame
	}
	return e.frames[texture]
}

// place hangs the monitor and sharpens its picture for any distance.
func (e *eyesView) place(s Screen, l layout) {
	e.monitor.SetVisible(s.WidthMM > 0)
	if s.WidthMM <= 0 {
		return
	}
	height := s.WidthMM * float64(l.height) / float64(max(l.width, 1))
	m := engineMatrix(stageFromPatient().
		Mul4(mgl64.Translate3D(s.Centre[0], s.Centre[1], s.Centre[2])).
		Mul4(s.Orientation.Mat4()).
		Mul4(mgl64.Scale3D(s.WidthMM, height, 1)).
		Mul4(mgl64.Translate3D(-0.5, -0.5, 0)))
	e.monitor.SetMatrix(&m)
	gl.BindTexture(gl.TEXTURE_2D, *e.picture)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR)
	gl.GenerateMipmap(gl.TEXTURE_2D)
}
