package view

import (
	"bytes"
	"image"
	"unsafe"

	"github.com/g3n/engine/core"
	"github.com/g3n/engine/graphic"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// The order of drawing in the plane of the picture.
const (
	orderCompose = iota
	orderSlices
	orderStrokes = orderSlices + 3
	orderPanels  = orderStrokes + 1
)

// panel is one painted part of the head-up display. It is painted again only
// when what it says or where it stands has changed.
type panel struct {
	texture   uint32
	rectangle []float32
	mesh      *graphic.Mesh
	where     rect
	says      note
	canvas    canvas
}

func newPanel(unit *buffer, picture []float32, order int, plane *core.Node) *panel {
	p := &panel{}
	gl.GenTextures(1, &p.texture)
	gl.BindTexture(gl.TEXTURE_2D, p.texture)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
	pass := newPass("panel").flat()
	pass.blend = over
	pass.share("Picture", picture)
	p.rectangle = pass.vec("Rectangle", 0, 0, 1, 1)
	pass.image("Panel", 0, gl.TEXTURE_2D, &p.texture)
	p.mesh = newMesh(unit, pass, order)
	p.mesh.SetVisible(false)
	plane.Add(p.mesh)
	return p
}

// show paints the panel at a place if it says something new. An empty place
// hides it.
func (p *panel) show(where rect, says note, scale float64, types *typeface, paint func(*canvas)) {
	p.mesh.SetVisible(where.w > 0 && where.h > 0)
	if !p.mesh.Visible() || where == p.where && bytes.Equal(says, p.says) {
		return
	}
	same := bytes.Equal(says, p.says) && where.w == p.where.w && where.h == p.where.h
	p.where, p.says = where, append(p.says[:0], says...)
	for i, value := range [4]int{where.x, where.y, where.w, where.h} {
		p.rectangle[i] = float32(value)
	}
	if same {
		return // it only moved
	}
	c := &p.canvas
	if c.image == nil || c.image.Rect.Dx() != where.w || c.image.Rect.Dy() != where.h {
		c.image = image.NewRGBA(image.Rect(0, 0, where.w, where.h))
	}
	clear(c.image.Pix)
	c.scale, c.types = scale, types
	paint(c)
	gl.BindTexture(gl.TEXTURE_2D, p.texture)
	gl.PixelStorei(gl.UNPACK_ALIGNMENT, 1)
	gl.TexImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, int32(where.w), int32(where.h), 0, gl.RGBA, gl.UNSIGNED_BYTE, unsafe.Pointer(&c.image.Pix[0]))
}

func (p *panel) hide() { p.mesh.SetVisible(false) }

func (p *panel) dispose() { gl.DeleteTextures(1, &p.texture) }
