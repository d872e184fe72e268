package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
)

func isRecording(name string) bool { return strings.HasSuffix(name, ".mcap") }

// entries reads the table of --from.
func (w *whoCounts) entries() ([]proficiency.Entry, error) {
	if w.From == "" {
		return nil, nil
	}
	file, err := os.Open(w.From)
	if err != nil {
		return nil, fmt.Errorf("the table %s cannot be read: %w", w.From, reason(err))
	}
	defer file.Close()
	entries, err := proficiency.ReadEntries(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.From, err)
	}
	return entries, nil
}

// listed takes the attempts that a table names: from the database, or judged
// from their recordings.
func (g *gathering) listed(entries []proficiency.Entry, stored []seen) ([]seen, error) {
	var all []seen
	for i, e := range entries {
		var one seen
		var err error
		if isRecording(e.Attempt) {
			one, err = g.recorded(e)
		} else {
			one, err = find(stored, e.Attempt)
		}
		if err != nil {
			return nil, fmt.Errorf("row %d of the table: %w", i+2, err)
		}
		if slices.ContainsFunc(all, func(other seen) bool { return other.id == one.id }) {
			return nil, fmt.Errorf("row %d of the table: this attempt is there twice", i+2)
		}
		if e.Person != "" {
			one.person = e.Person
		}
		if e.Group != "" {
			one.group = e.Group
		}
		if e.Rating != nil {
			one.run.Rating = e.Rating
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b seen) int { return a.started.Compare(b.started) })
	return all, nil
}

// find is the one stored attempt whose id begins so.
func find(stored []seen, id string) (seen, error) {
	at := -1
	for i := range stored {
		switch {
		case stored[i].id == id:
			return stored[i], nil
		case strings.HasPrefix(stored[i].id, id) && at >= 0:
			return seen{}, fmt.Errorf("several attempts begin with %q; give more of the id", id)
		case strings.HasPrefix(stored[i].id, id):
			at = i
		}
	}
	if at < 0 {
		return seen{}, fmt.Errorf("no attempt that counts begins with %q; it must be valid and of this version of the scenario", id)
	}
	return stored[at], nil
}

// recorded measures a recording file.
func (g *gathering) recorded(e proficiency.Entry) (seen, error) {
	if e.Person == "" {
		return seen{}, errors.New("a recording does not say whose it is; give a column person")
	}
	j, err := judge(e.Attempt, g.rubric)
	if err != nil {
		return seen{}, err
	}
	h := &j.recording.Header
	if h.Scenario.ID != g.scenario.ID || h.Scenario.Version != g.scenario.Version {
		return seen{}, fmt.Errorf("%s is of scenario %s %s, not of %s %s", e.Attempt, h.Scenario.ID, h.Scenario.Version, g.scenario.ID, g.scenario.Version)
	}
	if j.score.Outcome == scoring.OutcomeInvalid {
		return seen{}, fmt.Errorf("%s is invalid and cannot count; leave it out", e.Attempt)
	}
	return seen{
		id: h.AttemptID, device: h.Device.Class, started: startOf(h),
		run: proficiency.Run{Metrics: j.metrics, Total: j.score.Total},
	}, nil
}
