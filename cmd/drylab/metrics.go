package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/jedib0t/go-pretty/v6/text"
)

type metricsCommand struct {
	List metricsList `cmd:"" help:"List every metric: unit, direction, definition, source, version, and what it is not good for."`
}

type metricsList struct {
	Word string `arg:"" optional:"" help:"Only metrics with this word in their id or title." name:"word"`
}

// Run prints the catalogue of metrics.
func (c metricsList) Run(a *app) error {
	definitions := []scoring.Definition{}
	for _, d := range scoring.Catalog() {
		if strings.Contains(strings.ToLower(d.ID+" "+d.Title), strings.ToLower(c.Word)) {
			definitions = append(definitions, d)
		}
	}
	if len(definitions) == 0 {
		return wrongUsage{fmt.Errorf("no metric has %q in its id or title; drylab metrics list shows all", c.Word)}
	}
	if a.json {
		a.printJSON(definitions)
		return nil
	}
	for i := range definitions {
		printMetric(a.stdout, &definitions[i])
	}
	fmt.Fprintf(a.stdout, "%s\n", count(len(definitions), "metric"))
	return nil
}

// printMetric writes one metric as a paragraph.
func printMetric(w io.Writer, d *scoring.Definition) {
	fmt.Fprintf(w, "%s   %s, %s, version %d\n", d.ID, unitText(d.Unit), directionText(d), d.Version)
	line := func(label, words string) {
		for row := range strings.SplitSeq(text.WrapSoft(words, terminalWidth-len(label)-2), "\n") {
			fmt.Fprintf(w, "  %s%s\n", label, strings.TrimRight(row, " "))
			label = strings.Repeat(" ", len(label))
		}
	}
	line("", d.Title+". "+d.Definition)
	if needs := needsText(d); needs != "" {
		line("Needs:        ", needs)
	}
	line("Source:       ", d.Source)
	line("Not good for: ", d.NotFor)
	fmt.Fprintln(w)
}

func unitText(unit string) string {
	switch unit {
	case "1":
		return "no unit"
	case "deg":
		return "degrees"
	}
	return unit
}

func directionText(d *scoring.Definition) string {
	switch {
	case d.Research:
		return "for research"
	case d.Direction == scoring.Lower:
		return "lower is better"
	case d.Direction == scoring.Higher:
		return "higher is better"
	}
	return "for information"
}

// needsText says what an attempt must be about for the metric to be measured.
func needsText(d *scoring.Definition) string {
	needs := map[string]string{
		scoring.NeedsSoft:      "a structure that is soft",
		scoring.NeedsCut:       "a planned cut",
		scoring.NeedsHands:     "two instruments",
		scoring.NeedsRoute:     "a plan that is the whole route: nothing is soft",
		scoring.NeedsChecklist: "a rubric with a checklist",
		scoring.NeedsCamera:    "an endoscope among the instruments",
		scoring.NeedsSpecimen:  "a tumour and the surface along which it was cut out",
		scoring.NeedsMasks:     "the voxels to remove and those that were",
		scoring.NeedsSutures:   "the stitches of a wound",
		scoring.NeedsFiducials: "points that the trainee showed on the patient",
		scoring.NeedsGaze:      "a headset that tracks the eyes",
		scoring.NeedsDrill:     "a burr, and bone that it takes away",
		scoring.NeedsBlood:     "vessels that bleed",
		scoring.NeedsHeat:      "tissue that is heated",
	}[d.Needs]
	if d.Awaited() {
		needs += "; no recording holds that yet, so no attempt has this metric"
	}
	return needs
}
