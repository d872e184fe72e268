package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/jedib0t/go-pretty/v6/table"
)

type rubricCommand struct {
	Show     rubricShow     `cmd:"" help:"Print a scenario's rubric as a file of its own: a start for your own."`
	Validate rubricValidate `cmd:"" help:"Check a rubric file; errors come with line, column and an excerpt."`
	Preview  rubricPreview  `cmd:"" help:"Show how a rubric judges recordings, and what would have changed the outcome."`
	Diff     rubricDiff     `cmd:"" help:"Show which recordings change sides between two rubrics."`
}

type rubricShow struct {
	Scenario string `arg:"" help:"Built-in id or file."`
}

// Run prints a scenario's rubric.
func (c rubricShow) Run(a *app) error {
	s, err := scenarios.Open(c.Scenario)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(s.Rubric)
		return nil
	}
	_, err = a.stdout.Write(s.RubricSource())
	return err
}

type rubricValidate struct {
	File string `arg:"" help:"Rubric file." type:"path"`
}

// Run checks a rubric file.
func (c rubricValidate) Run(a *app) error {
	r, err := scenarios.OpenRubric(c.File)
	return a.validated(err, func() string {
		return fmt.Sprintf("%s is valid: %s %s, %d criteria in %d domains", c.File, r.ID, r.Version, len(r.Criteria), len(r.Domains))
	})
}

type rubricPreview struct {
	Rubric     string   `arg:"" help:"Rubric file, or a built-in scenario's id for its own."`
	Recordings []string `arg:"" help:"Recording files." type:"path" name:"file.mcap"`
}

// openRubric reads a rubric file, or takes a built-in scenario's rubric.
func openRubric(name string) (*scoring.Rubric, error) {
	if !slices.Contains(scenarios.BuiltinIDs(), name) {
		return scenarios.OpenRubric(name)
	}
	s, err := scenarios.Builtin(name)
	if err != nil {
		return nil, err
	}
	return &s.Rubric, nil
}

// preview is a rubric's judgement of one recording.
type preview struct {
	Recording string `json:"recording"`
	Attempt   string `json:"attempt"`
	scoring.Score
	Turns []scoring.Turn `json:"turns"` // each alone would have changed the outcome
}

// Run judges the recordings, stores nothing, and fails only where one cannot be read.
func (c rubricPreview) Run(a *app) error {
	rubric, err := openRubric(c.Rubric)
	if err != nil {
		return err
	}
	previews := []preview{}
	for _, file := range c.Recordings {
		j, err := judge(file, rubric)
		if err != nil {
			return err
		}
		p := preview{file, j.recording.Header.AttemptID, j.score, rubric.Turns(j.metrics, scoring.Invalidity(j.recording))}
		previews = append(previews, p)
		if !a.json {
			j.preview(a, p.Turns)
		}
	}
	if a.json {
		a.printJSON(previews)
	}
	return nil
}

// preview prints one recording's judgement.
func (j *judged) preview(a *app, turns []scoring.Turn) {
	report := debrief.Build(j.debriefInput())
	fmt.Fprintf(a.stdout, "%s: %s", filepath.Base(j.path), report.Verdict)
	if report.Total != "" {
		fmt.Fprintf(a.stdout, ", %s points", report.Total)
	}
	fmt.Fprintln(a.stdout)
	for _, critical := range report.Critical {
		fmt.Fprintln(a.stdout, "  Critical: "+critical.Text)
	}
	for _, why := range report.Why {
		fmt.Fprintln(a.stdout, "  "+why)
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"domain", "criterion", "value", "target", "points", "cost"})
	for _, domain := range report.Domains {
		for _, criterion := range domain.Criteria {
			t.AppendRow(table.Row{domain.Title, criterion.Title, criterion.Value, criterion.Target, criterion.Score, criterion.Lost})
		}
	}
	if t.Length() > 0 {
		fmt.Fprintln(a.stdout, t.Render())
	}
	for _, item := range j.score.Checklist {
		fmt.Fprintln(a.stdout, "  "+debrief.Checked(item))
	}
	if !report.Judged() {
		return
	}
	for _, sentence := range debrief.Turns(turns) {
		fmt.Fprintln(a.stdout, "  "+sentence)
	}
}

type rubricDiff struct {
	Old        string   `arg:"" help:"Rubric file, or a built-in scenario's id for its own."`
	New        string   `arg:"" help:"The same."`
	Recordings []string `arg:"" help:"Recording files." type:"path" name:"file.mcap"`
}

// change is how two rubrics judge one recording.
type change struct {
	Recording string          `json:"recording"`
	Old       scoring.Outcome `json:"old_outcome"`
	New       scoring.Outcome `json:"new_outcome"`
	OldTotal  *float64        `json:"old_total"`
	NewTotal  *float64        `json:"new_total"`
	Changed   bool            `json:"changed"` // the outcome did
}

// Run judges each recording by both.
func (c rubricDiff) Run(a *app) error {
	before, err := openRubric(c.Old)
	if err != nil {
		return err
	}
	after, err := openRubric(c.New)
	if err != nil {
		return err
	}
	changes, sides := []change{}, 0
	for _, file := range c.Recordings {
		old, err := judge(file, before)
		if err != nil {
			return err
		}
		_, now := after.Judge(old.recording)
		changed := old.score.Outcome != now.Outcome
		if changed {
			sides++
		}
		changes = append(changes, change{file, old.score.Outcome, now.Outcome, old.score.Total, now.Total, changed})
	}
	if a.json {
		a.printJSON(changes)
		return nil
	}
	fmt.Fprintln(a.stdout, changeTable(changes))
	fmt.Fprintf(a.stdout, "%d of %d recordings change sides\n", sides, len(changes))
	return nil
}

func changeTable(changes []change) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"recording", "before", "points", "after", "points", ""})
	for _, c := range changes {
		mark := ""
		if c.Changed {
			mark = "changes sides"
		}
		t.AppendRow(table.Row{filepath.Base(c.Recording), c.Old, debrief.Points(c.OldTotal), c.New, debrief.Points(c.NewTotal), mark})
	}
	return t.Render()
}
