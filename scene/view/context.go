package view

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"github.com/g3n/engine/gls"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// surfaceContext is where a theatre draws: a window, or nothing but memory.
type surfaceContext interface {
	// framebufferSize is the picture's size in pixels.
	framebufferSize() (width, height int)
	// contentScale is how many pixels the desktop gives to one design pixel.
	contentScale() float64
	// destroy ends the context; no GL call may follow.
	destroy()
}

// driver is the loaded GL of one context.
type driver struct {
	gs       *gls.GLS
	info     Info
	messages []string // errors that the driver reported since the last check
}

// loadDriver loads GL into the current context. The engine's own error check is
// switched off first: it would end the process at the first GL error.
func loadDriver() (*driver, error) {
	gs, err := gls.New()
	if err != nil {
		return nil, fmt.Errorf("load OpenGL: %w; install a graphics driver with OpenGL 3.3 or later", err)
	}
	gs.SetCheckErrors(false)
	if err := gl.Init(); err != nil {
		return nil, fmt.Errorf("load OpenGL: %w; install a graphics driver with OpenGL 3.3 or later", err)
	}
	d := &driver{gs: gs, info: readInfo()}
	d.listen()
	return d, nil
}

func readInfo() Info {
	read := func(name uint32) string {
		p := gl.GetString(name)
		if p == nil {
			return "unknown"
		}
		return gl.GoStr(p)
	}
	info := Info{Vendor: read(gl.VENDOR), Renderer: read(gl.RENDERER), GLVersion: read(gl.VERSION)}
	for _, name := range []string{"llvmpipe", "softpipe", "swrast", "swiftshader", "gdi generic"} {
		if strings.Contains(strings.ToLower(info.Renderer), name) {
			info.Software = true
		}
	}
	return info
}

// listen collects the driver's error messages where GL has KHR_debug.
func (d *driver) listen() {
	if !hasExtension("GL_KHR_debug") {
		return
	}
	gl.Enable(gl.DEBUG_OUTPUT)
	gl.Enable(gl.DEBUG_OUTPUT_SYNCHRONOUS)
	gl.DebugMessageCallback(func(_, kind, _, _ uint32, _ int32, message string, _ unsafe.Pointer) {
		if kind == gl.DEBUG_TYPE_ERROR && len(d.messages) < maxMessages {
			d.messages = append(d.messages, message)
		}
	}, nil)
}

// maxMessages bounds what one broken picture can collect.
const maxMessages = 8

func hasExtension(name string) bool {
	var count int32
	gl.GetIntegerv(gl.NUM_EXTENSIONS, &count)
	for i := int32(0); i < count; i++ {
		if gl.GoStr(gl.GetStringi(gl.EXTENSIONS, uint32(i))) == name {
			return true
		}
	}
	return false
}

// check returns the GL errors since the last check as one error, or nil.
func (d *driver) check(operation string) error { return d.complain(operation, gl.GetError) }

// complain is check with the errors that next gives one after the other. A graphics
// card that was reset, as after a driver's fault or its update, has lost all that
// was on it: there is nothing to go on with.
func (d *driver) complain(operation string, next func() uint32) error {
	var found []string
	for range maxMessages {
		code := next()
		if code == gl.NO_ERROR {
			break
		}
		if code == gl.CONTEXT_LOST {
			d.messages = nil
			return fmt.Errorf("%s: the graphics card %s was reset and lost the picture; start anew, and update the graphics driver if it happens again", operation, d.info.Renderer)
		}
		found = append(found, fmt.Sprintf("0x%04x", code))
	}
	found = append(found, d.messages...)
	d.messages = nil
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("%s: OpenGL reported %s on %s; update the graphics driver", operation, strings.Join(found, "; "), d.info.Renderer)
}

// errNoDisplay is the reason when no window can open.
var errNoDisplay = errors.New("no display to open a window on; run in a desktop session, set DISPLAY, or practise with --headless")
