package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Role is what a person may do here.
type Role string

// The roles. A trainee sees their own attempts; an educator also those of the
// groups that they are assigned to, and rates and annotates them; an
// administrator sees and changes everything.
const (
	RoleTrainee       Role = "trainee"
	RoleEducator      Role = "educator"
	RoleAdministrator Role = "administrator"
)

// Level is how experienced a person is, as somebody said who knows them. Pass
// marks are derived from experts, and a metric's validity from both ends.
type Level string

// The levels. LevelUnknown means that nobody said.
const (
	LevelUnknown      Level = ""
	LevelNovice       Level = "novice"
	LevelIntermediate Level = "intermediate"
	LevelExpert       Level = "expert"
)

// Person is somebody whom the database knows.
type Person struct {
	Trainee
	Role    Role      `json:"role"`
	Level   Level     `json:"level,omitempty"`
	Created time.Time `json:"created_utc"`
	Groups  []string  `json:"groups"` // names, in order; never nil
}

const personColumns = `p.id, coalesce(n.name, ''), p.role, coalesce(p.level, ''), p.created_utc`

const fromPeople = ` FROM trainees p LEFT JOIN trainee_names n ON n.trainee_id = p.id`

func personFields(p *Person) []any {
	return []any{&p.ID, &p.Name, &p.Role, &p.Level, (*instant)(&p.Created)}
}

// findPerson is the person of that name.
func (s *Store) findPerson(ctx context.Context, q querier, name string) (Person, error) {
	var p Person
	row := q.QueryRowContext(ctx, `SELECT `+personColumns+fromPeople+` WHERE n.name = ?`, strings.Join(strings.Fields(name), " "))
	err := row.Scan(personFields(&p)...)
	if errors.Is(err, sql.ErrNoRows) {
		return p, trouble(s.path, ErrNoPerson, nil, fmt.Sprintf("it knows nobody named %q", name), "`drylab person list` lists everybody")
	}
	if err == nil {
		p.Groups, err = groupsOf(ctx, q, p.ID)
	}
	return p, err
}

func groupsOf(ctx context.Context, q querier, person string) ([]string, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT g.name FROM memberships m JOIN groups g ON g.id = m.group_id
		WHERE m.person_id = ? ORDER BY g.name`, person)
	return collect(rows, err, func(name *string) []any { return []any{name} })
}

// People lists whom the actor may see, by name.
func (a *Access) People(ctx context.Context) (people []Person, err error) {
	err = a.look(ctx, "list the people", func(q querier, who Actor) (noted, error) {
		allowed, values := who.mayRead("p.id")
		rows, err := q.QueryContext(ctx, `SELECT `+personColumns+fromPeople+` WHERE `+allowed+` ORDER BY n.name, p.id`, values...)
		if people, err = collect(rows, err, personFields); err != nil {
			return noted{}, err
		}
		subjects := make([]string, len(people))
		for i := range people {
			subjects[i] = people[i].ID
			if people[i].Groups, err = groupsOf(ctx, q, people[i].ID); err != nil {
				return noted{}, err
			}
		}
		return noted{action: ActionView, detail: "people", subjects: subjects}, nil
	})
	return people, err
}

// AddPerson makes a person known before their first attempt. A name that is
// known already keeps its role and level.
func (a *Access) AddPerson(ctx context.Context, name string) error {
	return a.administer(ctx, "add a person", func(tx *sql.Tx) (noted, error) {
		if _, err := tidyName(name); err != nil {
			return noted{}, err
		}
		id, err := resolveTrainee(ctx, tx, Trainee{Name: name}, time.Now())
		return noted{detail: "add a person", subjects: []string{id}}, err
	})
}

// SetRole changes what the person of that name may do.
func (a *Access) SetRole(ctx context.Context, name string, role Role) error {
	return a.setPerson(ctx, name, `role`, string(role))
}

// SetLevel says how experienced the person of that name is; LevelUnknown takes it back.
func (a *Access) SetLevel(ctx context.Context, name string, level Level) error {
	return a.setPerson(ctx, name, `level`, string(level))
}

func (a *Access) setPerson(ctx context.Context, name, column, value string) error {
	return a.administer(ctx, "change a person's "+column, func(tx *sql.Tx) (noted, error) {
		person, err := a.store.findPerson(ctx, tx, name)
		if err != nil {
			return noted{}, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE trainees SET `+column+` = ? WHERE id = ?`, orNull(value), person.ID)
		return noted{detail: column + " " + value, subjects: []string{person.ID}}, err
	})
}
