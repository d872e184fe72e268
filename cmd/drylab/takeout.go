package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/exchange"
	"github.com/drylab/drylab/scoring/progress"
)

type exportCommand struct {
	Attempts   exportAttempts   `cmd:"" help:"Write attempts as a table, one row each; people by pseudonym."`
	Metrics    exportMetrics    `cmd:"" help:"Write the attempts' metrics as a table."`
	Trajectory exportTrajectory `cmd:"" help:"Write the instruments' poses of one recording as a table."`
}

// tableFile is where a table goes; its ending says how it is written.
type tableFile struct {
	Out string `required:"" help:"File to write; .csv or .parquet." type:"path" placeholder:"FILE"`
}

func (t *tableFile) format() (exchange.Format, error) {
	switch format := exchange.Format(strings.TrimPrefix(filepath.Ext(t.Out), ".")); format {
	case exchange.CSV, exchange.Parquet:
		return format, nil
	}
	return "", wrongUsage{fmt.Errorf("%s is no table that drylab writes; end it in .csv or .parquet", t.Out)}
}

// selection is which attempts are taken out.
type selection struct {
	Scenario   string `help:"Only attempts of this scenario." placeholder:"ID"`
	Superseded bool   `help:"Also attempts that were scored again later."`
	tableFile  `embed:""`
	desk       `embed:""`
}

type exportAttempts struct {
	selection `embed:""`
}

// Run writes the attempts.
func (c *exportAttempts) Run(a *app) error {
	return takeOut(a, &c.selection, "attempts", func(attempt *exchange.Attempt) []exchange.AttemptRow {
		return []exchange.AttemptRow{attempt.Row()}
	})
}

type exportMetrics struct {
	selection `embed:""`
}

// Run writes the metrics.
func (c *exportMetrics) Run(a *app) error {
	return takeOut(a, &c.selection, "metrics", (*exchange.Attempt).MetricRows)
}

// takeOut writes the rows of each selected attempt; nothing stays half-written.
func takeOut[T any](a *app, c *selection, what string, rows func(*exchange.Attempt) []T) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		attempts, lines := 0, 0
		err := writeAtomically(c.Out, func(w io.Writer) error {
			var trouble error
			seq := func(yield func(T) bool) {
				filter := progress.Filter{Scenario: c.Scenario, Superseded: c.Superseded}
				trouble = access.TakeOut(a.ctx, filter, what, func(attempt progress.Attempt, level progress.Level) error {
					attempts++
					for _, row := range rows(exchanged(&attempt, level)) {
						lines++
						if !yield(row) {
							return errors.New("the file cannot be written to its end")
						}
					}
					return nil
				})
			}
			return errors.Join(exchange.WriteTable(w, format, iter.Seq[T](seq)), trouble)
		})
		if err != nil {
			return err
		}
		return written(a, c.Out, attempts, lines)
	})
}

func written(a *app, path string, attempts, lines int) error {
	if a.json {
		a.printJSON(map[string]any{"file": path, "attempts": attempts, "rows": lines})
		return nil
	}
	fmt.Fprintf(a.stdout, "%s: %s of %s\n", path, count(lines, "row"), count(attempts, "attempt"))
	return nil
}

// exchanged is a stored attempt as other tools see it: without a name.
func exchanged(p *progress.Attempt, level progress.Level) *exchange.Attempt {
	return &exchange.Attempt{
		ID: p.ID, Trainee: p.Trainee.ID, Level: string(level), Started: p.Started,
		Scenario: p.Scenario, Rubric: p.Rubric, Case: p.Case, Engine: p.Engine, Device: p.Device,
		Supersedes: p.Supersedes, Recording: p.RecordingSHA256, Metrics: p.Metrics, Score: p.Score,
	}
}

type exportTrajectory struct {
	Recording string `arg:"" help:"Recording file." type:"path" name:"file.mcap"`
	tableFile `embed:""`
}

// Run writes the poses of a recording.
func (c *exportTrajectory) Run(a *app) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	rec, _, err := record.ReadFile(c.Recording)
	if err != nil {
		return err
	}
	err = writeAtomically(c.Out, func(w io.Writer) error { return exchange.WriteTable(w, format, exchange.PoseRows(rec)) })
	if err != nil {
		return err
	}
	return written(a, c.Out, 1, len(rec.Samples)*len(rec.Header.Tools))
}
