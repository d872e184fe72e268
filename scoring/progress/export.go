package progress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Everything is all that the database holds about one person.
type Everything struct {
	Person      Person       `json:"person"`
	Attempts    []Attempt    `json:"attempts"` // the oldest first, with every score
	Ratings     []Rating     `json:"ratings"`  // of the person's attempts
	Annotations []Annotation `json:"annotations"`
	Given       Given        `json:"given"` // what the person said of others' attempts
	Audit       []AuditRow   `json:"audit"` // what was done with the person's data
	Deliveries  []Delivery   `json:"deliveries"`
	Seals       []Seal       `json:"seals"` // the attempts' entries in the chain
}

// Delivery says that an attempt was sent to a learning record store.
type Delivery struct {
	Attempt string    `json:"attempt"`
	Sent    time.Time `json:"sent_utc"`
	Refused string    `json:"refused,omitempty"` // the store's reason; "" when it has the attempt
}

// Given is what a person said of attempts, others' or their own.
type Given struct {
	Ratings     []string `json:"ratings"` // ids
	Annotations []string `json:"annotations"`
}

// Seal is an attempt's entry in the chain; hashes are hexadecimal.
type Seal struct {
	Attempt   string `json:"attempt"`
	Seq       int64  `json:"seq"`
	Digest    string `json:"digest"`
	Hash      string `json:"hash"`
	Signature string `json:"signature"`
}

// Exported is what ExportPerson wrote.
type Exported struct {
	Folder     string   `json:"folder"`
	Attempts   int      `json:"attempts"`
	Recordings int      `json:"recordings"`
	Missing    []string `json:"missing"` // recordings that are not there any more; never nil
}

// ExportPerson writes everything about the person of that name into a new
// folder: one JSON file for each kind of data, the recordings, and a list of
// the files with their hashes. The folder gets its name when all of it is there.
func (a *Access) ExportPerson(ctx context.Context, name, folder string) (Exported, error) {
	x := Exported{Folder: folder, Missing: []string{}}
	if _, err := os.Lstat(folder); err == nil {
		return x, fmt.Errorf("%s exists already; choose another folder", folder)
	}
	var all Everything
	err := a.look(ctx, "export a person's data", func(q querier, who Actor) (noted, error) {
		person, err := a.store.findPerson(ctx, q, name)
		if err != nil {
			return noted{}, err
		}
		if !who.administers() && who.ID != person.ID {
			return noted{}, a.forbidden("only an administrator may export another person's data", "ask one")
		}
		all, err = a.store.everything(ctx, q, person)
		return noted{action: ActionExport, detail: "everything about one person", subjects: []string{person.ID}}, err
	})
	if err != nil {
		return x, err
	}
	part, err := os.MkdirTemp(filepath.Dir(folder), filepath.Base(folder)+"-*.part") // mode 0700
	if err != nil {
		return x, fmt.Errorf("%s cannot be made: %s", folder, reason(err))
	}
	if err = a.store.writeEverything(ctx, part, &all, &x); err == nil {
		err = os.Rename(part, folder)
	}
	if err != nil {
		return x, errors.Join(err, os.RemoveAll(part))
	}
	return x, nil
}

// everything collects a person's data.
func (s *Store) everything(ctx context.Context, q querier, person Person) (all Everything, err error) {
	all.Person = person
	found, err := listAttempts(ctx, q, Filter{Superseded: true}, Actor{Trainee: person.Trainee, Role: RoleTrainee})
	if err != nil {
		return all, err
	}
	all.Attempts, all.Ratings, all.Annotations, all.Seals = []Attempt{}, []Rating{}, []Annotation{}, []Seal{}
	for _, summary := range slices.Backward(found) {
		attempt, err := s.loadAttempt(ctx, q, summary.ID, Actor{})
		if err != nil {
			return all, err
		}
		all.Attempts = append(all.Attempts, attempt)
		if err := appendOpinions(ctx, q, summary.ID, &all.Ratings, &all.Annotations); err != nil {
			return all, err
		}
	}
	if all.Deliveries, err = deliveriesOf(ctx, q, person.ID); err != nil {
		return all, err
	}
	if all.Seals, err = sealsOf(ctx, q, person.ID); err != nil {
		return all, err
	}
	if all.Given.Ratings, err = column[string](ctx, q, `SELECT id FROM ratings WHERE rater_id = ? ORDER BY rated_utc, id`, person.ID); err != nil {
		return all, err
	}
	if all.Given.Annotations, err = column[string](ctx, q, `SELECT id FROM annotations WHERE author_id = ? ORDER BY created_utc, id`, person.ID); err != nil {
		return all, err
	}
	all.Audit, err = auditAbout(ctx, q, person.ID, 0)
	for i := range all.Audit { // who else was looked at is nobody's business here
		all.Audit[i].Subjects = []string{person.ID}
	}
	return all, err
}

// column is what a query gives that asks for one column.
func column[T any](ctx context.Context, q querier, query string, values ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, values...)
	return collect(rows, err, func(x *T) []any { return []any{x} })
}

func deliveriesOf(ctx context.Context, q querier, person string) ([]Delivery, error) {
	rows, err := q.QueryContext(ctx, `SELECT a.id, d.delivered_utc, coalesce(d.refused, '')
		FROM attempts a JOIN deliveries d ON d.attempt_id = a.id WHERE a.trainee_id = ? ORDER BY d.delivered_utc, a.id`, person)
	return collect(rows, err, func(d *Delivery) []any { return []any{&d.Attempt, (*instant)(&d.Sent), &d.Refused} })
}

func sealsOf(ctx context.Context, q querier, person string) ([]Seal, error) {
	rows, err := q.QueryContext(ctx, `SELECT a.id, c.seq, lower(hex(c.digest)), lower(hex(c.hash)), lower(hex(c.signature))
		FROM attempts a JOIN chain c ON c.attempt_id = a.id WHERE a.trainee_id = ? ORDER BY c.seq`, person)
	return collect(rows, err, func(s *Seal) []any { return []any{&s.Attempt, &s.Seq, &s.Digest, &s.Hash, &s.Signature} })
}

// writeEverything fills the folder.
func (s *Store) writeEverything(ctx context.Context, folder string, all *Everything, x *Exported) error {
	hashes := map[string]string{}
	for name, value := range map[string]any{
		"person.json": all.Person, "attempts.json": all.Attempts, "ratings.json": all.Ratings, "annotations.json": all.Annotations,
		"given.json": all.Given, "audit.json": all.Audit, "deliveries.json": all.Deliveries, "seals.json": all.Seals,
	} {
		if err := writeJSON(folder, name, value, hashes); err != nil {
			return err
		}
	}
	x.Attempts = len(all.Attempts)
	if err := os.Mkdir(filepath.Join(folder, "recordings"), 0o700); err != nil {
		return err
	}
	copied := map[string]bool{}
	for i := range all.Attempts {
		path := all.Attempts[i].RecordingPath
		if copied[path] {
			continue
		}
		copied[path] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		name := filepath.Join("recordings", filepath.Base(path))
		sum, err := copyFile(s.RecordingFile(path), filepath.Join(folder, name))
		if errors.Is(err, os.ErrNotExist) {
			x.Missing = append(x.Missing, path)
			continue
		}
		if err != nil {
			return err
		}
		hashes[filepath.ToSlash(name)] = sum
		x.Recordings++
	}
	return writeJSON(folder, "manifest.json", map[string]any{
		"schema": "drylab.person/1", "written_utc": formatTime(time.Now()), "sha256": hashes, "missing": x.Missing,
	}, map[string]string{})
}

func writeJSON(folder, name string, value any, hashes map[string]string) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	hashes[name] = hex.EncodeToString(sum[:])
	return os.WriteFile(filepath.Join(folder, name), text, 0o600)
}

// copyFile copies a file and returns the SHA-256 of what it copied.
func copyFile(from, to string) (sum string, err error) {
	source, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(target, h), source)
	return hex.EncodeToString(h.Sum(nil)), errors.Join(err, target.Close())
}
