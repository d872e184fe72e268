package record

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func TestAppendCopiesWhatItIsGiven(t *testing.T) {
	var file bytes.Buffer
	w, err := NewWriter(&file, testHeader(), WriterOptions{Block: true})
	if err != nil {
		t.Fatal(err)
	}
	want := testRecording(50, 3)
	events, clearance := make([]Event, 2), make([]float64, 3)
	for tick := range int64(50) {
		in, s, happened := testTick(tick, 3)
		events = events[:copy(events[:2], happened)]
		copy(clearance, s.Tools[0].ClearanceMM)
		s.Tools[0].ClearanceMM = clearance
		if err := w.Append(in, s, events); err != nil {
			t.Fatal(err)
		}
		for i := range clearance {
			clearance[i] = -1
		}
		in.Hands[0], s.Tools[0] = Hand{Jaw: 1}, ToolSample{Jaw: 1}
		for i := range events {
			events[i] = Event{Kind: "overwritten"}
		}
	}
	if err := w.Close(3); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	want.Hashes = nil
	if d := difference(want, got); d != "" {
		t.Error(d)
	}
}

func TestOfflineFileDependsOnItsContentOnly(t *testing.T) {
	rec := testRecording(1000, 3)
	if !bytes.Equal(encode(t, rec), encode(t, rec)) {
		t.Error("the same recording gave different files")
	}
}

func TestHeaderIsOnDiskBeforeTheFirstTick(t *testing.T) {
	var file bytes.Buffer
	if _, err := NewWriter(&file, testHeader(), WriterOptions{Block: true}); err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	want := &Recording{Header: testHeader(), Truncated: true}
	if d := difference(want, got); d != "" {
		t.Error(d)
	}
}

func TestNewWriterRefusesWhatItCouldNotRead(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Header)
		want   string
	}{
		"schema":     {func(h *Header) { h.Schema = "drylab.recording/3" }, `"drylab.recording/3"`},
		"no start":   {func(h *Header) { h.StartedUTC = "" }, "RFC 3339"},
		"local time": {func(h *Header) { h.StartedUTC = "2026-03-01T09:30:00+01:00" }, "not in UTC"},
		"clock":      {func(h *Header) { h.StartedUTC = "0001-01-01T00:00:00Z" }, "set the clock"},
		"plan":       {func(h *Header) { h.Plan.Entry = mgl64.Vec3{math.NaN(), 0, 0} }, "not finite"},
		"structures": {func(h *Header) { h.Structures = make([]Structure, maxStructures+1) }, "4097 structures"},
		"scenario":   {func(h *Header) { h.ScenarioText = strings.Repeat("x", maxRecordBytes) }, "scenario text"},
	} {
		t.Run(name, func(t *testing.T) {
			h := testHeader()
			test.change(&h)
			var file bytes.Buffer
			_, err := NewWriter(&file, h, WriterOptions{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
			if file.Len() > 0 {
				t.Errorf("%d bytes were written", file.Len())
			}
		})
	}
	if _, err := NewWriter(&bytes.Buffer{}, testHeader(), WriterOptions{QueueTicks: -1}); err == nil {
		t.Error("a negative queue is accepted")
	}
}

func TestAppendRefusesAndStaysRefusing(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, test := range map[string]struct {
		change func(*Input, *Sample, *Event)
		want   string
	}{
		"pose":                 {func(in *Input, _ *Sample, _ *Event) { in.Hands[0].Pose.Tip[1] = nan }, "not finite"},
		"orientation":          {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].Pose.Orientation.V[2] = inf }, "not finite"},
		"depth":                {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].DepthMM = -inf }, "not finite"},
		"clearance":            {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].ClearanceMM[2] = nan }, "clearance 2 of tick 10"},
		"negative infinity":    {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].ClearanceMM[0] = -inf }, "clearance 0 of tick 10"},
		"clearances":           {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].ClearanceMM = nil }, "0 clearances for 3"},
		"jaw":                  {func(in *Input, _ *Sample, _ *Event) { in.Hands[0].Jaw = nan }, "must lie between 0"},
		"jaw too far":          {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].Jaw = 1.5 }, "must lie between 0"},
		"force":                {func(_ *Input, s *Sample, _ *Event) { s.Tools[0].ForceN = nan }, "not finite"},
		"hands":                {func(in *Input, _ *Sample, _ *Event) { in.Hands = nil }, "0 hands and 1 samples for 1 instruments"},
		"event's instrument":   {func(_ *Input, _ *Sample, e *Event) { e.Tool = 1 }, "is of instrument 1, counted from 0; there are 1"},
		"two ticks":            {func(in *Input, _ *Sample, _ *Event) { in.Tick++ }, "input of tick 11 with sample of tick 10"},
		"back in time":         {func(in *Input, s *Sample, _ *Event) { in.Tick, s.Tick = 9, 9 }, "tick 9 after tick 9"},
		"end of time":          {func(in *Input, s *Sample, _ *Event) { in.Tick, s.Tick = 1<<60, 1<<60 }, "ticks must grow"},
		"event to come":        {func(_ *Input, _ *Sample, e *Event) { e.Tick = 11 }, "events come in order"},
		"event long past":      {func(_ *Input, _ *Sample, e *Event) { e.Tick = 8 }, "events come in order"},
		"position of event":    {func(_ *Input, _ *Sample, e *Event) { e.Position[0] = nan }, `event "enter"`},
		"depth of event":       {func(_ *Input, _ *Sample, e *Event) { e.DepthMM = inf }, `event "enter"`},
		"event beyond a chunk": {func(_ *Input, _ *Sample, e *Event) { e.Detail = strings.Repeat("x", maxChunkBytes) }, "bytes of events"},
	} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			w, err := NewWriter(&file, testHeader(), WriterOptions{Block: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := appendAll(w, testRecording(10, 3)); err != nil {
				t.Fatal(err)
			}
			in, s, _ := testTick(10, 3)
			e := Event{Tick: 10, Kind: EventEnter}
			test.change(&in, &s, &e)
			first := w.Append(in, s, []Event{e})
			for tick := int64(11); first == nil; tick++ { // the writing goroutine may find it first
				in, s, _ := testTick(tick, 3)
				first = w.Append(in, s, nil)
			}
			if !strings.Contains(first.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", first, test.want)
			}
			in, s, _ = testTick(100, 3)
			if err := w.Append(in, s, nil); err != first {
				t.Errorf("the next append returns %v", err)
			}
			if err := w.Hash(StateHash{Tick: 100}); err != first {
				t.Errorf("the next hash returns %v", err)
			}
			if err := w.Close(0); err != first {
				t.Errorf("close returns %v", err)
			}
			got, err := Read(&file)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(got.Samples); !got.Truncated || n > 10 {
				t.Errorf("the file has %d ticks, truncated %v", n, got.Truncated)
			}
		})
	}
}

// brokenDisk takes a number of bytes and then fails.
type brokenDisk struct {
	bytes.Buffer
	room int
	err  error
}

func (d *brokenDisk) Write(p []byte) (int, error) {
	if d.Len()+len(p) > d.room {
		n, _ := d.Buffer.Write(p[:max(0, d.room-d.Len())])
		return n, d.err
	}
	return d.Buffer.Write(p)
}

func TestFullDiskEndsTheRecording(t *testing.T) {
	full := errors.New("no space left on device")
	whole := encode(t, testRecording(2000, 3))
	for _, room := range []int{0, 100, len(whole) / 3, len(whole) - 2000, len(whole) - 1} {
		disk := &brokenDisk{room: room, err: full}
		w, err := NewWriter(disk, testHeader(), WriterOptions{Block: true})
		if err == nil {
			err = errors.Join(appendAll(w, testRecording(2000, 3)), w.Close(3))
		}
		if !errors.Is(err, full) {
			t.Errorf("room for %d bytes: error is %v", room, err)
		}
		if disk.Len() != room || !bytes.Equal(disk.Bytes(), whole[:room]) {
			t.Errorf("room for %d bytes: %d bytes were written after the error", room, disk.Len()-room)
		}
	}
}

// stuckDisk does not return from its second write, the first chunk, until released.
type stuckDisk struct {
	bytes.Buffer
	writes  int
	stuck   chan struct{}
	release chan struct{}
}

func (d *stuckDisk) Write(p []byte) (int, error) {
	d.writes++
	if d.writes == 2 {
		close(d.stuck)
		<-d.release
	}
	return d.Buffer.Write(p)
}

func TestLiveRecordingNeverWaitsForTheDisk(t *testing.T) {
	disk := &stuckDisk{stuck: make(chan struct{}), release: make(chan struct{})}
	w, err := NewWriter(disk, testHeader(), WriterOptions{QueueTicks: 300})
	if err != nil {
		t.Fatal(err)
	}
	var first error
	tick := int64(0)
	for ; first == nil; tick++ {
		if tick == 150 {
			<-disk.stuck // 101 ticks fill the first chunk
		}
		in, s, events := testTick(tick, 3)
		first = w.Append(in, s, events)
	}
	if !strings.Contains(first.Error(), "300 ticks behind") {
		t.Errorf("error is %v", first)
	}
	accepted := tick - 1
	in, s, events := testTick(tick, 3)
	if err := w.Append(in, s, events); err != first {
		t.Errorf("the next append returns %v", err)
	}
	close(disk.release)
	if err := w.Close(0); err != first {
		t.Errorf("close returns %v", err)
	}
	got, err := Read(&disk.Buffer)
	if err != nil {
		t.Fatal(err)
	}
	checkPrefix(t, got)
	if n := int64(len(got.Samples)); n != accepted {
		t.Errorf("%d ticks are in the file, %d were accepted", n, accepted)
	}
}

// syncedDisk counts how much was written and how much of it synced.
type syncedDisk struct {
	bytes.Buffer
	synced int
	fails  error
}

func (d *syncedDisk) Sync() error {
	d.synced = d.Len()
	return d.fails
}

func TestCloseSyncsTheWholeFile(t *testing.T) {
	disk := &syncedDisk{}
	w, err := NewWriter(disk, testHeader(), WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := appendAll(w, testRecording(20, 3)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(0); err != nil {
		t.Fatal(err)
	}
	if disk.synced != disk.Len() {
		t.Errorf("%d of %d bytes are synced", disk.synced, disk.Len())
	}
	if err := w.Close(0); err == nil {
		t.Error("a second close succeeds")
	}
	in, s, _ := testTick(20, 3)
	if err := w.Append(in, s, nil); err == nil {
		t.Error("append after close succeeds")
	}

	failing := &syncedDisk{fails: errors.New("input/output error")}
	w, err = NewWriter(failing, testHeader(), WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(0); !errors.Is(err, failing.fails) {
		t.Errorf("close returns %v", err)
	}
	w, err = NewWriter(&bytes.Buffer{}, testHeader(), WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(-1); err == nil {
		t.Error("a negative number of late ticks is accepted")
	}
}

func TestHashTicksGrow(t *testing.T) {
	w, err := NewWriter(&bytes.Buffer{}, testHeader(), WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Hash(StateHash{Tick: 0, Hash: 1}); err != nil {
		t.Fatal(err)
	}
	if err := w.Hash(StateHash{Tick: 0, Hash: 1}); err == nil {
		t.Error("two hashes of one tick are accepted")
	}
}
