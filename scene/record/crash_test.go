package record

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// recordTo is the environment variable that makes TestRecorderProcess record.
const recordTo = "DRYLAB_TEST_RECORD_TO"

// TestRecorderProcess is the victim of TestKilledProcessLosesAtMostOneSecond: it
// records in real time and prints each tick after it was appended, until killed.
func TestRecorderProcess(t *testing.T) {
	path := os.Getenv(recordTo)
	if path == "" {
		t.Skip("runs only as the child of TestKilledProcessLosesAtMostOneSecond")
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter(file, testHeader(), WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	clock := time.NewTicker(time.Second / TickHz)
	for tick := int64(0); tick < 60*TickHz; tick++ {
		<-clock.C
		in, s, events := testTick(tick, 3)
		if err := w.Append(in, s, events); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("%d\n", tick)
	}
}

func TestKilledProcessLosesAtMostOneSecond(t *testing.T) {
	if testing.Short() {
		t.Skip("records for seconds in real time")
	}
	for _, life := range []time.Duration{130, 777, 1490, 2350, 3620} {
		t.Run(fmt.Sprint(int64(life), " ms"), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "killed.mcap")
			appended := killAfter(t, path, life*time.Millisecond)
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			got, err := Read(file)
			if err != nil {
				t.Fatal(err)
			}
			checkPrefix(t, got)
			recorded := int64(len(got.Samples)) - 1
			t.Logf("appended up to tick %d, recorded up to %d", appended, recorded)
			if lost := appended - recorded; lost > TickHz {
				t.Errorf("%d ticks are lost, at most %d may be", lost, TickHz)
			}
		})
	}
}

// killAfter lets a child record for a while from its first tick on, kills it
// with SIGKILL, and returns the last tick that it had appended.
func killAfter(t *testing.T, path string, life time.Duration) int64 {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestRecorderProcess$")
	child.Env = append(os.Environ(), recordTo+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := int64(-1)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if last < 0 {
			time.AfterFunc(life, func() { _ = child.Process.Kill() })
		}
		// A torn last line may be a shorter number, never a larger one.
		if tick, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			last = max(last, tick)
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the recorder ended by itself: %v", err)
	}
	return last
}

// checkPrefix tells whether a truncated recording is the beginning of what
// testTick writes.
func checkPrefix(t *testing.T, got *Recording) {
	t.Helper()
	if !got.Truncated {
		t.Error("the recording is not marked as truncated")
	}
	want := testRecording(int64(len(got.Samples)), 3)
	want.Hashes, want.LateTicks, want.Truncated = nil, 0, true
	if d := difference(want, got); d != "" {
		t.Errorf("not what was appended (-want +got):\n%s", d)
	}
}
