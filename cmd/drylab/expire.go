package main

import (
	"fmt"
	"time"

	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type personExpire struct {
	After int  `required:"" help:"Days since the last attempt, or since the person was made known, that data are kept." placeholder:"DAYS"`
	Yes   bool `help:"Delete: rows, recordings, reports, pictures and names. Without it the command lists whom it would delete."`
	desk  `embed:""`
}

// Run lists or deletes the trainees whose time is over. How raw motion is kept is
// the site's choice; nothing expires unless somebody, or a timer, runs this.
func (c *personExpire) Run(a *app) error {
	if c.After < 1 {
		return wrongUsage{fmt.Errorf("--after must be 1 day or more, not %d", c.After)}
	}
	before := time.Now().AddDate(0, 0, -c.After)
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		if c.Yes {
			done, err := access.Expire(a.ctx, before, progress.DeleteOptions{Companions: companions})
			if err != nil {
				return err
			}
			return tellDeletion(a, &done)
		}
		found, err := access.Dormant(a.ctx, before)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(append([]progress.Dormant{}, found...))
			return nil
		}
		if len(found) == 0 {
			fmt.Fprintf(a.stdout, "nobody's last attempt is older than %s\n", count(c.After, "day"))
			return nil
		}
		t := plainTable("trainee", "pseudonym", "last attempt", "scores")
		for _, d := range found {
			t.AppendRow(table.Row{d.Name, short(d.ID), d.Last.Local().Format(time.DateOnly), d.Attempts})
		}
		fmt.Fprintln(a.stdout, t.Render())
		fmt.Fprintf(a.stdout, "nothing was deleted; --yes deletes everything about %s, which cannot be undone\n", people(len(found)))
		return nil
	})
}
