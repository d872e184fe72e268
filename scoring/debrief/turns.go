package debrief

import (
	"fmt"

	"github.com/drylab/drylab/scoring"
)

// Turns says what would have changed the outcome, each alone and all else being
// equal, as sentences; see scoring.Rubric.Turns.
func Turns(turns []scoring.Turn) []string {
	if len(turns) == 0 {
		return []string{"No single criterion would have changed the outcome."}
	}
	var sentences []string
	for _, t := range turns {
		was, needed := closeTo(t.Value, t.Needed, t.Unit)
		end := "the attempt would have passed"
		if t.Outcome != scoring.OutcomePass {
			end = "the attempt would have failed"
		}
		sentences = append(sentences, fmt.Sprintf("%s: with %s instead of %s %s.", t.Criterion, needed, was, end))
	}
	return sentences
}

// closeTo shows two values with as many decimals as it takes to tell them apart.
func closeTo(a, b float64, unit string) (string, string) {
	if x, y := quantity(a, unit), quantity(b, unit); x != y {
		return x, y
	}
	x, y := shortOf(a, b)
	if unit == "count" || unit == "1" || unit == "" {
		return x, y
	}
	return x + " " + unit, y + " " + unit
}
