package main

import (
	"fmt"
	"os"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/progress"
)

// save stores the judged attempt in one transaction.
func (at *attempt) save(j *judged) error {
	return at.store.Save(at.ctx, progress.Attempt{
		Circumstances: at.circumstances(j),
		RubricText:    string(scenarios.RubricText(j.rubric)),
		Metrics:       j.metrics,
		Score:         j.score,
	})
}

func (at *attempt) circumstances(j *judged) progress.Circumstances {
	h := &j.recording.Header
	return progress.Circumstances{
		ID: at.id, Trainee: progress.Trainee{Name: at.command.Trainee}, Started: startOf(h),
		Scenario: h.Scenario, Rubric: scenarios.RubricRef(j.rubric), Case: h.Case,
		Engine: h.Engine, Device: h.Device, Seed: h.Seed,
		RecordingPath: j.path, RecordingSHA256: j.sha256, LateTicks: j.recording.LateTicks,
	}
}

// startOf is when the first tick was, as the recording has it.
func startOf(h *record.Header) time.Time {
	t, err := time.Parse(time.RFC3339Nano, h.StartedUTC)
	if err != nil {
		panic("drylab: the reader let a wrong time pass: " + err.Error())
	}
	return t
}

// debrief writes the report and prints the outcome.
func (at *attempt) debrief(j *judged) (err error) {
	in := j.debriefInput()
	in.Case, in.Trainee = at.anatomy, at.command.Trainee
	if path, ok := at.paths["screenshot"]; ok {
		if in.Screenshot, err = os.ReadFile(path); err != nil {
			return fmt.Errorf("the screenshot %s cannot be read: %w", path, reason(err))
		}
	}
	c := at.circumstances(j)
	if in.History, err = history(at.app, at.store, &c); err != nil {
		return err
	}
	report := debrief.Build(in)
	if err := writeAtomically(at.paths["report"], report.HTML); err != nil {
		return err
	}
	if at.json {
		at.printJSON(j.result(at.paths))
		return nil
	}
	if err := report.Terminal(at.stdout, terminalWidth); err != nil {
		return err
	}
	for _, kind := range []string{"recording", "report", "screenshot", "database"} {
		if path, ok := at.paths[kind]; ok {
			fmt.Fprintf(at.stdout, "%-11s %s\n", kind, path)
		}
	}
	return nil
}
