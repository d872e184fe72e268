package view

import (
	"fmt"

	"github.com/g3n/engine/core"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// Stereo is how a flat screen shows depth without a headset.
type Stereo int

// The ways.
const (
	StereoNone       Stereo = iota
	StereoSideBySide        // the left eye's picture on the left, both squeezed to half their width, as projectors and television sets take it
	StereoAnaglyph          // for glasses of red, left, and cyan
)

// ParseStereo reads none, side-by-side or anaglyph.
func ParseStereo(text string) (Stereo, error) {
	switch text {
	case "none":
		return StereoNone, nil
	case "side-by-side":
		return StereoSideBySide, nil
	case "anaglyph":
		return StereoAnaglyph, nil
	}
	return StereoNone, fmt.Errorf("unknown stereo %q; use none, side-by-side or anaglyph", text)
}

// stereoApart is the distance between the two eyes, in distances to what is looked
// at: the photographers' rule of one thirtieth, which keeps what is near and far
// within what eyes on a screen can bring together.
const stereoApart = 1.0 / 30

// beside is the lens of one eye: -1 the left, 1 the right. What is looked at lies in
// the screen, since the picture's frame moves the other way (parallel eyes, frames
// off their axes).
func (l lens) beside(side float64) lens {
	away := l.gaze.eye.Sub(l.gaze.focus).Len()
	by := side * stereoApart / 2 * away
	l.gaze.eye = l.gaze.eye.Add(l.gaze.right.Mul(by))
	l.viewFromStage = mgl64.Translate3D(-by*metresPerMillimetre, 0, 0).Mul4(l.viewFromStage)
	l.clipFromView[8] -= l.clipFromView[0] * by / away
	return l
}

// stereoView holds both eyes' pictures until they are one.
type stereoView struct {
	way         Stereo
	left, right *target
	plane       *core.Node
}

func (t *Theatre) newStereoView(way Stereo) (*stereoView, error) {
	left, err := newTarget(t.layout.width, t.layout.height, 1, gl.RGBA8, false)
	if err != nil {
		return nil, err
	}
	right, err := newTarget(t.layout.width, t.layout.height, 1, gl.RGBA8, false)
	if err != nil {
		left.dispose()
		return nil, err
	}
	s := &stereoView{way: way, left: left, right: right, plane: core.NewNode()}
	pass := newPass("stereo").flat()
	pass.share("Picture", []float32{1, 1, 0, 0})
	pass.vec("Rectangle", 0, 0, 1, 1)
	pass.vec("Way", float32(way), 0, 0, 0)
	pass.image("Left", 0, gl.TEXTURE_2D, &left.colour)
	pass.image("Right", 1, gl.TEXTURE_2D, &right.colour)
	s.plane.Add(newMesh(t.unit, pass, orderCompose))
	for _, eye := range []*target{left, right} {
		gl.BindTexture(gl.TEXTURE_2D, eye.colour)
		gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR)
		gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LEVEL, 0)
	}
	return s, nil
}

func (s *stereoView) dispose() {
	s.left.dispose()
	s.right.dispose()
}

// drawStereo draws the picture twice, from beside each other, and makes one of both.
func (t *Theatre) drawStereo(l lens) (err error) {
	if s := t.stereo; s.left == nil || s.left.width != t.layout.width || s.left.height != t.layout.height {
		if s.left != nil {
			s.dispose()
		}
		if t.stereo, err = t.newStereoView(s.way); err != nil {
			t.stereo = &stereoView{way: s.way}
			return err
		}
	}
	for i, eye := range [2]*target{t.stereo.left, t.stereo.right} {
		if err := t.drawPicture(l.beside(float64(2*i - 1))); err != nil {
			return err
		}
		t.picture.blit(t.picture.resolved, eye.resolved)
	}
	t.picture.begin(t.driver.gs)
	return t.engine.draw(t.stereo.plane, l.projection)
}
