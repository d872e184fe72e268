package debrief

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
)

// judgedBy says by which rubrics the attempts were judged, if by several.
func judgedBy(task *GroupTask) string {
	var rubrics []*scoring.Rubric
	counts := map[*scoring.Rubric]int{}
	for _, a := range task.Attempts {
		if counts[a.Rubric] == 0 {
			rubrics = append(rubrics, a.Rubric)
		}
		counts[a.Rubric]++
	}
	if len(rubrics) < 2 {
		return ""
	}
	var parts []string
	for _, r := range rubrics {
		name := "one that cannot be read"
		if r != nil {
			name = r.ID + " " + r.Version
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", name, plural(counts[r], "attempt")))
	}
	return "Judged by different rubrics, each attempt by its own: " + strings.Join(parts, ", ") + ". Totals and criteria compare only within one; drylab rescore judges all of them by the same."
}

// missed are the criteria by how often they were, and then by what they cost. One counts as
// missed below its own minimum, or else below the pass mark of the rubric that judged it.
func missed(task *GroupTask) []GroupCriterion {
	type tally struct {
		GroupCriterion
		id       string
		n, below int
		lost     float64
	}
	var all []tally
	for _, a := range task.Attempts {
		for _, c := range a.Score.Criteria {
			i := slices.IndexFunc(all, func(t tally) bool { return t.id == c.ID })
			if i < 0 {
				i, all = len(all), append(all, tally{id: c.ID, GroupCriterion: GroupCriterion{Title: cmp.Or(c.Title, metricTitle(c.Metric))}})
			}
			if c.Score == nil {
				continue
			}
			all[i].n++
			all[i].lost += c.LostPoints
			if *c.Score < needed(a.Rubric, c.ID)-1e-9 {
				all[i].below++
			}
		}
	}
	slices.SortStableFunc(all, func(a, b tally) int {
		share := func(of float64, t tally) float64 { return of / math.Max(float64(t.n), 1) }
		return cmp.Or(cmp.Compare(share(float64(b.below), b), share(float64(a.below), a)), cmp.Compare(share(b.lost, b), share(a.lost, a)))
	})
	var table []GroupCriterion
	for _, t := range all {
		if t.n == 0 {
			continue
		}
		t.Missed, t.Share = fmt.Sprintf("%d of %d", t.below, t.n), 100*float64(t.below)/float64(t.n)
		t.Lost = points(t.lost / float64(t.n))
		table = append(table, t.GroupCriterion)
	}
	return table
}

func needed(rubric *scoring.Rubric, criterion string) float64 {
	if minimum := minimumOf(rubric, criterion); minimum != nil {
		return *minimum
	}
	if rubric == nil {
		return 0
	}
	return rubric.Pass.MinTotal
}

// criticals are the critical errors, and in how many attempts each happened.
func criticals(task *GroupTask) []Fact {
	var texts []string
	counts := map[string]int{}
	for _, a := range task.Attempts {
		for _, e := range a.Score.Critical {
			if counts[e.Text] == 0 {
				texts = append(texts, e.Text)
			}
			counts[e.Text]++
		}
	}
	slices.SortStableFunc(texts, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	var facts []Fact
	for _, text := range texts {
		facts = append(facts, Fact{text, fmt.Sprintf("in %d of %s", counts[text], plural(len(task.Attempts), "attempt"))})
	}
	return facts
}

// worthless are the scored metrics that tell nothing of skill here, and how far that
// is known.
func worthless(task *GroupTask) (list []string, validity string) {
	if task.Untested != "" {
		return nil, "Whether the metrics measure skill here is not known: " + task.Untested + "."
	}
	separate, unknown := 0, 0
	var guards []string
	for i := range task.Findings {
		f := &task.Findings[i]
		if !f.Scored {
			continue
		}
		if f.Guards && f.TellsNothing() {
			guards = append(guards, f.Title)
			continue
		}
		switch f.Power {
		case proficiency.PowerSeparates:
			separate++
		case proficiency.PowerNobody:
			list = append(list, f.Title+": separates nobody"+area(f))
		case proficiency.PowerReversed:
			list = append(list, f.Title+": novices are better"+area(f))
		case proficiency.PowerConstant:
			list = append(list, f.Title+": the same for everybody")
		default:
			unknown++
		}
	}
	validity = fmt.Sprintf("Of the scored metrics, %d separate experts from novices on this site's own data", separate)
	if unknown > 0 {
		validity += fmt.Sprintf("; for %d there are too few people to tell", unknown)
	}
	validity += "."
	if len(guards) > 0 {
		validity += fmt.Sprintf(" Limits of safety stay, though they tell nobody apart: %s. They guard.", strings.Join(guards, ", "))
	}
	return list, validity
}

func area(f *proficiency.Finding) string {
	if f.Separation == nil {
		return ""
	}
	return fmt.Sprintf(" (AUC %.2f, 95 %% %.2f to %.2f; %d experts, %d novices)", f.Separation.AUC, f.Separation.CI[0], f.Separation.CI[1], f.Separation.Experts, f.Separation.Novices)
}

// memberLine is one trainee's attempts.
type memberLine struct {
	name     string
	attempts []GroupAttempt
}

// totals draws everybody's totals over their attempts, each line with its name at its
// end, names moved apart.
func totals(lines []memberLine, rubric *scoring.Rubric) *Drawing {
	most := 0
	for _, l := range lines {
		most = max(most, len(l.attempts))
	}
	if most < 2 {
		return nil
	}
	const width, left, right, top, bottom = 960.0, 40.0, 800.0, 14.0, 250.0
	d := &Drawing{Width: width, Height: 280, Alt: fmt.Sprintf("Totals of %s over their attempts.", trainees(len(lines)))}
	scale := axis{100, bottom, top}
	for _, t := range scale.ticks(5) {
		d.line("grid", left, t.At, right, t.At)
		d.text("", "end", left-7, t.At+4, t.Text)
	}
	x := func(i int) float64 { return left + 16 + (right-left-32)*float64(i)/float64(most-1) }
	for _, i := range []int{0, most - 1} {
		d.text("", "middle", x(i), bottom+18, fmt.Sprintf("attempt %d", i+1))
	}
	if rubric != nil {
		y := scale.at(rubric.Pass.MinTotal)
		d.line("passline", left, y, right, y)
		d.text("passtext", "", left+4, y-5, "pass mark "+points(rubric.Pass.MinTotal))
	}
	var taken []float64
	for _, l := range lines {
		var line [][2]float64
		for i, a := range l.attempts {
			if a.Score.Total != nil {
				line = append(line, [2]float64{x(i), scale.at(*a.Score.Total)})
			}
		}
		if len(line) == 0 {
			continue
		}
		d.path("memberline", false, line...)
		for i, a := range l.attempts {
			if a.Score.Total == nil {
				continue
			}
			class := "mark failed"
			if a.Trial.Passed {
				class = "mark passed"
			}
			d.dot(class, x(i), scale.at(*a.Score.Total), 3.5, fmt.Sprintf("%s, attempt %d: %s points", l.name, i+1, points(*a.Score.Total)))
		}
		end := line[len(line)-1]
		y := end[1]
		for clash := true; clash; {
			clash = slices.ContainsFunc(taken, func(other float64) bool { return math.Abs(other-y) < 13 })
			if clash {
				y += 2
			}
		}
		taken = append(taken, y)
		d.line("grid", end[0]+6, end[1], right+12, y)
		d.text("signtext", "", right+16, y+4, l.name)
	}
	d.Height = max(d.Height, slices.Max(append(taken, 0))+12)
	return d
}
