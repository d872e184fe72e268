package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Group is a class, a cohort or a department.
type Group struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created_utc"`
	People  int       `json:"people"` // trainees and educators together
	// Curriculum is what the group works through; an empty ID means none.
	Curriculum CurriculumRef `json:"curriculum"`

	id string
}

const groupColumns = `g.id, g.name, g.created_utc, (SELECT count(*) FROM memberships m WHERE m.group_id = g.id),
	coalesce(c.curriculum_id, ''), coalesce(c.curriculum_version, '')
	FROM groups g LEFT JOIN group_curricula c ON c.group_id = g.id`

func groupFields(g *Group) []any {
	return []any{&g.id, &g.Name, (*instant)(&g.Created), &g.People, &g.Curriculum.ID, &g.Curriculum.Version}
}

// mayLookAt is the condition under which the actor sees group g.
func (w Actor) mayLookAt() (condition string, values []any) {
	if w.administers() {
		return "true", nil
	}
	return `g.id IN (SELECT group_id FROM memberships WHERE person_id = ?)`, []any{w.ID}
}

// Groups lists the groups that the actor belongs to, or all for an administrator.
func (a *Access) Groups(ctx context.Context) (groups []Group, err error) {
	err = a.look(ctx, "list the groups", func(q querier, who Actor) (noted, error) {
		allowed, values := who.mayLookAt()
		rows, err := q.QueryContext(ctx, `SELECT `+groupColumns+` WHERE `+allowed+` ORDER BY g.name`, values...)
		groups, err = collect(rows, err, groupFields)
		return noted{action: ActionView, detail: "groups"}, err
	})
	return groups, err
}

// findGroup is the group of that name, if the actor may look at it.
func (s *Store) findGroup(ctx context.Context, q querier, name string, who Actor) (Group, error) {
	var g Group
	tidy, err := tidyName(name)
	if err != nil {
		return g, err
	}
	allowed, values := who.mayLookAt()
	row := q.QueryRowContext(ctx, `SELECT `+groupColumns+` WHERE g.name = ? AND `+allowed, append([]any{tidy}, values...)...)
	err = row.Scan(groupFields(&g)...)
	if errors.Is(err, sql.ErrNoRows) {
		return g, trouble(s.path, ErrNoGroup, nil, fmt.Sprintf("it has no group %q that you may see", name), "`drylab group list` lists them")
	}
	return g, err
}

// AddGroup makes a group. A group's name is not a person's and may stand anywhere.
func (a *Access) AddGroup(ctx context.Context, name string) error {
	return a.administer(ctx, "add a group", func(tx *sql.Tx) (noted, error) {
		tidy, err := tidyName(name)
		if err != nil {
			return noted{}, err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO groups (id, name, created_utc) VALUES (?, ?, ?)`, NewID(), tidy, formatTime(time.Now()))
		if reported := new(sqlite3.Error); errors.As(err, reported) && reported.Code == sqlite3.ErrConstraint {
			err = trouble(a.store.path, ErrExists, err, "it has a group "+tidy+" already", "choose another name")
		}
		return noted{detail: "add group " + tidy}, err
	})
}

// RemoveGroup removes the group; the people in it stay.
func (a *Access) RemoveGroup(ctx context.Context, name string) error {
	return a.administer(ctx, "remove a group", func(tx *sql.Tx) (noted, error) {
		group, err := a.store.findGroup(ctx, tx, name, Actor{})
		if err != nil {
			return noted{}, err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM groups WHERE id = ?`, group.id)
		return noted{detail: "remove group " + group.Name}, err
	})
}

// Join puts the person into the group: a trainee to be looked at, an educator
// to look. Joining twice is joining once.
func (a *Access) Join(ctx context.Context, group, person string) error {
	return a.membership(ctx, group, person, "join", `INSERT OR IGNORE INTO memberships (group_id, person_id) VALUES (?, ?)`)
}

// Leave takes the person out of the group.
func (a *Access) Leave(ctx context.Context, group, person string) error {
	return a.membership(ctx, group, person, "leave", `DELETE FROM memberships WHERE group_id = ? AND person_id = ?`)
}

func (a *Access) membership(ctx context.Context, group, person, verb, statement string) error {
	return a.administer(ctx, "change who belongs to a group", func(tx *sql.Tx) (noted, error) {
		g, err := a.store.findGroup(ctx, tx, group, Actor{})
		if err != nil {
			return noted{}, err
		}
		p, err := a.store.findPerson(ctx, tx, person)
		if err != nil {
			return noted{}, err
		}
		_, err = tx.ExecContext(ctx, statement, g.id, p.ID)
		return noted{detail: verb + " group " + g.Name, subjects: []string{p.ID}}, err
	})
}
