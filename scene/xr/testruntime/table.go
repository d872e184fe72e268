//go:build linux

package testruntime

import (
	"fmt"
	"sync"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/ebitengine/purego"
)

// Address is xrGetInstanceProcAddr as a C function.
func Address() uintptr { return callback("xrGetInstanceProcAddr", getInstanceProcAddr) }

var callbacks struct {
	sync.Mutex
	made map[string]uintptr
}

func callback(name string, function any) uintptr {
	callbacks.Lock()
	defer callbacks.Unlock()
	if callbacks.made == nil {
		callbacks.made = map[string]uintptr{}
	}
	if callbacks.made[name] == 0 {
		callbacks.made[name] = purego.NewCallback(function)
	}
	return callbacks.made[name]
}

func getInstanceProcAddr(_ openxr.Instance, name *byte, out *uintptr) openxr.Result {
	function, known := table()[text(name)]
	*out = 0
	if !known {
		return openxr.ErrorFunctionUnsupported
	}
	*out = callback(text(name), function)
	return openxr.Success
}

// enter runs a function of the runtime under its lock, unless the test wants it to
// fail.
func enter(name string, do func(r *Runtime) openxr.Result) openxr.Result {
	current.Lock()
	r := current.runtime
	current.Unlock()
	if r == nil {
		return openxr.ErrorRuntimeUnavailable
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls[name]++
	f, set := r.failures[name]
	if set && f.after == 0 && f.result < 0 {
		return f.result
	}
	result := do(r)
	if set && f.after == 0 && result == openxr.Success {
		return f.result
	}
	if set && f.after > 0 {
		r.failures[name] = failure{f.result, f.after - 1}
	}
	if result < 0 {
		r.complain = append(r.complain, fmt.Sprintf("%s: %d", name, result))
	}
	return result
}

// typed tells whether a structure has its type.
func typed(h *openxr.Header, want openxr.StructureType) bool { return h != nil && h.Type == want }

// text is a C string.
func text(p *byte) string {
	if p == nil {
		return ""
	}
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(p, n))
}

// give answers the two calls of an enumeration.
func give[T any](all []T, capacity uint32, count *uint32, out *T) openxr.Result {
	*count = uint32(len(all))
	switch {
	case capacity == 0:
		return openxr.Success
	case int(capacity) < len(all):
		return openxr.ErrorSizeInsufficient
	}
	copy(unsafe.Slice(out, len(all)), all)
	return openxr.Success
}

// table are the entry points by name.
func table() map[string]any {
	return map[string]any{
		"xrGetInstanceProcAddr":                  getInstanceProcAddr,
		"xrEnumerateInstanceExtensionProperties": enumerateExtensions,
		"xrCreateInstance":                       createInstance,
		"xrDestroyInstance":                      destroyInstance,
		"xrGetInstanceProperties":                instanceProperties,
		"xrResultToString":                       resultToString,
		"xrStructureTypeToString":                resultToString,
		"xrPollEvent":                            pollEvent,
		"xrGetSystem":                            getSystem,
		"xrGetSystemProperties":                  systemProperties,
		"xrEnumerateEnvironmentBlendModes":       blendModes,
		"xrEnumerateViewConfigurationViews":      viewConfigurationViews,
		"xrGetOpenGLGraphicsRequirementsKHR":     graphicsRequirements,
		"xrConvertTimespecTimeToTimeKHR":         convertTime,
		"xrCreateSession":                        createSession,
		"xrDestroySession":                       destroySession,
		"xrBeginSession":                         beginSession,
		"xrEndSession":                           endSession,
		"xrRequestExitSession":                   requestExit,
		"xrEnumerateReferenceSpaces":             referenceSpaces,
		"xrCreateReferenceSpace":                 createReferenceSpace,
		"xrCreateActionSpace":                    createActionSpace,
		"xrLocateSpace":                          locateSpace,
		"xrDestroySpace":                         destroySpace,
		"xrLocateViews":                          locateViews,
		"xrEnumerateSwapchainFormats":            swapchainFormats,
		"xrCreateSwapchain":                      createSwapchain,
		"xrDestroySwapchain":                     destroySwapchain,
		"xrEnumerateSwapchainImages":             swapchainImages,
		"xrAcquireSwapchainImage":                acquireImage,
		"xrWaitSwapchainImage":                   waitImage,
		"xrReleaseSwapchainImage":                releaseImage,
		"xrWaitFrame":                            waitFrame,
		"xrBeginFrame":                           beginFrame,
		"xrEndFrame":                             endFrame,
		"xrStringToPath":                         stringToPath,
		"xrPathToString":                         pathToString,
		"xrCreateActionSet":                      createActionSet,
		"xrDestroyActionSet":                     destroyActionSet,
		"xrCreateAction":                         createAction,
		"xrSuggestInteractionProfileBindings":    suggestBindings,
		"xrAttachSessionActionSets":              attachActionSets,
		"xrGetCurrentInteractionProfile":         currentProfile,
		"xrSyncActions":                          syncActions,
		"xrGetActionStateBoolean":                stateBoolean,
		"xrGetActionStateFloat":                  stateFloat,
		"xrApplyHapticFeedback":                  applyHaptic,
	}
}
