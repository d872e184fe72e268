package record

import (
	"bytes"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestRecordingComesBackBitForBit(t *testing.T) {
	for _, n := range [][3]int{{1234, 0, 1}, {1234, 1, 1}, {1234, 3, 1}, {200, 0, 2}, {400, 3, 2}, {250, 1, MaxTools}} {
		structures, tools := n[1], n[2]
		want := withTools(testRecording(int64(n[0]), structures), tools)
		got, err := Read(bytes.NewReader(encode(t, want)))
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(want, got); d != "" {
			t.Errorf("%d structures, %d instruments (-want +got):\n%s", structures, tools, d)
		}
	}
}

// A file of the format before there were several instruments, written by the
// program of then, reads as a recording of one, bit for bit. It can be written
// again in today's format only.
func TestOldRecordingOfOneInstrumentReads(t *testing.T) {
	file, err := os.ReadFile("testdata/schema1.mcap")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := sparseRecording(60, 7, 3)
	want.Header.Schema = "drylab.recording/1"
	if d := difference(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, err := NewWriter(io.Discard, got.Header, WriterOptions{}); err == nil || !strings.Contains(err.Error(), "no longer written") {
		t.Errorf("writing the old format gives %v", err)
	}
	for at := 0; at < len(file); at += 211 {
		file[at] ^= 4
		if _, err := Read(bytes.NewReader(file)); err == nil {
			t.Errorf("a flipped bit at byte %d is not found", at)
		}
		file[at] ^= 4
	}
}

func TestCloneSharesNothing(t *testing.T) {
	_, s, _ := testTick(5, 2)
	clone := s.Clone()
	clone.Tools[0].Jaw, clone.Tools[0].ClearanceMM[1] = 1, -1
	if _, same, _ := testTick(5, 2); !reflect.DeepEqual(s, same) {
		t.Error("changing the clone changes the sample")
	}
}
