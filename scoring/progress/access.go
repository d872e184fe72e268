package progress

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// Actor is who uses the database. The zero value is the station's operator:
// whoever sits at the machine that the file lies on. A desktop has no sign-in,
// and that person could read the file with any other tool, so the operator may
// do everything; it is noted all the same.
type Actor struct {
	Trainee
	Role Role `json:"role,omitempty"`
}

func (w Actor) isOperator() bool { return w.ID == "" }

func (w Actor) administers() bool { return w.isOperator() || w.Role == RoleAdministrator }

// mayRead is the condition under which the actor sees the data of the person
// whose id stands in column. An educator sees the groups that they belong to.
func (w Actor) mayRead(column string) (condition string, values []any) {
	switch {
	case w.administers():
		return "true", nil
	case w.Role == RoleEducator:
		return `(` + column + ` = ? OR ` + column + ` IN (
			SELECT theirs.person_id FROM memberships mine JOIN memberships theirs ON theirs.group_id = mine.group_id
			WHERE mine.person_id = ?))`, []any{w.ID, w.ID}
	}
	return column + ` = ?`, []any{w.ID}
}

// Access is the store as one person may use it. Every look, export and change
// is noted: what cannot be noted is neither shown nor done.
type Access struct {
	store *Store
	actor string // pseudonym; "" for the station's operator
}

// As gives the store to the person of that name, or to the station's operator
// when name is "". The person must be known already.
func (s *Store) As(ctx context.Context, name string) (*Access, error) {
	if name == "" {
		return &Access{store: s}, nil
	}
	person, err := s.findPerson(ctx, s.db, name)
	if err != nil {
		return nil, explain(s.path, "find a person", err)
	}
	return &Access{store: s, actor: person.ID}, nil
}

// who reads the actor's role at this moment, so that one taken away counts at once.
func (a *Access) who(ctx context.Context, q querier) (Actor, error) {
	var who Actor
	if a.actor == "" {
		return who, nil
	}
	who.ID = a.actor
	err := q.QueryRowContext(ctx, `SELECT role FROM trainees WHERE id = ?`, a.actor).Scan(&who.Role)
	if errors.Is(err, sql.ErrNoRows) {
		return who, a.forbidden("your account was deleted", "ask an administrator")
	}
	return who, err
}

func (a *Access) forbidden(problem, advice string) error {
	return trouble(a.store.path, ErrForbidden, nil, problem, advice)
}

// look reads as the actor, all at one moment, and then notes it. Reading may
// take long, and nobody who saves an attempt waits for it. doing completes
// "cannot …".
func (a *Access) look(ctx context.Context, doing string, read func(querier, Actor) (noted, error)) error {
	var who Actor
	var note noted
	err := a.store.snapshot(ctx, func(conn *sql.Conn) (err error) {
		if who, err = a.who(ctx, conn); err == nil {
			note, err = read(conn, who)
		}
		return err
	})
	if err == nil {
		err = a.store.inTransaction(ctx, func(tx *sql.Tx) error { return a.store.note(ctx, tx, who, note, time.Now()) })
	}
	return explain(a.store.path, doing, err)
}

// visit changes something as the actor and notes it, both or neither.
func (a *Access) visit(ctx context.Context, doing string, work func(*sql.Tx, Actor) (noted, error)) error {
	err := a.store.inTransaction(ctx, func(tx *sql.Tx) error {
		who, err := a.who(ctx, tx)
		if err != nil {
			return err
		}
		note, err := work(tx, who)
		if err != nil {
			return err
		}
		return a.store.note(ctx, tx, who, note, time.Now())
	})
	return explain(a.store.path, doing, err)
}

// administer is visit for what only administrators and the operator may change.
func (a *Access) administer(ctx context.Context, doing string, work func(*sql.Tx) (noted, error)) error {
	return a.visit(ctx, doing, func(tx *sql.Tx, who Actor) (noted, error) {
		if !who.administers() {
			return noted{}, a.forbidden("only an administrator may "+doing, "ask one")
		}
		note, err := work(tx)
		if note.action == "" {
			note.action = ActionChange
		}
		return note, err
	})
}

// Attempts lists the attempts that the actor may see, the newest first.
func (a *Access) Attempts(ctx context.Context, f Filter) (found []Summary, err error) {
	err = a.look(ctx, "list the attempts", func(q querier, who Actor) (noted, error) {
		found, err = listAttempts(ctx, q, f, who)
		detail := []string{"attempts"}
		if f.Scenario != "" {
			detail = append(detail, "of "+f.Scenario)
		}
		return noted{action: ActionView, detail: strings.Join(detail, " "), subjects: traineesOf(found)}, err
	})
	return found, err
}

func traineesOf(attempts []Summary) []string {
	var ids []string
	for i := range attempts {
		ids = append(ids, attempts[i].Trainee.ID)
	}
	return ids
}

// Attempt is Store.Attempt for one that the actor may see; others do not exist for them.
func (a *Access) Attempt(ctx context.Context, id string) (found Attempt, err error) {
	err = a.look(ctx, "read attempt "+id, func(q querier, who Actor) (noted, error) {
		if found, err = a.store.loadAttempt(ctx, q, id, who); err != nil {
			return noted{}, err
		}
		return noted{action: ActionView, attempt: found.ID, detail: "attempt", subjects: []string{found.Trainee.ID}}, nil
	})
	return found, err
}
