package record

import (
	"bytes"
	"testing"
)

func TestRecordingComesBackBitForBit(t *testing.T) {
	for _, structures := range []int{0, 1, 3} {
		want := testRecording(1234, structures)
		got, err := Read(bytes.NewReader(encode(t, want)))
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(want, got); d != "" {
			t.Errorf("%d structures (-want +got):\n%s", structures, d)
		}
	}
}
