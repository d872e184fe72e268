package openxr

import "unsafe"

// StructureType tells what a structure is; zero is never right.
type StructureType int32

// The types of the structures below (XrStructureType).
const (
	TypeExtensionProperties            StructureType = 2
	TypeInstanceCreateInfo             StructureType = 3
	TypeSystemGetInfo                  StructureType = 4
	TypeSystemProperties               StructureType = 5
	TypeViewLocateInfo                 StructureType = 6
	TypeView                           StructureType = 7
	TypeSessionCreateInfo              StructureType = 8
	TypeSwapchainCreateInfo            StructureType = 9
	TypeSessionBeginInfo               StructureType = 10
	TypeViewState                      StructureType = 11
	TypeFrameEndInfo                   StructureType = 12
	TypeHapticVibration                StructureType = 13
	TypeEventDataBuffer                StructureType = 16
	TypeEventDataInstanceLossPending   StructureType = 17
	TypeEventDataSessionStateChanged   StructureType = 18
	TypeActionStateBoolean             StructureType = 23
	TypeActionStateFloat               StructureType = 24
	TypeActionSetCreateInfo            StructureType = 28
	TypeActionCreateInfo               StructureType = 29
	TypeInstanceProperties             StructureType = 32
	TypeFrameWaitInfo                  StructureType = 33
	TypeCompositionLayerProjection     StructureType = 35
	TypeReferenceSpaceCreateInfo       StructureType = 37
	TypeActionSpaceCreateInfo          StructureType = 38
	TypeEventDataReferenceSpaceChange  StructureType = 40
	TypeViewConfigurationView          StructureType = 41
	TypeSpaceLocation                  StructureType = 42
	TypeFrameState                     StructureType = 44
	TypeFrameBeginInfo                 StructureType = 46
	TypeCompositionLayerProjectionView StructureType = 48
	TypeInteractionProfileSuggested    StructureType = 51
	TypeEventDataInteractionProfile    StructureType = 52
	TypeInteractionProfileState        StructureType = 53
	TypeSwapchainImageAcquireInfo      StructureType = 55
	TypeSwapchainImageWaitInfo         StructureType = 56
	TypeSwapchainImageReleaseInfo      StructureType = 57
	TypeActionStateGetInfo             StructureType = 58
	TypeHapticActionInfo               StructureType = 59
	TypeSessionActionSetsAttachInfo    StructureType = 60
	TypeActionsSyncInfo                StructureType = 61
	TypeGraphicsBindingOpenGLXlibKHR   StructureType = 1000023001
	TypeSwapchainImageOpenGLKHR        StructureType = 1000023004
	TypeGraphicsRequirementsOpenGLKHR  StructureType = 1000023005
)

// Header begins every structure.
type Header struct {
	Type StructureType
	Next unsafe.Pointer
}

// Geometry: metres, radians, right-handed, +Y up, -Z forward.
type (
	Vector3f    struct{ X, Y, Z float32 }
	Quaternionf struct{ X, Y, Z, W float32 }
	Posef       struct {
		Orientation Quaternionf
		Position    Vector3f
	}
	// Fovf are four signed angles; left and down are usually below zero.
	Fovf      struct{ AngleLeft, AngleRight, AngleUp, AngleDown float32 }
	Offset2Di struct{ X, Y int32 }
	Extent2Di struct{ Width, Height int32 }
	Rect2Di   struct {
		Offset Offset2Di
		Extent Extent2Di
	}
)

// IdentityPose is the pose of a space in itself. The zero Posef is none: its
// orientation has no length.
var IdentityPose = Posef{Orientation: Quaternionf{W: 1}}

// Of the instance and the system.
type (
	ApplicationInfo struct {
		ApplicationName    [128]byte
		ApplicationVersion uint32
		EngineName         [128]byte
		EngineVersion      uint32
		ApiVersion         Version
	}
	InstanceCreateInfo struct {
		Header
		CreateFlags           Flags64
		ApplicationInfo       ApplicationInfo
		EnabledApiLayerCount  uint32
		EnabledApiLayerNames  unsafe.Pointer
		EnabledExtensionCount uint32
		EnabledExtensionNames unsafe.Pointer
	}
	InstanceProperties struct {
		Header
		RuntimeVersion Version
		RuntimeName    [128]byte
	}
	ExtensionProperties struct {
		Header
		ExtensionName    [128]byte
		ExtensionVersion uint32
	}
	SystemGetInfo struct {
		Header
		FormFactor EnumValue
	}
	SystemGraphicsProperties struct{ MaxSwapchainImageHeight, MaxSwapchainImageWidth, MaxLayerCount uint32 }
	SystemTrackingProperties struct{ OrientationTracking, PositionTracking Bool32 }
	SystemProperties         struct {
		Header
		SystemId           SystemId
		VendorId           uint32
		SystemName         [256]byte
		GraphicsProperties SystemGraphicsProperties
		TrackingProperties SystemTrackingProperties
	}
	ViewConfigurationView struct {
		Header
		RecommendedImageRectWidth       uint32
		MaxImageRectWidth               uint32
		RecommendedImageRectHeight      uint32
		MaxImageRectHeight              uint32
		RecommendedSwapchainSampleCount uint32
		MaxSwapchainSampleCount         uint32
	}
)

// Of the session, its spaces and its swapchains.
type (
	SessionCreateInfo struct {
		Header
		CreateFlags Flags64
		SystemId    SystemId
	}
	SessionBeginInfo struct {
		Header
		PrimaryViewConfigurationType EnumValue
	}
	ReferenceSpaceCreateInfo struct {
		Header
		ReferenceSpaceType   EnumValue
		PoseInReferenceSpace Posef
	}
	ActionSpaceCreateInfo struct {
		Header
		Action            Action
		SubactionPath     Path
		PoseInActionSpace Posef
	}
	SpaceLocation struct {
		Header
		LocationFlags Flags64
		Pose          Posef
	}
	SwapchainCreateInfo struct {
		Header
		CreateFlags, UsageFlags                                    Flags64
		Format                                                     int64
		SampleCount, Width, Height, FaceCount, ArraySize, MipCount uint32
	}
	SwapchainImageOpenGLKHR struct {
		Header
		Image uint32
	}
	SwapchainImageAcquireInfo struct{ Header }
	SwapchainImageReleaseInfo struct{ Header }
	SwapchainImageWaitInfo    struct {
		Header
		Timeout Duration
	}
	GraphicsRequirementsOpenGLKHR struct {
		Header
		MinApiVersionSupported, MaxApiVersionSupported Version
	}
	GraphicsBindingOpenGLXlibKHR struct {
		Header
		XDisplay    unsafe.Pointer
		Visualid    uint32
		GlxFBConfig uintptr
		GlxDrawable uintptr
		GlxContext  unsafe.Pointer
	}
)

// Text is what a fixed field holds up to its zero byte.
func Text(field []byte) string {
	for i, b := range field {
		if b == 0 {
			return string(field[:i])
		}
	}
	return string(field)
}

// SetText fills a fixed field, cut so that a zero byte ends it.
func SetText(field []byte, text string) {
	clear(field)
	copy(field[:len(field)-1], text)
}
