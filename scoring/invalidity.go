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
	if !record.Reads(rec.Header.Schema) {
		add("the recording has schema %q, this version judges %q and older", rec.Header.Schema, record.Schema)
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
	imported := rec.Header.ScenarioText == "" && rec.Header.Plan == record.Plan{}
	if _, reason := planDirection(rec.Header.Plan); reason != "" && !imported {
		add("the plan in the recording is not a trajectory: entry and target must be two different points")
	}
	names := map[string]bool{}
	for _, structure := range rec.Header.Structures {
		if names[structure.Name] {
			add("the recording lists the structure %q twice", structure.Name)
		}
		names[structure.Name] = true
	}
	if reason := mismatch(rec); reason != "" {
		add("%s", reason)
	}
	return reasons
}

func invalidDetail(event *record.Event) string {
	if event.Detail == "" {
		return fmt.Sprintf("the attempt was declared invalid at tick %d without a reason", event.Tick)
	}
	return event.Detail
}

// mismatch says of the first sample that does not fit the header how, or "".
func mismatch(rec *record.Recording) string {
	tools, structures := len(rec.Header.Tools), len(rec.Header.Structures)
	for i := range rec.Samples {
		sample := &rec.Samples[i]
		if len(sample.Tools) != tools || tools == 0 {
			return fmt.Sprintf("the sample at tick %d has %d instruments, the recording %d", sample.Tick, len(sample.Tools), tools)
		}
		for k := range sample.Tools {
			if tool := &sample.Tools[k]; tool.Valid && len(tool.ClearanceMM) != structures {
				return fmt.Sprintf("the sample at tick %d has %d clearances for %d structures", sample.Tick, len(tool.ClearanceMM), structures)
			}
		}
	}
	return ""
}
