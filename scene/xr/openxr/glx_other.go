//go:build !linux

package openxr

// GLX is the OpenGL context of X11, which is on Linux only.
type GLX struct {
	Binding GraphicsBindingOpenGLXlibKHR
	Version Version // of OpenGL
}

// CurrentGLX finds nothing.
func CurrentGLX() (*GLX, error) { return nil, ErrNoLoader }

// Restore does nothing.
func (g *GLX) Restore() {}
