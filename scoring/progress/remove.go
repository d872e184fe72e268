package progress

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// tombstone is the content of a chain's entry that says whose place is empty.
// It tells no more than that these attempts existed.
type tombstone struct {
	Entries []int64 `json:"entries"`
	UTC     string  `json:"utc"`
}

// DeleteOptions say what belongs to a person besides the database.
type DeleteOptions struct {
	// Companions are files that were made with a recording, such as its report;
	// those that do not exist are passed over. nil means none.
	Companions func(recording string) []string
}

// Deleted is what a deletion took away, and the proof of it.
type Deleted struct {
	People   int `json:"people"`
	Attempts int `json:"attempts"`
	Files    int `json:"files"`
	// Delivered is how many of the attempts a learning record store has: what it
	// keeps must be deleted there.
	Delivered int   `json:"delivered"`
	Proof     Proof `json:"proof"`
}

// DeletePerson deletes everything about the person of that name: attempts with
// all that belongs to them, recordings and their companions, memberships, the
// name. Opinions that the person gave on others' attempts stay, without their
// author. The chain keeps a tombstone. The database is then rewritten, and it
// and its side files are searched for what was deleted. An interruption is made
// good when the database is opened next. Administrators delete.
func (a *Access) DeletePerson(ctx context.Context, name string, o DeleteOptions) (Deleted, error) {
	return a.deletePeople(ctx, "delete a person", o, func(tx *sql.Tx) ([]Person, string, error) {
		person, err := a.store.findPerson(ctx, tx, name)
		return []Person{person}, "everything about one person", err
	})
}

// deletePeople deletes those whom choose finds, all or none; it also gives the
// words for the audit. Where it finds nobody nothing is done.
func (a *Access) deletePeople(ctx context.Context, doing string, o DeleteOptions, choose func(*sql.Tx) ([]Person, string, error)) (Deleted, error) {
	done := Deleted{Proof: Proof{Found: []string{}}}
	var traces []trace
	err := a.administer(ctx, doing, func(tx *sql.Tx) (noted, error) {
		note := noted{action: ActionDelete}
		people, detail, err := choose(tx)
		note.detail = detail
		if err != nil {
			return note, err
		}
		for _, person := range people {
			d := deletion{store: a.store, tx: tx, person: person, o: o}
			if err := d.run(ctx); err != nil {
				return note, err
			}
			done.People++
			done.Attempts += len(d.attempts)
			done.Files += len(d.files)
			done.Delivered += d.delivered
			traces = append(traces, d.traces()...)
		}
		return note, nil
	})
	if err != nil || done.People == 0 {
		return done, err
	}
	if err := a.store.finishRemovals(ctx); err != nil {
		return done, explain(a.store.path, "finish the deletion", err)
	}
	done.Proof, err = a.store.prove(ctx, traces)
	return done, explain(a.store.path, "prove the deletion", err)
}

// deletion is one person's part of the transaction of deletePeople.
type deletion struct {
	store    *Store
	tx       *sql.Tx
	person   Person
	o        DeleteOptions
	attempts []string
	files    []string
	loose    looseEnds

	delivered int
}

func (d *deletion) run(ctx context.Context) error {
	var err error
	if d.attempts, err = column[string](ctx, d.tx, `SELECT id FROM attempts WHERE trainee_id = ? ORDER BY id`, d.person.ID); err != nil {
		return err
	}
	const delivered = `SELECT count(*) FROM attempts a JOIN deliveries ON attempt_id = a.id WHERE a.trainee_id = ? AND refused IS NULL`
	if err := d.tx.QueryRowContext(ctx, delivered, d.person.ID).Scan(&d.delivered); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{d.noteFiles, d.bury, d.strike} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if _, err = d.tx.ExecContext(ctx, `DELETE FROM trainees WHERE id = ?`, d.person.ID); err != nil {
		return err
	}
	return d.store.notary.sealAgain(ctx, d.tx, d.loose, time.Now())
}

// noteFiles writes down what is to be removed from the disk once the rows are
// gone for good, and that the database is to be rewritten ("").
func (d *deletion) noteFiles(ctx context.Context) error {
	recordings, err := column[string](ctx, d.tx, `
		SELECT DISTINCT recording_path FROM attempts a WHERE trainee_id = ? AND NOT EXISTS (
			SELECT 1 FROM attempts b WHERE b.recording_path = a.recording_path AND b.trainee_id IS NOT a.trainee_id)`, d.person.ID)
	if err != nil {
		return err
	}
	for _, recording := range recordings {
		recording = d.store.RecordingFile(recording)
		candidates := []string{recording}
		if d.o.Companions != nil {
			candidates = append(candidates, d.o.Companions(recording)...)
		}
		for _, path := range candidates {
			if _, err := os.Lstat(path); err == nil {
				d.files = append(d.files, path)
			}
		}
	}
	for _, path := range append([]string{""}, d.files...) {
		if _, err := d.tx.ExecContext(ctx, `INSERT OR IGNORE INTO pending_removals VALUES (?)`, path); err != nil {
			return err
		}
	}
	return nil
}

// bury appends the tombstone: of the attempts, of what was said of them, and of
// what the person said of others' attempts, which is then sealed without an author.
func (d *deletion) bury(ctx context.Context) (err error) {
	if d.loose, err = looseEndsOf(ctx, d.tx, d.person.ID); err != nil {
		return err
	}
	entries, err := column[int64](ctx, d.tx, `
		SELECT seq FROM chain WHERE attempt_id IN (SELECT id FROM attempts WHERE trainee_id = ?1)
		UNION SELECT seq FROM chain WHERE kind <> 'attempt' AND kind IN ('rating', 'annotation') AND content ->> 'id' IN (`+opinionsOf+`)
		ORDER BY seq`, d.person.ID)
	if err != nil {
		return err
	}
	now := time.Now()
	return d.store.notary.sealContent(ctx, d.tx, kindTombstone, tombstone{Entries: entries, UTC: formatTime(now)}, now)
}

// strike takes the person out of the derivations of pass marks.
func (d *deletion) strike(ctx context.Context) error {
	for _, id := range append([]string{d.person.ID}, d.attempts...) {
		if _, err := d.tx.ExecContext(ctx, `UPDATE benchmarks SET derivation = replace(derivation, ?1, 'deleted') WHERE instr(derivation, ?1)`, id); err != nil {
			return err
		}
	}
	return nil
}

// traces are what nothing may hold any more.
func (d *deletion) traces() []trace {
	all := []trace{{"the name", d.person.Name}, {"the pseudonym", d.person.ID}}
	for _, id := range d.attempts {
		all = append(all, trace{"an attempt's id", id})
	}
	return all
}

// finishRemovals does what a deletion, perhaps one that was interrupted, has
// still to do: files first, then a database without empty pages and old log.
func (s *Store) finishRemovals(ctx context.Context) error {
	pending, err := column[string](ctx, s.db, `SELECT path FROM pending_removals ORDER BY path DESC`) // "" is the last
	if err != nil || len(pending) == 0 {
		return err
	}
	for _, path := range pending {
		if path == "" {
			err = s.rewrite(ctx)
		} else if err = os.Remove(path); errors.Is(err, fs.ErrNotExist) {
			err = nil
		} else if err == nil {
			err = syncFolder(filepath.Dir(path))
		}
		if err != nil {
			return err
		}
		if _, err := s.db.ExecContext(ctx, `DELETE FROM pending_removals WHERE path = ?`, path); err != nil {
			return err
		}
	}
	return nil
}

// rewrite makes the database anew from the rows in it, and cuts its log, which
// may hold old pages, to nothing.
func (s *Store) rewrite(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `VACUUM`); err != nil {
		return err
	}
	var busy, pages, moved int
	err := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		return trouble(s.path, ErrLocked, nil, "everything was deleted, but another program still reads the database, so that old pages may remain in its log",
			"close that program; the next drylab command that opens the database finishes this")
	}
	return err
}

// sideFiles are the database and what lies beside it under its name: logs,
// replaced databases, unfinished backups. The key is none.
func (s *Store) sideFiles() ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range entries {
		path := filepath.Join(filepath.Dir(s.path), entry.Name())
		if strings.HasPrefix(entry.Name(), filepath.Base(s.path)) && path != keyFile(s.path) && entry.Type().IsRegular() {
			files = append(files, path)
		}
	}
	return files, nil
}
