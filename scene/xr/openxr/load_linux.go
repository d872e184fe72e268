package openxr

import (
	"fmt"
	"time"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"
)

// Load opens the machine's OpenXR loader. It touches neither runtime nor headset.
// Where there is none the error is ErrNoLoader.
func Load() (*API, error) { return load("libopenxr_loader.so.1", "libopenxr_loader.so") }

// load opens the first library of some that is there.
func load(names ...string) (*API, error) {
	for _, name := range names {
		library, err := purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL)
		if err != nil {
			continue
		}
		address, err := purego.Dlsym(library, "xrGetInstanceProcAddr")
		if err != nil {
			return nil, fmt.Errorf("%s is no OpenXR loader: %w", name, err)
		}
		return FromProc(address)
	}
	return nil, ErrNoLoader
}

// Monotonic is CLOCK_MONOTONIC, which the runtime converts to its own clock.
func Monotonic() Timespec {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		now := time.Now().UnixNano() // cannot happen: every Linux has that clock
		return Timespec{now / 1e9, now % 1e9}
	}
	return Timespec{t.Sec, t.Nsec}
}
