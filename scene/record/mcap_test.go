package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"testing"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// mcapMessage is one message as the mcap package's own reader finds it.
type mcapMessage struct {
	topic   string
	logTime uint64
	data    string
}

// mcapMessages reads a file with the mcap package, by its index or front to back.
func mcapMessages(t *testing.T, file []byte, useIndex bool) []mcapMessage {
	t.Helper()
	reader, err := mcap.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	messages, err := reader.Messages(mcap.UsingIndex(useIndex))
	if err != nil {
		t.Fatal(err)
	}
	var found []mcapMessage
	for {
		schema, channel, message, err := messages.NextInto(nil)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		if schema.Encoding != "jsonschema" || channel.MessageEncoding != "json" {
			t.Fatalf("%s is %s of %s", channel.Topic, channel.MessageEncoding, schema.Encoding)
		}
		found = append(found, mcapMessage{channel.Topic, message.LogTime, string(message.Data)})
	}
}

// The file must be sound for other people's readers: by index and in file order
// the mcap package finds the same messages, and the summary counts them.
func TestFileIsASoundMCAP(t *testing.T) {
	rec := testRecording(1000, 3)
	file := encode(t, rec)
	byIndex, inOrder := mcapMessages(t, file, true), mcapMessages(t, file, false)
	if d := cmp.Diff(inOrder, byIndex, cmp.AllowUnexported(mcapMessage{})); d != "" {
		t.Error(d)
	}
	counts := map[string]uint64{}
	for _, m := range inOrder {
		counts[m.topic]++
	}
	want := map[string]uint64{"/input": 1000, "/tool/pose": 1000, "/tool/state": 1000, "/event": 668, "/state_hash": 5}
	if !maps.Equal(counts, want) {
		t.Errorf("messages are %v, want %v", counts, want)
	}

	reader, err := mcap.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	info, err := reader.Info()
	if err != nil {
		t.Fatal(err)
	}
	if got := info.ChannelCounts(); !maps.Equal(got, want) {
		t.Errorf("summary counts %v, want %v", got, want)
	}
	// 2026-03-01T09:30:00.25Z in nanoseconds, and 999 ticks of 5 ms later.
	const start = 1772357400_250000000
	s := info.Statistics
	if s.MessageStartTime != start || s.MessageEndTime != start+999*5_000_000 || s.MessageCount != 3673 {
		t.Errorf("summary has %d messages from %d to %d", s.MessageCount, s.MessageStartTime, s.MessageEndTime)
	}
	metadata, err := reader.GetMetadata(info.MetadataIndexes[0].Offset)
	if err != nil || metadata.Name != "drylab.header" || metadata.Metadata["schema"] != `"drylab.recording/2"` {
		t.Errorf("first metadata is %v, %v", metadata, err)
	}
}

// Every byte of every chunk passes the mcap package's CRC check, and no chunk
// holds more than a second, which is all that a killed process may lose.
func TestChunksAreSoundAndShort(t *testing.T) {
	file := encode(t, testRecording(3000, 3))
	lexer, err := mcap.NewLexer(bytes.NewReader(file), &mcap.LexerOptions{ValidateChunkCRCs: true})
	if err != nil {
		t.Fatal(err)
	}
	defer lexer.Close()
	for {
		token, body, err := lexer.Next(nil)
		if err != nil {
			t.Fatal(err)
		}
		if token == mcap.TokenFooter {
			break
		}
		if token != mcap.TokenChunkIndex {
			continue
		}
		index, err := mcap.ParseChunkIndex(body)
		if err != nil {
			t.Fatal(err)
		}
		if span := index.MessageEndTime - index.MessageStartTime; span > 1e9 {
			t.Errorf("a chunk spans %d ns", span)
		}
	}
}

// Every message obeys the JSON Schema that the file declares for it, in the
// judgement of an independent validator.
func TestMessagesObeyTheirSchemas(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{}
	for id := channelInput; id < channelsOf(2); id++ {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(id.schema().Data))
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("schema.json", document); err != nil {
			t.Fatal(err)
		}
		if schemas[id.topic()], err = compiler.Compile("schema.json"); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range mcapMessages(t, encode(t, withTools(testRecording(400, 3), 2)), false) {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(m.data)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schemas[m.topic].Validate(value); err != nil {
			t.Fatalf("%s %s: %v", m.topic, m.data, err)
		}
	}
}

// What Foxglove shows is the pose: read by encoding/json under the official
// field names it is the sample's, bit for bit.
func TestPoseIsFoxglovesPoseInFrame(t *testing.T) {
	rec := testRecording(20, 1)
	var samples = rec.Samples
	for _, m := range mcapMessages(t, encode(t, rec), false) {
		if m.topic != "/tool/pose" {
			continue
		}
		var got struct {
			Timestamp struct{ Sec, Nsec uint64 }
			FrameID   string `json:"frame_id"`
			Pose      struct {
				Position    struct{ X, Y, Z float64 }
				Orientation struct{ X, Y, Z, W float64 }
			}
		}
		if err := json.Unmarshal([]byte(m.data), &got); err != nil {
			t.Fatal(err)
		}
		p, q, want := got.Pose.Position, got.Pose.Orientation, samples[0].Tools[0].Pose
		for i, pair := range [][2]float64{
			{p.X, want.Tip[0]}, {p.Y, want.Tip[1]}, {p.Z, want.Tip[2]}, {q.X, want.Orientation.V[0]},
			{q.Y, want.Orientation.V[1]}, {q.Z, want.Orientation.V[2]}, {q.W, want.Orientation.W},
		} {
			if math.Float64bits(pair[0]) != math.Float64bits(pair[1]) {
				t.Errorf("tick %d: number %d is %v, want %v", samples[0].Tick, i, pair[0], pair[1])
			}
		}
		if got.FrameID != "patient" || got.Timestamp.Sec*1e9+got.Timestamp.Nsec != m.logTime {
			t.Errorf("tick %d: frame %q, time %v", samples[0].Tick, got.FrameID, got.Timestamp)
		}
		samples = samples[1:]
	}
	if len(samples) > 0 {
		t.Errorf("%d samples have no pose", len(samples))
	}
}
