package main

import (
	"errors"
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
	err := at.store.Save(at.ctx, progress.Attempt{
		Circumstances: at.circumstances(j),
		RubricText:    string(scenarios.RubricText(j.rubric)),
		Metrics:       j.metrics,
		Score:         j.score,
	})
	if err != nil {
		delete(at.paths, "database")
		return fmt.Errorf("the attempt is recorded in %s but not in the database: %w; then drylab keep %[1]s --trainee %[3]q puts it there", at.paths["recording"], err, at.command.Trainee)
	}
	return nil
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

// debrief writes the report and prints the outcome, the one also without the other.
func (at *attempt) debrief(j *judged) error {
	report, trouble := at.report(j)
	if err := writeAtomically(at.paths["report"], report.HTML); err != nil {
		delete(at.paths, "report")
		trouble = errors.Join(trouble, err)
	}
	if at.json {
		at.printJSON(j.result(at.paths))
		return trouble
	}
	if err := report.Terminal(at.stdout, terminalWidth); err != nil {
		return errors.Join(trouble, err)
	}
	for _, kind := range []string{"recording", "report", "screenshot", "database"} {
		if path, ok := at.paths[kind]; ok {
			fmt.Fprintf(at.stdout, "%-11s %s\n", kind, path)
		}
	}
	return trouble
}

// report is the debrief of the attempt, with what could be found for it.
func (at *attempt) report(j *judged) (report debrief.Report, err error) {
	in := j.debriefInput()
	in.Case, in.Trainee = at.anatomy, at.command.Trainee
	if path, ok := at.paths["screenshot"]; ok {
		if in.Screenshot, err = os.ReadFile(path); err != nil {
			err = fmt.Errorf("the screenshot %s cannot be read: %w", path, reason(err))
		}
	}
	if _, saved := at.paths["database"]; saved {
		c := at.circumstances(j)
		past, trouble := history(at.app, at.store, &c)
		in.History, err = past, errors.Join(err, trouble, at.learned(&in, &c))
	}
	return debrief.Build(in), err
}

// learned adds to the debrief what other attempts tell: how far the trainee is, and
// the ways of experts.
func (at *attempt) learned(in *debrief.Input, c *progress.Circumstances) error {
	access, err := at.store.As(at.ctx, "")
	if err != nil {
		return err
	}
	if in.Standing, err = standingOf(at.app, at.store, access, c); err != nil {
		return err
	}
	in.Experts, in.NoExperts, err = expertWays(at.app, access, c, at.store.RecordingFile)
	return err
}
