package scoring

import (
	"fmt"
	"slices"

	"github.com/drylab/drylab/scene/record"
)

// Invalidity returns the reasons, as sentences, why the recording as a whole
// cannot be judged; nil when it can. They go into Rubric.Grade.
func Invalidity(rec *record.Recording) []string {
	var reasons []string
	add := func(format string, args ...any) {
		if reason := fmt.Sprintf(format, args...); !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	if rec.Header.Schema != record.Schema {
		add("the recording has schema %q, this version judges %q", rec.Header.Schema, record.Schema)
	}
	if rec.Truncated {
		add("the recording is truncated: the program ended before the attempt did")
	}
	for i := range rec.Events {
		if event := &rec.Events[i]; event.Kind == record.EventInvalid {
			add("%s", invalidDetail(event))
		}
	}
	if len(rec.Samples) == 0 {
		add("the recording holds no samples")
	}
	if !slices.ContainsFunc(rec.Events, func(e record.Event) bool { return e.Kind == record.EventStart }) {
		add("the attempt never started")
	}
	if _, reason := planDirection(rec.Header.Plan); reason != "" {
		add("the plan in the recording is not a trajectory: entry and target must be two different points")
	}
	names := map[string]bool{}
	for _, structure := range rec.Header.Structures {
		if names[structure.Name] {
			add("the recording lists the structure %q twice", structure.Name)
		}
		names[structure.Name] = true
	}
	if sample := mismatch(rec); sample != nil {
		add("the sample at tick %d has %d clearances for %d structures", sample.Tick, len(sample.ClearanceMM), len(rec.Header.Structures))
	}
	return reasons
}

func invalidDetail(event *record.Event) string {
	if event.Detail == "" {
		return fmt.Sprintf("the attempt was declared invalid at tick %d without a reason", event.Tick)
	}
	return event.Detail
}

// mismatch is the first tracked sample whose clearances do not fit the header, or nil.
func mismatch(rec *record.Recording) *record.Sample {
	for i := range rec.Samples {
		if sample := &rec.Samples[i]; sample.Valid && len(sample.ClearanceMM) != len(rec.Header.Structures) {
			return sample
		}
	}
	return nil
}
