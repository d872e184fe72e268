package progress

import (
	"fmt"
	"strings"
	"testing"
)

// plan is SQLite's plan of a query, one step a line.
func plan(t *testing.T, store *Store, query string, values ...any) string {
	t.Helper()
	rows, err := store.db.Query(`EXPLAIN QUERY PLAN `+query, values...)
	var id, parent, unused int
	steps, err := collect(rows, err, func(step *string) []any { return []any{&id, &parent, &unused, step} })
	if err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	return strings.Join(steps, "\n")
}

// TestNoQueryOfAPageScansATable asks SQLite how it would answer what the
// product asks: by an index, always.
func TestNoQueryOfAPageScansATable(t *testing.T) {
	store := openNew(t)
	educator := Actor{Trainee: Trainee{ID: "x"}, Role: RoleEducator}
	trainee := Actor{Trainee: Trainee{ID: "x"}, Role: RoleTrainee}
	type query struct {
		text   string
		values []any
	}
	attempts := func(f Filter, who Actor) query { text, values := attemptsQuery(f, who); return query{text, values} }
	own, values := trainee.mayRead("a.trainee_id")
	for name, q := range map[string]query{
		"a trainee's page":              attempts(Filter{Trainee: "x"}, Actor{}),
		"a trainee's page, one task":    attempts(Filter{Trainee: "x", Scenario: "y"}, Actor{}),
		"my attempts":                   attempts(Filter{}, trainee),
		"my groups' attempts":           attempts(Filter{}, educator),
		"a scenario's attempts":         attempts(Filter{Scenario: "y"}, Actor{}),
		"an attempt by its beginning":   {prefixQuery + own, append([]any{"ab"}, values...)},
		"all learning curves":           {curveQuery("", ""), []any{"x"}},
		"one learning curve":            {curveQuery("y", "z"), []any{"x", "y", "z"}},
		"what was done with my data":    {`SELECT audit_id FROM audit_subjects WHERE trainee_id = ? ORDER BY audit_id DESC`, []any{"x"}},
		"what costs a group most":       {lossQuery, []any{"x"}},
		"a group's people":              {`SELECT person_id FROM memberships WHERE group_id = ?`, []any{"x"}},
		"benchmarks of a scenario":      {`SELECT id FROM benchmarks WHERE scenario_id = ? AND device_class = ? ORDER BY derived_utc DESC`, []any{"x", "y"}},
		"metrics of an attempt":         {`SELECT id FROM metrics WHERE attempt_id = ? ORDER BY position`, []any{"x"}},
		"one metric of an attempt":      {`SELECT value FROM metrics WHERE attempt_id = ? AND id = ?`, []any{"x", "y"}},
		"the ratings of an attempt":     {`SELECT id FROM ratings WHERE attempt_id = ? ORDER BY rated_utc`, []any{"x"}},
		"the annotations of an attempt": {`SELECT id FROM annotations WHERE attempt_id = ?`, []any{"x"}},
	} {
		steps := plan(t, store, q.text, q.values...)
		if strings.Contains(steps, "SCAN") {
			t.Errorf("%s:\n%s", name, steps)
		}
	}
	// The newest of all attempts come from the end of an index, without sorting all.
	text, values := attemptsQuery(Filter{Limit: 10}, Actor{})
	if steps := plan(t, store, text, values...); !strings.Contains(steps, "SCAN a USING INDEX attempts_by_time") {
		t.Errorf("the newest attempts:\n%s", steps)
	}
	if steps := plan(t, store, curveQuery("y", ""), "x", "y"); !strings.Contains(steps, "COVERING INDEX attempts_by_curve") || strings.Contains(steps, "TEMP B-TREE") {
		t.Errorf("a learning curve reads rows or sorts:\n%s", steps)
	}
}

// TestEveryReferenceHasAnIndex: else deleting one person reads every table
// that refers to people, and all that refer to those.
func TestEveryReferenceHasAnIndex(t *testing.T) {
	store := openNew(t)
	rows, err := store.db.Query(`
		SELECT m.name, group_concat('"' || f."from" || '" = ?', ' AND ')
		FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id`)
	type reference struct{ table, condition string }
	references, err := collect(rows, err, func(r *reference) []any { return []any{&r.table, &r.condition} })
	if err != nil || len(references) < 20 {
		t.Fatal(len(references), err)
	}
	for _, r := range references {
		values := make([]any, strings.Count(r.condition, "?"))
		steps := plan(t, store, fmt.Sprintf(`SELECT 1 FROM "%s" WHERE %s`, r.table, r.condition), values...)
		if !strings.Contains(steps, "SEARCH") || strings.Contains(steps, "SCAN") {
			t.Errorf("table %s, %s: %s", r.table, r.condition, steps)
		}
	}
}

// TestTablesAreStrict: SQLite would store a word in a column of numbers.
func TestTablesAreStrict(t *testing.T) {
	rows, err := openNew(t).db.Query(`SELECT name FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version'`)
	loose, err := collect(rows, err, func(name *string) []any { return []any{name} })
	if err != nil || len(loose) > 0 {
		t.Errorf("tables %v are not strict, %v", loose, err)
	}
}
