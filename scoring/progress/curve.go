package progress

import (
	"context"
	"time"

	"github.com/drylab/drylab/scoring"
)

// Point is one attempt on a learning curve.
type Point struct {
	Attempt string          `json:"attempt"`
	Started time.Time       `json:"started_utc"`
	Outcome scoring.Outcome `json:"outcome"`
	Total   *float64        `json:"total"` // 0–100; nil when the outcome is invalid
}

// Curve is what one person did in one scenario with one kind of device, the
// oldest first. Attempts that were scored again count with their newest score.
type Curve struct {
	Scenario    string  `json:"scenario"`
	DeviceClass string  `json:"device_class"`
	Points      []Point `json:"points"`
}

// Member is a trainee of a group with all that they did.
type Member struct {
	Person
	Curves []Curve `json:"curves"` // by scenario and device class; never nil
}

// GroupPage is what an educator sees of a group.
type GroupPage struct {
	Group
	Members []Member `json:"members"` // trainees, by name; never nil
}

// curveQuery reads one index and nothing else, for the person and, where they
// are given, the scenario and the device class.
func curveQuery(scenario, class string) string {
	query := `SELECT a.scenario_id, a.device_class, a.id, a.started_utc, a.outcome, a.total FROM attempts a WHERE a.trainee_id = ?`
	if scenario != "" {
		query += ` AND a.scenario_id = ?`
	}
	if class != "" {
		query += ` AND a.device_class = ?`
	}
	return query + ` AND ` + standing + ` ORDER BY a.scenario_id, a.device_class, a.started_utc, a.id`
}

// standing leaves out attempts that were scored again.
const standing = `NOT EXISTS (SELECT 1 FROM attempts newer WHERE newer.supersedes = a.id)`

// curves reads the learning curves of one person.
func curves(ctx context.Context, q querier, person, scenario, class string) ([]Curve, error) {
	values := []any{person}
	for _, given := range []string{scenario, class} {
		if given != "" {
			values = append(values, given)
		}
	}
	type row struct {
		scenario, class string
		Point
	}
	rows, err := q.QueryContext(ctx, curveQuery(scenario, class), values...)
	points, err := collect(rows, err, func(r *row) []any {
		return []any{&r.scenario, &r.class, &r.Attempt, (*instant)(&r.Started), &r.Outcome, &r.Total}
	})
	all := []Curve{}
	for _, p := range points {
		if n := len(all); n == 0 || all[n-1].Scenario != p.scenario || all[n-1].DeviceClass != p.class {
			all = append(all, Curve{Scenario: p.scenario, DeviceClass: p.class})
		}
		last := &all[len(all)-1]
		last.Points = append(last.Points, p.Point)
	}
	return all, err
}

// Curves are the learning curves of the person of that name, for one scenario
// and device class or, where those are "", for all.
func (a *Access) Curves(ctx context.Context, name, scenario, class string) (found []Curve, err error) {
	err = a.look(ctx, "read a learning curve", func(q querier, who Actor) (noted, error) {
		person, err := a.store.findPerson(ctx, q, name)
		if err != nil {
			return noted{}, err
		}
		if err := a.requireVisible(ctx, q, who, person.ID); err != nil {
			return noted{}, err
		}
		found, err = curves(ctx, q, person.ID, scenario, class)
		return noted{action: ActionView, detail: "learning curve", subjects: []string{person.ID}}, err
	})
	return found, err
}

// requireVisible refuses people whom the actor may not see.
func (a *Access) requireVisible(ctx context.Context, q querier, who Actor, person string) error {
	allowed, values := who.mayRead("p.id")
	var found int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM trainees p WHERE p.id = ? AND `+allowed, append([]any{person}, values...)...).Scan(&found)
	if err == nil && found == 0 {
		err = a.forbidden("that person is in none of your groups", "ask an administrator to assign you to the group")
	}
	return err
}

// Group is the page of the group of that name: its trainees and what each did.
func (a *Access) Group(ctx context.Context, name string) (page GroupPage, err error) {
	err = a.look(ctx, "read a group", func(q querier, who Actor) (noted, error) {
		if who.Role == RoleTrainee {
			return noted{}, a.forbidden("trainees see their own attempts only", "ask an educator of the group")
		}
		if page.Group, err = a.store.findGroup(ctx, q, name, who); err != nil {
			return noted{}, err
		}
		page.Members, err = members(ctx, q, page.id)
		note := noted{action: ActionView, detail: "group " + page.Name}
		for i := range page.Members {
			note.subjects = append(note.subjects, page.Members[i].ID)
		}
		return note, err
	})
	return page, err
}

func members(ctx context.Context, q querier, group string) ([]Member, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+personColumns+`
		FROM memberships m JOIN trainees p ON p.id = m.person_id LEFT JOIN trainee_names n ON n.trainee_id = p.id
		WHERE m.group_id = ? AND p.role = 'trainee' ORDER BY n.name, p.id`, group)
	all, err := collect(rows, err, func(m *Member) []any { return personFields(&m.Person) })
	for i := range all {
		if err != nil {
			return nil, err
		}
		m := &all[i]
		if m.Groups, err = groupsOf(ctx, q, m.ID); err == nil {
			m.Curves, err = curves(ctx, q, m.ID, "", "")
		}
	}
	return all, err
}
