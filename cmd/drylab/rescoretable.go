package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
)

// changesShown bounds the printed list; --json has all.
const changesShown = 40

// rescoreResult is the JSON of rescore.
type rescoreResult struct {
	Scenario string         `json:"scenario"`
	Attempts int            `json:"attempts"`
	Left     int            `json:"left"` // not looked at before an interruption
	Counts   map[string]int `json:"counts"`
	Results  []rescored     `json:"results"` // those that are not "same"
}

// report prints what changed and fails when anything could not be done.
func (r *rescoring) report(ctx context.Context) error {
	out := rescoreResult{Scenario: r.command.Scenario, Attempts: len(r.items), Counts: map[string]int{}, Results: []rescored{}}
	for _, one := range r.results {
		if !one.finished {
			out.Left++
			continue
		}
		out.Counts[one.Result]++
		if one.Result != rescoredSame {
			out.Results = append(out.Results, one)
		}
	}
	if r.json {
		r.printJSON(out)
	} else {
		out.print(r.app)
	}
	bad := out.Counts[rescoredFailed] + out.Counts[rescoredOther]
	switch {
	case out.Left > 0 && ctx.Err() != nil:
		return fmt.Errorf("interrupted with %d of %d attempts left; the same command goes on from here", out.Left, out.Attempts)
	case bad > 0 && bad == out.Attempts:
		return fmt.Errorf("none of %s could be scored again", count(bad, "attempt"))
	case bad > 0:
		return fmt.Errorf("%d of %d attempts could not be scored again; the others were", bad, out.Attempts)
	}
	return nil
}

func (out *rescoreResult) print(a *app) {
	if out.Attempts == 0 {
		fmt.Fprintf(a.stdout, "there is no attempt of %s here; drylab progress lists the attempts\n", out.Scenario)
		return
	}
	fmt.Fprintf(a.stdout, "%s of %s: %d as before to the last bit, %d with a new score, %d done by an earlier run, %d irreproducible, %d failed\n",
		count(out.Attempts-out.Left, "attempt"), out.Scenario, out.Counts[rescoredSame], out.Counts[rescoredAdded],
		out.Counts[rescoredBefore], out.Counts[rescoredOther], out.Counts[rescoredFailed])
	if text := transitions(out.Results); text != "" {
		fmt.Fprintln(a.stdout, text)
	}
	changed := slices.DeleteFunc(slices.Clone(out.Results), func(r rescored) bool { return !r.changed() })
	if len(changed) > 0 {
		fmt.Fprintln(a.stdout, changes(changed[:min(len(changed), changesShown)]))
	}
	if more := len(changed) - changesShown; more > 0 {
		fmt.Fprintf(a.stdout, "and %d more; --json lists them all\n", more)
	}
}

// changed tells what an educator should look at: another outcome, a total that
// reads differently, or trouble.
func (r *rescored) changed() bool {
	return r.Problem != "" || r.After != nil && (r.Before.Outcome != r.After.Outcome || points(r.Before.Total) != points(r.After.Total))
}

func points(total *float64) string {
	if total == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", *total)
}

// transitions counts outcomes before against outcomes after.
func transitions(results []rescored) string {
	counts := map[[2]string]int{}
	for _, r := range results {
		if r.After != nil && r.Problem == "" {
			counts[[2]string{string(r.Before.Outcome), string(r.After.Outcome)}]++
		}
	}
	if len(counts) == 0 {
		return ""
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"outcome before", "after", "attempts"})
	for pair, n := range counts {
		t.AppendRow(table.Row{pair[0], pair[1], n})
	}
	t.SortBy([]table.SortBy{{Number: 1}, {Number: 2}})
	return t.Render()
}

// changes lists attempts whose result reads differently.
func changes(results []rescored) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"attempt", "new", "before", "total", "after", "total", "problem"})
	for _, r := range results {
		row := table.Row{r.Attempt[:min(8, len(r.Attempt))], r.NewID[:min(8, len(r.NewID))], r.Before.Outcome, points(r.Before.Total), "", "", r.Problem}
		if r.After != nil {
			row[4], row[5] = r.After.Outcome, points(r.After.Total)
		}
		t.AppendRow(row)
	}
	return t.Render()
}
