//go:build linux

// Package main makes the test runtime a shared library that the Khronos loader
// opens: go build -buildmode=c-shared. DRYLAB_XR_PERFORMANCE is the file of what its
// controllers do, and DRYLAB_XR_REPORT one that gets what the program did at the end.
package main

// void drylab_put_handlers_back(void);
import "C"

import (
	"fmt"
	"os"
	"strings"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
)

// loaderInfo and runtimeRequest are of the loader's interface (loader_interfaces.h
// of the OpenXR SDK, which Debian does not ship): structures 1 and 3, version 1.
type loaderInfo struct {
	StructType, StructVersion  uint32
	Size                       uintptr
	MinInterface, MaxInterface uint32
	MinAPI, MaxAPI             openxr.Version
}

type runtimeRequest struct {
	StructType, StructVersion uint32
	Size                      uintptr
	Interface                 uint32
	API                       openxr.Version
	GetInstanceProcAddr       uintptr
}

//export xrNegotiateLoaderRuntimeInterface
func xrNegotiateLoaderRuntimeInterface(info, request unsafe.Pointer) int32 {
	C.drylab_put_handlers_back()
	l, r := (*loaderInfo)(info), (*runtimeRequest)(request)
	if l == nil || r == nil || l.StructType != 1 || r.StructType != 3 || l.Size != unsafe.Sizeof(*l) || r.Size != unsafe.Sizeof(*r) || l.MinInterface > 1 {
		return int32(openxr.ErrorInitialization)
	}
	_, err := testruntime.Load(os.Getenv("DRYLAB_XR_PERFORMANCE"), testruntime.Config{Graphics: true, Paced: true, Ended: report})
	if err != nil {
		fmt.Fprintln(os.Stderr, "test runtime:", err)
		return int32(openxr.ErrorInitialization)
	}
	r.Interface, r.API, r.GetInstanceProcAddr = 1, openxr.MakeVersion(1, 0, 20), testruntime.Address()
	return 0
}

// report writes what the program did, and what it did wrong.
func report(r *testruntime.Runtime) {
	path := os.Getenv("DRYLAB_XR_REPORT")
	if path == "" {
		return
	}
	text := fmt.Sprintf("frames %d\neyes %.1f\nleft %v\n%s\n", r.Calls("xrEndFrame"), r.Brightest(), r.Left(), strings.Join(r.Complaints(), "\n"))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, "test runtime:", err)
	}
}

func main() {}
