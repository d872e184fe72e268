package record

import (
	"bytes"
	"os"
	"testing"
)

// FuzzRead: no panic, no runaway allocation, what reads, writes and reads again,
// is the same to the bit, and a scan sees what is read.
func FuzzRead(f *testing.F) {
	small := encode(f, sparseRecording(6, 40, 1))
	f.Add(small)
	f.Add(encode(f, sparseRecording(1, 1, 0)))
	f.Add(encode(f, testRecording(0, 3)))
	f.Add(encode(f, withTools(sparseRecording(3, 40, 1), 2)))
	old, err := os.ReadFile("testdata/schema1.mcap")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(old)
	for _, part := range []int{1, 2, 3, 4, 5, 6, 7} {
		f.Add(small[:len(small)*part/8])
		flipped := bytes.Clone(small)
		flipped[len(small)*part/8] ^= 1 << part
		f.Add(flipped)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		first, err := Read(bytes.NewReader(file))
		seen := 0
		if _, scanned := Scan(bytes.NewReader(file), func(*Header, *Sample) { seen++ }); (scanned == nil) != (err == nil) {
			t.Errorf("read: %v; scanned: %v", err, scanned)
		}
		if err != nil {
			return
		}
		if seen != len(first.Samples) {
			t.Errorf("a scan shows %d samples of %d", seen, len(first.Samples))
		}
		first.Header.Schema = Schema // the old one is no longer written
		again := encode(t, first)
		second, err := Read(bytes.NewReader(again))
		if err != nil {
			t.Fatalf("written again it does not read: %v", err)
		}
		second.Truncated = first.Truncated
		if d := difference(first, second); d != "" {
			t.Errorf("written again it differs:\n%s", d)
		}
	})
}

// FuzzMessages feeds the messages themselves, which checksums keep FuzzRead away from.
func FuzzMessages(f *testing.F) {
	in, s, events := testTick(3, 2)
	f.Add(appendInput(nil, &in))
	f.Add(appendPose(nil, 1_700_000_000_000_000_000, &s.Tools[0].Pose))
	f.Add(appendState(nil, &s, 0))
	f.Add([]byte(`{"tick":3,"tip":[1,2,3],"orientation":[0,0,0,1],"valid":true,"confirm":false,"stylet_out":true}`))
	f.Add([]byte(`{"tick":3,"valid":true,"in_use":true,"guided":false,"depth_mm":2,"stylet_out":true,"clearance_mm":[1,null]}`))
	f.Add([]byte(`{"tick":3,"kind":"enter","structure":"","position":[1,2,3],"depth_mm":2,"detail":""}`))
	f.Add(appendEvent(nil, &events[0]))
	f.Add(appendEvent(nil, &events[1]))
	f.Add(appendHash(nil, &StateHash{Tick: 7, Hash: 1 << 63}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, decode := range []func([]byte, *Input) error{decodeInput, decodeInputOne} {
			in := Input{Hands: make([]Hand, 1)}
			if decode(data, &in) == nil {
				same(t, data, appendInput(nil, &in), func(again []byte) ([]byte, error) {
					in := Input{Hands: make([]Hand, 1)}
					err := decodeInput(again, &in)
					return appendInput(nil, &in), err
				})
			}
		}
		written := func(whole state, tool ToolSample) []byte {
			return appendState(nil, &Sample{Tick: whole.tick, InUse: whole.inUse, Tools: []ToolSample{tool}}, 0)
		}
		for _, decode := range []func([]byte, *ToolSample, []float64) (state, error){decodeState, decodeStateOne} {
			var tool ToolSample
			if whole, err := decode(data, &tool, make([]float64, 0, 2)); err == nil {
				same(t, data, written(whole, tool), func(again []byte) ([]byte, error) {
					var tool ToolSample
					whole, err := decodeState(again, &tool, make([]float64, 0, 2))
					return written(whole, tool), err
				})
			}
		}
		for _, decode := range []func([]byte, *Event) error{decodeEvent, decodeEventOne} {
			var e Event
			if decode(data, &e) == nil {
				same(t, data, appendEvent(nil, &e), func(again []byte) ([]byte, error) {
					var e Event
					err := decodeEvent(again, &e)
					return appendEvent(nil, &e), err
				})
			}
		}
		var p Pose
		if now, err := decodePose(data, &p); err == nil {
			same(t, data, appendPose(nil, now, &p), func(again []byte) ([]byte, error) {
				var p Pose
				now, err := decodePose(again, &p)
				return appendPose(nil, now, &p), err
			})
		}
		var h StateHash
		if decodeHash(data, &h) == nil && !bytes.Equal(appendHash(nil, &h), data) {
			t.Errorf("hash %s is written again as %s", data, appendHash(nil, &h))
		}
	})
}

// same demands that the written form of an accepted message is stable: numbers
// may come spelt in another way, but only once.
func same(t *testing.T, data, written []byte, again func([]byte) ([]byte, error)) {
	t.Helper()
	if twice, err := again(written); err != nil || !bytes.Equal(twice, written) {
		t.Errorf("%s is written as %s and then as %s, %v", data, written, twice, err)
	}
}
