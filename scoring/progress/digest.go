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

// sealedRows are the rows that an attempt's digest covers, in this order and
// with these columns, whatever columns a later version adds: the digest of a
// stored attempt never changes. The person's name is not among them, and not
// the recording's place, which may change; its hash may not.
var sealedRows = []string{
	`SELECT id, trainee_id, started_utc, saved_utc, scenario_id, scenario_version, scenario_sha256,
		rubric_id, rubric_version, rubric_sha256, case_id, case_version, case_sha256,
		engine, device, device_class, device_sigma_mm, device_noise_speed, seed, recording_sha256, late_ticks,
		outcome, total, weighted_total, coverage, supersedes FROM attempts WHERE id = ?`,
	`SELECT r.text FROM attempts a JOIN rubrics r ON r.sha256 = a.rubric_sha256 WHERE a.id = ?`,
	`SELECT id, value, unit, n, flags, reason, version FROM metrics WHERE attempt_id = ? ORDER BY position`,
	`SELECT id, title, weight, score FROM domains WHERE attempt_id = ? ORDER BY position`,
	`SELECT id, title, domain, metric, unit, value, score, status, flags, reason, lost_points, target, feedback, provisional
		FROM criteria WHERE attempt_id = ? ORDER BY position`,
	`SELECT id, text, metric, value, points FROM penalties WHERE attempt_id = ? ORDER BY position`,
	`SELECT id, text, effect, cap, metric, value FROM critical_errors WHERE attempt_id = ? ORDER BY position`,
	`SELECT reason FROM reasons WHERE attempt_id = ? ORDER BY position`,
	`SELECT id, title, status, at_s, took_s, within_s FROM checklist WHERE attempt_id = ? ORDER BY position`,
}

// preparer is a connection or a transaction.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// digester computes digests of attempts as they are stored.
type digester struct{ statements []*sql.Stmt }

func newDigester(ctx context.Context, q preparer) (*digester, error) {
	d := new(digester)
	for _, query := range sealedRows {
		statement, err := q.PrepareContext(ctx, query)
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

// attempt is the digest of a stored attempt; ok is false when there is none.
func (d *digester) attempt(ctx context.Context, id string) (sum digest, ok bool, err error) {
	h := sha256.New()
	h.Write([]byte("drylab.attempt/1"))
	for i, statement := range d.statements {
		n, err := hashRows(ctx, h, statement, id)
		if err != nil {
			return sum, false, err
		}
		if i == 0 && n == 0 {
			return sum, false, nil
		}
	}
	return digest(h.Sum(nil)), true, nil
}

// hashRows adds the rows of a query, and then how many there were: without the
// number, a row of one list and a row of the next could not be told apart.
func hashRows(ctx context.Context, h hash.Hash, statement *sql.Stmt, id string) (n int, err error) {
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
	for ; rows.Next(); n++ {
		if err := rows.Scan(places...); err != nil {
			return n, err
		}
		for _, value := range values {
			if err := hashValue(h, value); err != nil {
				return n, err
			}
		}
	}
	h.Write(binary.BigEndian.AppendUint64([]byte{'#'}, uint64(n)))
	return n, rows.Err()
}

// hashValue adds one value as SQLite gives it: a letter for its type and eight
// bytes, which for a text are its length.
func hashValue(h hash.Hash, value any) error {
	number := func(kind byte, bits uint64) { h.Write(binary.BigEndian.AppendUint64([]byte{kind}, bits)) }
	switch v := value.(type) {
	case nil:
		number('n', 0)
	case int64:
		number('i', uint64(v))
	case float64:
		number('f', math.Float64bits(v))
	case string:
		number('s', uint64(len(v)))
		h.Write([]byte(v))
	case []byte:
		number('s', uint64(len(v)))
		h.Write(v)
	default:
		return fmt.Errorf("a value of type %T cannot be sealed", value)
	}
	return nil
}
