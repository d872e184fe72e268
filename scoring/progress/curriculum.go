package progress

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// CurriculumRef names one version of a curriculum.
type CurriculumRef struct {
	ID      string `json:"id,omitempty"`
	Version string `json:"version,omitempty"`
}

// Curriculum is an ordered list of scenarios with what it takes to be done with each.
type Curriculum struct {
	CurriculumRef
	Title string           `json:"title"`
	Text  string           `json:"text"` // as its author wrote it
	Steps []CurriculumStep `json:"steps"`
}

// CurriculumStep is done after Consecutive passes in a row and More passes
// besides, with one kind of device. It is open when Requires are done.
type CurriculumStep struct {
	ID          string   `json:"id"`
	Scenario    string   `json:"scenario"`
	Consecutive int      `json:"consecutive"`
	More        int      `json:"more"`
	Requires    []string `json:"requires"` // earlier steps; never nil when read
}

// check finds what the database would refuse without saying why.
func (c *Curriculum) check() error {
	if c.ID == "" || c.Version == "" || len(c.Steps) == 0 {
		return errors.New("a curriculum needs an id, a version and at least one step")
	}
	known := map[string]bool{}
	for i, step := range c.Steps {
		switch {
		case step.ID == "" || step.Scenario == "":
			return fmt.Errorf("step %d of curriculum %s needs an id and a scenario", i+1, c.ID)
		case known[step.ID]:
			return fmt.Errorf("curriculum %s has two steps %q; give each its own id", c.ID, step.ID)
		case step.Consecutive < 1 || step.More < 0:
			return fmt.Errorf("step %q of curriculum %s needs at least 1 consecutive pass and 0 more", step.ID, c.ID)
		}
		for _, required := range step.Requires {
			if !known[required] {
				return fmt.Errorf("step %q of curriculum %s requires %q, which is no step before it", step.ID, c.ID, required)
			}
		}
		known[step.ID] = true
	}
	return nil
}

// AddCurriculum stores a curriculum. The same version with the same text is
// there already; with another text it is an error: a changed curriculum has
// another version.
func (a *Access) AddCurriculum(ctx context.Context, c Curriculum) error {
	if err := c.check(); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(c.Text))
	hash := hex.EncodeToString(sum[:])
	return a.administer(ctx, "add a curriculum", func(tx *sql.Tx) (noted, error) {
		note := noted{detail: "curriculum " + c.ID + " " + c.Version}
		var stored string
		err := tx.QueryRowContext(ctx, `SELECT sha256 FROM curricula WHERE id = ? AND version = ?`, c.ID, c.Version).Scan(&stored)
		switch {
		case err == nil && stored == hash:
			return note, nil
		case err == nil:
			return note, trouble(a.store.path, ErrExists, nil,
				fmt.Sprintf("it has version %s of curriculum %s with another text", c.Version, c.ID), "give the changed one a new version")
		case !errors.Is(err, sql.ErrNoRows):
			return note, err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO curricula (id, version, title, sha256, text, added_utc) VALUES (?,?,?,?,?,?)`,
			c.ID, c.Version, c.Title, hash, c.Text, formatTime(time.Now()))
		if err != nil {
			return note, err
		}
		return note, insertSteps(ctx, tx, &c)
	})
}

func insertSteps(ctx context.Context, tx *sql.Tx, c *Curriculum) error {
	for position, step := range c.Steps {
		if _, err := tx.ExecContext(ctx, `INSERT INTO curriculum_steps VALUES (?,?,?,?,?,?,?)`,
			c.ID, c.Version, position, step.ID, step.Scenario, step.Consecutive, step.More); err != nil {
			return err
		}
		for _, required := range step.Requires {
			if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO curriculum_prerequisites VALUES (?,?,?,?)`,
				c.ID, c.Version, step.ID, required); err != nil {
				return err
			}
		}
	}
	return nil
}

// Curricula lists all curricula, the newest version of each first. They hold no
// personal data, and looking is not noted.
func (s *Store) Curricula(ctx context.Context) ([]Curriculum, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, version, title, text FROM curricula ORDER BY id, added_utc DESC, version DESC`)
	all, err := collect(rows, err, func(c *Curriculum) []any { return []any{&c.ID, &c.Version, &c.Title, &c.Text} })
	for i := range all {
		if err != nil {
			break
		}
		all[i].Steps, err = s.steps(ctx, all[i].CurriculumRef)
	}
	return all, explain(s.path, "list the curricula", err)
}

func (s *Store) steps(ctx context.Context, c CurriculumRef) ([]CurriculumStep, error) {
	type row struct {
		CurriculumStep
		requires string
	}
	rows, err := s.db.QueryContext(ctx, `
		SELECT s.id, s.scenario_id, s.consecutive, s.more, coalesce((
			SELECT group_concat(requires, char(10)) FROM curriculum_prerequisites p
			WHERE p.curriculum_id = s.curriculum_id AND p.curriculum_version = s.curriculum_version AND p.step = s.id), '')
		FROM curriculum_steps s WHERE s.curriculum_id = ? AND s.curriculum_version = ? ORDER BY s.position`, c.ID, c.Version)
	found, err := collect(rows, err, func(r *row) []any {
		return []any{&r.ID, &r.Scenario, &r.Consecutive, &r.More, &r.requires}
	})
	steps := make([]CurriculumStep, len(found))
	for i, r := range found {
		steps[i] = r.CurriculumStep
		steps[i].Requires = strings.FieldsFunc(r.requires, func(c rune) bool { return c == '\n' })
	}
	return steps, err
}

// Follow makes a group work through a curriculum; an empty ref takes it away.
func (a *Access) Follow(ctx context.Context, group string, c CurriculumRef) error {
	return a.administer(ctx, "give a group a curriculum", func(tx *sql.Tx) (noted, error) {
		g, err := a.store.findGroup(ctx, tx, group, Actor{})
		if err != nil {
			return noted{}, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM group_curricula WHERE group_id = ?`, g.id); err != nil {
			return noted{}, err
		}
		if c == (CurriculumRef{}) {
			return noted{detail: "no curriculum for group " + g.Name}, nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO group_curricula VALUES (?,?,?)`, g.id, c.ID, c.Version)
		if err != nil {
			err = trouble(a.store.path, ErrNoCurriculum, err, strings.TrimSpace(fmt.Sprintf("it has no curriculum %s %s", c.ID, c.Version)), "add it first: `drylab curriculum add FILE`")
		}
		return noted{detail: fmt.Sprintf("curriculum %s %s for group %s", c.ID, c.Version, g.Name)}, err
	})
}
