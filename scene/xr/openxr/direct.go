package openxr

import (
	"unsafe"

	"github.com/ebitengine/purego"
)

// direct binds a function that is called at every tick or frame without reflection,
// which would allocate three times a call. It tells whether it did. What a pointer
// points at cannot move during the call: the compiler sees to that for SyscallN's
// arguments.
func direct(function any, address uintptr) bool {
	switch f := function.(type) {
	case *func(Instance, *EventDataBuffer) Result:
		*f = two[Instance, EventDataBuffer](address)
	case *func(Session, *FrameBeginInfo) Result:
		*f = two[Session, FrameBeginInfo](address)
	case *func(Session, *FrameEndInfo) Result:
		*f = two[Session, FrameEndInfo](address)
	case *func(Session, *ActionsSyncInfo) Result:
		*f = two[Session, ActionsSyncInfo](address)
	case *func(Swapchain, *SwapchainImageWaitInfo) Result:
		*f = two[Swapchain, SwapchainImageWaitInfo](address)
	case *func(Swapchain, *SwapchainImageReleaseInfo) Result:
		*f = two[Swapchain, SwapchainImageReleaseInfo](address)
	case *func(Session, *FrameWaitInfo, *FrameState) Result:
		*f = three[Session, FrameWaitInfo, FrameState](address)
	case *func(Session, *ActionStateGetInfo, *ActionStateBoolean) Result:
		*f = three[Session, ActionStateGetInfo, ActionStateBoolean](address)
	case *func(Session, *ActionStateGetInfo, *ActionStateFloat) Result:
		*f = three[Session, ActionStateGetInfo, ActionStateFloat](address)
	case *func(Swapchain, *SwapchainImageAcquireInfo, *uint32) Result:
		*f = three[Swapchain, SwapchainImageAcquireInfo, uint32](address)
	case *func(Instance, *Timespec, *Time) Result:
		*f = three[Instance, Timespec, Time](address)
	case *func(Space, Space, Time, *SpaceLocation) Result:
		*f = func(what, base Space, at Time, out *SpaceLocation) Result {
			r, _, _ := purego.SyscallN(address, uintptr(what), uintptr(base), uintptr(at), uintptr(unsafe.Pointer(out)))
			return Result(int32(r))
		}
	case *func(Session, *ViewLocateInfo, *ViewState, uint32, *uint32, unsafe.Pointer) Result:
		*f = func(s Session, info *ViewLocateInfo, state *ViewState, capacity uint32, count *uint32, out unsafe.Pointer) Result {
			r, _, _ := purego.SyscallN(address, uintptr(s), uintptr(unsafe.Pointer(info)), uintptr(unsafe.Pointer(state)),
				uintptr(capacity), uintptr(unsafe.Pointer(count)), uintptr(out))
			return Result(int32(r))
		}
	default:
		return false
	}
	return true
}

func two[A ~uint64, B any](address uintptr) func(A, *B) Result {
	return func(a A, b *B) Result {
		r, _, _ := purego.SyscallN(address, uintptr(a), uintptr(unsafe.Pointer(b)))
		return Result(int32(r))
	}
}

func three[A ~uint64, B, C any](address uintptr) func(A, *B, *C) Result {
	return func(a A, b *B, c *C) Result {
		r, _, _ := purego.SyscallN(address, uintptr(a), uintptr(unsafe.Pointer(b)), uintptr(unsafe.Pointer(c)))
		return Result(int32(r))
	}
}
