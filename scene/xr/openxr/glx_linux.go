package openxr

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"
)

// GLX is the OpenGL context that was current on a thread, as OpenXR wants it.
type GLX struct {
	Binding GraphicsBindingOpenGLXlibKHR
	Version Version // of OpenGL
	current func() unsafe.Pointer
	remake  func(display unsafe.Pointer, drawable uintptr, context unsafe.Pointer) int32
}

// Names of GLX and OpenGL, from glx.h and gl.h.
const (
	glxFBConfigID  = 0x8013
	glxScreen      = 0x800C
	glxVisualID    = 0x800B
	glMajorVersion = 0x821B
	glMinorVersion = 0x821C
)

// CurrentGLX describes the OpenGL context that is current on this thread. It
// needs X11: a window, be it hidden, of GLX.
func CurrentGLX() (*GLX, error) {
	library, err := purego.Dlopen("libGL.so.1", purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("a headset needs libGL.so.1: %w", err)
	}
	var (
		display  func() unsafe.Pointer
		drawable func() uintptr
		query    func(display, context unsafe.Pointer, attribute int32, value *int32) int32
		choose   func(display unsafe.Pointer, screen int32, attributes *[3]int32, count *int32) unsafe.Pointer
		ask      func(display unsafe.Pointer, config uintptr, attribute int32, value *int32) int32
		integer  func(name uint32, value *int32)
		free     func(unsafe.Pointer) int32
		g        GLX
	)
	for name, function := range map[string]any{
		"glXGetCurrentDisplay": &display, "glXGetCurrentDrawable": &drawable, "glXGetCurrentContext": &g.current,
		"glXQueryContext": &query, "glXChooseFBConfig": &choose, "glXGetFBConfigAttrib": &ask,
		"glXMakeCurrent": &g.remake, "glGetIntegerv": &integer,
	} {
		purego.RegisterLibFunc(function, library, name)
	}
	b := &g.Binding
	b.Type, b.XDisplay, b.GlxContext, b.GlxDrawable = TypeGraphicsBindingOpenGLXlibKHR, display(), g.current(), drawable()
	if b.XDisplay == nil || b.GlxContext == nil {
		return nil, errors.New("a headset needs a window of X11 with OpenGL; start Drylab from a desktop session, not with --headless")
	}
	var id, screen, visual, count int32
	query(b.XDisplay, b.GlxContext, glxFBConfigID, &id)
	query(b.XDisplay, b.GlxContext, glxScreen, &screen)
	configs := choose(b.XDisplay, screen, &[3]int32{glxFBConfigID, id, 0}, &count)
	if configs == nil || count < 1 {
		return nil, errors.New("the window's OpenGL configuration cannot be found; update the graphics driver")
	}
	b.GlxFBConfig = *(*uintptr)(configs)
	if x11, err := purego.Dlopen("libX11.so.6", purego.RTLD_NOW|purego.RTLD_GLOBAL); err == nil {
		purego.RegisterLibFunc(&free, x11, "XFree")
		free(configs)
	}
	ask(b.XDisplay, b.GlxFBConfig, glxVisualID, &visual)
	b.Visualid = uint32(visual)
	var major, minor int32
	integer(glMajorVersion, &major)
	integer(glMinorVersion, &minor)
	g.Version = MakeVersion(uint64(major), uint64(minor), 0)
	return &g, nil
}

// Restore makes the context current again where a runtime left another one, as
// some releases of SteamVR are reported to (ValveSoftware/SteamVR-for-Linux #421).
func (g *GLX) Restore() {
	if g.current != nil && g.current() != g.Binding.GlxContext {
		g.remake(g.Binding.XDisplay, g.Binding.GlxDrawable, g.Binding.GlxContext)
	}
}
