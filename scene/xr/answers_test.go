package xr

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
)

// functions are all that the program calls.
var functions = []string{
	"xrEnumerateInstanceExtensionProperties", "xrCreateInstance", "xrGetSystem", "xrGetSystemProperties", "xrEnumerateEnvironmentBlendModes",
	"xrEnumerateViewConfigurationViews", "xrGetOpenGLGraphicsRequirementsKHR", "xrConvertTimespecTimeToTimeKHR", "xrCreateSession",
	"xrBeginSession", "xrEndSession", "xrRequestExitSession", "xrEnumerateReferenceSpaces", "xrCreateReferenceSpace", "xrCreateActionSpace",
	"xrLocateSpace", "xrLocateViews", "xrEnumerateSwapchainFormats", "xrCreateSwapchain", "xrEnumerateSwapchainImages",
	"xrAcquireSwapchainImage", "xrWaitSwapchainImage", "xrReleaseSwapchainImage", "xrWaitFrame", "xrBeginFrame", "xrEndFrame",
	"xrStringToPath", "xrCreateActionSet", "xrCreateAction", "xrSuggestInteractionProfileBindings", "xrAttachSessionActionSets",
	"xrGetCurrentInteractionProfile", "xrSyncActions", "xrGetActionStateBoolean", "xrGetActionStateFloat", "xrApplyHapticFeedback", "xrPollEvent",
	"xrDestroySpace", "xrDestroySwapchain", "xrDestroySession", "xrDestroyActionSet", "xrDestroyInstance",
}

// TestEveryFunctionMayAnswerEveryError at once or in the middle of an attempt: the
// session does not begin, ends, or goes on; where it does not go on there is one
// sentence, and nothing hangs or panics.
func TestEveryFunctionMayAnswerEveryError(t *testing.T) {
	said := map[string]bool{}
	for result := openxr.ErrorValidation; result >= -52; result-- {
		for i, function := range functions {
			r := testruntime.New(testruntime.Config{})
			r.Fail(function, result, []int{0, 1, 40}[(i-int(result))%3])
			if err := wholeSession(t, r); err != nil {
				text := err.Error()
				if strings.Contains(text, "\n") || len(text) < 30 || !strings.Contains(text, ";") {
					said[text] = true
				}
			}
		}
	}
	for text := range said {
		t.Errorf("no sentence that says what to do: %q", text)
	}
}

// wholeSession opens, waits, performs a few ticks and closes.
func wholeSession(t *testing.T, r *testruntime.Runtime) error {
	h, err := openWith(api(t), noGraphics(), Options{Plan: planned, Tools: []record.Tool{catheter, grasper}})
	if err != nil {
		return err
	}
	defer h.Close()
	s := h.Hands()
	draw := func([]Eye) error { return nil }
	for range 10 {
		if _, err := h.Frame(draw); err != nil {
			return err
		}
		if s.Ready() {
			break
		}
	}
	for n := range int64(30) {
		s.Next(n)
		h.Feel(0, PulseContact)
		if _, err := h.Frame(draw); err != nil {
			return err
		}
		if n == 20 {
			r.Become(openxr.StateStopping)
		}
	}
	h.Controllers()
	_, err = h.Over()
	return err
}

// TestProbe needs no session, and leaves nothing behind.
func TestProbe(t *testing.T) {
	r := testruntime.New(testruntime.Config{})
	if name, err := probeWith(api(t)); name != "test headset" || err != nil || r.Calls("xrCreateSession") > 0 || len(r.Left()) > 0 {
		t.Errorf("%q, %v, left %v", name, err, r.Left())
	}
	testruntime.New(testruntime.Config{NoHeadset: true})
	if name, err := probeWith(api(t)); err == nil {
		t.Errorf("without a headset it is called %q", name)
	}
}

// TestWhatCannotBegin says what to do.
func TestWhatCannotBegin(t *testing.T) {
	for says, c := range map[string]testruntime.Config{
		"no headset is connected": {NoHeadset: true},
		"pictures of OpenGL":      {Offers: []string{openxr.ExtensionTimespecTime}},
	} {
		testruntime.New(c)
		if _, err := openWith(api(t), noGraphics(), Options{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	testruntime.New(testruntime.Config{})
	old := noGraphics()
	old.Version = openxr.MakeVersion(3, 2, 0)
	if _, err := openWith(api(t), old, Options{}); err == nil || !strings.Contains(err.Error(), "newer OpenGL") {
		t.Errorf("an old OpenGL: %v", err)
	}
}
