package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type benchmarkList struct {
	Scenario string `arg:"" help:"Scenario's id."`
	Device   string `help:"Only those of this class of device; they do not transfer between classes." placeholder:"CLASS"`
	desk     `embed:""`
}

// Run lists the pass marks that were derived, the newest first.
func (c *benchmarkList) Run(a *app) error {
	return c.at(a, func(store *progress.Store, _ *progress.Access) error {
		all, err := store.Benchmarks(a.ctx, c.Scenario, c.Device)
		if err != nil {
			return err
		}
		if a.json {
			a.printJSON(all)
			return nil
		}
		if len(all) == 0 {
			fmt.Fprintf(a.stdout, "no pass mark of %s was kept; drylab benchmark derive --save keeps one\n", c.Scenario)
			return nil
		}
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"derived", "device", "criterion", "metric", "value", "interval", "n", "method"})
		for _, b := range all {
			interval := "–"
			if b.Interval != nil {
				interval = fmt.Sprintf("%.4g to %.4g (%.0f %%)", b.Interval.Low, b.Interval.High, 100*b.Interval.Confidence)
			}
			t.AppendRow(table.Row{b.Derived.Local().Format(time.DateOnly), cmp.Or(b.DeviceClass, "any"), b.Criterion, b.Metric, fmt.Sprintf("%.4g %s", b.Value, b.Unit), interval, b.N, b.Method})
		}
		fmt.Fprintln(a.stdout, t.Render())
		return nil
	})
}
