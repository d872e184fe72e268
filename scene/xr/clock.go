package xr

import (
	"sync/atomic"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// clock tells the runtime's time, which has an epoch of its own and is never the
// system's.
type clock struct {
	// behind is the runtime's time less our monotonic one, by the frames: for
	// runtimes that do not convert times.
	behind atomic.Int64
	known  atomic.Bool
}

func monotonic() int64 {
	now := openxr.Monotonic()
	return now.Seconds*1e9 + now.Nanoseconds
}

// see learns from a frame that was just let go: it will be seen about two periods
// later, one while it is drawn and one while it is sent.
func (c *clock) see(display openxr.Time, period openxr.Duration) {
	c.behind.Store(int64(display) - 2*int64(period) - monotonic())
	c.known.Store(true)
}

// now is the runtime's present time, 0 when it cannot be told yet.
func (h *Headset) now() openxr.Time {
	if h.api.ConvertTimespecTimeToTimeKHR != nil {
		t, out := openxr.Monotonic(), openxr.Time(0)
		if h.api.ConvertTimespecTimeToTimeKHR(h.instance, &t, &out) >= 0 {
			return out
		}
	}
	if !h.clock.known.Load() {
		return 0
	}
	return openxr.Time(monotonic() + h.clock.behind.Load())
}
