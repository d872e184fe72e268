package main

import (
	"fmt"
	"path/filepath"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring/progress"
)

type keepCommand struct {
	Recording string `arg:"" help:"Recording file, in its place for good." type:"path" name:"file.mcap"`
	Trainee   string `help:"Whose attempt it is." default:"guest" placeholder:"NAME"`
	DB        string `help:"Database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
}

// Run puts an attempt into the database that could not be saved when it was
// made: because the disk was full, or another program held the database.
func (c *keepCommand) Run(a *app) error {
	if err := progress.CheckName(c.Trainee); err != nil {
		return wrongUsage{err}
	}
	j, err := judge(c.Recording, nil)
	if err != nil {
		return err
	}
	if c.DB == "" {
		if _, err := folder("."); err != nil {
			return err
		}
	}
	store, err := progress.Open(databasePath(c.DB), progress.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	if j.path, err = filepath.Abs(c.Recording); err != nil {
		return fmt.Errorf("%s has no absolute path: %w", c.Recording, err)
	}
	h := &j.recording.Header
	err = store.Save(a.ctx, progress.Attempt{
		Circumstances: progress.Circumstances{
			ID: h.AttemptID, Trainee: progress.Trainee{Name: c.Trainee}, Started: startOf(h),
			Scenario: h.Scenario, Rubric: scenarios.RubricRef(j.rubric), Case: h.Case, Engine: h.Engine, Device: h.Device, Seed: h.Seed,
			RecordingPath: j.path, RecordingSHA256: j.sha256, LateTicks: j.recording.LateTicks,
		},
		RubricText: string(scenarios.RubricText(j.rubric)), Metrics: j.metrics, Score: j.score,
	})
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(j.result(map[string]string{"database": store.Path()}))
	} else {
		fmt.Fprintf(a.stdout, "attempt %s: %s, total %s\n", short(h.AttemptID), j.score.Outcome, points(j.score.Total))
	}
	return j.verdict()
}
