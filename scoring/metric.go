package scoring

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Metric is one measured fact about an attempt.
type Metric struct {
	ID   string `json:"id"`   // as in the catalogue, the structure's name filled in
	Unit string `json:"unit"` // mm, s, deg, count, or 1 for a ratio
	// Value is nil when the metric could not be computed; Reason then says why.
	// It is never NaN or infinite, and never 0 for want of data.
	Value *float64 `json:"value"`
	N     int      `json:"n"` // samples or events that the value rests on
	// Flags are reservations about a value that stands: see the Flag constants.
	Flags  []string `json:"flags,omitempty"`
	Reason string   `json:"reason,omitempty"` // one of the Reason constants; "" when there is a value
	// Version counts the changes of this metric's definition, from 1.
	Version int `json:"version"`
}

// Metrics are the metrics of one attempt in the order of the catalogue.
type Metrics []Metric

// Get returns the first metric of that id.
func (m Metrics) Get(id string) (Metric, bool) {
	for _, metric := range m {
		if metric.ID == id {
			return metric, true
		}
	}
	return Metric{}, false
}

// abandoned tells whether the attempt was ended before a position was confirmed.
func (m Metrics) abandoned() bool {
	return slices.ContainsFunc(m, func(metric Metric) bool { return metric.Reason == ReasonAbandoned })
}

// Reasons why a metric has no value.
const (
	ReasonNotStarted    = "not_started"    // the scoring clock never started
	ReasonAbandoned     = "abandoned"      // the trainee never confirmed a final position
	ReasonNotTracked    = "not_tracked"    // the instrument was not tracked at the moment that counts
	ReasonCoverage      = "coverage"       // tracked for less than 70 % of the attempt, or 90 % of the time in the body
	ReasonRateTooLow    = "rate_too_low"   // too few samples per second: below 30 for paths, 60 for the shape of movements and tremor
	ReasonNotInserted   = "not_inserted"   // the instrument was not in the body when it mattered
	ReasonTooShort      = "too_short"      // a direction from less than 5 mm of length
	ReasonNotWatertight = "not_watertight" // the structure's surface has no inside
	ReasonNoCritical    = "no_critical"    // the case has no critical structure
	ReasonNotRecorded   = "not_recorded"   // the recording lacks what the metric needs
	ReasonNotFinite     = "not_finite"     // the recording holds NaN or infinity where a number belongs
	ReasonNoLimit       = "no_limit"       // nobody said how much force is too much
	ReasonNotCut        = "not_cut"        // nothing was cut
	ReasonUndefined     = "undefined"      // the rubric's expression divides by zero or leaves the numbers
	ReasonTooBrief      = "too_brief"      // the motion was too short to be looked at
	ReasonNoMotion      = "no_motion"      // the instrument hardly moved
	ReasonFlat          = "flat"           // the motion lies in a plane, so that it has no volume
	ReasonFewMovements  = "few_movements"  // fewer than three movements of the kind that is compared
	ReasonNoHold        = "no_hold"        // the instrument was never held still for 2 s
	ReasonNoiseFloor    = "noise_floor"    // the device's own noise is as large
	ReasonNotReached    = "not_reached"    // the step was never done
	ReasonUnknown       = "unknown_metric" // nothing of that name was measured
	ReasonNoUpright     = "no_upright"     // nobody said what is up in the camera's picture, or it looked along that
	ReasonNoBand        = "no_band"        // nobody said from how far the camera should look
)

// isUndone tells a reason that is itself a finding: what the metric measures was
// not done, so there is nothing to measure and no data are missing.
func isUndone(reason string) bool {
	switch reason {
	case ReasonAbandoned, ReasonNotInserted, ReasonTooShort, ReasonNotCut,
		ReasonNoMotion, ReasonFlat, ReasonFewMovements, ReasonNoHold, ReasonNotReached:
		return true
	}
	return false
}

// isFact tells a finding from a gap in the data: what the metric measures was
// not done, or there was nothing to hurt. A rule about what must not happen was
// then not broken.
func isFact(reason string) bool { return reason == ReasonNoCritical || isUndone(reason) }

// Flags on a metric that has a value.
const (
	FlagLowCoverage = "low_coverage" // tracked for less than 90 % of the attempt, or of the moment that counts
	FlagAbandoned   = "abandoned"    // measured up to the end of an attempt that was not confirmed
	// FlagIdealPath: the real path was shorter than the ideal one.
	FlagIdealPath = "ideal_path_wrong"
	// FlagNoiseUnknown: nobody measured the device's noise at rest.
	FlagNoiseUnknown = "noise_unknown"
)

// ReasonText explains a Reason constant to a trainee, as a clause in lower case.
// An unknown reason is returned as it is.
func ReasonText(reason string) string {
	switch reason {
	case ReasonNotStarted:
		return "the attempt never started"
	case ReasonAbandoned:
		return "no final position was confirmed"
	case ReasonNotTracked:
		return "the instrument was hardly tracked at that moment"
	case ReasonCoverage:
		return "the instrument was out of the tracker's sight for too long"
	case ReasonRateTooLow:
		return "the tracker gave too few samples per second"
	case ReasonNotInserted:
		return "the instrument was not inserted"
	case ReasonTooShort:
		return "less than 5 mm of the path was inserted or planned"
	case ReasonNotWatertight:
		return "the structure's surface is not closed; check the case"
	case ReasonNoCritical:
		return "the case marks no structure as critical"
	case ReasonNotRecorded:
		return "the recording does not hold it"
	case ReasonNotFinite:
		return "the recording holds a number that is not finite"
	case ReasonNoLimit:
		return "the scenario sets no limit of force"
	case ReasonNotCut:
		return "nothing was cut"
	case ReasonUndefined:
		return "the rubric's expression has no value for this attempt, as when it divides by zero"
	case ReasonTooBrief:
		return "the motion was too short"
	case ReasonNoMotion:
		return "the instrument hardly moved"
	case ReasonFlat:
		return "the motion lies in a plane"
	case ReasonFewMovements:
		return "fewer than three movements were long enough"
	case ReasonNoHold:
		return "the instrument was never held still for two seconds"
	case ReasonNoiseFloor:
		return "the device's own noise is as large"
	case ReasonNotReached:
		return "the step was never done"
	case ReasonNoUpright:
		return "nobody said what should be up in the picture, or the camera looked straight up or down"
	case ReasonNoBand:
		return "nobody said from how far the camera should look"
	case ReasonUnknown:
		return "this version does not measure it"
	}
	return reason
}

// ledger collects metrics with the units and versions of the catalogue.
type ledger struct {
	definitions map[string]Definition
	metrics     Metrics
}

func newLedger() *ledger {
	l := &ledger{definitions: map[string]Definition{}}
	for _, definition := range Catalog() {
		l.definitions[definition.ID] = definition
	}
	return l
}

// value records v; a v that is not finite becomes null.
func (l *ledger) value(pattern, of string, v float64, n int, flags ...string) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		l.missing(pattern, of, ReasonNotFinite)
		return
	}
	metric := l.entry(pattern, of)
	metric.Value, metric.N, metric.Flags = &v, n, flags
	l.metrics = append(l.metrics, metric)
}

// missing records that the metric has no value.
func (l *ledger) missing(pattern, of, reason string) {
	metric := l.entry(pattern, of)
	metric.Reason = reason
	l.metrics = append(l.metrics, metric)
}

// entry is an empty metric of the catalogue's pattern; of replaces its placeholder.
func (l *ledger) entry(pattern, of string) Metric {
	definition, ok := l.definitions[pattern]
	if !ok {
		panic(fmt.Sprintf("scoring: metric %q is not in the catalogue", pattern))
	}
	return Metric{ID: definition.fill(of), Unit: definition.Unit, Version: definition.Version}
}

// fill puts a structure or an event kind in the place of the id's placeholder.
func (d Definition) fill(of string) string {
	if open := strings.IndexByte(d.ID, '<'); open >= 0 {
		return d.ID[:open] + of
	}
	return d.ID
}
