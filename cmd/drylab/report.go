package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/progress"
)

// terminalWidth is the width of printed reports in characters.
const terminalWidth = 100

type reportCommand struct {
	Attempt string `arg:"" help:"Attempt id or its beginning, as drylab progress prints it; or latest."`
	Out     string `required:"" help:"File to write: its ending, .html or .pdf, decides what it is." type:"path" placeholder:"FILE"`
	Case    string `help:"Case folder that the attempt was made on; not needed for the built-in case." placeholder:"DIR"`
	For     string `help:"Whose version: the trainee's, or the educator's, which adds metrics, ratings, annotations and tracking." enum:"trainee,educator" default:"trainee"`
	Force   bool   `help:"Replace --out whatever it is."`
	desk    `embed:""`
}

// Run writes the debrief of a saved attempt, as it was graded.
func (c *reportCommand) Run(a *app) error {
	if err := mayWriteReport(c.Out, c.Force); err != nil {
		return err
	}
	store, access, err := c.open(a)
	if err != nil {
		return err
	}
	defer store.Close()
	id, err := a.named(access, c.Attempt)
	if err != nil {
		return err
	}
	saved, err := access.Attempt(a.ctx, id)
	if err != nil {
		return err
	}
	saved.RecordingPath = store.RecordingFile(saved.RecordingPath)
	j, err := judgedAsSaved(&saved)
	if err != nil {
		return err
	}
	in := j.debriefInput()
	in.Trainee, in.Saved = saved.Trainee.Name, saved.Saved
	if in.Case, err = c.caseFor(a, j.recording); err != nil {
		return err
	}
	if in.History, err = history(a, store, &saved.Circumstances); err != nil {
		return err
	}
	if in.Experts, in.NoExperts, err = expertWays(a, access, &saved.Circumstances, store.RecordingFile); err != nil {
		return err
	}
	if in.Standing, err = standingOf(a, store, access, &saved.Circumstances); err != nil {
		return err
	}
	if c.For == "educator" {
		if in.Educator, err = opinionsOf(a, access, c.As, saved.ID); err != nil {
			return err
		}
	}
	if err := writeReport(c.Out, debrief.Build(in)); err != nil {
		return err
	}
	if a.json {
		a.printJSON(j.result(map[string]string{"report": c.Out}))
		return nil
	}
	fmt.Fprintln(a.stdout, c.Out)
	return nil
}

// judgedAsSaved joins what the database keeps of an attempt with its recording.
func judgedAsSaved(saved *progress.Attempt) (*judged, error) {
	rec, sum, err := record.ReadFile(saved.RecordingPath)
	if err != nil {
		return nil, err
	}
	if sum != saved.RecordingSHA256 {
		return nil, fmt.Errorf("the recording %s is not the one that was scored: its SHA-256 differs from the database's; restore it from a backup", saved.RecordingPath)
	}
	j := &judged{path: saved.RecordingPath, sha256: sum, recording: rec, metrics: saved.Metrics, score: saved.Score}
	if j.scenario, err = scenarioOf(&rec.Header); err != nil {
		return nil, fmt.Errorf("the recording %s: %w", saved.RecordingPath, err)
	}
	if err := json.Unmarshal([]byte(saved.RubricText), &j.rubric); err != nil {
		return nil, fmt.Errorf("the rubric stored with attempt %s cannot be read: %w", saved.ID, err)
	}
	return j, nil
}

// caseFor is the case for the report's pictures; nil when it is not at hand,
// which the report then says.
func (c *reportCommand) caseFor(a *app, rec *record.Recording) (*anatomy.Case, error) {
	if c.Case == "" && !isBuiltin(rec.Header.Case.ID) {
		return nil, nil
	}
	found, _, err := a.caseOf(&rec.Header, c.Case)
	if err != nil {
		return nil, err
	}
	if found.HashString() == rec.Header.Case.SHA256 {
		return found, nil
	}
	if c.Case == "" {
		return nil, nil // a phantom of another edition
	}
	return nil, fmt.Errorf("case %s is not in the state that the attempt was made on; its pictures would mislead", found.ID)
}

// named is the id that a person means by an attempt: the newest one's by "latest",
// else what they wrote.
func (a *app) named(access *progress.Access, attempt string) (string, error) {
	if attempt != "latest" {
		return attempt, nil
	}
	list, err := access.Attempts(a.ctx, progress.Filter{Limit: 1})
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", errors.New("the database holds no attempt yet; make one with: drylab practise ventricular-drain")
	}
	return list[0].ID, nil
}

// debriefInput is what follows from the recording alone.
func (j *judged) debriefInput() debrief.Input {
	return debrief.Input{
		Recording: j.recording, Metrics: j.metrics, Score: j.score, Rubric: j.rubric,
		Title: j.scenario.Title, RecordingPath: j.path, RecordingSHA256: j.sha256,
	}
}

// history is what the same trainee did in the same scenario before, with the
// same kind of device: others do not compare.
func history(a *app, store *progress.Store, c *progress.Circumstances) ([]debrief.Past, error) {
	if c.Trainee.Name == "" {
		return nil, nil
	}
	list, err := store.Attempts(a.ctx, progress.Filter{Trainee: c.Trainee.Name, Scenario: c.Scenario.ID})
	if err != nil {
		return nil, err
	}
	var past []debrief.Past
	for _, s := range list {
		if s.ID != c.ID && s.Device.Class == c.Device.Class && !s.Started.After(c.Started) {
			past = append(past, debrief.Past{When: s.Started, Outcome: s.Outcome, Total: s.Total})
		}
	}
	return past, nil
}
