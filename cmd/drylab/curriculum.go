package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type curriculumCommand struct {
	List curriculumList `cmd:"" help:"List the curricula, with their steps."`
	Add  curriculumAdd  `cmd:"" help:"Store a curriculum from a YAML file."`
}

type curriculumList struct {
	desk `embed:""`
}

// Run lists curricula.
func (c *curriculumList) Run(a *app) error {
	return c.at(a, func(store *progress.Store, _ *progress.Access) error {
		all, err := store.Curricula(a.ctx)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(all)
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"curriculum", "version", "step", "scenario", "to pass", "after"})
		for _, one := range all {
			for _, step := range one.Steps {
				rule := fmt.Sprintf("%d in a row", step.Consecutive)
				if step.More > 0 {
					rule += fmt.Sprintf(" + %d more", step.More)
				}
				t.AppendRow(table.Row{one.ID, one.Version, step.ID, step.Scenario, rule, strings.Join(step.Requires, ", ")})
			}
		}
		fmt.Fprintln(a.stdout, t.Render())
		return nil
	})
}

type curriculumAdd struct {
	File string `arg:"" help:"Curriculum file: schema drylab.curriculum/1, id, version, title, steps of id, scenario, consecutive, more, requires." type:"path"`
	desk `embed:""`
}

// Run stores a curriculum.
func (c *curriculumAdd) Run(a *app) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no ordinary file", c.File)
	}
	curriculum, err := progress.ReadCurriculum(c.File, file)
	if err != nil {
		return err
	}
	for _, step := range curriculum.Steps {
		if !slices.Contains(scenarios.BuiltinIDs(), step.Scenario) {
			fmt.Fprintf(a.stderr, "step %s: scenario %s is not built in; trainees need its file\n", step.ID, step.Scenario)
		}
	}
	return c.change(a, func(access *progress.Access) error { return access.AddCurriculum(a.ctx, curriculum) })
}
