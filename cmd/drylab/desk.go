package main

import "github.com/drylab/drylab/scoring/progress"

// desk are the flags of commands that use the database as somebody.
type desk struct {
	As string `help:"Who you are; default: the station's operator, who may do everything, because a desktop has no sign-in." env:"DRYLAB_AS" placeholder:"NAME"`
	DB string `help:"Database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
}

// open opens an existing database, with write permission: what is looked at is
// noted in it.
func (d *desk) open(a *app) (*progress.Store, *progress.Access, error) {
	store, err := progress.Open(databasePath(d.DB), progress.Options{Existing: true})
	if err != nil {
		return nil, nil, err
	}
	access, err := store.As(a.ctx, d.As)
	if err != nil {
		_ = store.Close() // the first error is the one to report
		return nil, nil, err
	}
	return store, access, nil
}

// at runs work with an open database.
func (d *desk) at(a *app, work func(*progress.Store, *progress.Access) error) error {
	store, access, err := d.open(a)
	if err != nil {
		return err
	}
	defer store.Close()
	return work(store, access)
}
