package xr

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
	"github.com/go-gl/mathgl/mgl64"
)

// catheter and plan are what the tests work with.
var (
	catheter = record.Tool{Name: "catheter", Kind: record.KindCatheter, RadiusMM: 1.25, LengthMM: 150}
	grasper  = record.Tool{Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 300, JawMM: 20, JawDeg: 40}
	planned  = record.Plan{Entry: mgl64.Vec3{-30, -40, 90}, Target: mgl64.Vec3{-5, -20, 30}}
)

// noGraphics is an OpenGL context that only looks like one: the test runtime does
// not touch it unless it is told to.
func noGraphics() *openxr.GLX {
	something := new(int)
	g := &openxr.GLX{Version: openxr.MakeVersion(4, 5, 0)}
	g.Binding = openxr.GraphicsBindingOpenGLXlibKHR{Header: openxr.Header{Type: openxr.TypeGraphicsBindingOpenGLXlibKHR},
		XDisplay: unsafe.Pointer(something), GlxContext: unsafe.Pointer(something), GlxFBConfig: 1, GlxDrawable: 1}
	return g
}

// api reaches the test runtime through its C functions.
func api(t testing.TB) *openxr.API {
	t.Helper()
	a, err := openxr.FromProc(testruntime.Address())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// wear opens a headset of the test runtime on this thread.
func wear(t testing.TB, c testruntime.Config, o Options) (*Headset, *testruntime.Runtime) {
	t.Helper()
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	r := testruntime.New(c)
	if o.Tools == nil {
		o.Plan, o.Tools = planned, []record.Tool{catheter}
	}
	h, err := openWith(api(t), noGraphics(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.Close()
		if left := r.Left(); len(left) > 0 {
			t.Errorf("the session left behind: %v", left)
		}
	})
	return h, r
}

// turn performs frames and returns how many eyes were drawn.
func turn(t testing.TB, h *Headset, frames int) (drawn int) {
	t.Helper()
	for range frames {
		if _, err := h.Frame(func(eyes []Eye) error { drawn += len(eyes); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	return drawn
}

// ready performs frames until the attempt can begin.
func ready(t testing.TB, h *Headset) *Hands {
	t.Helper()
	s := h.Hands()
	for range 20 {
		turn(t, h, 1)
		if s.Ready() {
			return s
		}
	}
	t.Fatal("nobody became ready")
	return nil
}

// refused fails for whatever the runtime refused, but for kinds of controllers that
// it does not know.
func refused(t testing.TB, r *testruntime.Runtime) {
	t.Helper()
	for _, complaint := range r.Complaints() {
		if complaint != "xrSuggestInteractionProfileBindings: -22" {
			t.Errorf("the runtime refused: %s", complaint)
		}
	}
}
