package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Check that no attempt, rating, annotation, recording or row of the audit was changed, deleted or put in."`
	Show   auditShow   `cmd:"" help:"Show who looked at, took out, changed or scored what."`
}

type auditVerify struct {
	Head        string `help:"Entry noted from an earlier run, which must still be there; it proves that nothing before it was rewritten." placeholder:"SEQ:HASH"`
	NoRecording bool   `help:"Leave the recordings alone, which takes less time." name:"no-recordings"`
	DB          string `help:"Database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
}

// faultsShown bounds the printed list; --json has all.
const faultsShown = 20

// Run verifies a database and fails when it is not as drylab left it. It reads
// only, so that it works on a copy on a medium that cannot be written.
func (c *auditVerify) Run(a *app) error {
	store, err := progress.Open(databasePath(c.DB), progress.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	b := newBar(a.stderr, a.json)
	found, err := store.Verify(a.ctx, progress.VerifyOptions{Recordings: !c.NoRecording, Head: c.Head, Show: b.show})
	b.clear()
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(found)
	} else {
		printVerification(a, &found)
	}
	if len(found.Faults) > 0 {
		return fmt.Errorf("database %s is not as drylab left it: %s", store.Path(), found.Faults[0].Text)
	}
	return nil
}

func printVerification(a *app, v *progress.Verification) {
	if len(v.Faults) == 0 {
		fmt.Fprintf(a.stdout, "all as it was saved: %s, %s, %s, %s of the audit, %d deleted with their persons, %s of the chain\n",
			count(v.Attempts, "attempt"), count(v.Recordings, "recording"), count(v.Opinions, "rating or annotation", "ratings and annotations"),
			count(v.Audit, "row"), v.Deleted, count(v.Entries, "entry", "entries"))
	}
	for _, f := range v.Faults[:min(len(v.Faults), faultsShown)] {
		fmt.Fprintf(a.stdout, "%-18s %s\n", f.Kind, f.Text)
	}
	if more := len(v.Faults) - faultsShown; more > 0 {
		fmt.Fprintf(a.stdout, "and %d more; --json lists them all\n", more)
	}
	for _, key := range v.Keys {
		fmt.Fprintf(a.stdout, "key   %s since %s", key.PublicKey, key.Since.Local().Format(time.DateTime))
		if key.Unsealed > 0 {
			fmt.Fprintf(a.stdout, "; it sealed %s of before, which nothing had guarded until then", count(key.Unsealed, "attempt"))
		}
		fmt.Fprintln(a.stdout)
	}
	if v.Late != nil {
		fmt.Fprintf(a.stdout, "on %s %s and %s of the audit were sealed, which nothing had guarded until then\n", v.Late.UTC.Local().Format(time.DateOnly),
			count(v.Late.Opinions, "rating or annotation", "ratings and annotations"), count(v.Late.Audit, "row"))
	}
	if v.Restored > 0 {
		fmt.Fprintf(a.stdout, "a backup was put back %s\n", count(v.Restored, "time"))
	}
	if v.Head != "" {
		fmt.Fprintf(a.stdout, "head  %s\nnote the head elsewhere; with --head it proves later that nothing before it was rewritten\n", v.Head)
	}
}

type auditShow struct {
	About string `help:"Only what was done with this person's data." placeholder:"NAME"`
	Limit int    `help:"At most so many, the newest; 0 means all." default:"50"`
	desk  `embed:""`
}

// Run shows the audit. That it was looked at is noted too.
func (c *auditShow) Run(a *app) error {
	if c.Limit < 0 {
		return wrongUsage{fmt.Errorf("--limit must be 0 or more, not %d", c.Limit)}
	}
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		rows, err := access.Audit(a.ctx, c.About, c.Limit)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(rows)
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"when", "who", "did", "what", "attempt", "whose"})
		for _, r := range rows {
			t.AppendRow(table.Row{r.Time.Local().Format(time.DateTime), actorOf(r), r.Action, r.Detail, short(r.Attempt), subjectsOf(r)})
		}
		fmt.Fprintln(a.stdout, t.Render())
		return nil
	})
}

func short(id string) string { return id[:min(8, len(id))] }

func actorOf(r progress.AuditRow) string {
	switch {
	case r.Actor == "operator":
		return "operator"
	case r.ActorID == "":
		return "deleted"
	}
	return short(r.ActorID)
}

// subjectsOf names few people and counts many.
func subjectsOf(r progress.AuditRow) string {
	if len(r.Subjects) > 3 {
		return fmt.Sprintf("%d people", len(r.Subjects))
	}
	var all []string
	for _, id := range r.Subjects {
		all = append(all, short(id))
	}
	return strings.Join(all, " ")
}
