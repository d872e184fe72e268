//go:build linux

package testruntime

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"
)

// chain is a swapchain of three textures.
type chain struct {
	w, h            int32
	textures        []uint32
	next, last      int
	acquired, ready bool
	released        int
}

const (
	glDepth24     = 0x81A6
	glSRGB8Alpha8 = 0x8C43
	glRGBA8       = 0x8058
	glTexture2D   = 0x0DE1
)

// gl are the functions of the program's OpenGL.
var gl struct {
	currentContext func() uintptr
	genTextures    func(int32, *uint32)
	deleteTextures func(int32, *uint32)
	bindTexture    func(uint32, uint32)
	texImage2D     func(target uint32, level, internal, width, height, border int32, format, kind uint32, pixels unsafe.Pointer)
	texParameteri  func(uint32, uint32, int32)
	getIntegerv    func(uint32, *int32)
	getTexImage    func(target uint32, level int32, format, kind uint32, pixels unsafe.Pointer)
}

func loadGL() {
	if gl.currentContext != nil {
		return
	}
	library, err := purego.Dlopen("libGL.so.1", purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return
	}
	for name, function := range map[string]any{
		"glXGetCurrentContext": &gl.currentContext, "glGenTextures": &gl.genTextures, "glDeleteTextures": &gl.deleteTextures,
		"glBindTexture": &gl.bindTexture, "glTexImage2D": &gl.texImage2D, "glTexParameteri": &gl.texParameteri,
		"glGetIntegerv": &gl.getIntegerv, "glGetTexImage": &gl.getTexImage,
	} {
		purego.RegisterLibFunc(function, library, name)
	}
}

// holdsContext tells whether this is the thread of the session, and the program's
// context current on it, as both must be in every call that touches OpenGL.
func (r *Runtime) holdsContext() bool {
	if thread := unix.Gettid(); thread != r.thread {
		r.complain = append(r.complain, fmt.Sprintf("a call that touches OpenGL comes on thread %d instead of %d", thread, r.thread))
	}
	return !r.config.Graphics || gl.currentContext != nil && gl.currentContext() == r.context
}

// keepTexture binds the texture again that was bound.
func keepTexture() func() {
	const textureBinding2D = 0x8069
	var bound int32
	gl.getIntegerv(textureBinding2D, &bound)
	return func() { gl.bindTexture(glTexture2D, uint32(bound)) }
}

func swapchainFormats(_ openxr.Session, capacity uint32, count *uint32, out *int64) openxr.Result {
	return enter("xrEnumerateSwapchainFormats", func(r *Runtime) openxr.Result { return give(r.config.Formats, capacity, count, out) })
}

func createSwapchain(_ openxr.Session, info *openxr.SwapchainCreateInfo, out *openxr.Swapchain) openxr.Result {
	return enter("xrCreateSwapchain", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeSwapchainCreateInfo):
			return openxr.ErrorValidation
		case !slices.Contains(r.config.Formats, info.Format) || info.Format == glDepth24 && info.UsageFlags&openxr.UsageColorAttachment != 0:
			return openxr.ErrorFormatUnsupported
		case info.Width == 0 || info.Height == 0 || info.FaceCount != 1 || info.ArraySize != 1 || info.MipCount != 1 || info.SampleCount != 1:
			return openxr.ErrorValidation
		case !r.holdsContext():
			return openxr.ErrorGraphicsDevice
		}
		c := &chain{w: int32(info.Width), h: int32(info.Height), textures: []uint32{101, 102, 103}}
		if r.config.Graphics {
			c.make(int32(info.Format))
		}
		*out = openxr.Swapchain(r.handle())
		r.chains[*out] = c
		return openxr.Success
	})
}

func (c *chain) make(format int32) {
	const rgba, unsignedByte, minFilter, linear, maxLevel = 0x1908, 0x1401, 0x2801, 0x2601, 0x813D
	defer keepTexture()()
	gl.genTextures(int32(len(c.textures)), &c.textures[0])
	for _, texture := range c.textures {
		gl.bindTexture(glTexture2D, texture)
		gl.texImage2D(glTexture2D, 0, format, c.w, c.h, 0, rgba, unsignedByte, nil)
		gl.texParameteri(glTexture2D, minFilter, linear)
		gl.texParameteri(glTexture2D, maxLevel, 0)
	}
}

// read is what a headset would have shown.
func (c *chain) read() []byte {
	const rgba, unsignedByte = 0x1908, 0x1401
	defer keepTexture()()
	gl.bindTexture(glTexture2D, c.textures[c.last])
	pixels := make([]byte, c.w*c.h*4)
	gl.getTexImage(glTexture2D, 0, rgba, unsignedByte, unsafe.Pointer(&pixels[0]))
	return pixels
}

func destroySwapchain(s openxr.Swapchain) openxr.Result {
	return enter("xrDestroySwapchain", func(r *Runtime) openxr.Result {
		c := r.chains[s]
		switch {
		case c == nil:
			return openxr.ErrorHandleInvalid
		case !r.holdsContext():
			return openxr.ErrorGraphicsDevice
		}
		if r.config.Graphics {
			gl.deleteTextures(int32(len(c.textures)), &c.textures[0])
		}
		delete(r.chains, s)
		return openxr.Success
	})
}

func swapchainImages(s openxr.Swapchain, capacity uint32, count *uint32, out *openxr.SwapchainImageOpenGLKHR) openxr.Result {
	return enter("xrEnumerateSwapchainImages", func(r *Runtime) openxr.Result {
		c := r.chains[s]
		if c == nil {
			return openxr.ErrorHandleInvalid
		}
		*count = uint32(len(c.textures))
		switch {
		case capacity == 0:
			return openxr.Success
		case int(capacity) < len(c.textures):
			return openxr.ErrorSizeInsufficient
		}
		for i := range unsafe.Slice(out, len(c.textures)) {
			image := &unsafe.Slice(out, len(c.textures))[i]
			if !typed(&image.Header, openxr.TypeSwapchainImageOpenGLKHR) {
				return openxr.ErrorValidation
			}
			image.Image = c.textures[i]
		}
		return openxr.Success
	})
}

func acquireImage(s openxr.Swapchain, info *openxr.SwapchainImageAcquireInfo, index *uint32) openxr.Result {
	return enter("xrAcquireSwapchainImage", func(r *Runtime) openxr.Result {
		c := r.chains[s]
		switch {
		case c == nil:
			return openxr.ErrorHandleInvalid
		case !typed(&info.Header, openxr.TypeSwapchainImageAcquireInfo):
			return openxr.ErrorValidation
		case c.acquired || !r.holdsContext():
			return openxr.ErrorCallOrder
		}
		c.acquired, c.ready = true, false
		c.last, *index = c.next, uint32(c.next)
		c.next = (c.next + 1) % len(c.textures)
		return openxr.Success
	})
}

func waitImage(s openxr.Swapchain, info *openxr.SwapchainImageWaitInfo) openxr.Result {
	return enter("xrWaitSwapchainImage", func(r *Runtime) openxr.Result {
		c := r.chains[s]
		switch {
		case c == nil:
			return openxr.ErrorHandleInvalid
		case !typed(&info.Header, openxr.TypeSwapchainImageWaitInfo):
			return openxr.ErrorValidation
		case !c.acquired || c.ready:
			return openxr.ErrorCallOrder
		}
		c.ready = true
		return openxr.Success
	})
}

func releaseImage(s openxr.Swapchain, info *openxr.SwapchainImageReleaseInfo) openxr.Result {
	return enter("xrReleaseSwapchainImage", func(r *Runtime) openxr.Result {
		c := r.chains[s]
		switch {
		case c == nil:
			return openxr.ErrorHandleInvalid
		case !typed(&info.Header, openxr.TypeSwapchainImageReleaseInfo):
			return openxr.ErrorValidation
		case !c.ready || !r.holdsContext():
			return openxr.ErrorCallOrder
		}
		c.acquired, c.ready = false, false
		c.released++
		return openxr.Success
	})
}
