package main

import (
	"fmt"
	"strings"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

type validityCommand struct {
	Scenario string `arg:"" help:"Built-in id or file."`
	whoCounts
}

// validity is the JSON of the command. It names nobody.
type validity struct {
	Scenario string                `json:"scenario"`
	Version  string                `json:"version"`
	Device   string                `json:"device"`
	Attempts int                   `json:"attempts"`
	LeftOut  map[string]int        `json:"left_out"`
	Interval string                `json:"interval"` // how the AUC's is made
	Metrics  []proficiency.Finding `json:"metrics"`
}

const areaMethod = "95 %, Hanley and McNeil's standard error, Newcombe's method 5"

// Run tells which metrics separate experts from novices on the site's own data.
func (c *validityCommand) Run(a *app) error {
	s, err := scenarios.Open(c.Scenario)
	if err != nil {
		return err
	}
	g, err := c.gather(a, s, &s.Rubric, "")
	if err != nil {
		return err
	}
	g.Least = 1
	if err := g.needBoth(); err != nil {
		return err
	}
	findings := proficiency.Examine(&s.Rubric, &g.Cohort)
	if a.json {
		a.printJSON(validity{s.ID, s.Version, g.device, g.attempts, g.left, areaMethod, findings})
		return nil
	}
	fmt.Fprintf(a.stdout, "%s %s with %s: %s of %s%s\n", s.ID, s.Version, g.device,
		count(g.attempts, "attempt"), people(len(g.Subjects)), g.leftOut("; ", ""))
	fmt.Fprintln(a.stdout, findingTable(findings))
	for _, sentence := range conclusions(findings) {
		fmt.Fprintln(a.stdout, wrapped(sentence))
	}
	return nil
}

// needBoth refuses a comparison without one of the sides.
func (g *gathering) needBoth() error {
	groups := map[string]int{}
	for _, s := range g.Subjects {
		groups[s.Group]++
	}
	for _, group := range []string{proficiency.GroupExpert, proficiency.GroupNovice} {
		if groups[group] == 0 {
			return fmt.Errorf("nobody with attempts at %s is known as %s; name them with --%ss", g.scenario.ID, group, group)
		}
	}
	return nil
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func findingTable(findings []proficiency.Finding) string {
	t := plainTable("metric", "experts", "novices", "AUC (95 %)", "Cliff's δ", "retest", "finding")
	for i := range findings {
		f := &findings[i]
		if !worthALine(f) {
			continue
		}
		mark := "  "
		if f.Scored {
			mark = "* "
		}
		area, delta := "–", "–"
		if f.Separation != nil {
			area = fmt.Sprintf("%.2f (%.2f–%.2f)", f.Separation.AUC, f.Separation.CI[0], f.Separation.CI[1])
			delta = fmt.Sprintf("%+.2f", f.Separation.Cliff)
		}
		t.AppendRow(table.Row{mark + f.Metric, median(f.ExpertMedian, f.Unit), median(f.NoviceMedian, f.Unit), area, delta, decimals(f.Retest), findingText(f.Power)})
	}
	return t.Render()
}

// plainTable has a heading as it is written, not in capitals.
func plainTable(heading ...any) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(heading)
	return t
}

// worthALine leaves out what the rubric does not score and nobody can be compared by.
func worthALine(f *proficiency.Finding) bool {
	return f.Scored || f.Power != proficiency.PowerTooFew && f.Power != proficiency.PowerConstant
}

// wrapped breaks a text into lines as wide as printed reports.
func wrapped(sentence string) string {
	lines := strings.Split(text.WrapSoft(sentence, terminalWidth), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func findingText(p proficiency.Power) string {
	switch p {
	case proficiency.PowerSeparates:
		return "separates"
	case proficiency.PowerNobody:
		return "separates nobody"
	case proficiency.PowerReversed:
		return "wrong way round"
	case proficiency.PowerConstant:
		return "same for everybody"
	}
	return "too few people"
}

// median is a value with its unit; counts and ratios have none.
func median(x *float64, unit string) string {
	if x == nil {
		return "–"
	}
	if unit == "1" || unit == "count" {
		unit = ""
	}
	return strings.TrimSpace(fmt.Sprintf("%.4g %s", *x, unit))
}

func decimals(x *float64) string {
	if x == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f", *x)
}

// conclusions say in sentences what the table shows.
func conclusions(findings []proficiency.Finding) []string {
	by := map[proficiency.Power][]string{}
	tested, hidden, unreliable, guards := 0, 0, []string{}, []string{}
	for i := range findings {
		f := &findings[i]
		if !worthALine(f) {
			hidden++
			continue
		}
		if f.Guards && f.TellsNothing() {
			guards = append(guards, f.Metric)
		} else {
			by[f.Power] = append(by[f.Power], f.Metric)
		}
		if f.Power != proficiency.PowerTooFew && f.Power != proficiency.PowerConstant {
			tested++
		}
		if f.Scored && f.Retest != nil && *f.Retest < dependable {
			unreliable = append(unreliable, f.Metric)
		}
	}
	sentences := []string{"* scored by the rubric. Experts and novices are medians over people, a person's attempts averaged. AUC: the probability that an expert is better than a novice (" + areaMethod + "). Retest: agreement of everybody's first two attempts that count, ICC(2,1)."}
	add := func(metrics []string, sentence string) {
		if len(metrics) > 0 {
			sentences = append(sentences, fmt.Sprintf(sentence, strings.Join(metrics, ", ")))
		}
	}
	add(by[proficiency.PowerNobody], "Separate nobody here: %s. Do not score them for skill.")
	add(by[proficiency.PowerReversed], "The wrong way round here: %s. Novices are better: the direction or the anchors are wrong, or novices did not come as far.")
	add(by[proficiency.PowerConstant], "The same for everybody, so no measure of skill here: %s.")
	add(guards, "Limits of safety stay, though they tell nobody apart here: %s. They guard.")
	add(by[proficiency.PowerTooFew], "Too few people to tell: %s.")
	add(unreliable, "Too unreliable, below 0.80, to decide about a person: %s.")
	if hidden > 0 {
		sentences = append(sentences, fmt.Sprintf("Not shown: %s that the rubric does not score, with too few people or one value for everybody; --json has all.", count(hidden, "metric")))
	}
	if tested > 1 {
		sentences = append(sentences, fmt.Sprintf("Of %d metrics compared, about %.1f would seem to separate people by chance alone.", tested, 0.05*float64(tested)))
	}
	return sentences
}

// dependable is the reliability that decisions about people need (SCORING, rule 10).
const dependable = 0.8
