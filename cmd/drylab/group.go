package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type groupCommand struct {
	List   groupList   `cmd:"" help:"List the groups that you may see."`
	Show   groupShow   `cmd:"" help:"Show a group's trainees and how far each is."`
	Add    groupAdd    `cmd:"" help:"Make a group."`
	Remove groupRemove `cmd:"" help:"Remove a group; its people stay."`
	Join   groupJoin   `cmd:"" help:"Put a trainee into a group, or give it to an educator."`
	Leave  groupLeave  `cmd:"" help:"Take a person out of a group."`
	Follow groupFollow `cmd:"" help:"Give a group a curriculum."`
	Report groupReport `cmd:"" help:"Write a report about a group for its educator: who is proficient, who is stuck, what fails most."`
}

type groupList struct {
	desk `embed:""`
}

// Run lists groups.
func (c *groupList) Run(a *app) error {
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		groups, err := access.Groups(a.ctx)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(groups)
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"group", "people", "curriculum"})
		for _, g := range groups {
			t.AppendRow(table.Row{g.Name, g.People, strings.TrimSpace(g.Curriculum.ID + " " + g.Curriculum.Version)})
		}
		fmt.Fprintln(a.stdout, t.Render())
		return nil
	})
}

type groupShow struct {
	Group string `arg:"" help:"The group's name."`
	desk  `embed:""`
}

// Run shows a group's page.
func (c *groupShow) Run(a *app) error {
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		page, err := access.Group(a.ctx, c.Group)
		if err != nil {
			return err
		}
		losses, err := access.Losses(a.ctx, c.Group)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(struct {
				progress.GroupPage
				Losses []progress.Loss `json:"losses"`
			}{page, losses})
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"trainee", "scenario", "device", "attempts", "passed", "in a row", "last", "outcome", "total"})
		for _, m := range page.Members {
			if len(m.Curves) == 0 {
				t.AppendRow(table.Row{m.Name, "–"})
			}
			for _, curve := range m.Curves {
				passed, row := passes(curve.Points)
				last := curve.Points[len(curve.Points)-1]
				t.AppendRow(table.Row{m.Name, curve.Scenario, curve.DeviceClass, len(curve.Points), passed, row,
					last.Started.Local().Format(time.DateOnly), last.Outcome, points(last.Total)})
			}
		}
		fmt.Fprintln(a.stdout, t.Render())
		if len(losses) > 0 {
			fmt.Fprintln(a.stdout, lossTable(losses))
		}
		return nil
	})
}

// lossTable tells which criteria cost the group most.
func lossTable(losses []progress.Loss) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"scenario", "criterion", "attempts", "without points", "points lost on average"})
	for _, l := range losses {
		t.AppendRow(table.Row{l.Scenario, l.Title, l.Attempts, l.Failed, fmt.Sprintf("%.1f", l.MeanLost)})
	}
	return t.Render()
}

// passes counts the passes of a curve, and those in a row at its end.
func passes(points []progress.Point) (all, row int) {
	for _, p := range points {
		if p.Outcome == scoring.OutcomePass {
			all, row = all+1, row+1
		} else {
			row = 0
		}
	}
	return all, row
}

type groupAdd struct {
	Group string `arg:"" help:"The group's name."`
	desk  `embed:""`
}

// Run adds a group.
func (c *groupAdd) Run(a *app) error {
	return c.change(a, func(access *progress.Access) error { return access.AddGroup(a.ctx, c.Group) })
}

type groupRemove struct {
	Group string `arg:"" help:"The group's name."`
	desk  `embed:""`
}

// Run removes a group.
func (c *groupRemove) Run(a *app) error {
	return c.change(a, func(access *progress.Access) error { return access.RemoveGroup(a.ctx, c.Group) })
}

type groupJoin struct {
	Group string `arg:"" help:"The group's name."`
	Name  string `arg:"" help:"The person's name."`
	desk  `embed:""`
}

// Run puts a person into a group.
func (c *groupJoin) Run(a *app) error {
	return c.change(a, func(access *progress.Access) error { return access.Join(a.ctx, c.Group, c.Name) })
}

type groupLeave struct {
	Group string `arg:"" help:"The group's name."`
	Name  string `arg:"" help:"The person's name."`
	desk  `embed:""`
}

// Run takes a person out of a group.
func (c *groupLeave) Run(a *app) error {
	return c.change(a, func(access *progress.Access) error { return access.Leave(a.ctx, c.Group, c.Name) })
}

type groupFollow struct {
	Group      string `arg:"" help:"The group's name."`
	Curriculum string `arg:"" help:"ID or ID@VERSION; the newest version when none is given; none takes it away."`
	desk       `embed:""`
}

// Run gives a group a curriculum.
func (c *groupFollow) Run(a *app) error {
	store, _, err := c.open(a)
	if err != nil {
		return err
	}
	ref := progress.CurriculumRef{}
	ref.ID, ref.Version, _ = strings.Cut(c.Curriculum, "@")
	switch {
	case ref.ID == "none":
		ref = progress.CurriculumRef{}
	case ref.Version == "":
		all, trouble := store.Curricula(a.ctx) // the newest of each first
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].ID == ref.ID {
				ref.Version = all[i].Version
			}
		}
		err = trouble
	}
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	return c.change(a, func(access *progress.Access) error { return access.Follow(a.ctx, c.Group, ref) })
}
