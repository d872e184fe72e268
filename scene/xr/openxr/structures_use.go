package openxr

import "unsafe"

// Of a frame.
type (
	FrameWaitInfo  struct{ Header }
	FrameBeginInfo struct{ Header }
	FrameState     struct {
		Header
		PredictedDisplayTime   Time
		PredictedDisplayPeriod Duration
		ShouldRender           Bool32
	}
	FrameEndInfo struct {
		Header
		DisplayTime          Time
		EnvironmentBlendMode EnumValue
		LayerCount           uint32
		Layers               unsafe.Pointer
	}
	ViewLocateInfo struct {
		Header
		ViewConfigurationType EnumValue
		DisplayTime           Time
		Space                 Space
	}
	ViewState struct {
		Header
		ViewStateFlags Flags64
	}
	View struct {
		Header
		Pose Posef
		Fov  Fovf
	}
	SwapchainSubImage struct {
		Swapchain       Swapchain
		ImageRect       Rect2Di
		ImageArrayIndex uint32
	}
	CompositionLayerProjectionView struct {
		Header
		Pose     Posef
		Fov      Fovf
		SubImage SwapchainSubImage
	}
	CompositionLayerProjection struct {
		Header
		LayerFlags Flags64
		Space      Space
		ViewCount  uint32
		Views      unsafe.Pointer
	}
)

// Of events.
type (
	EventDataBuffer struct {
		Header
		Varying [4000]byte
	}
	EventDataSessionStateChanged struct {
		Header
		Session Session
		State   SessionLife
		Time    Time
	}
	EventDataReferenceSpaceChangePending struct {
		Header
		Session             Session
		ReferenceSpaceType  EnumValue
		ChangeTime          Time
		PoseValid           Bool32
		PoseInPreviousSpace Posef
	}
	EventDataInteractionProfileChanged struct {
		Header
		Session Session
	}
	EventDataInstanceLossPending struct {
		Header
		LossTime Time
	}
)

// Of actions.
type (
	ActionSetCreateInfo struct {
		Header
		ActionSetName          [64]byte
		LocalizedActionSetName [128]byte
		Priority               uint32
	}
	ActionCreateInfo struct {
		Header
		ActionName          [64]byte
		ActionType          EnumValue
		CountSubactionPaths uint32
		SubactionPaths      unsafe.Pointer
		LocalizedActionName [128]byte
	}
	ActionSuggestedBinding struct {
		Action  Action
		Binding Path
	}
	InteractionProfileSuggestedBinding struct {
		Header
		InteractionProfile     Path
		CountSuggestedBindings uint32
		SuggestedBindings      unsafe.Pointer
	}
	SessionActionSetsAttachInfo struct {
		Header
		CountActionSets uint32
		ActionSets      unsafe.Pointer
	}
	InteractionProfileState struct {
		Header
		InteractionProfile Path
	}
	ActionStateGetInfo struct {
		Header
		Action        Action
		SubactionPath Path
	}
	ActionStateBoolean struct {
		Header
		CurrentState         Bool32
		ChangedSinceLastSync Bool32
		LastChangeTime       Time
		IsActive             Bool32
	}
	ActionStateFloat struct {
		Header
		CurrentState         float32
		ChangedSinceLastSync Bool32
		LastChangeTime       Time
		IsActive             Bool32
	}
	ActiveActionSet struct {
		ActionSet     ActionSet
		SubactionPath Path
	}
	ActionsSyncInfo struct {
		Header
		CountActiveActionSets uint32
		ActiveActionSets      unsafe.Pointer
	}
	HapticActionInfo struct {
		Header
		Action        Action
		SubactionPath Path
	}
	HapticVibration struct {
		Header
		Duration  Duration
		Frequency float32
		Amplitude float32
	}
)
