package main

import (
	"fmt"
	"time"

	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type progressCommand struct {
	Trainee  string `help:"Only this trainee's attempts." placeholder:"NAME"`
	Scenario string `help:"Only attempts of this scenario." placeholder:"ID"`
	Limit    int    `help:"At most so many, the newest; 0 means all." default:"0"`
	desk     `embed:""`
}

// Run lists the attempts that one may see, newest first.
func (c *progressCommand) Run(a *app) error {
	if c.Limit < 0 {
		return wrongUsage{fmt.Errorf("--limit must be 0 or more, not %d", c.Limit)}
	}
	store, access, err := c.open(a)
	if err != nil {
		return err
	}
	defer store.Close()
	list, err := access.Attempts(a.ctx, progress.Filter{Trainee: c.Trainee, Scenario: c.Scenario, Limit: c.Limit})
	if err != nil {
		return err
	}
	if a.json {
		if list == nil {
			list = []progress.Summary{}
		}
		a.printJSON(list)
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(a.stdout, "no attempts yet; make one with: drylab practise ventricular-drain")
		return nil
	}
	fmt.Fprintln(a.stdout, attemptTable(list))
	return nil
}

func attemptTable(list []progress.Summary) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"attempt", "when", "trainee", "scenario", "device", "outcome", "total"})
	for _, s := range list {
		total := "–"
		if s.Total != nil {
			total = fmt.Sprintf("%.1f", *s.Total)
		}
		t.AppendRow(table.Row{s.ID[:8], s.Started.Local().Format(time.DateTime), s.Trainee.Name, s.Scenario.ID, s.Device.Name, s.Outcome, total})
	}
	return t.Render()
}
