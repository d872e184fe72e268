package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
)

type groupReport struct {
	Group      string `arg:"" help:"The group's name."`
	Out        string `required:"" help:"File to write: its ending, .html or .pdf, decides what it is." type:"path" placeholder:"FILE"`
	Stuck      int    `help:"After how many attempts without a pass, or without getting better, a trainee is called stuck." default:"5"`
	Pseudonyms bool   `help:"Call people by their pseudonyms, in a report that is handed on."`
	Force      bool   `help:"Replace --out whatever it is."`
	desk       `embed:""`
}

// Run writes a group's report for its educator.
func (c *groupReport) Run(a *app) error {
	if c.Stuck < 2 {
		return wrongUsage{errors.New("--stuck must be 2 or more")}
	}
	if err := mayWriteReport(c.Out, c.Force); err != nil {
		return err
	}
	var in debrief.GroupInput
	if err := c.at(a, func(_ *progress.Store, access *progress.Access) (err error) {
		in, err = c.input(a, access)
		return err
	}); err != nil {
		return err
	}
	for i := range in.Tasks {
		c.validity(a, &in.Tasks[i])
	}
	report, err := debrief.BuildGroup(in)
	if err != nil {
		return err
	}
	if err := writeReport(c.Out, report); err != nil {
		return err
	}
	if a.json {
		a.printJSON(report)
		return nil
	}
	fmt.Fprintln(a.stdout, c.Out)
	return nil
}

// input gathers the group's attempts; it is noted as an export of each scenario's.
func (c *groupReport) input(a *app, access *progress.Access) (debrief.GroupInput, error) {
	in := debrief.GroupInput{Made: time.Now().UTC(), Rule: proficiency.DefaultRule(), Stuck: c.Stuck}
	if err := c.mayRead(a, access); err != nil {
		return in, err
	}
	page, err := access.Group(a.ctx, c.Group)
	if err != nil {
		return in, err
	}
	in.Name = page.Name
	if in.Chart, err = defaultChart(); err != nil {
		return in, err
	}
	ids, scenarioIDs := map[string]bool{}, []string{}
	for _, m := range page.Members {
		name := m.Name
		if c.Pseudonyms {
			name = m.ID
		}
		in.People = append(in.People, debrief.GroupPerson{ID: m.ID, Name: name})
		ids[m.ID] = true
		for _, curve := range m.Curves {
			if !slices.Contains(scenarioIDs, curve.Scenario) {
				scenarioIDs = append(scenarioIDs, curve.Scenario)
			}
		}
	}
	slices.Sort(scenarioIDs)
	for _, id := range scenarioIDs {
		tasks, err := c.tasks(a, access, id, ids)
		if err != nil {
			return in, err
		}
		in.Tasks = append(in.Tasks, tasks...)
	}
	return in, nil
}

// mayRead refuses a trainee: a group's report is about others.
func (c *groupReport) mayRead(a *app, access *progress.Access) error {
	if c.As == "" {
		return nil
	}
	people, err := access.People(a.ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(p progress.Person) bool { return p.Name == c.As && p.Role == progress.RoleTrainee }) {
		return fmt.Errorf("a group's report is for educators and administrators; %s is a trainee", c.As)
	}
	return nil
}

// tasks are a scenario's attempts of these people, by class of device.
func (c *groupReport) tasks(a *app, access *progress.Access, scenario string, ids map[string]bool) ([]debrief.GroupTask, error) {
	var tasks []debrief.GroupTask
	show := proficiencyShow{Safety: proficiency.SafetyDomain}
	rubrics := map[string]*scoring.Rubric{} // by hash, those that can be read
	err := access.TakeOut(a.ctx, progress.Filter{Scenario: scenario}, "report of the group "+c.Group, func(one progress.Attempt, _ progress.Level) error {
		if !ids[one.Trainee.ID] || one.Score.Outcome == scoring.OutcomeInvalid {
			return nil
		}
		trial, err := show.trial(&one)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(tasks, func(t debrief.GroupTask) bool { return t.Device == one.Device.Class })
		if i < 0 {
			i, tasks = len(tasks), append(tasks, debrief.GroupTask{Title: scenario, Device: one.Device.Class})
		}
		rubric := rubrics[one.Rubric.SHA256]
		if read := new(scoring.Rubric); rubric == nil && json.Unmarshal([]byte(one.RubricText), read) == nil {
			rubric, rubrics[one.Rubric.SHA256] = read, read
		}
		tasks[i].Rubric = rubric // the newest is the last
		tasks[i].Attempts = append(tasks[i].Attempts, debrief.GroupAttempt{Person: one.Trainee.ID, Trial: trial, Score: one.Score, Rubric: rubric})
		return nil
	})
	slices.SortFunc(tasks, func(a, b debrief.GroupTask) int { return cmp.Compare(a.Device, b.Device) })
	return tasks, err
}

// validity examines the task's metrics on everybody's attempts that one may see, as
// drylab validity does, and gives the task its title.
func (c *groupReport) validity(a *app, task *debrief.GroupTask) {
	s, err := scenarios.Open(task.Title)
	if err != nil {
		task.Untested = "the scenario is not at hand"
		return
	}
	task.Title = s.Title
	who := whoCounts{Device: task.Device, Skip: 1, desk: c.desk}
	g, err := who.gather(a, s, &s.Rubric, "")
	if err == nil {
		g.Least = 1
		err = g.needBoth()
	}
	if err != nil {
		task.Untested, _, _ = strings.Cut(err.Error(), ";")
		return
	}
	task.Findings = proficiency.Examine(&s.Rubric, &g.Cohort)
}
