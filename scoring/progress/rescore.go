package progress

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
)

// NewScoreID is the id of the score that an attempt gets by a rubric and by the
// metrics of one version: the same every time, so that a repeated command finds
// its own result. It is a UUID of version 8 (RFC 9562, section 5.8) made of a
// SHA-256.
func NewScoreID(superseded, rubricSHA256, metricVersions string) string {
	b := sha256.Sum256([]byte("drylab.rescore/1\x00" + superseded + "\x00" + rubricSHA256 + "\x00" + metricVersions))
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// BeginRescore notes that the scenario's recordings are about to be scored
// again, here or, with elsewhere, into a file. Administrators do.
func (a *Access) BeginRescore(ctx context.Context, scenario string, elsewhere bool) error {
	return a.administer(ctx, "score recordings again", func(*sql.Tx) (noted, error) {
		if elsewhere {
			return noted{action: ActionExport, detail: "rescore " + scenario + " into a file"}, nil
		}
		return noted{action: ActionRescore, detail: "rescore " + scenario}, nil
	})
}

// AddScore stores a new score of a recording beside the one that it supersedes,
// once: when its id is there already, it does nothing and added is false.
// Administrators do.
func (a *Access) AddScore(ctx context.Context, score Attempt) (added bool, err error) {
	if score.Supersedes == "" {
		return false, errors.New("a new score must name the attempt that it supersedes")
	}
	if score.Saved.IsZero() {
		return false, errors.New("a new score needs the time at which it was made")
	}
	err = a.administer(ctx, "store a new score", func(tx *sql.Tx) (noted, error) {
		note := noted{action: ActionRescore, attempt: score.ID, detail: "rescore by " + score.Rubric.ID + " " + score.Rubric.Version}
		var trainee string
		err := tx.QueryRowContext(ctx, `SELECT coalesce(trainee_id, '') FROM attempts WHERE id = ?`, score.Supersedes).Scan(&trainee)
		if errors.Is(err, sql.ErrNoRows) {
			return note, a.store.nothingToSupersede(score.Supersedes, err)
		}
		if err != nil {
			return note, err
		}
		note.subjects = []string{trainee}
		var there int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM attempts WHERE id = ?`, score.ID).Scan(&there); err != nil || there > 0 {
			return note, err
		}
		added = true
		score.Trainee = Trainee{ID: trainee} // whoever it was, whatever the caller believes
		return note, a.store.refused(&score, a.store.insertAttempt(ctx, tx, &score))
	})
	return added && err == nil, err
}
