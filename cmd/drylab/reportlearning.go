package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
)

// standingOf is where the trainee of an attempt is, by all their attempts at its
// scenario with its class of device; nil for nobody in particular.
func standingOf(a *app, store *progress.Store, access *progress.Access, c *progress.Circumstances) (*debrief.Standing, error) {
	if c.Trainee.Name == "" || c.Trainee.Name == guest {
		return nil, nil
	}
	chart, err := defaultChart()
	if err != nil {
		return nil, err
	}
	trials, err := trialsOf(a, access, c.Trainee.Name, c.Scenario.ID)
	if err != nil {
		return nil, err
	}
	s := &debrief.Standing{Rule: proficiency.DefaultRule(), Chart: chart}
	learners, err := proficiency.Learners(s.Rule, chart, trials, days(time.Now()))
	if err != nil {
		return nil, err
	}
	for i := range learners {
		if learners[i].Device == c.Device.Class {
			s.Learner = learners[i]
			s.Curriculum, err = openStep(a, store, access, c.Trainee.Name)
			return s, err
		}
	}
	return nil, nil
}

// trialsOf are somebody's attempts at a scenario that were judged, the oldest first.
// A report leaves the database, so that it is noted as one export, however many
// attempts it rests on.
func trialsOf(a *app, access *progress.Access, name, scenario string) ([]proficiency.Trial, error) {
	show, trials := proficiencyShow{Safety: proficiency.SafetyDomain}, []proficiency.Trial{}
	err := access.TakeOut(a.ctx, progress.Filter{Trainee: name, Scenario: scenario}, "report", func(one progress.Attempt, _ progress.Level) error {
		if one.Score.Outcome == scoring.OutcomeInvalid {
			return nil
		}
		trial, err := show.trial(&one)
		trials = append(trials, trial)
		return err
	})
	return trials, err
}

func defaultChart() (proficiency.LCCUSUM, error) {
	return proficiency.ChooseLCCUSUM(proficiency.DefaultAdequate, proficiency.DefaultInadequate, proficiency.DefaultAttempts, proficiency.DefaultFalseSignal)
}

// openStep says which step of the curricula of somebody's groups is open next; ""
// where no group follows one.
func openStep(a *app, store *progress.Store, access *progress.Access, name string) (string, error) {
	mine, err := groupsOf(a, access, name)
	if err != nil {
		return "", err
	}
	all, err := store.Curricula(a.ctx)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, g := range mine {
		for i := range all {
			if all[i].CurriculumRef != g.Curriculum {
				continue
			}
			done, err := stepsDone(a, access, name, &all[i])
			if err != nil {
				return "", err
			}
			texts = append(texts, nextOf(&all[i], done))
		}
	}
	return strings.Join(texts, " "), nil
}

// groupsOf are the groups of somebody that one may see.
func groupsOf(a *app, access *progress.Access, name string) ([]progress.Group, error) {
	people, err := access.People(a.ctx)
	if err != nil {
		return nil, err
	}
	in := map[string]bool{}
	for _, p := range people {
		if p.Name == name {
			for _, g := range p.Groups {
				in[g] = true
			}
		}
	}
	groups, err := access.Groups(a.ctx)
	var mine []progress.Group
	for _, g := range groups {
		if in[g.Name] {
			mine = append(mine, g)
		}
	}
	return mine, err
}

// stepsDone tells which steps somebody has reached, each with one class of device,
// every safety criterion included.
func stepsDone(a *app, access *progress.Access, name string, c *progress.Curriculum) (map[string]bool, error) {
	done := map[string]bool{}
	for _, step := range c.Steps {
		trials, err := trialsOf(a, access, name, step.Scenario)
		if err != nil {
			return nil, err
		}
		rule := proficiency.Rule{Consecutive: step.Consecutive, More: step.More}
		for _, s := range rule.Standings(trials) {
			done[step.ID] = done[step.ID] || s.AchievedAt > 0
		}
	}
	return done, nil
}

// nextOf is the first step of a curriculum that is open and not done.
func nextOf(c *progress.Curriculum, done map[string]bool) string {
	for _, step := range c.Steps {
		open := !done[step.ID]
		for _, before := range step.Requires {
			open = open && done[before]
		}
		if open {
			return fmt.Sprintf("%s, the next open step: %s, until %s.", c.Title, step.Scenario, stepRule(&step))
		}
	}
	return c.Title + ": every step is done."
}

// stepRule is what a step asks for, in words.
func stepRule(step *progress.CurriculumStep) string {
	rule := fmt.Sprintf("%d passes in a row", step.Consecutive)
	if step.Consecutive == 1 {
		rule = "1 pass"
	}
	if step.More > 0 {
		rule += fmt.Sprintf(" and %d more", step.More)
	}
	return rule
}
