//go:build !linux

package openxr

import "time"

// Load finds nothing: headsets are driven on Linux only so far.
func Load() (*API, error) { return nil, ErrNoLoader }

// Monotonic is a clock that never goes back while the program runs.
func Monotonic() Timespec {
	now := time.Since(started).Nanoseconds()
	return Timespec{now / 1e9, now % 1e9}
}

var started = time.Now()
