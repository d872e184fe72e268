package progress

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Rating is what a human rater said of an attempt on a form such as OSATS or
// GOALS. It stands beside the score and never enters it.
type Rating struct {
	ID      string       `json:"id"`
	Attempt string       `json:"attempt"`
	Rater   string       `json:"rater,omitempty"` // pseudonym; "" for the operator, and for a person deleted since
	Form    string       `json:"form"`
	Version string       `json:"form_version"`
	Rated   time.Time    `json:"rated_utc"`
	Items   []RatingItem `json:"items"` // in the form's order; never nil
}

// RatingItem is one answer on a form.
type RatingItem struct {
	ID       string   `json:"id"`
	Question string   `json:"question,omitempty"` // as the rater read it, with its scale; "" in ratings of version 6 and before
	Value    *float64 `json:"value"`              // nil when it was left out, or answered in words only
	Text     string   `json:"text,omitempty"`
}

// Asked is the question or, where nobody kept it, the item's id.
func (i RatingItem) Asked() string { return cmp.Or(i.Question, i.ID) }

// Answer is what the rater said, "–" for nothing.
func (i RatingItem) Answer() string {
	if i.Value == nil {
		return cmp.Or(i.Text, "–")
	}
	return strings.TrimSpace(fmt.Sprintf("%g %s", *i.Value, i.Text))
}

// Annotation is a remark on an attempt.
type Annotation struct {
	ID      string      `json:"id"`
	Attempt string      `json:"attempt"`
	Author  string      `json:"author,omitempty"` // as Rating.Rater
	Created time.Time   `json:"created_utc"`
	Tick    *int64      `json:"tick"`  // of the recording; nil when it is about the whole attempt
	Place   *[3]float64 `json:"place"` // mm, patient frame; nil when it is about no place
	Text    string      `json:"text"`
}

// Rate stores a rating of an attempt that the actor may see, as the actor's.
// ID and Rater are set here, and Rated when it is zero. Educators and
// administrators rate; ratings are added, never changed.
func (a *Access) Rate(ctx context.Context, r Rating) error {
	return a.judgeAttempt(ctx, "store a rating", r.Attempt, func(tx *sql.Tx, who Actor, attempt string) (noted, error) {
		if who.Role == RoleTrainee {
			return noted{}, a.forbidden("trainees do not rate attempts", "ask an educator")
		}
		if r.Rated.IsZero() {
			r.Rated = time.Now()
		}
		id := NewID()
		_, err := tx.ExecContext(ctx, `INSERT INTO ratings (id, attempt_id, rater_id, form_id, form_version, rated_utc) VALUES (?,?,?,?,?,?)`,
			id, attempt, orNull(who.ID), r.Form, r.Version, formatTime(r.Rated))
		if err != nil {
			return noted{}, err
		}
		rows := make([][]any, len(r.Items))
		for i, item := range r.Items {
			rows[i] = []any{item.ID, item.Value, item.Text, item.Question}
		}
		if err := insertRows(ctx, tx, "rating_items", id, rows); err != nil {
			return noted{}, err
		}
		return noted{detail: "rate by " + r.Form}, a.store.notary.sealOpinion(ctx, tx, sealedRating, id, time.Now())
	})
}

// Annotate stores a remark on an attempt that the actor may see, as the
// actor's. ID and Author are set here, and Created when it is zero.
func (a *Access) Annotate(ctx context.Context, n Annotation) error {
	return a.judgeAttempt(ctx, "store an annotation", n.Attempt, func(tx *sql.Tx, who Actor, attempt string) (noted, error) {
		if n.Created.IsZero() {
			n.Created = time.Now()
		}
		place := [3]any{}
		if n.Place != nil {
			place = [3]any{n.Place[0], n.Place[1], n.Place[2]}
		}
		id := NewID()
		_, err := tx.ExecContext(ctx, `INSERT INTO annotations (id, attempt_id, author_id, created_utc, tick, x, y, z, text) VALUES (?,?,?,?,?,?,?,?,?)`,
			id, attempt, orNull(who.ID), formatTime(n.Created), n.Tick, place[0], place[1], place[2], n.Text)
		if err != nil {
			return noted{}, err
		}
		return noted{detail: "annotate"}, a.store.notary.sealOpinion(ctx, tx, sealedAnnotation, id, time.Now())
	})
}

// judgeAttempt is visit for something said of an attempt that the actor may see.
func (a *Access) judgeAttempt(ctx context.Context, doing, attempt string, work func(*sql.Tx, Actor, string) (noted, error)) error {
	return a.visit(ctx, doing, func(tx *sql.Tx, who Actor) (noted, error) {
		id, trainee, err := a.store.completeID(ctx, tx, attempt, who)
		if err != nil {
			return noted{}, err
		}
		note, err := work(tx, who, id)
		note.action, note.attempt, note.subjects = ActionChange, id, []string{trainee}
		return note, err
	})
}

// Opinions are the ratings and annotations of an attempt that the actor may
// see, the oldest first. Those of earlier scores of the same recording belong to it.
func (a *Access) Opinions(ctx context.Context, attempt string) (ratings []Rating, remarks []Annotation, err error) {
	err = a.look(ctx, "read what was said of attempt "+attempt, func(q querier, who Actor) (noted, error) {
		id, trainee, err := a.store.completeID(ctx, q, attempt, who)
		if err != nil {
			return noted{}, err
		}
		ids, err := lineage(ctx, q, id)
		for _, one := range ids {
			if err == nil {
				err = appendOpinions(ctx, q, one, &ratings, &remarks)
			}
		}
		return noted{action: ActionView, attempt: id, detail: "ratings and annotations", subjects: []string{trainee}}, err
	})
	return ratings, remarks, err
}

// lineage is an attempt and the scores before it, the first one first.
func lineage(ctx context.Context, q querier, id string) ([]string, error) {
	rows, err := q.QueryContext(ctx, `
		WITH RECURSIVE line (id, older, depth) AS (
			SELECT id, supersedes, 0 FROM attempts WHERE id = ?
			UNION ALL SELECT a.id, a.supersedes, depth + 1 FROM line JOIN attempts a ON a.id = line.older)
		SELECT id FROM line ORDER BY depth DESC`, id)
	return collect(rows, err, func(id *string) []any { return []any{id} })
}

func appendOpinions(ctx context.Context, q querier, attempt string, ratings *[]Rating, remarks *[]Annotation) error {
	rows, err := q.QueryContext(ctx, `SELECT id, attempt_id, coalesce(rater_id, ''), form_id, form_version, rated_utc
		FROM ratings WHERE attempt_id = ? ORDER BY rated_utc, id`, attempt)
	rated, err := collect(rows, err, func(r *Rating) []any {
		return []any{&r.ID, &r.Attempt, &r.Rater, &r.Form, &r.Version, (*instant)(&r.Rated)}
	})
	for i := range rated {
		if err != nil {
			return err
		}
		rows, err = q.QueryContext(ctx, `SELECT id, question, value, text FROM rating_items WHERE rating_id = ? ORDER BY position`, rated[i].ID)
		rated[i].Items, err = collect(rows, err, func(item *RatingItem) []any { return []any{&item.ID, &item.Question, &item.Value, &item.Text} })
	}
	if err != nil {
		return err
	}
	*ratings = append(*ratings, rated...)
	said, err := annotationsOf(ctx, q, attempt)
	*remarks = append(*remarks, said...)
	return err
}

func annotationsOf(ctx context.Context, q querier, attempt string) ([]Annotation, error) {
	type stored struct {
		Annotation
		x, y, z *float64
	}
	rows, err := q.QueryContext(ctx, `SELECT id, attempt_id, coalesce(author_id, ''), created_utc, tick, x, y, z, text
		FROM annotations WHERE attempt_id = ? ORDER BY created_utc, id`, attempt)
	found, err := collect(rows, err, func(s *stored) []any {
		return []any{&s.ID, &s.Attempt, &s.Author, (*instant)(&s.Created), &s.Tick, &s.x, &s.y, &s.z, &s.Text}
	})
	var all []Annotation
	for _, s := range found {
		if s.x != nil {
			s.Place = &[3]float64{*s.x, *s.y, *s.z}
		}
		all = append(all, s.Annotation)
	}
	return all, err
}
