package record

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// A file cut at any byte gives a prefix of the recording, or says that nothing
// was recorded; never something else, and never less than a longer cut before it.
func TestCutAtEveryByte(t *testing.T) {
	const all = 9
	rec := sparseRecording(all, 40, 1) // chunks of 4, 4 and 1 ticks
	file := encode(t, rec)
	ticks := 0
	for cut := range len(file) {
		got, err := Read(bytes.NewReader(file[:cut]))
		if err != nil {
			if ticks > 0 || !strings.Contains(err.Error(), "not a recording") && !strings.Contains(err.Error(), "nothing was recorded") {
				t.Fatalf("cut at byte %d: %v", cut, err)
			}
			continue
		}
		if !got.Truncated || len(got.Samples) < ticks {
			t.Fatalf("cut at byte %d: truncated %v, %d ticks after %d", cut, got.Truncated, len(got.Samples), ticks)
		}
		if n := len(got.Samples); n > ticks || cut == len(file)-1 {
			ticks = n
			checkBeginning(t, rec, got)
		}
	}
	if ticks != all {
		t.Errorf("the longest cut gives %d of %d ticks", ticks, all)
	}
}

// checkBeginning tells whether a recording is the beginning of another.
func checkBeginning(t *testing.T, whole, got *Recording) {
	t.Helper()
	want := *whole
	want.Truncated, want.LateTicks = true, got.LateTicks
	n := len(got.Samples)
	want.Inputs, want.Samples = want.Inputs[:n], want.Samples[:n]
	want.Events = want.Events[:min(len(got.Events), len(want.Events))]
	want.Hashes = want.Hashes[:min(len(got.Hashes), len(want.Hashes))]
	if d := difference(&want, got); d != "" {
		t.Errorf("%d ticks (-want +got):\n%s", n, d)
	}
	if len(got.Events) < len(want.Events) || n > 0 && len(got.Events) == 0 {
		t.Errorf("%d ticks have %d events", n, len(got.Events))
	}
}

// In a closed file every byte is under a checksum or compared: one flipped bit
// anywhere is an error, and never a wrong recording.
func TestOneFlippedBitIsFound(t *testing.T) {
	rec := sparseRecording(9, 40, 1)
	file := encode(t, rec)
	for at := range file {
		bit := byte(1) << (at % 8)
		file[at] ^= bit
		got, err := Read(bytes.NewReader(file))
		if err == nil {
			t.Errorf("bit flipped at byte %d of %d: no error, truncated %v, %d ticks", at, len(file), got.Truncated, len(got.Samples))
		}
		file[at] ^= bit
	}
}

// In a file cut by a crash the chunks and the header have their own checksums. A
// flipped bit may shorten it only where it makes a record reach past the end.
func TestOneFlippedBitInACutFile(t *testing.T) {
	rec := sparseRecording(9, 40, 1)
	whole := encode(t, rec)
	file := whole[:bytes.LastIndex(whole, []byte(endMetadata))-13] // before the metadata record's head
	sound, err := Read(bytes.NewReader(file))
	if err != nil || len(sound.Samples) != 9 {
		t.Fatalf("the cut file has %v, %v", sound, err)
	}
	shorter := 0
	for at := 0; at < len(file); at += 3 {
		bit := byte(1) << (at % 8)
		file[at] ^= bit
		if got, err := Read(bytes.NewReader(file)); err == nil {
			checkBeginning(t, rec, got)
			if len(got.Samples) < len(sound.Samples) {
				shorter++
			}
		}
		file[at] ^= bit
	}
	// Three chunks, each with up to five message indexes, have a length of 8 bytes each.
	if shorter > 8*3*(1+5)/3+1 {
		t.Errorf("%d of %d flipped bits shorten the recording silently", shorter, len(file))
	}
}

func TestReadErrorIsNotATruncation(t *testing.T) {
	file := encode(t, testRecording(230, 1))
	for _, cut := range []int{0, 4, 12, 5000, len(file) - 3} {
		source := io.MultiReader(bytes.NewReader(file[:cut]), iotest.ErrReader(iotest.ErrTimeout))
		if _, err := Read(source); err == nil || !strings.Contains(err.Error(), iotest.ErrTimeout.Error()) {
			t.Errorf("after %d bytes: error is %v", cut, err)
		}
	}
}

// surgery rebuilds a file record by record; change returns nil to drop a record.
func surgery(t *testing.T, file []byte, change func(op mcap.OpCode, body []byte) []byte) []byte {
	t.Helper()
	records := newRecordReader(bytes.NewReader(file))
	if err := records.magic(); err != nil {
		t.Fatal(err)
	}
	out := append([]byte{}, mcap.Magic...)
	for {
		r, err := records.next()
		if err != nil {
			return out // at the closing magic
		}
		body := change(r.op, append([]byte{}, r.body...))
		if body == nil {
			continue
		}
		out = append(out, byte(r.op))
		out = binary.LittleEndian.AppendUint64(out, uint64(len(body)))
		out = append(out, body...)
	}
}

// repack changes a chunk's records and gives it the right sizes and checksum.
func repack(t *testing.T, body []byte, change func(records []byte) []byte) []byte {
	t.Helper()
	packed, err := parseChunk(body)
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer decoder.Close()
	records, err := packed.unpack(decoder, nil)
	if err != nil {
		t.Fatal(err)
	}
	records = change(records)
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	small := encoder.EncodeAll(records, nil)
	out := append([]byte{}, body[:16]...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(records)))
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(records))
	out = append(out, body[28:36]...) // the compression's name
	out = binary.LittleEndian.AppendUint64(out, uint64(len(small)))
	return append(out, small...)
}

func TestReadRefusesWithOneClearSentence(t *testing.T) {
	file := encode(t, testRecording(350, 1))
	onChunk := func(change func(records []byte) []byte) []byte {
		return surgery(t, file, func(op mcap.OpCode, body []byte) []byte {
			if op == mcap.OpChunk {
				return repack(t, body, change)
			}
			return body
		})
	}
	two := encode(t, withTools(testRecording(50, 1), 2))
	onChunk2 := func(change func(records []byte) []byte) []byte {
		return surgery(t, two, func(op mcap.OpCode, body []byte) []byte {
			if op == mcap.OpChunk {
				return repack(t, body, change)
			}
			return body
		})
	}
	swap := func(old, new string) []byte {
		return onChunk(func(records []byte) []byte {
			return bytes.Replace(records, []byte(old), []byte(new), 1)
		})
	}
	chunks := 0
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"empty file":     {nil, "recording is empty"},
		"another format": {[]byte("PK\x03\x04 a zip file, says its magic"), "not a recording"},
		"another MCAP":   {foreignMCAP(t), "does not begin like a drylab recording"},
		"newer version":  {withSchema(t, "drylab.recording/3"), `schema "drylab.recording/3", this build reads "drylab.recording/2" and older: update drylab`},
		"other schema":   {withSchema(t, "drylab.plan/1"), `schema "drylab.plan/1", this build reads only "drylab.recording/2" and older`},
		"more after it":  {append(bytes.Clone(file), 0), "goes on after its end"},
		"huge record":    {append(bytes.Clone(mcap.Magic), 1, 0, 0, 0, 0, 0, 0, 0, 0x7f), "claims 9151314442816847872 bytes"},
		"a record of 0":  {append(bytes.Clone(file[:len(file)/2]), make([]byte, 9000)...), ""},
		"missing chunk": {surgery(t, file, func(op mcap.OpCode, body []byte) []byte {
			if op == mcap.OpChunk {
				if chunks++; chunks == 2 {
					return nil
				}
			}
			return body
		}), "message 101 of /input is missing"},
		"no channels": {surgery(t, file, func(op mcap.OpCode, body []byte) []byte {
			if op == mcap.OpChannel || op == mcap.OpSchema {
				return nil
			}
			return body
		}), "a chunk does not belong here"},
		"bomb": {surgery(t, file, func(op mcap.OpCode, body []byte) []byte {
			if op == mcap.OpChunk {
				return repack(t, body, func([]byte) []byte { return make([]byte, maxChunkBytes+1) })
			}
			return body
		}), "cannot be decompressed"},
		"lying chunk": {surgery(t, file, func(op mcap.OpCode, body []byte) []byte {
			if op == mcap.OpChunk {
				binary.LittleEndian.PutUint64(body[16:], 1<<60)
			}
			return body
		}), "the chunk claims 1152921504606846976 bytes and has"},
		"not a message":    {onChunk(func(records []byte) []byte { records[0] = byte(mcap.OpChunk); return records }), "holds messages only, not a chunk"},
		"long message":     {onChunk(func(records []byte) []byte { records[8] = 1; return records }), "longer than its chunk"},
		"half a tick":      {onChunk(func(records []byte) []byte { return records[:lastRecord(records)] }), "the chunk ends inside tick 100"},
		"unknown channel":  {onChunk(func(records []byte) []byte { records[9] = 77; return records }), "unknown channel 77"},
		"state first":      {onChunk(func(records []byte) []byte { records[9] = byte(channelState); return records }), "/input of tick 0 must come first"},
		"other time":       {onChunk(func(records []byte) []byte { records[15]++; return records }), "of tick 0 but not of its time"},
		"spaced JSON":      {swap(`{"tick":0,`, `{"tick" :0`), `message 0 of /input: expected "{\"tick\":"`},
		"not a number":     {swap(`"depth_mm":0,`, `"depth_mm":N,`), "message 0 of /tool/state: expected a number"},
		"beyond a float":   {swap(`"depth_mm":1,`, `"depth_mm":1e999,`), "expected"},
		"one tick twice":   {swap(`"tick":1,"valid"`, `"tick":0,"valid"`), "input of tick 1 with sample of tick 0"},
		"more clearances":  {swap(`"clearance_mm":[`, `"clearance_mm":[1,`), `expected "]"`},
		"event of tomorow": {swap(`{"tick":0,"kind"`, `{"tick":9,"kind"`), "events come in order"},
		"no instrument":    {withHeader(t, func(h *Header) { h.Tools = nil }), "0 instruments; 1 to 8"},
		"nine instruments": {withHeader(t, func(h *Header) { h.Tools = make([]Tool, MaxTools+1) }), "9 instruments; 1 to 8"},
		"jaw beyond":       {swap(`"jaw":0,`, `"jaw":2,`), "must lie between 0, open, and 1, closed"},
		"nobody's event":   {swap(`"tool":0,`, `"tool":1,`), "is of instrument 1, counted from 0; there are 1"},
		"second's first": {onChunk2(func(records []byte) []byte {
			return bytes.Replace(records, []byte(`"in_use":false,"guided":false,"depth_mm":0,`), []byte(`"in_use":true,"guided":false,"depth_mm":00,`), 1)
		}), "disagree about tick or use"},
		"third in a tick": {onChunk2(func(records []byte) []byte { return swapChannels(records, poseOf(1), stateOf(1)) }), "/tool2/pose of tick 0 must come first"},
		"short hash":      {swap(`"hash":"0`, `"hash":"`), "expected 16 hexadecimal digits"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(bytes.NewReader(test.file))
			if err == nil {
				t.Fatalf("no error; truncated %v, %d ticks", got.Truncated, len(got.Samples))
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

// swapChannels renames the first message of a channel to another's.
func swapChannels(records []byte, from, to channelID) []byte {
	for at := 0; at < len(records); at += recordHead + int(binary.LittleEndian.Uint64(records[at+1:])) {
		if records[at+recordHead] == byte(from) {
			records[at+recordHead] = byte(to)
			return records
		}
	}
	return records
}

// lastRecord is where the last message of a chunk begins.
func lastRecord(records []byte) int {
	at := 0
	for {
		next := at + recordHead + int(binary.LittleEndian.Uint64(records[at+1:]))
		if next >= len(records) {
			return at
		}
		at = next
	}
}

// foreignMCAP is a sound MCAP file of somebody else's.
func foreignMCAP(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := mcap.NewWriter(&file, &mcap.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteHeader(&mcap.Header{Profile: "ros2"}); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteSchema(&mcap.Schema{ID: 1, Name: "std_msgs/String"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// withSchema is a sound file whose header names another schema.
func withSchema(t *testing.T, schema string) []byte {
	t.Helper()
	return withHeader(t, func(h *Header) { h.Schema = schema })
}

// withHeader is a sound file of a changed header.
func withHeader(t *testing.T, change func(h *Header)) []byte {
	t.Helper()
	h := testHeader()
	change(&h)
	metadata, err := h.metadata()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := mcap.NewWriter(&file, &mcap.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteHeader(&mcap.Header{}); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteMetadata(metadata); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestScanShowsWhatReadKeeps: the same samples in the same order, and everything
// else of the recording, whole or cut off.
func TestScanShowsWhatReadKeeps(t *testing.T) {
	whole := encode(t, withTools(testRecording(500, 3), 2))
	for name, file := range map[string][]byte{"whole": whole, "cut off": whole[:len(whole)*2/3]} {
		want, err := Read(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		shown := *want
		shown.Samples = nil
		got, err := Scan(bytes.NewReader(file), func(h *Header, s *Sample) {
			if h.AttemptID != want.Header.AttemptID {
				t.Fatalf("%s: header of attempt %q", name, h.AttemptID)
			}
			shown.Samples = append(shown.Samples, s.Clone())
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(want, &shown); d != "" || len(shown.Samples) < 300 {
			t.Errorf("%s: %d samples: %s", name, len(shown.Samples), d)
		}
		last := len(want.Samples) - 1
		want.Samples, want.Inputs = want.Samples[last:], want.Inputs[last:]
		if d := difference(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
