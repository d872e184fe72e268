package debrief

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/drylab/drylab/scoring"
)

// halfUp rounds to a number of decimals, halves away from zero, which is what
// people expect of a school mark; the bare %.1f rounds the binary number.
func halfUp(v float64, decimals int) string {
	scale := math.Pow10(decimals)
	// The small addition lifts a decimal half that binary stores just below.
	rounded := math.Copysign(math.Floor(math.Abs(v)*scale+0.5+1e-9)/scale, v)
	if rounded == 0 {
		rounded = 0 // not −0
	}
	return strings.ReplaceAll(fmt.Sprintf("%.*f", decimals, rounded), "-", "−")
}

// points are shown with one decimal.
func points(v float64) string { return halfUp(v, 1) }

// mostDecimals is how far shortOf goes: beyond it two points are the same to a rubric.
const mostDecimals = 9

// shortOf shows points that miss a minimum beside it, both with as many decimals
// as it takes to see the difference: 69.96 of 70.00, not 70.0 of 70.0.
func shortOf(v, minimum float64) (short, of string) {
	for decimals := 1; decimals <= mostDecimals; decimals++ {
		if short, of = halfUp(v, decimals), halfUp(minimum, decimals); short != of {
			return short, of
		}
	}
	return points(v), points(minimum)
}

// plain is a number without needless zeros.
func plain(v float64) string { return strings.TrimSuffix(halfUp(v, 1), ".0") }

// written is a unit as people write it.
func written(unit string) string {
	return strings.NewReplacer("mm2", "mm²", "mm3", "mm³", "/s2.5", "/s²·⁵", "/s2", "/s²", "/s3", "/s³").Replace(unit)
}

// quantity is a value with its unit, as precise as it is useful.
func quantity(v float64, unit string) string {
	unit = written(unit)
	switch unit {
	case "count":
		return plain(v)
	case "deg":
		return halfUp(v, 1) + "°"
	case "1", "":
		return halfUp(v, 2)
	case "grade":
		return string("ABCDE"[int(math.Min(math.Max(v, 0), 4))])
	}
	if math.Abs(v) >= 1000 {
		return halfUp(v, 0) + " " + unit
	}
	if text := halfUp(v, 1); v == 0 || text != halfUp(0, 1) {
		return text + " " + unit
	}
	return halfUp(v, 2) + " " + unit // a little is not nothing
}

// target adds the unit to the values of full points.
func target(text, unit string) string {
	switch {
	case text == "" || text == "yes" || text == "no" || unit == "count" || unit == "1":
		return text
	case unit == "deg":
		return text + "°"
	}
	return text + " " + written(unit)
}

// spoken makes an identifier readable.
func spoken(id string) string {
	return strings.NewReplacer("-", " ", "_", " ").Replace(id)
}

// metricTitle is a metric's name for people, its structure or kind included.
func metricTitle(id string) string {
	definition, known := scoring.Describe(id)
	if !known {
		return spoken(strings.ReplaceAll(id, ".", ": "))
	}
	if stem, _, isPattern := strings.Cut(definition.ID, "<"); isPattern {
		return definition.Title + ": " + spoken(strings.TrimPrefix(id, stem))
	}
	return definition.Title
}

func flagText(flags []string) string {
	var texts []string
	for _, flag := range flags {
		switch flag {
		case scoring.FlagLowCoverage:
			texts = append(texts, "tracked for less than 90 % of the time")
		case scoring.FlagAbandoned:
			texts = append(texts, "attempt not confirmed")
		case scoring.FlagIdealPath:
			texts = append(texts, "shorter than the planned way")
		case scoring.FlagNoiseUnknown:
			texts = append(texts, "the device's noise was not measured")
		default:
			texts = append(texts, spoken(flag))
		}
	}
	return strings.Join(texts, "; ")
}

// clock is a time in the recording, as a player shows it.
func clock(seconds float64) string {
	tenths := int64(math.Floor(seconds*10 + 0.5))
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}

// day is a recording's start for people; a text that is no time stays as it is.
func day(utc string) string {
	at, err := time.Parse(time.RFC3339, utc)
	if err != nil {
		return utc
	}
	return moment(at)
}

func moment(at time.Time) string { return at.UTC().Format("2 January 2006, 15:04 UTC") }

func verdict(o scoring.Outcome) string {
	switch o {
	case scoring.OutcomePass:
		return "Passed"
	case scoring.OutcomeFail:
		return "Not passed"
	case scoring.OutcomeFailCritical:
		return "Not passed: critical error"
	}
	return "Not judged"
}

// effect says what a critical error did to the attempt. One that cannot be judged
// neither failed nor has a total.
func effect(e scoring.CriticalError, o scoring.Outcome) string {
	isCap, isJudged := e.Effect == scoring.EffectCap, o != scoring.OutcomeInvalid
	switch {
	case isCap && isJudged:
		return "limits the total"
	case isCap:
		return "would have limited the total"
	case isJudged:
		return "fails the attempt"
	}
	return "would have failed the attempt"
}
