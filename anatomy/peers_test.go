//go:build unix

package anatomy_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// contest is one piece of work that a peer does too, on the same input.
type contest struct {
	name  string
	aim   string        // as the ratio ours : theirs, or a rate
	procs int           // for both; zero leaves all cores
	cpu   bool          // the peer tells processor time, and so do we
	items float64       // with which a time becomes a rate, per run; zero prints ms
	ours  func() string // does the work once and says what came out
	peer  []string      // command whose output matches peerTime
}

// peerTime finds a peer's own measure of one run: the first group is its unit.
var peerTime = regexp.MustCompile(`\b(wall_ms|wall_slices/s|cpu_q/s)=([0-9.]+)`)

const rounds = 5

// BenchmarkAgainstPeers does the work of other tools on the same inputs in the
// same run; `make bench-anatomy` prepares the inputs and says where they are in
// DRYLAB_BENCH, and `make bench-peers` installs the others.
func BenchmarkAgainstPeers(b *testing.B) {
	dir := os.Getenv("DRYLAB_BENCH")
	if dir == "" {
		b.Skip("DRYLAB_BENCH names no folder with ct512.nii; run make bench-anatomy")
	}
	for _, c := range slices.Concat(imagingContests(b, dir), surfaceContests(b, dir), queryContests(b)) {
		c.run()
	}
	fmt.Printf("peak memory of this process %.0f MiB\n", peakMiB())
}

// run lets both sides take turns, so that a noisy machine is noisy for both.
func (c contest) run() {
	if c.procs > 0 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.procs))
	}
	var ours, theirs []float64
	var result, trouble string
	for range rounds {
		runtime.GC()
		start := c.clock()
		result = c.ours()
		ours = append(ours, (c.clock() - start).Seconds())
		if len(c.peer) > 0 && trouble == "" {
			seconds, err := c.runPeer()
			if err != nil {
				trouble = err.Error()
			}
			theirs = append(theirs, seconds)
		}
	}
	line := fmt.Sprintf("%-34s ours %s", c.name, c.show(median(ours)))
	switch {
	case trouble != "":
		line += "   peer not measured: " + trouble
	case len(theirs) > 0:
		line += fmt.Sprintf("   %s %s   ratio of times %.2f", filepath.Base(c.peer[0]), c.show(median(theirs)), median(ours)/median(theirs))
	}
	fmt.Printf("%s   aim %s   %s\n", line, c.aim, result) // b.Log is cut short
}

// began is when this program did.
var began = time.Now()

// clock is the time since the program began, or what it computed: on a busy
// machine the one passes while others work.
func (c contest) clock() time.Duration {
	if !c.cpu {
		return time.Since(began)
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic("the time that this program used cannot be read: " + err.Error())
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func (c contest) runPeer() (seconds float64, err error) {
	if _, err := exec.LookPath(c.peer[0]); err != nil {
		return 0, fmt.Errorf("%s is not installed; make bench-peers", filepath.Base(c.peer[0]))
	}
	out, err := exec.Command(c.peer[0], c.peer[1:]...).CombinedOutput()
	found := peerTime.FindSubmatch(out)
	if err != nil || found == nil {
		return 0, fmt.Errorf("%s said %.80q", strings.Join(c.peer, " "), out)
	}
	value, err := strconv.ParseFloat(string(found[2]), 64)
	if string(found[1]) == "wall_ms" {
		return value / 1000, err
	}
	return c.items / value, err
}

func (c contest) show(seconds float64) string {
	if c.items > 0 {
		return fmt.Sprintf("%9.0f/s", c.items/seconds)
	}
	return fmt.Sprintf("%8.1f ms", seconds*1000)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// peakMiB is the most memory that this process has ever had resident.
func peakMiB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	fields := strings.Fields(string(rest))
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.ParseFloat(fields[0], 64)
	return kib / 1024
}
