package progress

import "context"

// Loss is what one criterion cost the trainees of a group in one scenario.
type Loss struct {
	Scenario  string `json:"scenario"`
	Criterion string `json:"criterion"`
	Title     string `json:"title"`
	Attempts  int    `json:"attempts"` // in which it was judged
	Failed    int    `json:"failed"`   // in which it had no points, or could not be judged
	// MeanLost is the points of the total that it cost on average.
	MeanLost float64 `json:"mean_lost"`
}

// lossQuery counts standing attempts only; a criterion's title is that of its
// newest attempt, because rubrics change.
const lossQuery = `
	SELECT a.scenario_id, c.id, c.title, count(*), sum(c.score IS NULL OR c.score = 0), avg(c.lost_points), max(a.started_utc)
	FROM memberships m JOIN trainees p ON p.id = m.person_id AND p.role = 'trainee'
		JOIN attempts a ON a.trainee_id = m.person_id JOIN criteria c ON c.attempt_id = a.id
	WHERE m.group_id = ? AND c.status <> 'excluded' AND ` + standing + `
	GROUP BY a.scenario_id, c.id ORDER BY a.scenario_id, avg(c.lost_points) DESC, c.id`

// Losses tells which criteria cost the trainees of the group of that name most,
// by scenario, the most costly first. Invalid attempts count as failed where
// their criterion could not be judged.
func (a *Access) Losses(ctx context.Context, name string) (losses []Loss, err error) {
	err = a.look(ctx, "read a group", func(q querier, who Actor) (noted, error) {
		if who.Role == RoleTrainee {
			return noted{}, a.forbidden("trainees see their own attempts only", "ask an educator of the group")
		}
		group, err := a.store.findGroup(ctx, q, name, who)
		if err != nil {
			return noted{}, err
		}
		var newest string
		rows, err := q.QueryContext(ctx, lossQuery, group.id)
		losses, err = collect(rows, err, func(l *Loss) []any {
			return []any{&l.Scenario, &l.Criterion, &l.Title, &l.Attempts, &l.Failed, &l.MeanLost, &newest}
		})
		if err != nil {
			return noted{}, err
		}
		whose, err := column[string](ctx, q, `SELECT person_id FROM memberships WHERE group_id = ?`, group.id)
		return noted{action: ActionView, detail: "losses of group " + group.Name, subjects: whose}, err
	})
	return losses, err
}
