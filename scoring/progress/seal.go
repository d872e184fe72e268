package progress

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// opinion is the content of a rating's or an annotation's entry. What is sealed
// again, as when its author was deleted, has a second entry, and the last counts.
type opinion struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"` // of its rows
}

// opinionOf is an entry's content; link says when it was changed.
func opinionOf(e *entry) (o opinion) {
	_ = json.Unmarshal([]byte(e.content), &o)
	return o
}

// LateSeal is what was there before ratings, annotations and the audit were
// sealed: nobody knows whether it was changed before.
type LateSeal struct {
	UTC      time.Time `json:"utc"`
	Opinions int       `json:"opinions"`
	Audit    int       `json:"audit"`
}

// sealOpinion appends a rating or an annotation that the transaction has stored.
func (n *notary) sealOpinion(ctx context.Context, tx *sql.Tx, of sealedRows, id string, now time.Time) error {
	sum, err := digestOf(ctx, tx, of, id)
	if err != nil {
		return err
	}
	return n.sealContent(ctx, tx, of.kind, opinion{id, hex.EncodeToString(sum[:])}, now)
}

// signAudit signs rows of the audit as they are now. The audit is no chain: rows
// lose the people who were deleted, and are then signed anew, which may be
// thousands. Numbers that are never given twice show what is missing.
func (n *notary) signAudit(ctx context.Context, tx *sql.Tx, ids []int64, now time.Time) error {
	d, err := newDigester(ctx, tx, sealedAudit)
	if err != nil {
		return err
	}
	defer d.close()
	key, err := n.private()
	if err != nil {
		return err
	}
	signer, err := n.introduce(ctx, tx, key, keyContent{UTC: formatTime(now)})
	if err != nil {
		return err
	}
	for _, id := range ids {
		sum, err := d.digest(ctx, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE audit SET key = ?, signature = ? WHERE id = ?`, signer, ed25519.Sign(key, sum[:]), id); err != nil {
			return err
		}
	}
	return nil
}

// looseEnds are rows that stay when somebody is deleted, but not as they were.
type looseEnds struct {
	ratings, annotations []string
	audit                []int64
}

// opinionsOf are the ids of what was said of the attempts of the person ?1, and
// of what that person said.
const opinionsOf = `SELECT id FROM ratings WHERE rater_id = ?1 OR attempt_id IN (SELECT id FROM attempts WHERE trainee_id = ?1)
	UNION ALL SELECT id FROM annotations WHERE author_id = ?1 OR attempt_id IN (SELECT id FROM attempts WHERE trainee_id = ?1)`

func looseEndsOf(ctx context.Context, q querier, person string) (l looseEnds, err error) {
	const others = ` AND attempt_id NOT IN (SELECT id FROM attempts WHERE trainee_id = ?1) ORDER BY id`
	if l.ratings, err = column[string](ctx, q, `SELECT id FROM ratings WHERE rater_id = ?1`+others, person); err != nil {
		return l, err
	}
	if l.annotations, err = column[string](ctx, q, `SELECT id FROM annotations WHERE author_id = ?1`+others, person); err != nil {
		return l, err
	}
	l.audit, err = column[int64](ctx, q, `
		SELECT id FROM audit WHERE actor_id = ?1 OR attempt_id IN (SELECT id FROM attempts WHERE trainee_id = ?1)
		UNION SELECT audit_id FROM audit_subjects WHERE trainee_id = ?1 ORDER BY 1`, person)
	return l, err
}

func (n *notary) sealAgain(ctx context.Context, tx *sql.Tx, l looseEnds, now time.Time) error {
	for _, id := range l.ratings {
		if err := n.sealOpinion(ctx, tx, sealedRating, id, now); err != nil {
			return err
		}
	}
	for _, id := range l.annotations {
		if err := n.sealOpinion(ctx, tx, sealedAnnotation, id, now); err != nil {
			return err
		}
	}
	if len(l.audit) == 0 {
		return nil
	}
	return n.signAudit(ctx, tx, l.audit, now)
}

// sealOpinions seals the ratings, annotations and rows of the audit of before.
func (n *notary) sealOpinions(ctx context.Context, tx *sql.Tx) (err error) {
	var l looseEnds
	if l.ratings, err = column[string](ctx, tx, `SELECT id FROM ratings ORDER BY rated_utc, id`); err != nil {
		return err
	}
	if l.annotations, err = column[string](ctx, tx, `SELECT id FROM annotations ORDER BY created_utc, id`); err != nil {
		return err
	}
	if l.audit, err = column[int64](ctx, tx, `SELECT id FROM audit ORDER BY id`); err != nil {
		return err
	}
	late := LateSeal{UTC: time.Now().UTC().Truncate(time.Millisecond), Opinions: len(l.ratings) + len(l.annotations), Audit: len(l.audit)}
	if late.Opinions+late.Audit == 0 {
		return nil
	}
	if err := n.sealContent(ctx, tx, kindUpgrade, late, late.UTC); err != nil {
		return err
	}
	return n.sealAgain(ctx, tx, l, late.UTC)
}

// opinions checks that what people said is as it was sealed.
func (v *verifier) opinions(ctx context.Context, conn *sql.Conn) error {
	for _, of := range []sealedRows{sealedRating, sealedAnnotation} {
		there, err := digestAll(ctx, conn, of, func(int) {})
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(there)) {
			e, sum := v.said[id], there[id]
			delete(v.said, id)
			switch {
			case e == nil || e.kind != of.kind:
				v.fault(FaultUnsealed, 0, "", "%s %s was not stored by drylab: it is not sealed", of.kind, id)
			case v.removed[e.seq]:
				v.fault(FaultChanged, e.seq, "", "%s %s was deleted with its person and is there again", of.kind, id)
			case opinionOf(e).SHA256 != hex.EncodeToString(sum[:]):
				v.fault(FaultChanged, e.seq, "", "%s %s is not as it was saved", of.kind, id)
			default:
				v.found.Opinions++
			}
		}
	}
	for _, e := range slices.SortedFunc(maps.Values(v.said), func(a, b *entry) int { return int(a.seq - b.seq) }) {
		if !v.removed[e.seq] {
			v.fault(FaultDeleted, e.seq, "", "the %s of entry %d was deleted, and no deletion of a person says so", e.kind, e.seq)
		}
	}
	return nil
}

// signatures checks that each row of the audit is as it was signed.
func (v *verifier) signatures(ctx context.Context, conn *sql.Conn) error {
	there, err := digestAll(ctx, conn, sealedAudit, func(int) {})
	if err != nil {
		return err
	}
	type signed struct {
		id, key   int64
		signature []byte
	}
	rows, err := conn.QueryContext(ctx, `SELECT id, coalesce(key, 0), signature FROM audit ORDER BY id`)
	all, err := collect(rows, err, func(s *signed) []any { return []any{&s.id, &s.key, &s.signature} })
	if err != nil {
		return err
	}
	good, err := sideBySide(ctx, len(all), func(i int) bool {
		sum := there[numbered(all[i].id)]
		key, ok := v.keys[all[i].key]
		return ok && ed25519.Verify(key, sum[:], all[i].signature)
	})()
	if err != nil {
		return err
	}
	for i, s := range all {
		if !good[i] {
			v.fault(FaultAuditRow, 0, "", "row %d of the audit is not as it was written", s.id)
			continue
		}
		v.found.Audit++
	}
	return nil
}
