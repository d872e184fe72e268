package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
)

// measureOvershoot records how far beyond the planned target the tip went in
// the body, at any time: to plunge through and come back is no placement.
func (a *attempt) measureOvershoot(l *ledger) {
	plan := a.rec.Header.Plan
	direction, reason := planDirection(plan)
	furthest, samples := 0.0, 0
	for _, segment := range a.cleaned.Segments {
		for k, index := range segment.Index {
			if !a.inBody(index) {
				continue
			}
			furthest = math.Max(furthest, segment.P[k].Sub(plan.Target).Dot(direction))
			samples++
		}
	}
	if samples == 0 {
		reason = first(reason, ReasonNotInserted)
	}
	if reason = first(a.unplanned(), a.unseenInside(), reason); reason != "" {
		l.missing(idOvershoot, "", reason)
		return
	}
	l.value(idOvershoot, "", furthest, samples, a.flags()...)
}

// inBody tells whether the tip was in the body at a sample. A depth that is no
// number counts as inside: nothing may pass unseen behind it.
func (a *attempt) inBody(sample int) bool { return !(a.columns.depth.at(sample) <= 0) }

// measureEvents records the punctures and the counts of events.
func (a *attempt) measureEvents(l *ledger) {
	structures := a.rec.Header.Structures
	count := func(id, of string, n int) { l.value(id, of, float64(n), n) }
	critical := 0
	for _, structure := range structures {
		if structure.Critical {
			critical += a.countEvents(record.EventEnter, structure.Name)
		}
	}
	count(idPuncturesCritical, "", critical)
	for _, structure := range structures {
		count(idPunctures, structure.Name, a.countEvents(record.EventEnter, structure.Name))
	}
	for _, kind := range countedKinds() {
		count(idEvents, string(kind), a.countEvents(kind, ""))
	}
	for _, structure := range structures {
		count(idNoGoOf, structure.Name, a.countEvents(record.EventNoGo, structure.Name))
	}
	for _, structure := range structures {
		count(idContactOf, structure.Name, a.countEvents(record.EventContact, structure.Name))
	}
}

// countEvents counts the events of a kind, on one structure or, with "", on any.
func (a *attempt) countEvents(kind record.EventKind, structure string) int {
	n := 0
	for i := range a.rec.Events {
		event := &a.rec.Events[i]
		if event.Kind == kind && (structure == "" || event.Structure == structure) {
			n++
		}
	}
	return n
}
