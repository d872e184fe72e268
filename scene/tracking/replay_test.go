package tracking

import (
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
)

func TestReplayGivesTheInputsBack(t *testing.T) {
	s, err := Builtin("", "demonstrator")
	if err != nil {
		t.Fatal(err)
	}
	inputs := perform(t, s, testContext(), 5)
	if got := all(Replay(&record.Recording{Inputs: inputs})); !slices.EqualFunc(got, inputs, same) {
		t.Error("the replay differs")
	}
}

func TestReplayOfATruncatedOrGappyRecording(t *testing.T) {
	inputs := []record.Input{
		{Tick: 3, Hands: []record.Hand{{Valid: true}}},
		{Tick: 4, Hands: []record.Hand{{Valid: true, Jaw: 0.5, StyletOut: true}}, Confirm: true},
		{Tick: 7, Hands: []record.Hand{{Valid: true}}},
	}
	inputs[1].Hands[0].Pose.Tip[0] = 12
	source := Replay(&record.Recording{Inputs: inputs})
	for _, tick := range []int64{-1, 0, 2, 8, 1 << 40} {
		if _, ok := source.Next(tick); ok {
			t.Errorf("tick %d was not recorded", tick)
		}
	}
	for _, tick := range []int64{6, 5} {
		in, ok := source.Next(tick)
		if want := (record.Input{Tick: tick, Hands: []record.Hand{{Pose: inputs[1].Hands[0].Pose, Jaw: 0.5}}}); !ok || !same(in, want) {
			t.Errorf("tick %d in a gap is %+v", tick, in)
		}
	}
	if _, ok := Replay(&record.Recording{}).Next(0); ok {
		t.Error("an empty recording has no inputs")
	}
}
