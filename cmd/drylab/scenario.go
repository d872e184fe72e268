package main

import (
	"errors"
	"fmt"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scenarios"
	"github.com/jedib0t/go-pretty/v6/table"
)

type scenarioCommand struct {
	List     scenarioList     `cmd:"" help:"List the built-in scenarios."`
	Show     scenarioShow     `cmd:"" help:"Print a scenario as its YAML text: a start for your own."`
	Validate scenarioValidate `cmd:"" help:"Check a scenario file; errors come with line, column and an excerpt."`
	Schema   scenarioSchema   `cmd:"" help:"Print the JSON Schema of the scenario format, for editors."`
}

type scenarioList struct{}

// Run lists the built-in scenarios.
func (scenarioList) Run(a *app) error {
	type row struct {
		ID      string `json:"id"`
		Version string `json:"version"`
		Title   string `json:"title"`
		Case    string `json:"case"`
		Steps   int    `json:"steps"`
	}
	var rows []row
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"scenario", "version", "title", "case", "steps"})
	for _, id := range scenarios.BuiltinIDs() {
		s, err := scenarios.Builtin(id)
		if err != nil {
			return err
		}
		rows = append(rows, row{s.ID, s.Version, s.Title, s.Case, len(s.Steps)})
		t.AppendRow(table.Row{s.ID, s.Version, s.Title, s.Case, len(s.Steps)})
	}
	if a.json {
		a.printJSON(rows)
		return nil
	}
	fmt.Fprintln(a.stdout, t.Render())
	return nil
}

type scenarioShow struct {
	Scenario string `arg:"" help:"Built-in id or file."`
}

// Run prints a scenario as authored.
func (c scenarioShow) Run(a *app) error {
	s, err := scenarios.Open(c.Scenario)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(s)
		return nil
	}
	_, err = a.stdout.Write(s.Source())
	return err
}

type scenarioValidate struct {
	File string `arg:"" help:"Scenario file." type:"path"`
}

// Run checks a scenario file.
func (c scenarioValidate) Run(a *app) error {
	s, err := scenarios.OpenFile(c.File)
	return a.validated(err, func() string {
		return fmt.Sprintf("%s is valid: %s %s, %d steps, %d criteria", c.File, s.ID, s.Version, len(s.Steps), len(s.Rubric.Criteria))
	})
}

// validated reports what came of reading an authored file: in words, or as JSON
// with every problem.
func (a *app) validated(err error, sound func() string) error {
	var faults *strictyaml.Problems
	switch located := errors.As(err, &faults); {
	case a.json && located:
		a.printJSON(map[string]any{"valid": false, "problems": faults.List})
	case err != nil:
	case a.json:
		a.printJSON(map[string]any{"valid": true, "problems": []strictyaml.Problem{}})
	default:
		fmt.Fprintln(a.stdout, sound())
	}
	return err
}

type scenarioSchema struct{}

// Run prints the JSON Schema; it is JSON with and without --json.
func (scenarioSchema) Run(a *app) error {
	text, err := scenarios.JSONSchema()
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(text)
	return err
}
