package progress

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash"
	"math"
)

// digest is a SHA-256.
type digest = [sha256.Size]byte

// sealedTable is a list of rows that belong to one thing that is sealed.
type sealedTable struct{ columns, from, key, order string }

// sealedRows are what the digest of one kind of thing covers: these, in this
// order and with these columns, whatever columns a later version adds, so that
// the digest of what is stored never changes.
type sealedRows struct {
	kind   string
	tables []sealedTable
}

// sealedAttempt leaves out the person's name and the recording's place, which
// may change; the recording's hash may not.
var sealedAttempt = sealedRows{kindAttempt, []sealedTable{
	{`a.id, trainee_id, started_utc, saved_utc, scenario_id, scenario_version, scenario_sha256,
		rubric_id, rubric_version, rubric_sha256, case_id, case_version, case_sha256,
		engine, device, device_class, device_sigma_mm, device_noise_speed, seed, recording_sha256, late_ticks,
		outcome, total, weighted_total, coverage, supersedes`, `attempts a`, `a.id`, ``},
	{`r.text`, `attempts a JOIN rubrics r ON r.sha256 = a.rubric_sha256`, `a.id`, ``},
	{`id, value, unit, n, flags, reason, version`, `metrics`, `attempt_id`, `position`},
	{`id, title, weight, score`, `domains`, `attempt_id`, `position`},
	{`id, title, domain, metric, unit, value, score, status, flags, reason, lost_points, target, feedback, provisional`,
		`criteria`, `attempt_id`, `position`},
	{`id, text, metric, value, points`, `penalties`, `attempt_id`, `position`},
	{`id, text, effect, cap, metric, value`, `critical_errors`, `attempt_id`, `position`},
	{`reason`, `reasons`, `attempt_id`, `position`},
	{`id, title, status, at_s, took_s, within_s`, `checklist`, `attempt_id`, `position`},
}}

var sealedRating = sealedRows{kindRating, []sealedTable{
	{`id, attempt_id, rater_id, form_id, form_version, rated_utc`, `ratings`, `id`, ``},
	{`id, value, text, question`, `rating_items`, `rating_id`, `position`},
}}

var sealedAnnotation = sealedRows{kindAnnotation, []sealedTable{
	{`id, attempt_id, author_id, created_utc, tick, x, y, z, text`, `annotations`, `id`, ``},
}}

var sealedAudit = sealedRows{"audit", []sealedTable{
	{`id, utc, actor, actor_id, action, attempt_id, detail`, `audit`, `id`, ``},
	{`trainee_id`, `audit_subjects`, `audit_id`, `trainee_id`},
}}

// ofOne is the query for the rows of one thing.
func (t sealedTable) ofOne() string {
	query := `SELECT ` + t.columns + ` FROM ` + t.from + ` WHERE ` + t.key + ` = ?`
	if t.order != "" {
		query += ` ORDER BY ` + t.order
	}
	return query
}

// preparer is a connection or a transaction.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// digester computes digests of things of one kind as they are stored.
type digester struct {
	of         sealedRows
	statements []*sql.Stmt
}

func newDigester(ctx context.Context, q preparer, of sealedRows) (*digester, error) {
	d := &digester{of: of}
	for _, table := range of.tables {
		statement, err := q.PrepareContext(ctx, table.ofOne())
		if err != nil {
			d.close()
			return nil, err
		}
		d.statements = append(d.statements, statement)
	}
	return d, nil
}

func (d *digester) close() {
	for _, statement := range d.statements {
		_ = statement.Close() // it only read
	}
}

// digest is that of a stored thing; there must be one of that id.
func (d *digester) digest(ctx context.Context, id any) (sum digest, err error) {
	h := d.of.newHash()
	for i, statement := range d.statements {
		n, err := hashRows(ctx, h, statement, id)
		if err != nil {
			return sum, err
		}
		if i == 0 && n == 0 {
			return sum, fmt.Errorf("%s %v is not stored and cannot be sealed", d.of.kind, id)
		}
	}
	return digest(h.Sum(nil)), nil
}

// digestOf is the digest of one stored thing.
func digestOf(ctx context.Context, q preparer, of sealedRows, id any) (digest, error) {
	d, err := newDigester(ctx, q, of)
	if err != nil {
		return digest{}, err
	}
	defer d.close()
	return d.digest(ctx, id)
}

// hashRows adds the rows of a query, and then how many there were: without the
// number, a row of one list and a row of the next could not be told apart.
func hashRows(ctx context.Context, h hash.Hash, statement *sql.Stmt, id any) (n int, err error) {
	rows, err := statement.QueryContext(ctx, id)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	var row []byte
	for ; rows.Next(); n++ {
		if err := rows.Scan(places...); err != nil {
			return n, err
		}
		row = row[:0]
		for _, value := range values {
			if row, err = appendValue(row, value); err != nil {
				return n, err
			}
		}
		h.Write(row)
	}
	hashCount(h, n)
	return n, rows.Err()
}

func (s sealedRows) newHash() hash.Hash {
	h := sha256.New()
	h.Write([]byte("drylab." + s.kind + "/1"))
	return h
}

func hashCount(h hash.Hash, n int) {
	h.Write(binary.BigEndian.AppendUint64([]byte{'#'}, uint64(n)))
}

// appendValue writes one value as SQLite gives it: a letter for its type and eight
// bytes, which for a text are its length before the text itself. A row is
// written whole before it is hashed, because there are millions of short values.
func appendValue(to []byte, value any) ([]byte, error) {
	number := func(kind byte, bits uint64) []byte { return binary.BigEndian.AppendUint64(append(to, kind), bits) }
	switch v := value.(type) {
	case nil:
		return number('n', 0), nil
	case int64:
		return number('i', uint64(v)), nil
	case float64:
		return number('f', math.Float64bits(v)), nil
	case string:
		return append(number('s', uint64(len(v))), v...), nil
	case []byte:
		return append(number('s', uint64(len(v))), v...), nil
	}
	return to, fmt.Errorf("a value of type %T cannot be sealed", value)
}
