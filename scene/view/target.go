package view

import (
	"fmt"
	"image"

	"github.com/g3n/engine/gls"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// target is a picture in the making: a colour texture that later passes can
// read and, where depth is asked for, depth and stencil, with several samples
// for each pixel if wanted.
type target struct {
	width, height int
	colour        uint32 // texture, one sample
	drawing       uint32 // framebuffer to draw into
	resolved      uint32 // framebuffer of the colour texture; equal to drawing without multisampling
	renderbuffers []uint32
}

// newTarget makes a target. format is the colour's internal format.
func newTarget(width, height, samples int, format uint32, depth bool) (*target, error) {
	var most int32
	gl.GetIntegerv(gl.MAX_SAMPLES, &most)
	samples = min(samples, int(most))
	t := &target{width: width, height: height}
	gl.GenTextures(1, &t.colour)
	gl.BindTexture(gl.TEXTURE_2D, t.colour)
	gl.TexImage2D(gl.TEXTURE_2D, 0, int32(format), int32(width), int32(height), 0, gl.RGBA, gl.UNSIGNED_BYTE, nil)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LEVEL, 0)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
	gl.GenFramebuffers(1, &t.resolved)
	gl.BindFramebuffer(gl.FRAMEBUFFER, t.resolved)
	gl.FramebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, t.colour, 0)
	t.drawing = t.resolved
	if samples > 1 {
		gl.GenFramebuffers(1, &t.drawing)
		gl.BindFramebuffer(gl.FRAMEBUFFER, t.drawing)
		t.attach(gl.COLOR_ATTACHMENT0, format, samples)
	} else {
		samples = 0
	}
	if depth {
		t.attach(gl.DEPTH_STENCIL_ATTACHMENT, gl.DEPTH24_STENCIL8, samples)
	}
	if status := gl.CheckFramebufferStatus(gl.FRAMEBUFFER); status != gl.FRAMEBUFFER_COMPLETE {
		t.dispose()
		return nil, fmt.Errorf("make a picture of %d × %d pixels: framebuffer status 0x%x; make the window smaller or update the graphics driver", width, height, status)
	}
	return t, nil
}

func (t *target) attach(attachment, format uint32, samples int) {
	var name uint32
	gl.GenRenderbuffers(1, &name)
	gl.BindRenderbuffer(gl.RENDERBUFFER, name)
	gl.RenderbufferStorageMultisample(gl.RENDERBUFFER, int32(samples), format, int32(t.width), int32(t.height))
	gl.FramebufferRenderbuffer(gl.FRAMEBUFFER, attachment, gl.RENDERBUFFER, name)
	t.renderbuffers = append(t.renderbuffers, name)
}

// begin makes the target the one to draw into, and empties it.
func (t *target) begin(gs *gls.GLS) {
	gl.BindFramebuffer(gl.FRAMEBUFFER, t.drawing)
	gs.Viewport(0, 0, int32(t.width), int32(t.height))
	gl.ColorMask(true, true, true, true)
	gs.DepthMask(true)
	gs.StencilMask(0xff)
	gs.ClearColor(0, 0, 0, 1)
	gs.Clear(gls.COLOR_BUFFER_BIT | gls.DEPTH_BUFFER_BIT | gls.STENCIL_BUFFER_BIT)
}

// resolve brings the samples together in the colour texture.
func (t *target) resolve() {
	if t.drawing == t.resolved {
		return
	}
	t.blit(t.drawing, t.resolved)
}

// blur makes the colour texture's coarser levels, which are means of its places,
// or lets a pass see none.
func (t *target) blur(wanted bool) {
	gl.BindTexture(gl.TEXTURE_2D, t.colour)
	if !wanted {
		gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LEVEL, 0)
		return
	}
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LEVEL, 1000)
	gl.GenerateMipmap(gl.TEXTURE_2D)
}

// present copies the picture into the window's own framebuffer.
func (t *target) present() { t.blit(t.resolved, 0) }

func (t *target) blit(from, to uint32) {
	gl.BindFramebuffer(gl.READ_FRAMEBUFFER, from)
	gl.BindFramebuffer(gl.DRAW_FRAMEBUFFER, to)
	w, h := int32(t.width), int32(t.height)
	gl.BlitFramebuffer(0, 0, w, h, 0, 0, w, h, gl.COLOR_BUFFER_BIT, gl.NEAREST)
}

// read brings the picture back, top row first, opaque, into one of its size.
func (t *target) read(picture *image.RGBA) {
	gl.BindFramebuffer(gl.READ_FRAMEBUFFER, t.resolved)
	gl.PixelStorei(gl.PACK_ALIGNMENT, 1)
	gl.ReadPixels(0, 0, int32(t.width), int32(t.height), gl.RGBA, gl.UNSIGNED_BYTE, gl.Ptr(&picture.Pix[0]))
	for top, bottom := 0, len(picture.Pix)-picture.Stride; top < bottom; top, bottom = top+picture.Stride, bottom-picture.Stride {
		for i := range picture.Stride {
			picture.Pix[top+i], picture.Pix[bottom+i] = picture.Pix[bottom+i], picture.Pix[top+i]
		}
	}
	for i := 3; i < len(picture.Pix); i += 4 {
		picture.Pix[i] = 255
	}
}

func (t *target) dispose() {
	gl.DeleteTextures(1, &t.colour)
	if t.drawing != t.resolved {
		gl.DeleteFramebuffers(1, &t.drawing)
	}
	gl.DeleteFramebuffers(1, &t.resolved)
	for i := range t.renderbuffers {
		gl.DeleteRenderbuffers(1, &t.renderbuffers[i])
	}
}
