package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
)

// write makes the copy of the rubric: its author's text with the derived values
// in their places, under a new version.
func (c *benchmarkDerive) write(d *derivation, rubric *scoring.Rubric, s *scenarios.Scenario, text []byte) error {
	meant, changes := d.apply(rubric, s)
	text, err := strictyaml.Amend(c.Out, text, changes)
	if err != nil {
		return err
	}
	read, err := scenarios.ReadRubric(c.Out, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("with the derived values the rubric is faulty, so nothing was written:\n%w", err)
	}
	if !bytes.Equal(scenarios.RubricText(read), scenarios.RubricText(meant)) {
		return errors.New("the rubric's text is written in a way that cannot be amended safely, so nothing was written; enter the printed values by hand")
	}
	d.Out, d.Rubric = c.Out, meant.Version
	return writeAtomically(c.Out, func(w io.Writer) error { _, err := w.Write(text); return err })
}

// apply is the rubric with the derived values, and the changes to its text.
func (d *derivation) apply(rubric *scoring.Rubric, s *scenarios.Scenario) (*scoring.Rubric, []strictyaml.Change) {
	made := *rubric
	made.Criteria = slices.Clone(rubric.Criteria)
	made.Version = nextVersion(rubric.Version, d.Date)
	changes := []strictyaml.Change{{Path: "$.version", Value: made.Version}}
	if made.Scenario == nil {
		made.Scenario = &scoring.ScenarioRef{ID: s.ID, Version: s.Version}
		changes = append(changes, strictyaml.Change{Path: "$.scenario", Value: made.Scenario})
	}
	for _, one := range d.Derivations {
		if one.Kept != "" {
			continue
		}
		benchmark := one.Benchmark(d.Date, d.Device, d.source)
		if one.Criterion == "" {
			made.Pass.MinTotal, made.Pass.Benchmark = *benchmark.Mean, benchmark
			changes = append(changes, strictyaml.Change{Path: "$.pass.min_total", Value: made.Pass.MinTotal},
				strictyaml.Change{Path: "$.pass.benchmark", Value: benchmark})
			continue
		}
		at := slices.IndexFunc(made.Criteria, func(c scoring.Criterion) bool { return c.ID == one.Criterion })
		made.Criteria[at].Curve, made.Criteria[at].Benchmark = *one.Curve, benchmark
		path := fmt.Sprintf("$.criteria[%d]", at)
		changes = append(changes, strictyaml.Change{Path: path + ".curve", Value: one.Curve}, strictyaml.Change{Path: path + ".benchmark", Value: benchmark})
	}
	return &made, changes
}

// nextVersion counts up the middle number of a version such as 1.0.0, because
// the same values now score otherwise; another kind of version gets the date.
func nextVersion(version, date string) string {
	parts := strings.Split(version, ".")
	if len(parts) == 3 {
		if minor, err := strconv.ParseUint(parts[1], 10, 31); err == nil {
			return fmt.Sprintf("%s.%d.0", parts[0], minor+1)
		}
	}
	return version + "-" + date
}
