package progress

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Dormant is a trainee who has not practised for long.
type Dormant struct {
	Person
	// Last is when the last attempt was started, or the person was made known. A
	// new score of an old attempt does not count: nobody practised.
	Last     time.Time `json:"last_utc"`
	Attempts int       `json:"attempts"` // with those scored again
}

// dormantQuery finds trainees; educators and administrators are deleted by name only.
const dormantQuery = `SELECT ` + personColumns + `,
		max(p.created_utc, coalesce((SELECT max(a.started_utc) FROM attempts a WHERE a.trainee_id = p.id), '')) AS last,
		(SELECT count(*) FROM attempts a WHERE a.trainee_id = p.id)` +
	fromPeople + ` WHERE p.role = 'trainee' AND last < ? ORDER BY last, p.id`

func dormant(ctx context.Context, q querier, before time.Time) ([]Dormant, error) {
	rows, err := q.QueryContext(ctx, dormantQuery, formatTime(before))
	return collect(rows, err, func(d *Dormant) []any {
		return append(personFields(&d.Person), (*instant)(&d.Last), &d.Attempts)
	})
}

// Dormant are the trainees who have not practised since a time, the longest
// dormant first. Administrators ask.
func (a *Access) Dormant(ctx context.Context, before time.Time) (found []Dormant, err error) {
	err = a.look(ctx, "list whose data are kept for long", func(q querier, who Actor) (noted, error) {
		note := noted{action: ActionView, detail: "people who have not practised for long"}
		if !who.administers() {
			return note, a.forbidden("only an administrator may list whose data are kept for long", "ask one")
		}
		found, err = dormant(ctx, q, before)
		for i := range found {
			note.subjects = append(note.subjects, found[i].ID)
		}
		return note, err
	})
	return found, err
}

// Expire deletes everything about the trainees whom Dormant finds, all or none,
// as DeletePerson does. Administrators expire.
func (a *Access) Expire(ctx context.Context, before time.Time, o DeleteOptions) (Deleted, error) {
	return a.deletePeople(ctx, "delete people who have not practised for long", o, func(tx *sql.Tx) ([]Person, string, error) {
		found, err := dormant(ctx, tx, before)
		var people []Person
		for i := range found {
			people = append(people, found[i].Person)
		}
		return people, fmt.Sprintf("everything about %d people who have not practised since %s", len(people), before.UTC().Format(time.DateOnly)), err
	})
}
