package view

/*
#cgo LDFLAGS: -lEGL
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <stddef.h>
#include <stdlib.h>

typedef struct { EGLDisplay display; EGLContext context; } drylab_egl;

static EGLBoolean drylab_egl_start(EGLDisplay display) {
	return display != EGL_NO_DISPLAY && eglInitialize(display, NULL, NULL);
}

// A display that needs no window system: Mesa's surfaceless platform, else the
// first graphics device that the vendor's driver offers.
static EGLDisplay drylab_egl_display(void) {
	PFNEGLGETPLATFORMDISPLAYEXTPROC platform =
		(PFNEGLGETPLATFORMDISPLAYEXTPROC)eglGetProcAddress("eglGetPlatformDisplayEXT");
	PFNEGLQUERYDEVICESEXTPROC devices = (PFNEGLQUERYDEVICESEXTPROC)eglGetProcAddress("eglQueryDevicesEXT");
	if (!platform) return EGL_NO_DISPLAY;
	EGLDisplay display = platform(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
	if (drylab_egl_start(display)) return display;
	EGLDeviceEXT device[8];
	EGLint count = 0;
	if (!devices || !devices(8, device, &count)) return EGL_NO_DISPLAY;
	for (EGLint i = 0; i < count; i++) {
		display = platform(EGL_PLATFORM_DEVICE_EXT, device[i], NULL);
		if (drylab_egl_start(display)) return display;
	}
	return EGL_NO_DISPLAY;
}

// Returns 0, or the number of the step that failed.
static int drylab_egl_open(drylab_egl *out) {
	out->display = drylab_egl_display();
	if (out->display == EGL_NO_DISPLAY) return 1;
	if (!eglBindAPI(EGL_OPENGL_API)) return 2;
	EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
	EGLConfig config;
	EGLint found = 0;
	if (!eglChooseConfig(out->display, wanted, &config, 1, &found) || found < 1) return 3;
	EGLint versions[][2] = {{4, 5}, {4, 1}, {3, 3}};
	out->context = EGL_NO_CONTEXT;
	for (int i = 0; i < 3 && out->context == EGL_NO_CONTEXT; i++) {
		EGLint attributes[] = {
			EGL_CONTEXT_MAJOR_VERSION, versions[i][0], EGL_CONTEXT_MINOR_VERSION, versions[i][1],
			EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
			EGL_CONTEXT_OPENGL_DEBUG, EGL_TRUE, EGL_NONE};
		out->context = eglCreateContext(out->display, config, EGL_NO_CONTEXT, attributes);
	}
	if (out->context == EGL_NO_CONTEXT) return 4;
	if (!eglMakeCurrent(out->display, EGL_NO_SURFACE, EGL_NO_SURFACE, out->context)) {
		eglDestroyContext(out->display, out->context);
		return 5;
	}
	return 0;
}

// The display stays initialised: EGL hands the same one to every caller in the
// process, and terminating it would take their contexts too.
static void drylab_egl_close(drylab_egl *in) {
	eglMakeCurrent(in->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
	eglDestroyContext(in->display, in->context);
	eglReleaseThread();
}
*/
import "C"

import "fmt"

// memoryContext is a GL context without any window system.
type memoryContext struct {
	egl           C.drylab_egl
	width, height int
}

// openMemoryContext makes a surfaceless core context current on this thread.
func openMemoryContext(width, height int) (surfaceContext, error) {
	c := &memoryContext{width: width, height: height}
	if step := C.drylab_egl_open(&c.egl); step != 0 {
		what := [...]string{"display without a window system", "desktop OpenGL", "configuration", "core context", "current context"}
		return nil, fmt.Errorf("open an off-screen theatre: EGL gave no %s; install libegl1 and libgl1-mesa-dri", what[step-1])
	}
	return c, nil
}

func (c *memoryContext) framebufferSize() (int, int) { return c.width, c.height }
func (c *memoryContext) contentScale() float64       { return 1 }
func (c *memoryContext) destroy()                    { C.drylab_egl_close(&c.egl) }
