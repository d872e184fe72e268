package debrief

import "github.com/drylab/drylab/scoring"

// Checked says how an item of the checklist went.
func Checked(item scoring.CheckedItem) string {
	when, took := "", ""
	if item.AtS != nil {
		when = " after " + quantity(*item.AtS, "s")
	}
	if item.TookS != nil {
		took = quantity(*item.TookS, "s")
	}
	switch item.Status {
	case scoring.CheckDone:
		return "✓ " + item.Title + when
	case scoring.CheckLate:
		return "✗ " + item.Title + ": took " + took + ", allowed are " + quantity(item.Within, "s")
	case scoring.CheckOrder:
		return "✗ " + item.Title + when + ": before its turn"
	case scoring.CheckSkipped:
		return "– " + item.Title + ": not done, and may be left out"
	}
	return "✗ " + item.Title + ": not done"
}

// Points shows a total, and – where there is none.
func Points(total *float64) string {
	if total == nil {
		return "–"
	}
	return points(*total)
}
