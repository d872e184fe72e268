package progress

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/drylab/drylab/scoring"
)

// Benchmark is a derived pass mark with its derivation. Nothing is overwritten:
// the newest of a scenario, criterion and device class counts.
type Benchmark struct {
	ID              string    `json:"id"`
	Scenario        string    `json:"scenario"`
	ScenarioVersion string    `json:"scenario_version"`
	Rubric          string    `json:"rubric"`
	Criterion       string    `json:"criterion,omitempty"` // "" for the total
	Metric          string    `json:"metric,omitempty"`    // "" for the total
	Unit            string    `json:"unit"`
	DeviceClass     string    `json:"device_class"`
	Method          string    `json:"method"` // experts, quartile, contrasting, borderline, angoff
	N               int       `json:"n"`
	Derived         time.Time `json:"derived_utc"`
	Value           float64   `json:"value"`
	Interval        *Interval `json:"interval"` // nil when the method gives none
	// Derivation holds everything that the value follows from. It names people
	// by pseudonym and attempts by id; those deleted later are struck out of it.
	Derivation json.RawMessage `json:"derivation"`
}

// Interval is a confidence interval, its ends included.
type Interval struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"` // 0–1
}

// SaveBenchmark stores a derived pass mark under an id of its own. Educators
// and administrators do.
func (a *Access) SaveBenchmark(ctx context.Context, b Benchmark) error {
	return a.visit(ctx, "store a benchmark", func(tx *sql.Tx, who Actor) (noted, error) {
		if who.Role == RoleTrainee {
			return noted{}, a.forbidden("trainees do not set pass marks", "ask an educator")
		}
		var low, high, confidence any
		if b.Interval != nil {
			low, high, confidence = b.Interval.Low, b.Interval.High, b.Interval.Confidence
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO benchmarks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			NewID(), b.Scenario, b.ScenarioVersion, b.Rubric, b.Criterion, b.Metric, b.Unit, b.DeviceClass, b.Method,
			b.N, formatTime(b.Derived), b.Value, low, high, confidence, string(b.Derivation))
		return noted{action: ActionChange, detail: "benchmark of " + b.Scenario + " by " + b.Method}, err
	})
}

// Benchmarks lists the pass marks derived for a scenario and a device class, ""
// for all, the newest first. They hold no personal data, and looking is not noted.
func (s *Store) Benchmarks(ctx context.Context, scenario, class string) ([]Benchmark, error) {
	type stored struct {
		Benchmark
		low, high, confidence *float64
		derivation            string
	}
	rows, err := s.db.QueryContext(ctx, `
		SELECT id, scenario_id, scenario_version, rubric_id, criterion, metric, unit, device_class, method, n,
			derived_utc, value, low, high, confidence, derivation
		FROM benchmarks WHERE scenario_id = ?1 AND ?2 IN ('', device_class) ORDER BY derived_utc DESC, id`, scenario, class)
	found, err := collect(rows, err, func(r *stored) []any {
		return []any{&r.ID, &r.Scenario, &r.ScenarioVersion, &r.Rubric, &r.Criterion, &r.Metric, &r.Unit, &r.DeviceClass, &r.Method, &r.N,
			(*instant)(&r.Derived), &r.Value, &r.low, &r.high, &r.confidence, &r.derivation}
	})
	all := make([]Benchmark, len(found))
	for i, r := range found {
		if r.low != nil {
			r.Interval = &Interval{*r.low, *r.high, *r.confidence}
		}
		r.Derivation = json.RawMessage(r.derivation)
		all[i] = r.Benchmark
	}
	return all, explain(s.path, "read the benchmarks", err)
}

// Observation is one standing attempt as standard setting and validity see it:
// its metrics beside the level of a person without a name.
type Observation struct {
	Attempt     string          `json:"attempt"`
	Trainee     string          `json:"trainee"` // pseudonym; "" when nobody gave a name
	Level       Level           `json:"level,omitempty"`
	Started     time.Time       `json:"started_utc"`
	DeviceClass string          `json:"device_class"`
	RubricSHA   string          `json:"rubric_sha256"`
	Outcome     scoring.Outcome `json:"outcome"`
	Total       *float64        `json:"total"`
	Metrics     scoring.Metrics `json:"metrics"`
	Ratings     []Rating        `json:"ratings"` // of this attempt and its earlier scores
}

// Observations are the attempts of a scenario that the actor may see, the
// oldest first: with one kind of device, or with all when class is "".
func (a *Access) Observations(ctx context.Context, scenario, class string) (all []Observation, err error) {
	err = a.look(ctx, "read the attempts of "+scenario, func(q querier, who Actor) (noted, error) {
		allowed, values := who.mayRead("a.trainee_id")
		query := `SELECT a.id, coalesce(a.trainee_id, ''), coalesce(p.level, ''), a.started_utc, a.device_class, a.rubric_sha256, a.outcome, a.total
			FROM attempts a LEFT JOIN trainees p ON p.id = a.trainee_id WHERE a.scenario_id = ? AND ` + standing + ` AND ` + allowed
		values = append([]any{scenario}, values...)
		if class != "" {
			query, values = query+` AND a.device_class = ?`, append(values, class)
		}
		rows, err := q.QueryContext(ctx, query+` ORDER BY a.started_utc, a.id`, values...)
		all, err = collect(rows, err, func(o *Observation) []any {
			return []any{&o.Attempt, &o.Trainee, &o.Level, (*instant)(&o.Started), &o.DeviceClass, &o.RubricSHA, &o.Outcome, &o.Total}
		})
		note := noted{action: ActionView, detail: "metrics of " + scenario}
		for i := range all {
			if err != nil {
				return noted{}, err
			}
			note.subjects = append(note.subjects, all[i].Trainee)
			err = all[i].fill(ctx, q)
		}
		return note, err
	})
	return all, err
}

func (o *Observation) fill(ctx context.Context, q querier) (err error) {
	if o.Metrics, err = metricsOf(ctx, q, o.Attempt); err != nil {
		return err
	}
	ids, err := lineage(ctx, q, o.Attempt)
	for _, id := range ids {
		if err == nil {
			err = appendOpinions(ctx, q, id, &o.Ratings, new([]Annotation))
		}
	}
	return err
}
