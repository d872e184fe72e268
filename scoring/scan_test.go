package scoring

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
	"github.com/google/go-cmp/cmp"
)

// writeLong records seconds of two hands at 200 Hz: one goes in and out among
// three guarded structures, the other holds something soft.
func writeLong(t testing.TB, seconds int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "long.mcap")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	header := softAttempt().Header
	header.AttemptID, header.StartedUTC = "long", "2026-01-02T03:04:05Z"
	header.Cut = nil
	header.Structures[2].Watertight = true // three that are guarded and sound
	buffer := bufio.NewWriterSize(file, 1<<20)
	w, err := record.NewWriter(buffer, header, record.WriterOptions{Block: true})
	if err != nil {
		t.Fatal(err)
	}
	in := record.Input{Hands: make([]record.Hand, 2)}
	last := int64(seconds)*record.TickHz - 1
	for tick := range last + 1 {
		in.Tick = tick
		sample := longSample(tick)
		var events []record.Event
		switch {
		case tick == 0:
			events = []record.Event{{Tick: 0, Kind: record.EventStart}}
		case tick == last:
			events = []record.Event{{Tick: last, Kind: record.EventConfirm}, {Tick: last, Kind: record.EventEnd, Detail: "confirmed"}}
		case tick%4000 == 1000:
			events = []record.Event{{Tick: tick, Kind: record.EventEntry, Position: planEntry}}
		}
		if err := w.Append(in, sample, events); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(0); err != nil {
		t.Fatal(err)
	}
	if err := buffer.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

func longSample(tick int64) record.Sample {
	t := float64(tick) / record.TickHz
	depth := 30*math.Sin(0.4*t) + 0.2*math.Sin(60*t)
	turn := mgl64.QuatRotate(0.3*math.Sin(t), mgl64.Vec3{1, 0, 0})
	clearances := []float64{9 - depth/10, 8 - depth/10, 7 - depth/10, math.Inf(1)}
	return record.Sample{Tick: tick, InUse: true, Tools: []record.ToolSample{
		{Valid: tick%30000 >= 30, DepthMM: math.Max(0, depth), ClearanceMM: clearances, ForceN: math.Max(0, math.Sin(t)),
			Pose: record.Pose{Tip: planEntry.Add(planAxis.Mul(depth)).Add(planAside.Mul(8 * math.Sin(0.9*t))), Orientation: turn}},
		{Valid: true, ClearanceMM: clearances, ForceN: math.Max(0, 2*math.Sin(0.7*t)),
			Pose: record.Pose{Tip: mgl64.Vec3{90 + 20*math.Sin(1.1*t), 30 * math.Cos(0.7*t), 5 * math.Sin(3*t)}, Orientation: turn.Inverse()}},
	}}
}

// TestScannedRecordingsScoreAlike: what is measured while the file is read is
// what is measured of the recording when it is held, to the last bit.
func TestScannedRecordingsScoreAlike(t *testing.T) {
	path := writeLong(t, 70)
	held, _, err := record.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var columns Columns
	scanned, _, err := record.ScanFile(path, columns.Add)
	if err != nil {
		t.Fatal(err)
	}
	rubric := madeRubric(t)
	want, score := rubric.Judge(held)
	for range 2 { // measured again, it is the same again
		got, again := rubric.JudgeColumns(scanned, &columns)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(score, again); d != "" {
			t.Fatal(d)
		}
	}
}

// TestAnHourNeedsLittleMemory measures a recording of two hands in one pass over
// the file and looks at the heap all the while. Beyond the poses themselves (time,
// place, orientation, whether tracked, and which sample) an hour may take 64 MiB.
// The hour runs with DRYLAB_SOAK=1; otherwise a tenth of it does, with a tenth of
// the memory and 4 MiB for what does not grow: decompression and file buffers.
func TestAnHourNeedsLittleMemory(t *testing.T) {
	seconds, limit := 360, 64<<20/10+4<<20
	if os.Getenv("DRYLAB_SOAK") != "" {
		seconds, limit = 3600, 64<<20
	}
	path := writeLong(t, seconds)
	poses := seconds * record.TickHz * 2 * (8 + 24 + 32 + 1 + 8)

	defer debug.SetGCPercent(debug.SetGCPercent(2)) // what is counted is in use, but for one part in fifty
	runtime.GC()
	peak := watchHeap(t)
	start := time.Now()
	var columns Columns
	rec, _, err := record.ScanFile(path, columns.Add)
	if err != nil {
		t.Fatal(err)
	}
	m := columns.Measure(rec)
	most := peak()
	if v, ok := m.Get("speed_p95"); !ok || v.Value == nil {
		t.Errorf("not measured: %+v", v)
	}
	t.Logf("%d s of two hands: %.1f MiB in use at most, %.1f MiB of it poses; %.0f samples/s", seconds,
		float64(most)/(1<<20), float64(poses)/(1<<20), float64(seconds*record.TickHz)/time.Since(start).Seconds())
	if beyond := most - poses; beyond > limit {
		t.Errorf("%.1f MiB beyond the poses, want %.1f", float64(beyond)/(1<<20), float64(limit)/(1<<20))
	}
}

// watchHeap looks at the heap every millisecond until it is asked for the most
// bytes that were in use beyond those at the beginning.
func watchHeap(t *testing.T) func() int {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var greatest uint64
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				most <- greatest
				return
			case <-ticker.C:
				metrics.Read(sample)
				greatest = max(greatest, sample[0].Value.Uint64())
			}
		}
	}()
	return func() int {
		close(stop)
		return int(<-most) - int(before)
	}
}

// BenchmarkScanTenMinutes measures two hands from the file, in one pass.
func BenchmarkScanTenMinutes(b *testing.B) {
	const seconds = 600
	path := writeLong(b, seconds)
	b.ReportAllocs()
	for b.Loop() {
		var columns Columns
		rec, _, err := record.ScanFile(path, columns.Add)
		if err != nil {
			b.Fatal(err)
		}
		if len(columns.Measure(rec)) == 0 {
			b.Fatal("nothing was measured")
		}
	}
	b.ReportMetric(float64(seconds*record.TickHz*b.N)/b.Elapsed().Seconds(), "samples/s")
}
