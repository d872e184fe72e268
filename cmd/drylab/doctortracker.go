package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/tracking/controls"
	"github.com/jedib0t/go-pretty/v6/table"
)

// checkTracker says on one screen how well a tracker sees, and what to do; a device
// that cannot be scored ends with exit code 1.
func (a *app) checkTracker(text string, d time.Duration) error {
	tracker, err := scenarios.ParseTracker(text)
	if err != nil {
		return wrongUsage{err}
	}
	if tracker.Controls() != "" {
		return a.checkControls(tracker.Controls())
	}
	if tracker.Kind == "xr" {
		return a.checkHeadset()
	}
	if !tracker.Remote() {
		return wrongUsage{fmt.Errorf("the tracker %s is always there; igtl:HOST:PORT, xr, gamepad, spacemouse and mice can be looked at", tracker.Kind)}
	}
	if d < scenarios.ObserveTime || d > time.Hour {
		return wrongUsage{fmt.Errorf("--for is between %v and an hour", scenarios.ObserveTime)}
	}
	if !a.json {
		fmt.Fprintf(a.stdout, "watching %s for %v; lay the instruments down and leave them\n", tracker.Name, d)
	}
	report, err := tracker.Watch(a.ctx, d)
	if err != nil {
		return err
	}
	advice, unusable := adviceOn(&report)
	if a.json {
		a.printJSON(map[string]any{
			"connected": true, "messages": report.Traffic.Messages, "types": report.Traffic.Types, "broken": report.Traffic.Faults,
			"status": report.Traffic.Status, "devices": report.Devices, "advice": advice, "usable": unusable == "",
		})
	} else {
		a.printTracker(&report, advice)
	}
	if unusable != "" {
		return fmt.Errorf("the tracker cannot be used as it is: %s", unusable)
	}
	return nil
}

// adviceOn is what to do, and what makes the tracker unusable, "" where nothing does.
func adviceOn(r *scenarios.TrackerReport) (advice []string, unusable string) {
	if r.Silence != "" {
		return nil, r.Silence
	}
	best := false
	for i := range r.Devices {
		refusal := r.Devices[i].Refusal()
		best = best || len(refusal) == 0
		advice = append(append(advice, refusal...), r.Devices[i].Reservations()...)
	}
	if r.Traffic.Faults > 0 {
		advice = append(advice, fmt.Sprintf("%d messages were broken: %s. They were left out.", r.Traffic.Faults, r.Traffic.Fault))
	}
	switch {
	case r.Traffic.Ended != "":
		return advice, "the connection ended: " + r.Traffic.Ended + "; start its tracking again"
	case r.Quiet > 0:
		return advice, fmt.Sprintf("it fell silent, and sent nothing for %v; look whether it still tracks", r.Quiet)
	case !best:
		return advice, "no device is good enough to be scored"
	}
	return advice, ""
}

func (a *app) printTracker(r *scenarios.TrackerReport, advice []string) {
	fmt.Fprintf(a.stdout, "connected  %s, %d broken", count(r.Traffic.Messages, "message"), r.Traffic.Faults)
	if r.Traffic.Status != "" {
		fmt.Fprintf(a.stdout, "; it says of itself: %s", r.Traffic.Status)
	}
	fmt.Fprintln(a.stdout)
	if len(r.Devices) > 0 {
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.AppendHeader(table.Row{"device", "frames", "with a pose", "poses/s", "seen", "dropouts", "at rest", "latency"})
		for i := range r.Devices {
			t.AppendRow(deviceRow(&r.Devices[i]))
		}
		fmt.Fprintln(a.stdout, t.Render())
	}
	for _, line := range advice {
		fmt.Fprintln(a.stdout, "· "+line)
	}
	if len(advice) == 0 && r.Silence == "" {
		fmt.Fprintln(a.stdout, "Nothing needs to be done.")
	}
}

func deviceRow(q *scenarios.DeviceQuality) table.Row {
	rest, latency := "moved", "not measurable"
	if q.AtRest {
		rest = fmt.Sprintf("σ %.3f mm, %.2f mm/s", q.SigmaMM, q.NoiseSpeed)
	}
	if q.LatencyMS != nil {
		latency = fmt.Sprintf("%.1f ms", *q.LatencyMS)
	}
	return table.Row{q.Name, q.Frames, q.Tracked, fmt.Sprintf("%.1f", q.RateHz), fmt.Sprintf("%.1f %%", 100*q.Coverage), q.Dropouts, rest, latency}
}

// checkControls lists the devices of a kind, and the pedals, that are plugged in.
func (a *app) checkControls(kind controls.Kind) error {
	bindings, err := controls.Builtin(kind, 1)
	if err != nil {
		return err
	}
	hub := controls.OpenHub(bindings)
	found := hub.Found()
	hub.Close()
	if a.json {
		a.printJSON(map[string]any{"devices": found, "usable": controls.Usable(kind, found)})
	}
	for _, f := range found {
		if !a.json {
			fmt.Fprintf(a.stdout, "%-10s %-24s %s %s\n", f.Kind, f.Path, f.Name, f.Trouble)
		}
	}
	if !controls.Usable(kind, found) {
		return errors.New(controls.Advice(kind, found))
	}
	return nil
}
