package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// stopwatch tells what the stages of a long command took: time, and the peak
// of memory up to their end.
type stopwatch struct {
	stage string
	since time.Time
	took  []string
}

func newStopwatch() *stopwatch { return &stopwatch{since: time.Now()} }

// next ends the current stage and begins another; the name of the same stage
// again changes nothing.
func (w *stopwatch) next(stage string) {
	if stage == w.stage {
		return
	}
	now := time.Now()
	if w.stage != "" {
		w.took = append(w.took, fmt.Sprintf("%s %.1f s (%d MiB)", w.stage, now.Sub(w.since).Seconds(), peakMemory()>>20))
	}
	w.stage, w.since = stage, now
}

func (w *stopwatch) String() string { return strings.Join(w.took, " · ") }

// frugal makes the collector return memory early: a scan's few large pieces
// would otherwise be allowed to double before it looks.
func frugal() { debug.SetGCPercent(20) }

// keepWithin makes the collector work harder before memory exceeds two and a
// half sizes of the scan, of which what no collector sees takes some. undo ends
// that.
func keepWithin(scan int64) (undo func()) {
	const unseen, least = 40 << 20, 128 << 20
	before := debug.SetMemoryLimit(max(scan*5/2-unseen, least))
	return func() { debug.SetMemoryLimit(before) }
}

// peakMemory is the most that this process has had resident, in bytes; 0 where
// the system does not say.
func peakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	fields := strings.Fields(string(rest[:min(len(rest), 40)]))
	if len(fields) == 0 {
		return 0
	}
	kib, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
