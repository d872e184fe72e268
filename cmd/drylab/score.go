package main

import (
	"errors"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
)

type scoreCommand struct {
	Recording string    `arg:"" help:"Recording file." type:"path" name:"file.mcap"`
	From      string    `help:"Layout of motion that another program recorded: jigsaws, csv (columns as drylab export trajectory has them) or plus (a sequence of OpenIGTLink transforms)." enum:",jigsaws,csv,plus" default:"" placeholder:"LAYOUT"`
	Trainee   string    `help:"With --from: whose attempt it is; it is then kept." placeholder:"NAME"`
	DB        string    `help:"With --trainee: database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
	Camera    string    `help:"With --from: the instrument that is an endoscope, by its name there (\"tool 1\" in a table); its tip is the lens, +Z its shaft, +X to the right in its picture." placeholder:"NAME"`
	Field     float64   `help:"What the endoscope sees from edge to edge, degrees." placeholder:"DEG"`
	Optic     float64   `help:"How far it looks away from its shaft, towards its +Y, degrees." placeholder:"DEG"`
	Upright   []float64 `help:"What should be up in its picture, a direction in the frame of the motion." sep:"," placeholder:"X,Y,Z"`
	Distance  []float64 `help:"The least and the greatest distance from which it should look, mm." sep:"," placeholder:"MM,MM"`
	Rubric    string    `help:"Grade by the rubric in this YAML file instead of the scenario's own." type:"path" placeholder:"FILE"`
}

// Run scores a recording again, which changes nothing, or motion from elsewhere.
func (c *scoreCommand) Run(a *app) error {
	j, err := c.judge(a)
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

func (c *scoreCommand) judge(a *app) (*judged, error) {
	if c.From != "" {
		return c.fromElsewhere(a)
	}
	if c.Camera != "" || c.aboutCamera() {
		return nil, wrongUsage{errors.New("--camera is for motion from elsewhere (--from): a recording knows its instruments")}
	}
	if c.Trainee != "" {
		return nil, wrongUsage{errors.New("--trainee is for motion from elsewhere (--from): a recording has its attempt already")}
	}
	rubric, err := c.rubric()
	if err != nil {
		return nil, err
	}
	return judge(c.Recording, rubric)
}

func (c *scoreCommand) rubric() (*scoring.Rubric, error) {
	if c.Rubric == "" {
		return nil, nil
	}
	return scenarios.OpenRubric(c.Rubric)
}
