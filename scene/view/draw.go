package view

import (
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// Draw renders one picture; in a window it also shows it. The world may be as
// fast or slow as it likes: Draw uses nothing but its argument.
func (t *Theatre) Draw(f Frame) error {
	if t.closed {
		return errClosed
	}
	if err := t.fit(); err != nil {
		return err
	}
	t.regainGL()
	t.mapping.feel(f.Sample.Tools)
	t.mapping.watch(f.Sample.Tools, t.stage.watched)
	lens := t.arrange(f)
	t.write(f, lens)
	if err := t.castShadows(); err != nil {
		return fmt.Errorf("draw the theatre's shadows: %w", err)
	}
	if err := t.drawFlat(lens); err != nil {
		return err
	}
	if t.window != nil {
		t.picture.present()
		t.window.window.SwapBuffers()
	}
	t.keepGL()
	return t.driver.check("draw the theatre")
}

// drawFlat draws the flat screen's picture, in the way of its stereo.
func (t *Theatre) drawFlat(lens lens) error {
	if t.stereo != nil {
		return t.drawStereo(lens)
	}
	return t.drawPicture(lens)
}

// drawPicture draws the flat picture with all that is written on it.
func (t *Theatre) drawPicture(lens lens) error {
	t.lights.set(0, stagePoint(lens.gaze.eye), 0)
	t.linear.begin(t.driver.gs)
	if err := t.engine.draw(t.stage.root, lens.projection); err != nil {
		return fmt.Errorf("draw the theatre: %w", err)
	}
	gl.ColorMask(true, true, true, true)
	t.linear.resolve()
	if t.mapping.volume && t.stage.volume.there() {
		if err := t.stage.volume.draw(t.engine, t.linear, lens, t.mapping.tone, t.mapping.cut); err != nil {
			return err
		}
	}
	t.linear.blur(t.mapping.scope.On)
	t.picture.begin(t.driver.gs)
	if err := t.engine.draw(t.plane, lens.projection); err != nil {
		return fmt.Errorf("draw the theatre's panels: %w", err)
	}
	return nil
}

// arrange brings everything to where the frame has it.
func (t *Theatre) arrange(f Frame) lens {
	v, m := t.stage, t.mapping
	l := t.lens()
	t.lights.aim(l.gaze)
	if m.scope.On {
		t.lights.endoscope(l.gaze)
	}
	optics := m.scope.optics(l.pixelsWide / l.pixelsUp)
	copy(t.optics, optics[:])
	v.anatomy.yield(f.Soft)
	v.anatomy.arrange(m.shown(v.volume.there()), m.cut, l.gaze.toward)
	v.scan.tone(m.tone)
	t.lights.rods.begin()
	for i, tool := range v.tools {
		seen := i < len(f.Sample.Tools) && drawable(f.Sample.Tools[i].Pose)
		if m.scope.On && tool.scope {
			seen = false // one looks through it
		}
		tool.show(seen)
		if seen {
			tool.place(&f.Sample.Tools[i])
			t.lights.rods.addTool(tool, &f.Sample.Tools[i])
		}
	}
	if at := m.InHand(); at < len(f.Sample.Tools) && drawable(f.Sample.Tools[at].Pose) {
		v.sections.show(v, f.Sample.Tools, at, m.opacity, m.along, t.layout.scale)
	}
	v.placeGhosts(f.Ghost)
	v.trail.show(f.Trail, l.gaze, l.pixelsUp)
	return l
}

// write paints what is written on the flat picture.
func (t *Theatre) write(f Frame, l lens) {
	deck := t.mapping.deck
	t.hud.showTimeline(t.layout, deck)
	t.hud.showRemark(t.layout, deck, l.pixel)
	t.hud.show(t.layout, f, t.stage, t.mapping, l, t.window != nil && deck == nil)
}

// drawable tells whether a pose is a place at all. One that is not, as from an
// invalid attempt, hides the instrument and leaves the slices where they were.
func drawable(p record.Pose) bool {
	sum := p.Tip.Dot(p.Tip) + p.Orientation.Dot(p.Orientation)
	return !math.IsNaN(sum) && !math.IsInf(sum, 0) && p.Orientation.Len() > 1e-6
}

// lens is the camera's projection onto the three-dimensional view.
func (t *Theatre) lens() lens {
	centre, radius := t.stage.focus()
	room := radius + 400 // the instrument may be that far outside
	if t.stage.room != nil {
		room = roomFar
	}
	return newLens(t.mapping.gaze(), t.layout.view.w, t.layout.view.h, centre, room)
}

// castShadows brings the map of shadows up to date, where something solid casts one.
func (t *Theatre) castShadows() error {
	t.lights.shadow.off()
	if t.mapping.scope.On || !t.lights.shadow.has() || !t.stage.anatomy.casts() {
		return nil
	}
	centre, radius := t.stage.focus()
	return t.lights.shadow.draw(t.driver.gs, t.engine, t.stage.casting, t.lights.lamp(), centre, radius)
}

// Image is the last drawn picture, top row first.
func (t *Theatre) Image() (*image.RGBA, error) {
	picture := &image.RGBA{}
	return picture, t.ImageInto(picture)
}

// ImageInto is Image in the memory of an earlier one, where that is large enough.
func (t *Theatre) ImageInto(picture *image.RGBA) error {
	if t.closed {
		return errClosed
	}
	w, h := t.picture.width, t.picture.height
	picture.Pix = slices.Grow(picture.Pix[:0], 4*w*h)[:4*w*h]
	picture.Stride, picture.Rect = 4*w, image.Rect(0, 0, w, h)
	t.picture.read(picture)
	return t.driver.check("read the picture")
}
