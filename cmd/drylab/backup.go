package main

import (
	"fmt"
	"os"

	"github.com/drylab/drylab/scoring/progress"
)

type backupCommand struct {
	File  string `arg:"" help:"File to write." type:"path"`
	Force bool   `help:"Replace a file that is there; it is replaced only by a backup that was verified."`
	desk  `embed:""`
}

// Run copies the database while others use it, and verifies the copy.
func (c *backupCommand) Run(a *app) error {
	if err := checkFolder(c.File); err != nil {
		return err
	}
	if _, err := os.Lstat(c.File); err == nil && !c.Force {
		return fmt.Errorf("%s exists already; choose another file, or replace it with --force", c.File)
	}
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		b := newBar(a.stderr, a.json)
		found, err := access.Backup(a.ctx, c.File, func(done, total int) { b.show(done, total, "pages copied") })
		b.clear()
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(map[string]any{"file": c.File, "attempts": found.Attempts, "head": found.Head})
			return nil
		}
		fmt.Fprintf(a.stdout, "%s holds %s; every page and every link of the chain was read back\n", c.File, count(found.Attempts, "attempt"))
		fmt.Fprintln(a.stdout, "recordings are files of their own: copy the folder recordings too; and this file holds names: keep it as you keep the database")
		return nil
	})
}

type restoreCommand struct {
	File string `arg:"" help:"File that drylab backup wrote." type:"path"`
	DB   string `help:"Database to replace; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
}

// Run puts a backup in the database's place.
func (c *restoreCommand) Run(a *app) error {
	if c.DB == "" {
		if _, err := folder("."); err != nil {
			return err
		}
	}
	path := databasePath(c.DB)
	r, err := progress.Restore(a.ctx, path, c.File)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(r)
		return nil
	}
	fmt.Fprintf(a.stdout, "%s holds the backup's %s\n", path, count(r.Attempts, "attempt"))
	for _, name := range r.Returned {
		fmt.Fprintf(a.stdout, "%s had been deleted and is there again: drylab person delete %q --yes\n", name, name)
	}
	switch {
	case r.Aside == "":
	case r.Lost > 0:
		fmt.Fprintf(a.stdout, "%s of the replaced database %s not in the backup; they are in %s\n",
			count(r.Lost, "attempt"), isAre(r.Lost), r.Aside)
	default:
		fmt.Fprintf(a.stdout, "what it replaced is %s\n", r.Aside)
	}
	return nil
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
