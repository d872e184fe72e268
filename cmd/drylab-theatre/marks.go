package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// toldMark is a mark that drylab hands over, which alone knows scores and remarks.
type toldMark struct {
	Seconds float64     `json:"seconds"`
	Kind    string      `json:"kind"` // worst or remark
	Text    string      `json:"text"`
	Place   *[3]float64 `json:"place,omitempty"` // patient frame, mm
}

// readMarks reads what drylab hands over; nothing is no mark.
func readMarks(in io.Reader) ([]view.TapeMark, error) {
	var told []toldMark
	if err := json.NewDecoder(in).Decode(&told); err != nil && err != io.EOF {
		return nil, fmt.Errorf("the marks for the replay cannot be read: %w", err)
	}
	var marks []view.TapeMark
	for _, m := range told {
		mark := view.TapeMark{Seconds: m.Seconds, Kind: view.MarkRemark, Text: m.Text}
		if m.Kind == "worst" {
			mark.Kind = view.MarkWorst
		}
		if m.Place != nil {
			place := mgl64.Vec3(*m.Place)
			mark.Place = &place
		}
		marks = append(marks, mark)
	}
	return marks, nil
}

// marks are the events of a recording that one jumps to.
func (st *story) marks() []view.TapeMark {
	var marks []view.TapeMark
	h := &st.rec.Header
	f := field{h.Plan, h.Tools, h.Structures, st.soft, h.Cut, texts()}
	for i := range st.rec.Events {
		e := &st.rec.Events[i]
		mark := view.TapeMark{Seconds: e.T(), Text: happened(st.scenario, f, e)}
		var said view.HUD
		tell(&said, f, e)
		switch {
		case mark.Text == "":
			continue
		case e.Kind == record.EventStepDone:
			mark.Kind = view.MarkStep
		case len(said.Warnings) > 0 && !(e.Kind == record.EventContact && asksToTouch(st.scenario, e.Structure)):
			mark.Kind = view.MarkHarm
		}
		marks = append(marks, mark)
	}
	return marks
}

// happened tells an event in a sentence, "" for one that is not worth a jump.
func happened(s *scenarios.Scenario, f field, e *record.Event) string {
	var said view.HUD
	tell(&said, f, e)
	name := strings.ReplaceAll(e.Structure, "-", " ")
	switch {
	case len(said.Warnings) > 0:
		return said.Warnings[0]
	case said.Notice != "":
		return said.Notice
	}
	switch e.Kind {
	case record.EventStart:
		return "The clock starts."
	case record.EventStepDone:
		if i := slices.IndexFunc(s.Steps, func(step scenarios.Step) bool { return step.ID == e.Detail }); i >= 0 {
			return "Done: " + s.Steps[i].Title + "."
		}
	case record.EventEnter:
		return "Into: " + name + "."
	case record.EventEntry:
		return "At the entry."
	case record.EventTrackLost:
		return "Not tracked: " + f.toolName(e.Tool) + "."
	case record.EventStyletOut:
		return "The stylet comes out."
	case record.EventGrasp:
		return "Takes hold: " + name + "."
	case record.EventRelease:
		return "Lets go: " + name + "."
	case record.EventConfirm:
		return "Confirmed."
	case record.EventInvalid:
		return "Invalid: " + e.Detail
	}
	return ""
}
