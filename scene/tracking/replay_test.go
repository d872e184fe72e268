package tracking

import (
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
)

func TestReplayGivesTheInputsBack(t *testing.T) {
	s, err := Builtin("demonstrator")
	if err != nil {
		t.Fatal(err)
	}
	inputs := perform(t, s, testContext(), 5)
	if got := all(Replay(&record.Recording{Inputs: inputs})); !slices.Equal(got, inputs) {
		t.Error("the replay differs")
	}
}

func TestReplayOfATruncatedOrGappyRecording(t *testing.T) {
	inputs := []record.Input{{Tick: 3, Valid: true}, {Tick: 4, Valid: true, Confirm: true}, {Tick: 7, Valid: true}}
	inputs[1].Pose.Tip[0] = 12
	source := Replay(&record.Recording{Inputs: inputs})
	for _, tick := range []int64{-1, 0, 2, 8, 1 << 40} {
		if _, ok := source.Next(tick); ok {
			t.Errorf("tick %d was not recorded", tick)
		}
	}
	for _, tick := range []int64{6, 5} {
		in, ok := source.Next(tick)
		if want := (record.Input{Tick: tick, Pose: inputs[1].Pose}); !ok || in != want {
			t.Errorf("tick %d in a gap is %+v", tick, in)
		}
	}
	if _, ok := Replay(&record.Recording{}).Next(0); ok {
		t.Error("an empty recording has no inputs")
	}
}
