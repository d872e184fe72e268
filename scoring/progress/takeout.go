package progress

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// TakeOut hands over the attempts that the actor may see, each in full and with
// its trainee's level, the oldest first. It is noted as one export of what.
func (a *Access) TakeOut(ctx context.Context, f Filter, what string, each func(Attempt, Level) error) error {
	return a.look(ctx, "take attempts out", func(q querier, who Actor) (noted, error) {
		subjects, err := a.store.handOver(ctx, q, f, who, each)
		return noted{action: ActionExport, detail: what, subjects: subjects}, err
	})
}

func (s *Store) handOver(ctx context.Context, q querier, f Filter, who Actor, each func(Attempt, Level) error) (subjects []string, err error) {
	found, err := listAttempts(ctx, q, f, who)
	if err != nil {
		return nil, err
	}
	levels := map[string]Level{}
	for _, summary := range slices.Backward(found) {
		attempt, err := s.loadAttempt(ctx, q, summary.ID, who)
		if err != nil {
			return nil, err
		}
		id := attempt.Trainee.ID
		if _, known := levels[id]; !known && id != "" {
			var level Level
			if err := q.QueryRowContext(ctx, `SELECT coalesce(level, '') FROM trainees WHERE id = ?`, id).Scan(&level); err != nil {
				return nil, err
			}
			levels[id] = level
			subjects = append(subjects, id)
		}
		if err := each(attempt, levels[id]); err != nil {
			return nil, err
		}
	}
	return subjects, nil
}

// Outbox hands over the attempts of known trainees that no learning record
// store has got or refused yet, the oldest first, new scores of old attempts
// included. Only administrators and the operator may.
func (a *Access) Outbox(ctx context.Context, each func(Attempt) error) error {
	return a.look(ctx, "empty the outbox", func(q querier, who Actor) (noted, error) {
		if !who.administers() {
			return noted{}, a.forbidden("only an administrator may empty the outbox", "ask one")
		}
		subjects, err := a.store.handOver(ctx, q, Filter{Superseded: true, waiting: true}, Actor{}, func(attempt Attempt, _ Level) error { return each(attempt) })
		return noted{action: ActionExport, detail: "the outbox", subjects: subjects}, err
	})
}

// Delivered notes which attempts a learning record store has, and which it
// refused for which reason.
func (a *Access) Delivered(ctx context.Context, stored []string, refused map[string]string) error {
	return a.administer(ctx, "note what was delivered", func(tx *sql.Tx) (noted, error) {
		now := formatTime(time.Now())
		insert := func(id, reason string) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO deliveries VALUES (?, ?, ?) ON CONFLICT (attempt_id) DO UPDATE SET delivered_utc = excluded.delivered_utc, refused = excluded.refused`,
				id, now, orNull(reason))
			return err
		}
		for _, id := range stored {
			if err := insert(id, ""); err != nil {
				return noted{}, err
			}
		}
		for id, reason := range refused {
			if err := insert(id, reason); err != nil {
				return noted{}, err
			}
		}
		return noted{detail: fmt.Sprintf("delivered %d attempts to a learning record store", len(stored))}, nil
	})
}
