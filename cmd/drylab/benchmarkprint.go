package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// print shows a derivation so that an educator can defend it: whose attempts,
// which values, what was left out, and what follows.
func (d *derivation) print(w io.Writer, g *gathering) {
	with := ""
	if d.Device != "" {
		with = fmt.Sprintf(", with %s, %s of %s", d.Device, count(d.Attempts, "attempt"), people(len(g.Subjects)))
	}
	fmt.Fprintf(w, "%s %s by %s on %s%s\n", d.Scenario, d.Version, d.Method, d.Date, with)
	if g.Skip > 0 && d.Device != "" && d.Method != string(proficiency.MethodBorderline) {
		fmt.Fprintf(w, "not counted: %s of each person, as familiarisation\n", count(g.Skip, "first attempt"))
	}
	if left := g.leftOut("", ""); left != "" {
		fmt.Fprintln(w, left)
	}
	for i := range d.Derivations {
		if d.Derivations[i].Kept == "" {
			fmt.Fprintln(w)
			describe(w, &d.Derivations[i], g)
		}
	}
	d.printKept(w)
	if d.Out != "" {
		fmt.Fprintf(w, "\n%s (rubric version %s)\n", d.Out, d.Rubric)
	}
}

// printKept lists the criteria that stay as they are, by reason.
func (d *derivation) printKept(w io.Writer) {
	var reasons []string
	kept := map[string][]string{}
	for _, one := range d.Derivations {
		if one.Kept == "" {
			continue
		}
		if kept[one.Kept] == nil {
			reasons = append(reasons, one.Kept)
		}
		kept[one.Kept] = append(kept[one.Kept], one.Criterion)
	}
	if len(reasons) > 0 {
		fmt.Fprintln(w, "\nas the author wrote them")
	}
	for _, reason := range reasons {
		fmt.Fprintln(w, wrapped(strings.Join(kept[reason], ", ")+": "+reason))
	}
}

func describe(w io.Writer, d *proficiency.Derivation, g *gathering) {
	heading := "pass mark of the total"
	if d.Criterion != "" {
		heading = fmt.Sprintf("%s: %s (%s, %s)", d.Criterion, d.Title, d.Metric, d.Unit)
	}
	fmt.Fprintln(w, heading)
	if len(d.People) > 0 {
		fmt.Fprintln(w, shareTable(d, g))
	}
	if d.TooFew > 0 {
		fmt.Fprintf(w, "  left out for fewer than %s: %s\n", count(g.Least, "attempt"), people(d.TooFew))
	}
	fmt.Fprintln(w, "  "+inOneLine(d))
	for _, line := range details(d) {
		fmt.Fprintln(w, "  "+line)
	}
	fmt.Fprintf(w, "  %s → %s\n", before(d), d.After)
	standing := "  status " + string(d.Status)
	if d.Status == scoring.BenchmarkProvisional {
		standing += ": " + d.Why
	}
	fmt.Fprintln(w, standing)
}

func before(d *proficiency.Derivation) string {
	if d.Criterion == "" {
		return "pass mark " + d.Before
	}
	return "all points for " + d.Before
}

// shareTable lists the people, by the name that the database knows.
func shareTable(d *proficiency.Derivation, g *gathering) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(table.Row{"person", "group", "attempts", "mean", ""})
	for _, p := range d.People {
		note := ""
		if p.Outlier {
			note = "outlier, left out"
		}
		t.AppendRow(table.Row{g.name(p.ID), p.Group, p.Runs, fmt.Sprintf("%.4g", p.Value), note})
	}
	return t.Render()
}

// inOneLine is the standard in one line.
func inOneLine(d *proficiency.Derivation) string {
	name := map[proficiency.Method]string{
		proficiency.MethodExperts: "mean", proficiency.MethodQuartile: "best quarter from", proficiency.MethodContrasting: "cut",
		proficiency.MethodBorderline: "cut", proficiency.MethodAngoff: "cut",
	}[d.Method]
	line := fmt.Sprintf("n %d, %s %.4g", d.N, name, d.Value)
	if d.SD != nil {
		line += fmt.Sprintf(" ± %.4g (SD)", *d.SD)
	}
	line += " " + d.Unit
	if d.CI95 == nil {
		return line + "; too few for a 95 % interval"
	}
	return line + fmt.Sprintf(", 95 %% interval %.4g to %.4g", d.CI95[0], d.CI95[1])
}

// details are what only one of the methods has.
func details(d *proficiency.Derivation) []string {
	switch {
	case d.Groups != nil:
		c := d.Groups
		return []string{
			fmt.Sprintf("novices %.4g ± %.4g (%d), experts %.4g ± %.4g (%d)", c.Novice.Mean, c.Novice.SD, c.Novices, c.Expert.Mean, c.Expert.SD, c.Experts),
			fmt.Sprintf("novices that pass: %.1f %% of those measured, %.1f %% expected; experts that fail: %.1f %%, %.1f %%",
				100*c.ObservedFP, 100*c.FalsePositive, 100*c.ObservedFN, 100*c.FalseNegative),
		}
	case d.Line != nil:
		return []string{fmt.Sprintf("total = %.4g + %.4g × rating, correlation %.3f", d.Line.Intercept, d.Line.Slope, d.Line.R)}
	case d.Judges != nil:
		return []string{fmt.Sprintf("standard error over the judges %.4g points", 100*d.Judges.SE)}
	}
	return nil
}
