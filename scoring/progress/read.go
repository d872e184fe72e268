package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/drylab/drylab/scoring"
)

// Filter chooses attempts. The zero value means all that stand.
type Filter struct {
	Trainee  string // name; "" for everybody
	Scenario string // id; "" for all
	// Superseded includes attempts that were scored again later.
	Superseded bool
	Limit      int  // the newest so many; 0 for all
	waiting    bool // only known trainees' that wait in the outbox
}

// summaryColumns and scanCircumstances belong together.
const summaryColumns = `
	a.id, coalesce(a.trainee_id, ''), coalesce(n.name, ''), a.started_utc, a.saved_utc,
	a.scenario_id, a.scenario_version, a.scenario_sha256,
	a.rubric_id, a.rubric_version, a.rubric_sha256,
	a.case_id, a.case_version, a.case_sha256,
	a.engine, a.device, a.device_class, a.device_sigma_mm, a.device_noise_speed, a.seed,
	a.recording_path, a.recording_sha256, a.late_ticks, coalesce(a.supersedes, '')`

const fromAttempts = ` FROM attempts a LEFT JOIN trainee_names n ON n.trainee_id = a.trainee_id`

// querier is what a database, a connection and a transaction can all do.
type querier interface {
	QueryContext(ctx context.Context, query string, values ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, values ...any) *sql.Row
}

// Attempts lists attempts, the newest first.
func (s *Store) Attempts(ctx context.Context, f Filter) ([]Summary, error) {
	summaries, err := listAttempts(ctx, s.db, f, Actor{})
	return summaries, explain(s.path, "list the attempts", err)
}

// listAttempts lists those that the actor may see.
func listAttempts(ctx context.Context, q querier, f Filter, who Actor) ([]Summary, error) {
	query, values := attemptsQuery(f, who)
	rows, err := q.QueryContext(ctx, query, values...)
	return collect(rows, err, func(into *Summary) []any {
		return append(circumstances(&into.Circumstances), &into.Outcome, &into.Total, &into.Coverage)
	})
}

func attemptsQuery(f Filter, who Actor) (query string, values []any) {
	allowed, values := who.mayRead("a.trainee_id")
	query = `SELECT` + summaryColumns + `, a.outcome, a.total, a.coverage` + fromAttempts + ` WHERE ` + allowed
	if f.Trainee != "" {
		query += ` AND n.name = ?`
		values = append(values, strings.Join(strings.Fields(f.Trainee), " "))
	}
	if f.Scenario != "" {
		query += ` AND a.scenario_id = ?`
		values = append(values, f.Scenario)
	}
	if f.waiting {
		query += ` AND a.trainee_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.attempt_id = a.id)`
	}
	if !f.Superseded {
		query += ` AND ` + standing
	}
	query += ` ORDER BY a.started_utc DESC, a.saved_utc DESC, a.id`
	if f.Limit > 0 {
		query += ` LIMIT ` + strconv.Itoa(f.Limit)
	}
	return query, values
}

// Attempt returns one attempt in full. The id may be shortened to the first
// letters that no other attempt has.
func (s *Store) Attempt(ctx context.Context, id string) (Attempt, error) {
	var a Attempt
	err := s.snapshot(ctx, func(conn *sql.Conn) (err error) {
		a, err = s.loadAttempt(ctx, conn, id, Actor{})
		return err
	})
	return a, explain(s.path, "read attempt "+id, err)
}

// snapshot lets several queries see the database as it was at one moment.
// (sql.Tx would take the write lock; see dataSource.)
func (s *Store) snapshot(ctx context.Context, read func(*sql.Conn) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `BEGIN DEFERRED`); err != nil {
		return err
	}
	err = read(conn)
	// The connection returns to the pool, so this must happen even when ctx is over.
	_, rollback := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
	return errors.Join(err, rollback)
}

func (s *Store) loadAttempt(ctx context.Context, q querier, prefix string, who Actor) (Attempt, error) {
	var a Attempt
	id, _, err := s.completeID(ctx, q, prefix, who)
	if err != nil {
		return a, err
	}
	row := q.QueryRowContext(ctx, `SELECT`+summaryColumns+`, r.text, a.outcome, a.total, a.weighted_total`+
		fromAttempts+` JOIN rubrics r ON r.sha256 = a.rubric_sha256 WHERE a.id = ?`, id)
	err = row.Scan(append(circumstances(&a.Circumstances),
		&a.RubricText, &a.Score.Outcome, &a.Score.Total, &a.Score.WeightedTotal)...)
	if err != nil {
		return a, err
	}
	if a.Metrics, err = metricsOf(ctx, q, id); err != nil {
		return a, err
	}
	return a, loadScore(ctx, q, id, &a.Score)
}

func metricsOf(ctx context.Context, q querier, attempt string) (scoring.Metrics, error) {
	return list(ctx, q, attempt, `id, value, unit, n, flags, coalesce(reason, ''), version FROM metrics`,
		func(m *scoring.Metric) []any {
			return []any{&m.ID, &m.Value, &m.Unit, &m.N, (*flagList)(&m.Flags), &m.Reason, &m.Version}
		})
}

// prefixQuery finds ids that are, or begin with, ?1, by the index: what begins
// with a text sorts between it and it with the last character of all behind.
const prefixQuery = `
	SELECT a.id, coalesce(a.trainee_id, '') FROM attempts a
	WHERE a.id >= ?1 AND a.id <= ?1 || char(1114111) AND ?1 <> '' AND `

// completeID finds the one attempt whose id is, or begins with, prefix, among
// those that the actor may see, and whose it is.
func (s *Store) completeID(ctx context.Context, q querier, prefix string, who Actor) (id, trainee string, err error) {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	allowed, values := who.mayRead("a.trainee_id")
	type row struct{ id, trainee string }
	rows, err := q.QueryContext(ctx, prefixQuery+allowed+` ORDER BY a.id LIMIT 2`, append([]any{prefix}, values...)...)
	found, err := collect(rows, err, func(r *row) []any { return []any{&r.id, &r.trainee} })
	switch {
	case err != nil:
		return "", "", err
	case len(found) == 0:
		return "", "", trouble(s.path, ErrNoAttempt, nil, fmt.Sprintf("it has no attempt %q", prefix),
			"`drylab progress` lists the attempts")
	case len(found) > 1 && found[0].id != prefix:
		return "", "", trouble(s.path, ErrNoAttempt, nil, fmt.Sprintf("several attempts begin with %q", prefix),
			"give more of the id")
	}
	return found[0].id, found[0].trainee, nil
}

// loadScore fills the lists of a score. They are empty, not nil, as Grade makes them.
func loadScore(ctx context.Context, q querier, id string, score *scoring.Score) (err error) {
	if score.Domains, err = list(ctx, q, id, `id, title, weight, score FROM domains`,
		func(d *scoring.DomainScore) []any { return []any{&d.ID, &d.Title, &d.Weight, &d.Score} }); err != nil {
		return err
	}
	if score.Criteria, err = list(ctx, q, id, `id, title, domain, metric, unit, value, score, status, flags,
			coalesce(reason, ''), lost_points, target, feedback, provisional FROM criteria`,
		func(c *scoring.CriterionScore) []any {
			return []any{&c.ID, &c.Title, &c.Domain, &c.Metric, &c.Unit, &c.Value, &c.Score, &c.Status,
				(*flagList)(&c.Flags), &c.Reason, &c.LostPoints, &c.Target, &c.Feedback, &c.Provisional}
		}); err != nil {
		return err
	}
	if score.Penalties, err = list(ctx, q, id, `id, text, metric, value, points FROM penalties`,
		func(p *scoring.PenaltyScore) []any { return []any{&p.ID, &p.Text, &p.Metric, &p.Value, &p.Points} }); err != nil {
		return err
	}
	if score.Critical, err = list(ctx, q, id, `id, text, effect, cap, metric, value FROM critical_errors`,
		func(c *scoring.CriticalError) []any {
			return []any{&c.ID, &c.Text, &c.Effect, &c.Cap, &c.Metric, &c.Value}
		}); err != nil {
		return err
	}
	if score.Reasons, err = list(ctx, q, id, `reason FROM reasons`, func(r *string) []any { return []any{r} }); err != nil {
		return err
	}
	checklist, err := list(ctx, q, id, `id, title, status, at_s, took_s, within_s FROM checklist`,
		func(c *scoring.CheckedItem) []any {
			return []any{&c.ID, &c.Title, &c.Status, &c.AtS, &c.TookS, &c.Within}
		})
	if len(checklist) > 0 { // a rubric without one gives none
		score.Checklist = checklist
	}
	return err
}

// circumstances are the destinations of summaryColumns.
func circumstances(c *Circumstances) []any {
	return []any{
		&c.ID, &c.Trainee.ID, &c.Trainee.Name, (*instant)(&c.Started), (*instant)(&c.Saved),
		&c.Scenario.ID, &c.Scenario.Version, &c.Scenario.SHA256,
		&c.Rubric.ID, &c.Rubric.Version, &c.Rubric.SHA256,
		&c.Case.ID, &c.Case.Version, &c.Case.SHA256,
		&c.Engine, &c.Device.Name, &c.Device.Class, &c.Device.SigmaMM, &c.Device.NoiseSpeed, &c.Seed,
		&c.RecordingPath, &c.RecordingSHA256, &c.LateTicks, &c.Supersedes,
	}
}

// list reads the rows of one attempt in their stored order.
func list[T any](ctx context.Context, q querier, attempt, selection string, fields func(*T) []any) ([]T, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+selection+` WHERE attempt_id = ? ORDER BY position`, attempt)
	return collect(rows, err, fields)
}

// collect scans all rows into values, never nil.
func collect[T any](rows *sql.Rows, err error, fields func(*T) []any) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		var one T
		if err := rows.Scan(fields(&one)...); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
