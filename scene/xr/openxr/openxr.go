// Package openxr calls OpenXR 1.0 without its headers and without linking its
// loader: the library is opened at run time, so that a program with this package
// starts where there is no OpenXR at all. Types, fields and functions are named
// and laid out as in openxr.h, the leading Xr or xr left out; what they mean is in
// the specification, https://registry.khronos.org/OpenXR/specs/1.0/html/xrspec.html.
//
// Pointers inside structures are unsafe.Pointer, never uintptr, so that the garbage
// collector sees them.
package openxr

import "fmt"

// Handles and atoms. On the 64-bit systems that this package is for, all are 64 bits.
type (
	Instance    uint64
	Session     uint64
	Space       uint64
	Swapchain   uint64
	ActionSet   uint64
	Action      uint64
	Path        uint64
	SystemId    uint64
	Version     uint64
	Time        int64 // nanoseconds of the runtime's own clock; 0 and below are no time
	Duration    int64 // nanoseconds
	Bool32      uint32
	Flags64     uint64
	EnumValue   int32
	SessionLife EnumValue // XrSessionState
)

// MakeVersion is XR_MAKE_VERSION.
func MakeVersion(major, minor, patch uint64) Version {
	return Version(major<<48 | minor<<32 | patch)
}

// Major is the version's first number.
func (v Version) Major() uint64 { return uint64(v) >> 48 }

// Minor is the version's second number.
func (v Version) Minor() uint64 { return uint64(v) >> 32 & 0xffff }

// The states of a session (§9.3).
const (
	StateIdle SessionLife = 1 + iota
	StateReady
	StateSynchronized
	StateVisible
	StateFocused
	StateStopping
	StateLossPending
	StateExiting
)

// String is the state's name in the specification.
func (s SessionLife) String() string {
	names := [...]string{"UNKNOWN", "IDLE", "READY", "SYNCHRONIZED", "VISIBLE", "FOCUSED", "STOPPING", "LOSS_PENDING", "EXITING"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("state %d", int32(s))
	}
	return names[s]
}

// Values of other enumerations and flags.
const (
	FormFactorHeadMountedDisplay EnumValue = 1
	ViewConfigurationStereo      EnumValue = 2
	ReferenceSpaceView           EnumValue = 1
	ReferenceSpaceLocal          EnumValue = 2
	ReferenceSpaceStage          EnumValue = 3
	BlendOpaque                  EnumValue = 1
	ActionBoolean                EnumValue = 1
	ActionFloat                  EnumValue = 2
	ActionPose                   EnumValue = 4
	ActionVibration              EnumValue = 100

	UsageColorAttachment Flags64 = 0x01
	UsageSampled         Flags64 = 0x20

	// The same bits say whether a space's location and whether a view's place is known.
	OrientationValid   Flags64 = 1
	PositionValid      Flags64 = 2
	OrientationTracked Flags64 = 4
	PositionTracked    Flags64 = 8

	InfiniteDuration Duration = 1<<63 - 1
	MinHaptic        Duration = -1 // the shortest pulse that the device has
)

// Names of extensions.
const (
	ExtensionOpenGL       = "XR_KHR_opengl_enable"
	ExtensionTimespecTime = "XR_KHR_convert_timespec_time"
)

// Result is what every call answers; below zero it failed.
type Result int32

// Answers that mean something to a program. Those above zero are successes.
const (
	Success                    Result = 0
	TimeoutExpired             Result = 1
	SessionLossPending         Result = 3
	EventUnavailable           Result = 4
	SessionNotFocused          Result = 8
	FrameDiscarded             Result = 9
	ErrorValidation            Result = -1
	ErrorRuntimeFailure        Result = -2
	ErrorAPIVersionUnsupported Result = -4
	ErrorInitialization        Result = -6
	ErrorFunctionUnsupported   Result = -7
	ErrorExtensionNotPresent   Result = -9
	ErrorLimitReached          Result = -10
	ErrorSizeInsufficient      Result = -11
	ErrorHandleInvalid         Result = -12
	ErrorInstanceLost          Result = -13
	ErrorSessionRunning        Result = -14
	ErrorSessionNotRunning     Result = -16
	ErrorSessionLost           Result = -17
	ErrorSystemInvalid         Result = -18
	ErrorPathInvalid           Result = -19
	ErrorPathFormatInvalid     Result = -21
	ErrorPathUnsupported       Result = -22
	ErrorLayerInvalid          Result = -23
	ErrorSwapchainRectInvalid  Result = -25
	ErrorFormatUnsupported     Result = -26
	ErrorActionTypeMismatch    Result = -27
	ErrorSessionNotReady       Result = -28
	ErrorSessionNotStopping    Result = -29
	ErrorTimeInvalid           Result = -30
	ErrorReferenceSpace        Result = -31
	ErrorFormFactorUnavailable Result = -35
	ErrorAPILayerNotPresent    Result = -36
	ErrorCallOrder             Result = -37
	ErrorGraphicsDevice        Result = -38
	ErrorPoseInvalid           Result = -39
	ErrorBlendModeUnsupported  Result = -42
	ErrorNameInvalid           Result = -45
	ErrorActionsetNotAttached  Result = -46
	ErrorActionsetsAttached    Result = -47
	ErrorRequirementsMissing   Result = -50
	ErrorRuntimeUnavailable    Result = -51
)

// CallError is a call that failed.
type CallError struct {
	Call   string // such as xrCreateSession
	Result Result
}

// Error names the call and the number of its answer.
func (e *CallError) Error() string { return fmt.Sprintf("%s answered %d", e.Call, e.Result) }

// Err is a failed result as an error, nil for a success.
func (r Result) Err(call string) error {
	if r >= 0 {
		return nil
	}
	return &CallError{call, r}
}
