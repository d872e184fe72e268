package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
)

func TestMarksAreWhatHappened(t *testing.T) {
	rec := made()
	rec.Events = append(rec.Events, record.Event{Tick: 720, Kind: record.EventTrackFound}, record.Event{Tick: 750, Kind: record.EventCSF})
	var got []string
	for _, m := range newStory(rec, drain(t), nil).marks() {
		got = append(got, fmt.Sprintf("%v %d %s", m.Seconds, m.Kind, m.Text))
	}
	want := []string{
		fmt.Sprintf("0.5 %d The clock starts.", view.MarkEvent),
		fmt.Sprintf("1.5 %d Done: Enter the brain.", view.MarkStep),
		fmt.Sprintf("2 %d The tip is stopped by: skull.", view.MarkHarm),
		fmt.Sprintf("3.5 %d Done: Reach the frontal horn.", view.MarkStep),
		fmt.Sprintf("3.75 %d Clear fluid comes.", view.MarkEvent),
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("marks:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMarksThatDrylabHandsOver(t *testing.T) {
	marks, err := readMarks(strings.NewReader(`[{"seconds":2,"kind":"worst","text":"a"},{"seconds":0,"kind":"remark","text":"b","place":[1,2,3]}]`))
	if err != nil || len(marks) != 2 || marks[0].Kind != view.MarkWorst || marks[0].Place != nil || marks[1].Place[2] != 3 {
		t.Errorf("%+v, %v", marks, err)
	}
	if marks, err := readMarks(strings.NewReader("")); err != nil || len(marks) != 0 {
		t.Errorf("of nothing: %+v, %v", marks, err)
	}
	if _, err := readMarks(strings.NewReader("[{")); err == nil {
		t.Error("half a list is read")
	}
}
