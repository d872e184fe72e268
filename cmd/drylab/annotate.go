package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type annotateCommand struct {
	Attempt string    `arg:"" help:"Attempt id or its beginning, as drylab progress prints it; or latest."`
	Text    string    `arg:"" help:"The remark."`
	At      *float64  `help:"Seconds from the recording's start that it is about." placeholder:"S"`
	Place   []float64 `help:"Place in the patient frame that it is about, mm." sep:"," placeholder:"X,Y,Z"`
	desk    `embed:""`
}

// longestRemark bounds a remark, in bytes: a page. farthestMM is how far from the
// patient's origin a remark may be: beyond any scanner.
const (
	longestRemark = 4000
	farthestMM    = 1e5
)

// Run stores a remark on an attempt.
func (c *annotateCommand) Run(a *app) error {
	n := progress.Annotation{Text: strings.TrimSpace(c.Text)}
	if n.Text == "" || len(n.Text) > longestRemark {
		return wrongUsage{fmt.Errorf("a remark has 1 to %d bytes, not %d", longestRemark, len(n.Text))}
	}
	if c.At != nil {
		if !(*c.At >= 0 && *c.At < 1e6) {
			return wrongUsage{fmt.Errorf("--at must be seconds from the recording's start, not %g", *c.At)}
		}
		tick := int64(math.Round(*c.At * record.TickHz))
		n.Tick = &tick
	}
	if c.Place != nil {
		if len(c.Place) != 3 {
			return wrongUsage{fmt.Errorf("--place must be three numbers, X,Y,Z, not %d", len(c.Place))}
		}
		for _, x := range c.Place {
			if !(math.Abs(x) <= farthestMM) {
				return wrongUsage{fmt.Errorf("--place must be three numbers in mm, not %g", x)}
			}
		}
		n.Place = (*[3]float64)(c.Place)
	}
	return c.at(a, func(store *progress.Store, access *progress.Access) (err error) {
		if c.Attempt, err = a.named(access, c.Attempt); err != nil {
			return err
		}
		if err := c.within(a, store, access); err != nil {
			return err
		}
		n.Attempt = c.Attempt
		err = access.Annotate(a.ctx, n)
		if err == nil && a.json {
			a.printJSON(map[string]bool{"done": true})
		}
		return err
	})
}

// within refuses a moment after the recording's end. Where there is no recording
// any more, a remark is worth keeping all the same.
func (c *annotateCommand) within(a *app, store *progress.Store, access *progress.Access) error {
	if c.At == nil {
		return nil
	}
	attempt, err := access.Attempt(a.ctx, c.Attempt)
	if err != nil {
		return err
	}
	end := 0.0
	_, _, err = record.ScanFile(store.RecordingFile(attempt.RecordingPath), func(_ *record.Header, s *record.Sample) { end = s.T() })
	if err == nil && *c.At > end {
		return wrongUsage{fmt.Errorf("--at %g is after the recording's end; it is %.2f s long", *c.At, end)}
	}
	return nil
}

type opinionsCommand struct {
	Attempt string `arg:"" help:"Attempt id or its beginning, as drylab progress prints it; or latest."`
	desk    `embed:""`
}

// Run shows what people said of an attempt, beside which its score stands.
func (c *opinionsCommand) Run(a *app) error {
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		id, err := a.named(access, c.Attempt)
		if err != nil {
			return err
		}
		ratings, remarks, err := access.Opinions(a.ctx, id)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(map[string]any{"ratings": append([]progress.Rating{}, ratings...), "annotations": append([]progress.Annotation{}, remarks...)})
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"when", "who", "what", "about", "said"})
		for _, r := range ratings {
			for _, item := range r.Items {
				t.AppendRow(table.Row{r.Rated.Local().Format(time.DateTime), whose(r.Rater), r.Form, item.Asked(), item.Answer()})
			}
		}
		for _, n := range remarks {
			t.AppendRow(table.Row{n.Created.Local().Format(time.DateTime), whose(n.Author), "remark", about(n), n.Text})
		}
		fmt.Fprintln(a.stdout, t.Render())
		return nil
	})
}

func whose(id string) string {
	if id == "" {
		return "operator, or deleted"
	}
	return short(id)
}

func about(n progress.Annotation) string {
	var parts []string
	if n.Tick != nil {
		parts = append(parts, fmt.Sprintf("%.2f s", float64(*n.Tick)/record.TickHz))
	}
	if n.Place != nil {
		parts = append(parts, fmt.Sprintf("%.1f, %.1f, %.1f mm", n.Place[0], n.Place[1], n.Place[2]))
	}
	return strings.Join(parts, " at ")
}
