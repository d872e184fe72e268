package main

import (
	"fmt"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
)

// judged is a recording with everything that follows from it and a rubric.
type judged struct {
	path      string
	sha256    string
	recording *record.Recording
	scenario  *scenarios.Scenario
	rubric    *scoring.Rubric
	metrics   scoring.Metrics
	score     scoring.Score
}

// result is the JSON of practise and score.
type result struct {
	Attempt  string `json:"attempt"`
	Scenario string `json:"scenario"`
	Case     string `json:"case"`
	Rubric   string `json:"rubric"` // digest
	scoring.Score
	Metrics scoring.Metrics   `json:"metrics"`
	Paths   map[string]string `json:"paths"`
}

// judge measures and grades a recording file, by its own rubric or another.
// It reads the file that was written, never what was in memory, so that
// practise and score cannot differ.
func judge(path string, rubric *scoring.Rubric) (*judged, error) {
	rec, sum, err := record.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return judgeRead(path, sum, rec, rubric, (*scoring.Rubric).Judge)
}

// judgeAlone is judge where nobody looks at the recording itself: its samples are
// measured while they are read, and not held.
func judgeAlone(path string, rubric *scoring.Rubric) (*judged, error) {
	var columns scoring.Columns
	rec, sum, err := record.ScanFile(path, columns.Add)
	if err != nil {
		return nil, err
	}
	return judgeRead(path, sum, rec, rubric, func(r *scoring.Rubric, rec *record.Recording) (scoring.Metrics, scoring.Score) {
		return r.JudgeColumns(rec, &columns)
	})
}

func judgeRead(path, sum string, rec *record.Recording, rubric *scoring.Rubric,
	by func(*scoring.Rubric, *record.Recording) (scoring.Metrics, scoring.Score)) (*judged, error) {
	scenario, err := scenarioOf(&rec.Header)
	if err != nil {
		return nil, fmt.Errorf("the recording %s: %w", path, err)
	}
	if rubric == nil && rec.Header.ScenarioText == "" {
		return nil, fmt.Errorf("the recording %s is of motion from elsewhere and brings no rubric along; give --rubric FILE", path)
	}
	if rubric == nil {
		rubric = &scenario.Rubric
	}
	j := &judged{path: path, sha256: sum, recording: rec, scenario: scenario, rubric: rubric}
	j.metrics, j.score = by(rubric, rec)
	return j, nil
}

func (j *judged) result(paths map[string]string) result {
	paths["recording"] = j.path
	return result{
		Attempt:  j.recording.Header.AttemptID,
		Scenario: j.scenario.ID,
		Case:     j.recording.Header.Case.ID,
		Rubric:   scenarios.RubricRef(j.rubric).SHA256,
		Score:    j.score,
		Metrics:  j.metrics,
		Paths:    paths,
	}
}

// verdict is nil for a judged attempt, however it went, and says why for an invalid one.
func (j *judged) verdict() error {
	if j.score.Outcome == scoring.OutcomeInvalid {
		return invalidAttempt{debrief.Build(j.debriefInput()).Why}
	}
	return nil
}

// scenarioOf is the scenario of a recording; of motion from elsewhere it has
// little more than the id.
func scenarioOf(h *record.Header) (*scenarios.Scenario, error) {
	if h.ScenarioText == "" && h.Device.Class == "import" {
		return &scenarios.Scenario{ID: h.Scenario.ID, Title: "Motion recorded elsewhere"}, nil
	}
	return scenarios.FromHeader(h)
}
