package main

import (
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
)

type scoreCommand struct {
	Recording string `arg:"" help:"Recording file." type:"path" name:"file.mcap"`
	Rubric    string `help:"Grade by the rubric in this YAML file instead of the scenario's own." type:"path" placeholder:"FILE"`
}

// Run scores a recording again. It changes nothing.
func (c *scoreCommand) Run(a *app) error {
	rubric, err := c.rubric()
	if err != nil {
		return err
	}
	j, err := judge(c.Recording, rubric)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(j.result(map[string]string{}))
		return j.verdict()
	}
	report := debrief.Build(j.debriefInput())
	if err := report.Terminal(a.stdout, terminalWidth); err != nil {
		return err
	}
	return j.verdict()
}

func (c *scoreCommand) rubric() (*scoring.Rubric, error) {
	if c.Rubric == "" {
		return nil, nil
	}
	return scenarios.OpenRubric(c.Rubric)
}
