package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Save writes an attempt in one transaction: all of it is stored, its trainee
// included, or nothing. The recording must already be on disk under its final
// name. Saving an id a second time is an error; a new score of a recording has
// a new id and names the row that it supersedes.
func (s *Store) Save(ctx context.Context, a Attempt) error {
	if a.Saved.IsZero() {
		a.Saved = time.Now()
	}
	return s.patiently(ctx, func() error {
		err := s.inTransaction(ctx, func(tx *sql.Tx) error { return s.insertAttempt(ctx, tx, &a) })
		return explain(s.path, fmt.Sprintf("save attempt %s", a.ID), s.refused(&a, err))
	})
}

// savePatience is how many times longer than a reader an attempt that was made
// waits for another program's transaction: a minute, in which also a large
// database is rewritten after a deletion.
const savePatience = 12

// patiently repeats what failed because another program was writing.
func (s *Store) patiently(ctx context.Context, save func() error) (err error) {
	for range savePatience {
		if err = save(); !errors.Is(err, ErrLocked) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// refused names the rules that a caller can break with sound data.
func (s *Store) refused(a *Attempt, err error) error {
	var reported sqlite3.Error
	if !errors.As(err, &reported) || reported.Code != sqlite3.ErrConstraint {
		return err
	}
	if reported.ExtendedCode == sqlite3.ErrConstraintForeignKey {
		return s.nothingToSupersede(a.Supersedes, err)
	}
	switch text := reported.Error(); {
	case strings.Contains(text, "attempts.id"):
		return trouble(s.path, ErrExists, err, "attempt "+a.ID+" is already there and is not overwritten",
			"give a new score a new id")
	case strings.Contains(text, "attempts.supersedes"):
		return trouble(s.path, ErrExists, err, "attempt "+a.Supersedes+" already has a newer score",
			"supersede that one instead")
	}
	return err
}

func (s *Store) nothingToSupersede(id string, cause error) error {
	return trouble(s.path, ErrNoAttempt, cause, "it has no attempt "+id+" to supersede", "save that attempt first")
}

// inTransaction commits what work did, or nothing.
func (s *Store) inTransaction(ctx context.Context, work func(*sql.Tx) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := s.begin(ctx, conn)
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

// begin takes the write lock. SQLite would look for it ever more rarely, at last
// ten times a second, and so might never find it free beside a program that
// saves one attempt after the other, as a re-score does.
func (s *Store) begin(ctx context.Context, conn *sql.Conn) (tx *sql.Tx, err error) {
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(s.wait); ; time.Sleep(time.Millisecond) {
		tx, err = conn.BeginTx(ctx, nil)
		if code := new(sqlite3.Error); !errors.As(err, code) || code.Code != sqlite3.ErrBusy || time.Now().After(deadline) {
			break
		}
	}
	_, restored := conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA busy_timeout = %d`, s.wait.Milliseconds()))
	return tx, errors.Join(err, restored)
}

// ignoreDone drops the complaint that SQLite rolled back by itself.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// insertAttempt stores and seals it.
func (s *Store) insertAttempt(ctx context.Context, tx *sql.Tx, a *Attempt) error {
	trainee, err := resolveTrainee(ctx, tx, a.Trainee, a.Saved)
	if err != nil {
		return err
	}
	if err := insertRubric(ctx, tx, a.Rubric.SHA256, a.RubricText); err != nil {
		return err
	}
	var coverage *float64
	if metric, ok := a.Metrics.Get("coverage"); ok {
		coverage = metric.Value
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO attempts VALUES (?,?,?,?, ?,?,?, ?,?,?, ?,?,?, ?,?,?,?,?,?, ?,?,?, ?,?,?,?,?)`,
		a.ID, orNull(trainee), formatTime(a.Started), formatTime(a.Saved),
		a.Scenario.ID, a.Scenario.Version, a.Scenario.SHA256,
		a.Rubric.ID, a.Rubric.Version, a.Rubric.SHA256,
		a.Case.ID, a.Case.Version, a.Case.SHA256,
		a.Engine, a.Device.Name, a.Device.Class, a.Device.SigmaMM, a.Device.NoiseSpeed, strconv.FormatUint(a.Seed, 10),
		a.RecordingPath, a.RecordingSHA256, a.LateTicks,
		a.Score.Outcome, a.Score.Total, a.Score.WeightedTotal, coverage, orNull(a.Supersedes))
	if err != nil {
		return err
	}
	if err := insertMetrics(ctx, tx, a); err != nil {
		return err
	}
	if err := insertScore(ctx, tx, a); err != nil {
		return err
	}
	return s.notary.sealAttempt(ctx, tx, a.ID, a.Saved)
}

// insertRubric keeps one copy of every rubric ever graded with.
func insertRubric(ctx context.Context, tx *sql.Tx, hash, text string) error {
	var stored string
	err := tx.QueryRowContext(ctx, `SELECT text FROM rubrics WHERE sha256 = ?`, hash).Scan(&stored)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.ExecContext(ctx, `INSERT INTO rubrics (sha256, text) VALUES (?, ?)`, hash, text)
		return err
	case err == nil && stored != text:
		return fmt.Errorf("rubric %s is stored with another text; its hash must be that of its text", hash)
	}
	return err
}

func insertMetrics(ctx context.Context, tx *sql.Tx, a *Attempt) error {
	rows := make([][]any, len(a.Metrics))
	for i, m := range a.Metrics {
		rows[i] = []any{m.ID, m.Value, m.Unit, m.N, flagList(m.Flags), orNull(m.Reason), m.Version}
	}
	return insertRows(ctx, tx, "metrics", a.ID, rows)
}

func insertScore(ctx context.Context, tx *sql.Tx, a *Attempt) error {
	var domains, criteria, penalties, critical, reasons, checklist [][]any
	for _, d := range a.Score.Domains {
		domains = append(domains, []any{d.ID, d.Title, d.Weight, d.Score})
	}
	for _, c := range a.Score.Criteria {
		criteria = append(criteria, []any{c.ID, c.Title, c.Domain, c.Metric, c.Unit, c.Value, c.Score, c.Status,
			flagList(c.Flags), orNull(c.Reason), c.LostPoints, c.Target, c.Feedback, c.Provisional})
	}
	for _, p := range a.Score.Penalties {
		penalties = append(penalties, []any{p.ID, p.Text, p.Metric, p.Value, p.Points})
	}
	for _, c := range a.Score.Critical {
		critical = append(critical, []any{c.ID, c.Text, c.Effect, c.Cap, c.Metric, c.Value})
	}
	for _, reason := range a.Score.Reasons {
		reasons = append(reasons, []any{reason})
	}
	for _, c := range a.Score.Checklist {
		checklist = append(checklist, []any{c.ID, c.Title, c.Status, c.AtS, c.TookS, c.Within})
	}
	for _, list := range []struct {
		table string
		rows  [][]any
	}{
		{"domains", domains}, {"criteria", criteria}, {"penalties", penalties}, {"critical_errors", critical}, {"reasons", reasons},
		{"checklist", checklist},
	} {
		if err := insertRows(ctx, tx, list.table, a.ID, list.rows); err != nil {
			return err
		}
	}
	return nil
}

// insertRows writes a list that belongs to an attempt, in its order. Every such
// table starts with the attempt's id and the position.
func insertRows(ctx context.Context, tx *sql.Tx, table, attempt string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	places := strings.Repeat(", ?", len(rows[0]))
	insert, err := tx.PrepareContext(ctx, `INSERT INTO `+table+` VALUES (?, ?`+places+`)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for position, row := range rows {
		if _, err := insert.ExecContext(ctx, append([]any{attempt, position}, row...)...); err != nil {
			return fmt.Errorf("table %s, row %d: %w", table, position+1, err)
		}
	}
	return nil
}

func orNull(text string) sql.NullString {
	return sql.NullString{String: text, Valid: text != ""}
}
