package openxr

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// structures are ours and, where they differ, the header's names.
var structures = map[string]any{
	"ApplicationInfo": ApplicationInfo{}, "InstanceCreateInfo": InstanceCreateInfo{}, "InstanceProperties": InstanceProperties{},
	"ExtensionProperties": ExtensionProperties{}, "SystemGetInfo": SystemGetInfo{}, "SystemProperties": SystemProperties{},
	"ViewConfigurationView": ViewConfigurationView{}, "SessionCreateInfo": SessionCreateInfo{}, "SessionBeginInfo": SessionBeginInfo{},
	"ReferenceSpaceCreateInfo": ReferenceSpaceCreateInfo{}, "ActionSpaceCreateInfo": ActionSpaceCreateInfo{},
	"SpaceLocation": SpaceLocation{}, "SwapchainCreateInfo": SwapchainCreateInfo{}, "SwapchainImageOpenGLKHR": SwapchainImageOpenGLKHR{},
	"SwapchainImageAcquireInfo": SwapchainImageAcquireInfo{}, "SwapchainImageReleaseInfo": SwapchainImageReleaseInfo{},
	"SwapchainImageWaitInfo": SwapchainImageWaitInfo{}, "GraphicsRequirementsOpenGLKHR": GraphicsRequirementsOpenGLKHR{},
	"GraphicsBindingOpenGLXlibKHR": GraphicsBindingOpenGLXlibKHR{}, "FrameWaitInfo": FrameWaitInfo{}, "FrameBeginInfo": FrameBeginInfo{},
	"FrameState": FrameState{}, "FrameEndInfo": FrameEndInfo{}, "ViewLocateInfo": ViewLocateInfo{}, "ViewState": ViewState{}, "View": View{},
	"SwapchainSubImage": SwapchainSubImage{}, "CompositionLayerProjectionView": CompositionLayerProjectionView{},
	"CompositionLayerProjection": CompositionLayerProjection{}, "EventDataBuffer": EventDataBuffer{},
	"EventDataSessionStateChanged":         EventDataSessionStateChanged{},
	"EventDataReferenceSpaceChangePending": EventDataReferenceSpaceChangePending{},
	"EventDataInteractionProfileChanged":   EventDataInteractionProfileChanged{}, "EventDataInstanceLossPending": EventDataInstanceLossPending{},
	"ActionSetCreateInfo": ActionSetCreateInfo{}, "ActionCreateInfo": ActionCreateInfo{}, "ActionSuggestedBinding": ActionSuggestedBinding{},
	"InteractionProfileSuggestedBinding": InteractionProfileSuggestedBinding{}, "SessionActionSetsAttachInfo": SessionActionSetsAttachInfo{},
	"InteractionProfileState": InteractionProfileState{}, "ActionStateGetInfo": ActionStateGetInfo{}, "ActionStateBoolean": ActionStateBoolean{},
	"ActionStateFloat": ActionStateFloat{}, "ActiveActionSet": ActiveActionSet{}, "ActionsSyncInfo": ActionsSyncInfo{},
	"HapticActionInfo": HapticActionInfo{}, "HapticVibration": HapticVibration{}, "Posef": Posef{}, "Fovf": Fovf{}, "Rect2Di": Rect2Di{},
}

// numbers are values that the header must have too.
var numbers = map[string]int64{
	"TYPE_EXTENSION_PROPERTIES": int64(TypeExtensionProperties), "TYPE_INSTANCE_CREATE_INFO": int64(TypeInstanceCreateInfo),
	"TYPE_SYSTEM_GET_INFO": int64(TypeSystemGetInfo), "TYPE_SYSTEM_PROPERTIES": int64(TypeSystemProperties),
	"TYPE_VIEW_LOCATE_INFO": int64(TypeViewLocateInfo), "TYPE_VIEW": int64(TypeView), "TYPE_SESSION_CREATE_INFO": int64(TypeSessionCreateInfo),
	"TYPE_SWAPCHAIN_CREATE_INFO": int64(TypeSwapchainCreateInfo), "TYPE_SESSION_BEGIN_INFO": int64(TypeSessionBeginInfo),
	"TYPE_VIEW_STATE": int64(TypeViewState), "TYPE_FRAME_END_INFO": int64(TypeFrameEndInfo), "TYPE_HAPTIC_VIBRATION": int64(TypeHapticVibration),
	"TYPE_EVENT_DATA_BUFFER": int64(TypeEventDataBuffer), "TYPE_EVENT_DATA_INSTANCE_LOSS_PENDING": int64(TypeEventDataInstanceLossPending),
	"TYPE_EVENT_DATA_SESSION_STATE_CHANGED": int64(TypeEventDataSessionStateChanged), "TYPE_ACTION_STATE_BOOLEAN": int64(TypeActionStateBoolean),
	"TYPE_ACTION_STATE_FLOAT": int64(TypeActionStateFloat), "TYPE_ACTION_SET_CREATE_INFO": int64(TypeActionSetCreateInfo),
	"TYPE_ACTION_CREATE_INFO": int64(TypeActionCreateInfo), "TYPE_INSTANCE_PROPERTIES": int64(TypeInstanceProperties),
	"TYPE_FRAME_WAIT_INFO": int64(TypeFrameWaitInfo), "TYPE_COMPOSITION_LAYER_PROJECTION": int64(TypeCompositionLayerProjection),
	"TYPE_REFERENCE_SPACE_CREATE_INFO": int64(TypeReferenceSpaceCreateInfo), "TYPE_ACTION_SPACE_CREATE_INFO": int64(TypeActionSpaceCreateInfo),
	"TYPE_EVENT_DATA_REFERENCE_SPACE_CHANGE_PENDING": int64(TypeEventDataReferenceSpaceChange),
	"TYPE_VIEW_CONFIGURATION_VIEW":                   int64(TypeViewConfigurationView), "TYPE_SPACE_LOCATION": int64(TypeSpaceLocation),
	"TYPE_FRAME_STATE": int64(TypeFrameState), "TYPE_FRAME_BEGIN_INFO": int64(TypeFrameBeginInfo),
	"TYPE_COMPOSITION_LAYER_PROJECTION_VIEW":      int64(TypeCompositionLayerProjectionView),
	"TYPE_INTERACTION_PROFILE_SUGGESTED_BINDING":  int64(TypeInteractionProfileSuggested),
	"TYPE_EVENT_DATA_INTERACTION_PROFILE_CHANGED": int64(TypeEventDataInteractionProfile),
	"TYPE_INTERACTION_PROFILE_STATE":              int64(TypeInteractionProfileState),
	"TYPE_SWAPCHAIN_IMAGE_ACQUIRE_INFO":           int64(TypeSwapchainImageAcquireInfo), "TYPE_SWAPCHAIN_IMAGE_WAIT_INFO": int64(TypeSwapchainImageWaitInfo),
	"TYPE_SWAPCHAIN_IMAGE_RELEASE_INFO": int64(TypeSwapchainImageReleaseInfo), "TYPE_ACTION_STATE_GET_INFO": int64(TypeActionStateGetInfo),
	"TYPE_HAPTIC_ACTION_INFO": int64(TypeHapticActionInfo), "TYPE_SESSION_ACTION_SETS_ATTACH_INFO": int64(TypeSessionActionSetsAttachInfo),
	"TYPE_ACTIONS_SYNC_INFO": int64(TypeActionsSyncInfo), "TYPE_GRAPHICS_BINDING_OPENGL_XLIB_KHR": int64(TypeGraphicsBindingOpenGLXlibKHR),
	"TYPE_SWAPCHAIN_IMAGE_OPENGL_KHR": int64(TypeSwapchainImageOpenGLKHR), "TYPE_GRAPHICS_REQUIREMENTS_OPENGL_KHR": int64(TypeGraphicsRequirementsOpenGLKHR),
	"SESSION_STATE_FOCUSED": int64(StateFocused), "SESSION_STATE_EXITING": int64(StateExiting), "SESSION_STATE_LOSS_PENDING": int64(StateLossPending),
	"FORM_FACTOR_HEAD_MOUNTED_DISPLAY": int64(FormFactorHeadMountedDisplay), "VIEW_CONFIGURATION_TYPE_PRIMARY_STEREO": int64(ViewConfigurationStereo),
	"REFERENCE_SPACE_TYPE_VIEW": int64(ReferenceSpaceView), "REFERENCE_SPACE_TYPE_LOCAL": int64(ReferenceSpaceLocal),
	"REFERENCE_SPACE_TYPE_STAGE": int64(ReferenceSpaceStage), "ENVIRONMENT_BLEND_MODE_OPAQUE": int64(BlendOpaque),
	"ACTION_TYPE_BOOLEAN_INPUT": int64(ActionBoolean), "ACTION_TYPE_FLOAT_INPUT": int64(ActionFloat), "ACTION_TYPE_POSE_INPUT": int64(ActionPose),
	"ACTION_TYPE_VIBRATION_OUTPUT": int64(ActionVibration), "SWAPCHAIN_USAGE_COLOR_ATTACHMENT_BIT": int64(UsageColorAttachment),
	"SWAPCHAIN_USAGE_SAMPLED_BIT": int64(UsageSampled), "SPACE_LOCATION_POSITION_TRACKED_BIT": int64(PositionTracked),
	"INFINITE_DURATION": int64(InfiniteDuration), "MIN_HAPTIC_DURATION": int64(MinHaptic),
	"SESSION_LOSS_PENDING": int64(SessionLossPending), "EVENT_UNAVAILABLE": int64(EventUnavailable), "SESSION_NOT_FOCUSED": int64(SessionNotFocused),
	"FRAME_DISCARDED": int64(FrameDiscarded), "TIMEOUT_EXPIRED": int64(TimeoutExpired), "ERROR_VALIDATION_FAILURE": int64(ErrorValidation),
	"ERROR_RUNTIME_FAILURE": int64(ErrorRuntimeFailure), "ERROR_API_VERSION_UNSUPPORTED": int64(ErrorAPIVersionUnsupported),
	"ERROR_INITIALIZATION_FAILED": int64(ErrorInitialization), "ERROR_FUNCTION_UNSUPPORTED": int64(ErrorFunctionUnsupported),
	"ERROR_EXTENSION_NOT_PRESENT": int64(ErrorExtensionNotPresent), "ERROR_LIMIT_REACHED": int64(ErrorLimitReached),
	"ERROR_SIZE_INSUFFICIENT": int64(ErrorSizeInsufficient), "ERROR_HANDLE_INVALID": int64(ErrorHandleInvalid), "ERROR_INSTANCE_LOST": int64(ErrorInstanceLost),
	"ERROR_SESSION_RUNNING": int64(ErrorSessionRunning), "ERROR_SESSION_NOT_RUNNING": int64(ErrorSessionNotRunning), "ERROR_SESSION_LOST": int64(ErrorSessionLost),
	"ERROR_SYSTEM_INVALID": int64(ErrorSystemInvalid), "ERROR_PATH_INVALID": int64(ErrorPathInvalid), "ERROR_PATH_FORMAT_INVALID": int64(ErrorPathFormatInvalid),
	"ERROR_PATH_UNSUPPORTED": int64(ErrorPathUnsupported), "ERROR_LAYER_INVALID": int64(ErrorLayerInvalid), "ERROR_SWAPCHAIN_RECT_INVALID": int64(ErrorSwapchainRectInvalid),
	"ERROR_SWAPCHAIN_FORMAT_UNSUPPORTED": int64(ErrorFormatUnsupported), "ERROR_ACTION_TYPE_MISMATCH": int64(ErrorActionTypeMismatch),
	"ERROR_SESSION_NOT_READY": int64(ErrorSessionNotReady), "ERROR_SESSION_NOT_STOPPING": int64(ErrorSessionNotStopping), "ERROR_TIME_INVALID": int64(ErrorTimeInvalid),
	"ERROR_REFERENCE_SPACE_UNSUPPORTED": int64(ErrorReferenceSpace), "ERROR_FORM_FACTOR_UNAVAILABLE": int64(ErrorFormFactorUnavailable),
	"ERROR_API_LAYER_NOT_PRESENT": int64(ErrorAPILayerNotPresent), "ERROR_CALL_ORDER_INVALID": int64(ErrorCallOrder),
	"ERROR_GRAPHICS_DEVICE_INVALID": int64(ErrorGraphicsDevice), "ERROR_POSE_INVALID": int64(ErrorPoseInvalid),
	"ERROR_ENVIRONMENT_BLEND_MODE_UNSUPPORTED": int64(ErrorBlendModeUnsupported), "ERROR_NAME_INVALID": int64(ErrorNameInvalid),
	"ERROR_ACTIONSET_NOT_ATTACHED": int64(ErrorActionsetNotAttached), "ERROR_ACTIONSETS_ALREADY_ATTACHED": int64(ErrorActionsetsAttached),
	"ERROR_GRAPHICS_REQUIREMENTS_CALL_MISSING": int64(ErrorRequirementsMissing), "ERROR_RUNTIME_UNAVAILABLE": int64(ErrorRuntimeUnavailable),
}

// TestStructuresAndNumbersAreThoseOfTheHeader asks the C compiler where each field
// of each structure lies, and what each constant is.
func TestStructuresAndNumbersAreThoseOfTheHeader(t *testing.T) {
	compiler, err := exec.LookPath("gcc")
	if _, header := os.Stat("/usr/include/openxr/openxr.h"); err != nil || header != nil {
		t.Skip("no gcc or no OpenXR headers (apt install libopenxr-dev): the layout is not compared")
	}
	var want, program strings.Builder
	program.WriteString("#define XR_USE_PLATFORM_XLIB\n#define XR_USE_GRAPHICS_API_OPENGL\n#include <GL/glx.h>\n#include <stddef.h>\n" +
		"#include <stdio.h>\n#include <openxr/openxr.h>\n#include <openxr/openxr_platform.h>\nint main(void) {\n")
	for name, value := range structures {
		kind := reflect.TypeOf(value)
		fmt.Fprintf(&program, "printf(\"%s %%zu\\n\", sizeof(Xr%s));\n", name, name)
		fmt.Fprintf(&want, "%s %d\n", name, kind.Size())
		for _, field := range reflect.VisibleFields(kind) {
			if field.Anonymous {
				continue
			}
			lower := strings.ToLower(field.Name[:1]) + field.Name[1:]
			at := field.Offset // of the header's two fields it is that in the header, which comes first
			fmt.Fprintf(&program, "printf(\"%s.%s %%zu %%zu\\n\", offsetof(Xr%s, %s), sizeof(((Xr%s*)0)->%s));\n", name, lower, name, lower, name, lower)
			fmt.Fprintf(&want, "%s.%s %d %d\n", name, lower, at, field.Type.Size())
		}
	}
	for name, value := range numbers {
		fmt.Fprintf(&program, "printf(\"%s %%lld\\n\", (long long)XR_%s);\n", name, name)
		fmt.Fprintf(&want, "%s %d\n", name, value)
	}
	program.WriteString("return 0; }\n")
	folder := t.TempDir()
	source, binary := filepath.Join(folder, "layout.c"), filepath.Join(folder, "layout")
	if err := os.WriteFile(source, []byte(program.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(compiler, source, "-o", binary).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(binary).Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs, ours := strings.Split(string(out), "\n"), strings.Split(want.String(), "\n")
	for i := range ours {
		if i >= len(theirs) || theirs[i] != ours[i] {
			t.Errorf("ours: %s, the header's: %s", ours[i], theirs[min(i, len(theirs)-1)])
		}
	}
}
