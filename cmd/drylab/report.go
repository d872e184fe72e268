package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/progress"
)

// terminalWidth is the width of printed reports in characters.
const terminalWidth = 100

type reportCommand struct {
	Attempt string `arg:"" help:"Attempt id or its beginning, as drylab progress prints it; or latest."`
	Out     string `required:"" help:"HTML file to write." type:"path" placeholder:"FILE.html"`
	Case    string `help:"Case folder that the attempt was made on; not needed for the built-in case." type:"path" placeholder:"DIR"`
	DB      string `help:"Database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
}

// Run writes the debrief of a saved attempt, as it was graded.
func (c *reportCommand) Run(a *app) error {
	store, err := progress.Open(databasePath(c.DB), progress.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	saved, err := c.find(a, store)
	if err != nil {
		return err
	}
	rec, sum, err := readRecording(saved.RecordingPath)
	if err != nil {
		return err
	}
	if sum != saved.RecordingSHA256 {
		return fmt.Errorf("the recording %s is not the one that was scored: its SHA-256 differs from the database's; restore it from a backup", saved.RecordingPath)
	}
	j := &judged{path: saved.RecordingPath, sha256: sum, recording: rec, metrics: saved.Metrics, score: saved.Score}
	if j.scenario, err = scenarios.FromHeader(&rec.Header); err != nil {
		return fmt.Errorf("the recording %s: %w", saved.RecordingPath, err)
	}
	if err := json.Unmarshal([]byte(saved.RubricText), &j.rubric); err != nil {
		return fmt.Errorf("the rubric stored with attempt %s cannot be read: %w", saved.ID, err)
	}
	in := j.debriefInput()
	in.Trainee, in.Saved = saved.Trainee.Name, saved.Saved
	if c.Case != "" || rec.Header.Case.ID == builtinCase {
		if in.Case, err = a.caseOf(&rec.Header, c.Case); err != nil {
			return err
		}
	}
	if in.Case != nil && in.Case.HashString() != rec.Header.Case.SHA256 {
		return fmt.Errorf("case %s is not in the state that the attempt was made on; its pictures would mislead", in.Case.ID)
	}
	if in.History, err = history(a, store, &saved.Circumstances); err != nil {
		return err
	}
	if err := writeAtomically(c.Out, debrief.Build(in).HTML); err != nil {
		return err
	}
	if a.json {
		a.printJSON(j.result(map[string]string{"report": c.Out}))
		return nil
	}
	fmt.Fprintln(a.stdout, c.Out)
	return nil
}

func (c *reportCommand) find(a *app, store *progress.Store) (progress.Attempt, error) {
	if c.Attempt != "latest" {
		return store.Attempt(a.ctx, c.Attempt)
	}
	list, err := store.Attempts(a.ctx, progress.Filter{Limit: 1})
	if err != nil {
		return progress.Attempt{}, err
	}
	if len(list) == 0 {
		return progress.Attempt{}, fmt.Errorf("the database holds no attempt yet; make one with: drylab practise ventricular-drain")
	}
	return store.Attempt(a.ctx, list[0].ID)
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
		ID: at.id, Trainee: progress.Trainee{Name: at.command.Trainee}, Started: at.started,
		Scenario: h.Scenario, Rubric: scenarios.RubricRef(j.rubric), Case: h.Case,
		Engine: h.Engine, Device: h.Device, Seed: h.Seed,
		RecordingPath: j.path, RecordingSHA256: j.sha256, LateTicks: j.recording.LateTicks,
	}
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
