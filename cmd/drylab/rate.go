package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type formCommand struct {
	List formList `cmd:"" help:"List the built-in rating forms."`
	Show formShow `cmd:"" help:"Print a rating form's items and what their numbers mean."`
}

type formList struct{}

// Run lists the built-in rating forms.
func (formList) Run(a *app) error {
	var all []*scoring.Form
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"form", "title", "items", "source"})
	for _, id := range scenarios.FormIDs() {
		form, err := scenarios.OpenForm(id)
		if err != nil {
			return err
		}
		all = append(all, form)
		t.AppendRow(table.Row{form.ID, form.Title, len(form.Items), form.Source})
	}
	if a.json {
		a.printJSON(all)
		return nil
	}
	fmt.Fprintln(a.stdout, t.Render())
	return nil
}

type formShow struct {
	Form string `arg:"" help:"Built-in id or file."`
}

// Run prints a form.
func (c formShow) Run(a *app) error {
	form, err := scenarios.OpenForm(c.Form)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(form)
		return nil
	}
	fmt.Fprintf(a.stdout, "%s (%s %s), a human rating\n%s\n%s\n", form.Title, form.ID, form.Version, form.Source, form.Note)
	for _, item := range form.Items {
		scale := "in words"
		if !item.InWords() {
			scale = fmt.Sprintf("%d to %d", item.Min, item.Max)
		}
		fmt.Fprintf(a.stdout, "\n%s (%s): %s\n", item.ID, scale, item.Text)
		for _, level := range slices.Sorted(maps.Keys(item.Levels)) {
			fmt.Fprintf(a.stdout, "  %d  %s\n", level, item.Levels[level])
		}
	}
	return nil
}

type rateCommand struct {
	Attempt string   `arg:"" help:"Attempt id or its beginning, as drylab progress prints it; or latest."`
	Answers []string `arg:"" help:"Answers, as respect-for-tissue=4; drylab form show lists the items." name:"item=answer"`
	Form    string   `help:"Rating form: a built-in id or a file." required:"" placeholder:"FORM"`
	desk    `embed:""`
}

// Run stores a human rating beside an attempt's score.
func (c *rateCommand) Run(a *app) error {
	form, err := scenarios.OpenForm(c.Form)
	if err != nil {
		return err
	}
	given := map[string]string{}
	for _, answer := range c.Answers {
		item, value, ok := strings.Cut(answer, "=")
		if _, twice := given[item]; !ok || twice {
			return wrongUsage{fmt.Errorf("%q is no answer: write each item once, as item=answer", answer)}
		}
		given[item] = value
	}
	answers, err := form.Answer(given)
	if err != nil {
		return wrongUsage{err}
	}
	total, _, most, err := form.Total(answers)
	if err != nil {
		return err
	}
	store, access, err := c.open(a)
	if err != nil {
		return err
	}
	defer store.Close()
	if c.Attempt, err = a.named(access, c.Attempt); err != nil {
		return err
	}
	rating := progress.Rating{Attempt: c.Attempt, Form: form.ID, Version: form.Version}
	for _, answer := range answers {
		rating.Items = append(rating.Items, progress.RatingItem{ID: answer.Item, Question: answer.Question, Value: answer.Value, Text: answer.Text})
	}
	if err := access.Rate(a.ctx, rating); err != nil {
		return err
	}
	if a.json {
		a.printJSON(map[string]any{"attempt": c.Attempt, "form": form.ID, "total": total, "of": most})
		return nil
	}
	fmt.Fprintf(a.stdout, "%s: %g of %g, a human rating beside the score of %s\n", form.Title, total, most, c.Attempt)
	return nil
}

type agreementCommand struct {
	Scenario string `arg:"" help:"Scenario whose attempts were rated."`
	Form     string `help:"Rating form: a built-in id or a file." required:"" placeholder:"FORM"`
	desk     `embed:""`
}

// agreement is how far raters agree on one item, or on the total.
type agreement struct {
	Item     string      `json:"item"`       // "total" for the sum
	Question string      `json:"question"`   // what was rated
	Single   *float64    `json:"icc_2_1"`    // of one rater
	SingleCI *[2]float64 `json:"icc_2_1_95"` // its 95 % interval
	Mean     *float64    `json:"icc_2_k"`    // of the mean of all raters
	MeanCI   *[2]float64 `json:"icc_2_k_95"`
	Reason   string      `json:"reason,omitempty"`
}

// Run prints the inter-rater reliability of a form.
func (c *agreementCommand) Run(a *app) error {
	form, err := scenarios.OpenForm(c.Form)
	if err != nil {
		return err
	}
	store, access, err := c.open(a)
	if err != nil {
		return err
	}
	defer store.Close()
	attempts, err := access.Observations(a.ctx, c.Scenario, "")
	if err != nil {
		return err
	}
	rated, raters := ratedByAll(attempts, form.ID)
	rows, err := agreements(form, rated)
	if err != nil {
		return fmt.Errorf("agreement on %s by %s: %w", c.Scenario, form.ID, err)
	}
	if a.json {
		a.printJSON(map[string]any{"attempts": len(rated), "raters": len(raters), "agreement": rows})
		return nil
	}
	fmt.Fprintf(a.stdout, "%d attempts that the same %d people rated by %s\n", len(rated), len(raters), form.Title)
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"item", "one rater, ICC(2,1), 95 % interval", fmt.Sprintf("mean of %d, ICC(2,k), 95 %% interval", len(raters))})
	for _, row := range rows {
		if row.Single == nil {
			t.AppendRow(table.Row{row.Question, "–", row.Reason})
			continue
		}
		t.AppendRow(table.Row{row.Question, withInterval(*row.Single, *row.SingleCI), withInterval(*row.Mean, *row.MeanCI)})
	}
	fmt.Fprintln(a.stdout, t.Render())
	return nil
}

func withInterval(x float64, ci [2]float64) string {
	return fmt.Sprintf("%.2f (%.2f to %.2f)", x, ci[0], ci[1])
}

// ratedByAll are the ratings of the attempts that everybody rated who rated
// most of them: each rater's last one, in the order of the raters.
func ratedByAll(attempts []progress.Observation, form string) (rated [][]progress.Rating, raters []string) {
	times := map[string]int{}
	last := make([]map[string]progress.Rating, len(attempts))
	for i := range attempts {
		last[i] = map[string]progress.Rating{}
		for _, r := range attempts[i].Ratings {
			if r.Form == form {
				last[i][r.Rater] = r
			}
		}
		for rater := range last[i] {
			times[rater]++
		}
	}
	most := 0
	for _, n := range times {
		most = max(most, n)
	}
	for rater, n := range times {
		if 2*n > most {
			raters = append(raters, rater)
		}
	}
	slices.Sort(raters)
	for i := range attempts {
		var row []progress.Rating
		for _, rater := range raters {
			if r, ok := last[i][rater]; ok {
				row = append(row, r)
			}
		}
		if len(row) == len(raters) && len(row) > 0 {
			rated = append(rated, row)
		}
	}
	return rated, raters
}

// agreements are those of the total and of each item with numbers.
func agreements(form *scoring.Form, rated [][]progress.Rating) ([]agreement, error) {
	total, err := agree("total", "Total", form, rated)
	if err != nil {
		return nil, err
	}
	rows := []agreement{total}
	for _, item := range form.Items {
		if item.InWords() {
			continue
		}
		item.Apart = false
		row, err := agree(item.ID, item.Text, &scoring.Form{ID: form.ID, Items: []scoring.FormItem{item}}, rated)
		if err != nil {
			row = agreement{Item: item.ID, Question: item.Text, Reason: err.Error()}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// agree compares the raters' totals of a form's items.
func agree(name, question string, form *scoring.Form, rated [][]progress.Rating) (agreement, error) {
	totals := make([][]float64, len(rated))
	for i, row := range rated {
		for _, r := range row {
			var answers []scoring.Answer
			for _, item := range r.Items {
				answers = append(answers, scoring.Answer{Item: item.ID, Value: item.Value})
			}
			total, _, _, err := form.Total(answers)
			if err != nil {
				return agreement{}, err
			}
			totals[i] = append(totals[i], total)
		}
	}
	icc, err := proficiency.IntraclassCorrelation(totals)
	if err != nil {
		return agreement{}, err
	}
	return agreement{Item: name, Question: question, Single: &icc.ICC21, SingleCI: &icc.CI21, Mean: &icc.ICC2k, MeanCI: &icc.CI2k}, nil
}
