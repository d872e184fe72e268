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
	Limit      int // the newest so many; 0 for all
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

// Attempts lists attempts, the newest first.
func (s *Store) Attempts(ctx context.Context, f Filter) ([]Summary, error) {
	query := `SELECT` + summaryColumns + `, a.outcome, a.total, a.coverage` + fromAttempts + ` WHERE true`
	var values []any
	if f.Trainee != "" {
		query += ` AND n.name = ?`
		values = append(values, strings.Join(strings.Fields(f.Trainee), " "))
	}
	if f.Scenario != "" {
		query += ` AND a.scenario_id = ?`
		values = append(values, f.Scenario)
	}
	if !f.Superseded {
		query += ` AND NOT EXISTS (SELECT 1 FROM attempts newer WHERE newer.supersedes = a.id)`
	}
	query += ` ORDER BY a.started_utc DESC, a.saved_utc DESC, a.id`
	if f.Limit > 0 {
		query += ` LIMIT ` + strconv.Itoa(f.Limit)
	}
	rows, err := s.db.QueryContext(ctx, query, values...)
	summaries, err := collect(rows, err, func(into *Summary) []any {
		return append(circumstances(&into.Circumstances), &into.Outcome, &into.Total, &into.Coverage)
	})
	return summaries, explain(s.path, "list the attempts", err)
}

// Attempt returns one attempt in full. The id may be shortened to the first
// letters that no other attempt has.
func (s *Store) Attempt(ctx context.Context, id string) (Attempt, error) {
	var a Attempt
	err := s.snapshot(ctx, func(conn *sql.Conn) (err error) {
		a, err = s.loadAttempt(ctx, conn, id)
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

func (s *Store) loadAttempt(ctx context.Context, conn *sql.Conn, prefix string) (Attempt, error) {
	var a Attempt
	id, err := s.completeID(ctx, conn, prefix)
	if err != nil {
		return a, err
	}
	row := conn.QueryRowContext(ctx, `SELECT`+summaryColumns+`, r.text, a.outcome, a.total, a.weighted_total`+
		fromAttempts+` JOIN rubrics r ON r.sha256 = a.rubric_sha256 WHERE a.id = ?`, id)
	err = row.Scan(append(circumstances(&a.Circumstances),
		&a.RubricText, &a.Score.Outcome, &a.Score.Total, &a.Score.WeightedTotal)...)
	if err != nil {
		return a, err
	}
	a.Metrics, err = list(ctx, conn, id, `id, value, unit, n, flags, coalesce(reason, ''), version FROM metrics`,
		func(m *scoring.Metric) []any {
			return []any{&m.ID, &m.Value, &m.Unit, &m.N, (*flagList)(&m.Flags), &m.Reason, &m.Version}
		})
	if err != nil {
		return a, err
	}
	return a, loadScore(ctx, conn, id, &a.Score)
}

// completeID finds the one attempt whose id is, or begins with, prefix.
func (s *Store) completeID(ctx context.Context, conn *sql.Conn, prefix string) (string, error) {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	rows, err := conn.QueryContext(ctx, `
		SELECT id FROM attempts WHERE substr(id, 1, length(?1)) = ?1 AND ?1 <> ''
		ORDER BY id <> ?1, id LIMIT 2`, prefix)
	found, err := collect(rows, err, func(id *string) []any { return []any{id} })
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", trouble(s.path, ErrNoAttempt, nil, fmt.Sprintf("it has no attempt %q", prefix),
			"`drylab progress` lists the attempts")
	case len(found) > 1 && found[0] != prefix:
		return "", trouble(s.path, ErrNoAttempt, nil, fmt.Sprintf("several attempts begin with %q", prefix),
			"give more of the id")
	}
	return found[0], nil
}

// loadScore fills the lists of a score. They are empty, not nil, as Grade makes them.
func loadScore(ctx context.Context, conn *sql.Conn, id string, score *scoring.Score) (err error) {
	if score.Domains, err = list(ctx, conn, id, `id, title, weight, score FROM domains`,
		func(d *scoring.DomainScore) []any { return []any{&d.ID, &d.Title, &d.Weight, &d.Score} }); err != nil {
		return err
	}
	if score.Criteria, err = list(ctx, conn, id, `id, title, domain, metric, unit, value, score, status, flags,
			coalesce(reason, ''), lost_points, target, feedback, provisional FROM criteria`,
		func(c *scoring.CriterionScore) []any {
			return []any{&c.ID, &c.Title, &c.Domain, &c.Metric, &c.Unit, &c.Value, &c.Score, &c.Status,
				(*flagList)(&c.Flags), &c.Reason, &c.LostPoints, &c.Target, &c.Feedback, &c.Provisional}
		}); err != nil {
		return err
	}
	if score.Penalties, err = list(ctx, conn, id, `id, text, metric, value, points FROM penalties`,
		func(p *scoring.PenaltyScore) []any { return []any{&p.ID, &p.Text, &p.Metric, &p.Value, &p.Points} }); err != nil {
		return err
	}
	if score.Critical, err = list(ctx, conn, id, `id, text, effect, cap, metric, value FROM critical_errors`,
		func(c *scoring.CriticalError) []any {
			return []any{&c.ID, &c.Text, &c.Effect, &c.Cap, &c.Metric, &c.Value}
		}); err != nil {
		return err
	}
	score.Reasons, err = list(ctx, conn, id, `reason FROM reasons`, func(r *string) []any { return []any{r} })
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
func list[T any](ctx context.Context, conn *sql.Conn, attempt, selection string, fields func(*T) []any) ([]T, error) {
	rows, err := conn.QueryContext(ctx, `SELECT `+selection+` WHERE attempt_id = ? ORDER BY position`, attempt)
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
