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
		if kind, text := happened(st.scenario, f, e); text != "" {
			marks = append(marks, view.TapeMark{Seconds: e.T(), Kind: kind, Text: text})
		}
	}
	return marks
}

// happened tells an event in a sentence, "" for one that is not worth a jump.
func happened(s *scenarios.Scenario, f field, e *record.Event) (view.TapeMarkKind, string) {
	name := strings.ReplaceAll(e.Structure, "-", " ")
	var said view.HUD
	tell(&said, f, e)
	switch {
	case e.Kind == record.EventContact && asksToTouch(s, e.Structure):
		return view.MarkEvent, f.texts.Say("Touched: %s.", name)
	case len(said.Warnings) > 0:
		return view.MarkHarm, said.Warnings[0]
	case said.Notice != "":
		return view.MarkEvent, said.Notice
	case e.Kind == record.EventTrackLost:
		return view.MarkHarm, f.texts.Say("Not tracked: %s.", f.toolName(e.Tool))
	case e.Kind == record.EventInvalid:
		return view.MarkHarm, f.texts.Say("Invalid: it cannot be judged")
	case e.Kind == record.EventStepDone:
		if i := slices.IndexFunc(s.Steps, func(step scenarios.Step) bool { return step.ID == e.Detail }); i >= 0 {
			return view.MarkStep, f.texts.Say("Done: %s.", f.texts.Say(s.Steps[i].Title))
		}
	}
	plain := map[record.EventKind]string{
		record.EventStart: "The clock starts.", record.EventEntry: "At the entry.",
		record.EventStyletOut: "The stylet comes out.", record.EventConfirm: "Confirmed.",
	}
	about := map[record.EventKind]string{
		record.EventEnter: "Into: %s.", record.EventGrasp: "Takes hold: %s.", record.EventRelease: "Lets go: %s.",
	}
	if text, known := plain[e.Kind]; known {
		return view.MarkEvent, f.texts.Say(text)
	}
	if text, known := about[e.Kind]; known {
		return view.MarkEvent, f.texts.Say(text, name)
	}
	return view.MarkEvent, ""
}
