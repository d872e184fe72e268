package progress

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"
)

// Action is what somebody did.
type Action string

// The actions that are noted.
const (
	ActionView    Action = "view"
	ActionExport  Action = "export"
	ActionRescore Action = "rescore"
	ActionChange  Action = "change"
	ActionBackup  Action = "backup"
	ActionRestore Action = "restore"
	ActionDelete  Action = "delete"
)

// noted is what one visit leaves in the audit. It holds no name.
type noted struct {
	action   Action
	attempt  string // "" when it was about no single attempt
	detail   string
	subjects []string // pseudonyms; empty ones and repetitions are dropped
}

// note adds a signed row to the audit.
func (s *Store) note(ctx context.Context, tx *sql.Tx, who Actor, n noted, now time.Time) error {
	actor := "person"
	if who.isOperator() {
		actor = "operator"
	}
	// Who was deleted since they were read is left out.
	result, err := tx.ExecContext(ctx, `INSERT INTO audit (utc, actor, actor_id, action, attempt_id, detail)
		VALUES (?, ?, (SELECT id FROM trainees WHERE id = ?), ?, (SELECT id FROM attempts WHERE id = ?), ?)`,
		formatTime(now), actor, who.ID, n.action, n.attempt, n.detail)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	slices.Sort(n.subjects)
	for _, subject := range slices.Compact(n.subjects) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO audit_subjects SELECT ?, id FROM trainees WHERE id = ?`, id, subject); err != nil {
			return err
		}
	}
	return s.notary.signAudit(ctx, tx, []int64{id}, now)
}

// AuditRow is one thing that somebody did. People are pseudonyms, because a
// name must be in one place only.
type AuditRow struct {
	ID      int64     `json:"id"`
	Time    time.Time `json:"utc"`
	Actor   string    `json:"actor"`              // "operator" or "person"
	ActorID string    `json:"actor_id,omitempty"` // "" for the operator, and for a person deleted since
	Action  Action    `json:"action"`
	Attempt string    `json:"attempt,omitempty"`
	Detail  string    `json:"detail"`
	// Subjects are those whose data it was, and who have not been deleted since.
	Subjects []string `json:"subjects"`
}

const auditColumns = `a.id, a.utc, a.actor, coalesce(a.actor_id, ''), a.action, coalesce(a.attempt_id, ''), a.detail`

func auditFields(r *AuditRow) []any {
	return []any{&r.ID, (*instant)(&r.Time), &r.Actor, &r.ActorID, &r.Action, &r.Attempt, &r.Detail}
}

// Audit lists what was noted, the newest first: all of it, or what was about
// the person of that name. limit 0 means all. Looking at it is noted too.
func (a *Access) Audit(ctx context.Context, about string, limit int) (rows []AuditRow, err error) {
	err = a.look(ctx, "read the audit", func(q querier, who Actor) (noted, error) {
		if !who.administers() {
			return noted{}, a.forbidden("only an administrator may read the audit", "ask one")
		}
		note := noted{action: ActionView, detail: "audit"}
		if about != "" {
			person, err := a.store.findPerson(ctx, q, about)
			if err != nil {
				return note, err
			}
			note.subjects = []string{person.ID}
			rows, err = auditAbout(ctx, q, person.ID, limit)
			return note, err
		}
		rows, err = auditRows(ctx, q, `SELECT `+auditColumns+` FROM audit a ORDER BY a.id DESC`, limit)
		return note, err
	})
	return rows, err
}

// auditAbout is what was done with the data of one person.
func auditAbout(ctx context.Context, q querier, person string, limit int) ([]AuditRow, error) {
	return auditRows(ctx, q, `SELECT `+auditColumns+` FROM audit_subjects s JOIN audit a ON a.id = s.audit_id
		WHERE s.trainee_id = ? ORDER BY s.audit_id DESC`, limit, person)
}

func auditRows(ctx context.Context, q querier, query string, limit int, values ...any) ([]AuditRow, error) {
	if limit > 0 {
		query += ` LIMIT ` + strconv.Itoa(limit)
	}
	rows, err := q.QueryContext(ctx, query, values...)
	all, err := collect(rows, err, auditFields)
	for i := range all {
		if err != nil {
			return nil, err
		}
		var subjects *sql.Rows
		subjects, err = q.QueryContext(ctx, `SELECT trainee_id FROM audit_subjects WHERE audit_id = ? ORDER BY trainee_id`, all[i].ID)
		all[i].Subjects, err = collect(subjects, err, func(id *string) []any { return []any{id} })
	}
	return all, err
}
