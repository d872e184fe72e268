package openxr

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ebitengine/purego"
)

// API are the functions of one OpenXR library. A field Name calls xrName; fields
// from DestroyInstance on work once NewInstance has succeeded.
type API struct {
	instance            Instance
	getInstanceProcAddr func(Instance, string, *uintptr) Result

	EnumerateInstanceExtensionProperties func(layer unsafe.Pointer, capacity uint32, count *uint32, out unsafe.Pointer) Result
	CreateInstance                       func(*InstanceCreateInfo, *Instance) Result

	functions
}

// functions are those that an instance has.
type functions struct {
	DestroyInstance                   func(Instance) Result
	GetInstanceProperties             func(Instance, *InstanceProperties) Result
	PollEvent                         func(Instance, *EventDataBuffer) Result
	GetSystem                         func(Instance, *SystemGetInfo, *SystemId) Result
	GetSystemProperties               func(Instance, SystemId, *SystemProperties) Result
	EnumerateEnvironmentBlendModes    func(Instance, SystemId, EnumValue, uint32, *uint32, unsafe.Pointer) Result
	EnumerateViewConfigurationViews   func(Instance, SystemId, EnumValue, uint32, *uint32, unsafe.Pointer) Result
	CreateSession                     func(Instance, *SessionCreateInfo, *Session) Result
	DestroySession                    func(Session) Result
	BeginSession                      func(Session, *SessionBeginInfo) Result
	EndSession                        func(Session) Result
	RequestExitSession                func(Session) Result
	EnumerateReferenceSpaces          func(Session, uint32, *uint32, unsafe.Pointer) Result
	CreateReferenceSpace              func(Session, *ReferenceSpaceCreateInfo, *Space) Result
	CreateActionSpace                 func(Session, *ActionSpaceCreateInfo, *Space) Result
	LocateSpace                       func(Space, Space, Time, *SpaceLocation) Result
	DestroySpace                      func(Space) Result
	EnumerateSwapchainFormats         func(Session, uint32, *uint32, unsafe.Pointer) Result
	CreateSwapchain                   func(Session, *SwapchainCreateInfo, *Swapchain) Result
	DestroySwapchain                  func(Swapchain) Result
	EnumerateSwapchainImages          func(Swapchain, uint32, *uint32, unsafe.Pointer) Result
	AcquireSwapchainImage             func(Swapchain, *SwapchainImageAcquireInfo, *uint32) Result
	WaitSwapchainImage                func(Swapchain, *SwapchainImageWaitInfo) Result
	ReleaseSwapchainImage             func(Swapchain, *SwapchainImageReleaseInfo) Result
	WaitFrame                         func(Session, *FrameWaitInfo, *FrameState) Result
	BeginFrame                        func(Session, *FrameBeginInfo) Result
	EndFrame                          func(Session, *FrameEndInfo) Result
	LocateViews                       func(Session, *ViewLocateInfo, *ViewState, uint32, *uint32, unsafe.Pointer) Result
	StringToPath                      func(Instance, string, *Path) Result
	PathToString                      func(Instance, Path, uint32, *uint32, unsafe.Pointer) Result
	CreateActionSet                   func(Instance, *ActionSetCreateInfo, *ActionSet) Result
	DestroyActionSet                  func(ActionSet) Result
	CreateAction                      func(ActionSet, *ActionCreateInfo, *Action) Result
	SuggestInteractionProfileBindings func(Instance, *InteractionProfileSuggestedBinding) Result
	AttachSessionActionSets           func(Session, *SessionActionSetsAttachInfo) Result
	GetCurrentInteractionProfile      func(Session, Path, *InteractionProfileState) Result
	SyncActions                       func(Session, *ActionsSyncInfo) Result
	GetActionStateBoolean             func(Session, *ActionStateGetInfo, *ActionStateBoolean) Result
	GetActionStateFloat               func(Session, *ActionStateGetInfo, *ActionStateFloat) Result
	ApplyHapticFeedback               func(Session, *HapticActionInfo, *HapticVibration) Result

	// Of extensions: nil where the instance has them not.
	GetOpenGLGraphicsRequirementsKHR func(Instance, SystemId, *GraphicsRequirementsOpenGLKHR) Result `extension:"XR_KHR_opengl_enable"`
	ConvertTimespecTimeToTimeKHR     func(Instance, *Timespec, *Time) Result                         `extension:"XR_KHR_convert_timespec_time"`
}

// Timespec is the C library's: seconds and nanoseconds of CLOCK_MONOTONIC.
type Timespec struct{ Seconds, Nanoseconds int64 }

// ErrNoLoader says that this machine has no OpenXR: there is no headset, and
// nothing else is wrong.
var ErrNoLoader = errors.New("there is no OpenXR on this machine; install its loader (libopenxr-loader1) and the headset's software, or practise with --tracker mouse")

// FromProc makes the table from the address of an xrGetInstanceProcAddr.
func FromProc(address uintptr) (*API, error) {
	a := &API{}
	purego.RegisterFunc(&a.getInstanceProcAddr, address)
	return a, errors.Join(
		a.bind("EnumerateInstanceExtensionProperties", &a.EnumerateInstanceExtensionProperties),
		a.bind("CreateInstance", &a.CreateInstance))
}

func (a *API) bind(name string, function any) error {
	var address uintptr
	if r := a.getInstanceProcAddr(a.instance, "xr"+name, &address); r < 0 || address == 0 {
		return fmt.Errorf("this OpenXR has no xr%s (answer %d); update the headset's software", name, r)
	}
	if !direct(function, address) {
		purego.RegisterFunc(function, address)
	}
	return nil
}

// NewInstance creates the table's instance with these extensions and binds every
// function. It asks for OpenXR 1.0: loaders of 1.0 refuse any later version.
func (a *API) NewInstance(application string, extensions []string) (Instance, error) {
	var pins Pins
	defer pins.Unpin()
	info := &InstanceCreateInfo{Header: Header{Type: TypeInstanceCreateInfo}}
	SetText(info.ApplicationInfo.ApplicationName[:], application)
	SetText(info.ApplicationInfo.EngineName[:], application)
	info.ApplicationInfo.ApiVersion = MakeVersion(1, 0, 0)
	info.EnabledExtensionCount, info.EnabledExtensionNames = pins.strings(extensions)
	var instance Instance
	if err := a.CreateInstance(info, &instance).Err("xrCreateInstance"); err != nil {
		return 0, err
	}
	a.instance = instance
	if err := a.bindAll(extensions); err != nil {
		if a.DestroyInstance != nil {
			a.DestroyInstance(instance)
		}
		return 0, err
	}
	return instance, nil
}

func (a *API) bindAll(extensions []string) error {
	value := reflect.ValueOf(&a.functions).Elem()
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if needs := field.Tag.Get("extension"); needs != "" && !contains(extensions, needs) {
			continue
		}
		if err := a.bind(field.Name, value.Field(i).Addr().Interface()); err != nil {
			return err
		}
	}
	return nil
}

func contains(list []string, name string) bool {
	for _, one := range list {
		if one == name {
			return true
		}
	}
	return false
}

// Extensions are the names of what the runtime offers.
func (a *API) Extensions() ([]string, error) {
	list, r := Enumerate(func(e *ExtensionProperties) { e.Type = TypeExtensionProperties },
		func(capacity uint32, count *uint32, out unsafe.Pointer) Result {
			return a.EnumerateInstanceExtensionProperties(nil, capacity, count, out)
		})
	names := make([]string, len(list))
	for i := range list {
		names[i] = Text(list[i].ExtensionName[:])
	}
	return names, r.Err("xrEnumerateInstanceExtensionProperties")
}

// PathName is the text of a path, "" for the null path or one that is none.
func (a *API) PathName(p Path) string {
	if p == 0 {
		return ""
	}
	text, _ := Enumerate[byte](nil, func(capacity uint32, count *uint32, out unsafe.Pointer) Result {
		return a.PathToString(a.instance, p, capacity, count, out)
	})
	return Text(text)
}
