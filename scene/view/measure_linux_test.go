package view

import (
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// stopwatch takes the time of one kind of picture again and again: on the clock,
// and on a processor's clock, which other people's work on a shared machine hardly
// touches.
type stopwatch struct {
	clock       int32 // unix.CLOCK_THREAD_CPUTIME_ID or the whole process's
	wall, spent []float64
}

// time measures one picture, ms.
func (s *stopwatch) time(picture func()) {
	before, start := processor(s.clock), time.Now()
	picture()
	s.wall = append(s.wall, float64(time.Since(start).Nanoseconds())/1e6)
	s.spent = append(s.spent, processor(s.clock)-before)
}

// processor is a processor's clock, ms.
func processor(clock int32) float64 {
	var now unix.Timespec
	if err := unix.ClockGettime(clock, &now); err != nil {
		return 0
	}
	return float64(now.Nano()) / 1e6
}

// quantile is the value that a share of the values does not exceed.
func quantile(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// residentMB is the process's memory that is in the machine's, in megabytes, after
// what Go no longer needs was given back.
func residentMB(t testing.TB) float64 {
	t.Helper()
	debug.FreeOSMemory()
	debug.FreeOSMemory() // the first only runs the finalizers
	content, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseFloat(strings.Fields(string(content))[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * float64(os.Getpagesize()) / (1 << 20)
}

// allocations counts who asks for memory while pictures are drawn: for each, the
// innermost function that is ours or the engine's; what is written apart.
type allocations struct{ engine, hud, ours float64 }

// allocationsOf draws pictures and counts, for each of them. A record of every
// allocation makes them slow: nothing is to be timed meanwhile.
func allocationsOf(t testing.TB, pictures int, draw func(i int)) (a allocations) {
	t.Helper()
	rate := runtime.MemProfileRate
	defer func() { runtime.MemProfileRate = rate }()
	runtime.MemProfileRate = 1
	draw(0)
	before := allocated()
	for i := range pictures {
		draw(i + 1)
	}
	for where, n := range allocated() {
		each := float64(n-before[where]) / float64(pictures)
		switch {
		case each < 0.01: // once in a while, as slices that grow
		case strings.Contains(where, "g3n/engine"):
			a.engine += each
		case strings.Contains(where, "_test.go"):
		case strings.Contains(where, "/hud") || strings.Contains(where, "/paint.go") || strings.Contains(where, "/panel.go") || strings.Contains(where, "/texts.go") || strings.Contains(where, ".position "):
			a.hud += each
			t.Logf("%.2f a picture, head-up display: %s", each, where)
		default:
			a.ours += each
			t.Logf("%.2f a picture, ours: %s", each, where)
		}
	}
	return a
}

// allocated counts allocations so far, by place.
func allocated() map[string]int64 {
	runtime.GC()
	runtime.GC() // the profile is of the last cycle but one
	records := make([]runtime.MemProfileRecord, 1<<16)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		return nil
	}
	counts := map[string]int64{}
	for _, r := range records[:n] {
		if where := owner(r.Stack()); where != "" {
			counts[where] += r.AllocObjects
		}
	}
	return counts
}

// owner is the innermost place of a stack in the project or in the engine.
func owner(stack []uintptr) string {
	frames := runtime.CallersFrames(stack)
	for {
		f, more := frames.Next()
		if strings.Contains(f.Function, "g3n/engine") || strings.Contains(f.Function, "drylab/") {
			file := f.File[strings.LastIndex(f.File, "/"):]
			return f.Function + " " + file + ":" + strconv.Itoa(f.Line)
		}
		if !more {
			return ""
		}
	}
}
