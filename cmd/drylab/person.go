package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type personCommand struct {
	List   personList   `cmd:"" help:"List the people whom you may see, with role, level and groups."`
	Add    personAdd    `cmd:"" help:"Make a person known before their first attempt."`
	Set    personSet    `cmd:"" help:"Say what a person may do and how experienced they are."`
	Export personExport `cmd:"" help:"Write everything about a person into a folder."`
	Delete personDelete `cmd:"" help:"Delete everything about a person, and prove it."`
	Expire personExpire `cmd:"" help:"Delete everything about trainees who have not practised for long, and prove it."`
}

type personList struct {
	desk `embed:""`
}

// Run lists people.
func (c *personList) Run(a *app) error {
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		people, err := access.People(a.ctx)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(people)
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"name", "pseudonym", "role", "level", "groups"})
		for _, p := range people {
			t.AppendRow(table.Row{p.Name, short(p.ID), p.Role, p.Level, strings.Join(p.Groups, ", ")})
		}
		fmt.Fprintln(a.stdout, t.Render())
		return nil
	})
}

type personAdd struct {
	Name string `arg:"" help:"The person's name."`
	desk `embed:""`
}

// Run adds a person.
func (c *personAdd) Run(a *app) error {
	return c.change(a, func(access *progress.Access) error { return access.AddPerson(a.ctx, c.Name) })
}

// change does something whose success needs no words, and makes the database
// when there is none: a school begins with its people.
func (d *desk) change(a *app, work func(*progress.Access) error) error {
	if d.DB == "" {
		if _, err := folder("."); err != nil {
			return err
		}
	}
	store, err := progress.Open(databasePath(d.DB), progress.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	access, err := store.As(a.ctx, d.As)
	if err == nil {
		err = work(access)
	}
	if err == nil && a.json {
		a.printJSON(map[string]bool{"done": true})
	}
	return err
}

type personSet struct {
	Name  string  `arg:"" help:"The person's name."`
	Role  string  `help:"trainee (sees their own attempts), educator (also those of their groups) or administrator (everything)." enum:",trainee,educator,administrator" default:"" placeholder:"ROLE"`
	Level *string `help:"novice, intermediate, expert, or unknown; pass marks are derived from experts." placeholder:"LEVEL"`
	desk  `embed:""`
}

// Run changes a person's role and level.
func (c *personSet) Run(a *app) error {
	levels := map[string]progress.Level{
		"novice": progress.LevelNovice, "intermediate": progress.LevelIntermediate,
		"expert": progress.LevelExpert, "unknown": progress.LevelUnknown,
	}
	if c.Role == "" && c.Level == nil {
		return wrongUsage{errors.New("give --role or --level")}
	}
	if c.Level != nil {
		if _, ok := levels[*c.Level]; !ok {
			return wrongUsage{fmt.Errorf("--level must be novice, intermediate, expert or unknown, not %q", *c.Level)}
		}
	}
	return c.change(a, func(access *progress.Access) error {
		if c.Role != "" {
			if err := access.SetRole(a.ctx, c.Name, progress.Role(c.Role)); err != nil {
				return err
			}
		}
		if c.Level != nil {
			return access.SetLevel(a.ctx, c.Name, levels[*c.Level])
		}
		return nil
	})
}

type personExport struct {
	Name string `arg:"" help:"The person's name."`
	Out  string `required:"" help:"Folder to make." type:"path" placeholder:"DIR"`
	desk `embed:""`
}

// Run writes everything about a person.
func (c *personExport) Run(a *app) error {
	if err := checkFolder(c.Out); err != nil {
		return err
	}
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		x, err := access.ExportPerson(a.ctx, c.Name, c.Out)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(x)
			return nil
		}
		fmt.Fprintf(a.stdout, "%s: %s, %s; manifest.json lists the files\n", x.Folder, count(x.Attempts, "score"), count(x.Recordings, "recording"))
		for _, missing := range x.Missing {
			fmt.Fprintf(a.stdout, "not there any more: %s\n", missing)
		}
		return nil
	})
}

type personDelete struct {
	Name string `arg:"" help:"The person's name."`
	Yes  bool   `help:"Delete: rows, recordings, reports, pictures and the name. It cannot be undone."`
	desk `embed:""`
}

// Run deletes everything about a person.
func (c *personDelete) Run(a *app) error {
	if !c.Yes {
		return wrongUsage{fmt.Errorf("deleting everything about %s cannot be undone; write it out first with drylab person export, then add --yes", c.Name)}
	}
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		done, err := access.DeletePerson(a.ctx, c.Name, progress.DeleteOptions{Companions: companions})
		if err != nil {
			return err
		}
		return tellDeletion(a, &done)
	})
}

// tellDeletion prints what was deleted, and fails when something is left.
func tellDeletion(a *app, done *progress.Deleted) error {
	if a.json {
		a.printJSON(done)
	} else {
		printDeletion(a, done)
	}
	if len(done.Proof.Found) > 0 {
		return fmt.Errorf("everything was deleted from the database, but %s; delete what you do not need any more", strings.Join(done.Proof.Found, "; "))
	}
	return nil
}

// companions are what practise writes with a recording.
func companions(recording string) []string {
	home, name := filepath.Dir(filepath.Dir(recording)), strings.TrimSuffix(filepath.Base(recording), ".mcap")
	return []string{filepath.Join(home, "reports", name+".html"), filepath.Join(home, "screenshots", name+".png")}
}

func printDeletion(a *app, done *progress.Deleted) {
	fmt.Fprintf(a.stdout, "deleted: %s, %s, %s\n", people(done.People), count(done.Attempts, "score"), count(done.Files, "file"))
	if done.People == 0 {
		return
	}
	if len(done.Proof.Found) == 0 {
		fmt.Fprintf(a.stdout, "proof: %d bytes in %s were searched for each name, pseudonym and attempt's id; none is left\n",
			done.Proof.Bytes, count(len(done.Proof.Files), "file"))
	}
	if done.Delivered > 0 {
		fmt.Fprintf(a.stdout, "a learning record store has %s under the pseudonym; ask there to delete them\n", count(done.Delivered, "attempt"))
	}
	for _, place := range done.Proof.Elsewhere {
		fmt.Fprintf(a.stdout, "the same letters stand in other rows, of %s; look whether they mean this person\n", place)
	}
	fmt.Fprintln(a.stdout, "reports and exports written elsewhere, backups, and what the disk itself keeps of removed files are not in this proof")
}
