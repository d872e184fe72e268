package scoring

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/drylab/drylab/scene/record"
)

// softKinds are the kinds that events.<kind> counts only where something is soft.
func softKinds() []record.EventKind {
	return []record.EventKind{
		record.EventGrasp, record.EventRelease, record.EventSlip, record.EventTear, record.EventDetach,
		record.EventOverForce, record.EventForceCalm, record.EventCut, record.EventCutOff,
	}
}

// measureTissue records what was done to soft structures, over the whole
// recording; nothing where there are none.
func (a *attempt) measureTissue(l *ledger, second *attempt) {
	if len(a.rec.Header.Soft) == 0 {
		return
	}
	a.measureForces(l)
	a.amounts(l, idDamage, record.EventTear)
	a.amounts(l, idCutArea, record.EventCut)
	a.amounts(l, idCutOff, record.EventCutOff)
	second.measureSecondPath(l)
	a.measureCut(l)
	for _, kind := range softKinds() {
		n := a.countEvents(kind, "")
		l.value(idEvents, string(kind), float64(n), n)
	}
}

// ForceLimitN is the least force limit of the soft structures, N; 0 without any. It
// is the limit of the metrics of force.
func ForceLimitN(h *record.Header) float64 {
	limit := 0.0
	for _, s := range h.Soft {
		if s.ForceLimitN > 0 && (limit == 0 || s.ForceLimitN < limit) {
			limit = s.ForceLimitN
		}
	}
	return limit
}

func (a *attempt) measureForces(l *ledger) {
	limit := ForceLimitN(&a.rec.Header)
	var all forces
	for tool := range a.rec.Header.Tools {
		all.add(a.columns.tools[tool].force.forces)
	}
	reason := ""
	switch {
	case all.unsound:
		reason = ReasonNotFinite
	case all.samples == 0:
		reason = ReasonNotRecorded
	}
	put := func(id string, value float64, reason string) {
		if reason != "" {
			l.missing(id, "", reason)
			return
		}
		l.value(id, "", value, all.samples)
	}
	mean, sd, p95, touching := all.inContact()
	put(idForcePeak, all.peak, reason)
	put(idForceP95, p95, reason)
	put(idForceMean, mean, reason)
	put(idImpulse, all.impulse, reason)
	put(idContactTime, touching, reason)
	put(idContacts, float64(all.touches), reason)
	put(idForceSD, sd, reason)
	put(idForceRMS, all.rms(), reason)
	put(idForceRate, all.rate, reason)
	if limit <= 0 {
		reason = first(reason, ReasonNoLimit)
	}
	put(idOverTime, all.overSeconds, reason)
	put(idOverImpulse, all.overImpulse, reason)
	put(idOverTimes, float64(all.overTimes), reason)
}

// amounts records the sum of what the events of a kind say they come to.
func (a *attempt) amounts(l *ledger, id string, kind record.EventKind) {
	sum, n := 0.0, 0
	for i := range a.rec.Events {
		if e := &a.rec.Events[i]; e.Kind == kind {
			sum += Amount(e)
			n++
		}
	}
	l.value(id, "", sum, n)
}

// Amount is what an event of soft tissue comes to, in the unit of its kind: the
// number at the beginning of its detail, which the unit follows. Without one it is
// no number.
func Amount(e *record.Event) float64 {
	number, _, _ := strings.Cut(e.Detail, " ")
	x, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// measureSecondPath records the path of the other hand, nil where there is none.
func (a *attempt) measureSecondPath(l *ledger) {
	if a == nil {
		l.missing(idPathSecond, "", ReasonNotRecorded)
		return
	}
	if reason := first(a.unfinished(), a.poorTracking()); reason != "" {
		l.missing(idPathSecond, "", reason)
		return
	}
	deadBanded, _, _ := a.pathLengths()
	l.value(idPathSecond, "", deadBanded, a.samples(), a.flags()...)
}

// measureCut compares what was cut with what should be.
func (a *attempt) measureCut(l *ledger) {
	plan := a.rec.Header.Cut
	if plan == nil {
		return
	}
	ids := []string{idCutMean, idCutRMS, idCutP95, idCutMax, idCutWithin, idCutCovered, idCutLength,
		idCutWithin1, idCutMissed, idHausdorff, idFrechet, idWarping}
	cut, line := cutAndPlan(a.rec)
	if len(cut) == 0 || len(line) < 2 {
		for _, id := range ids {
			l.missing(id, "", ReasonNotCut)
		}
		return
	}
	d := compareCut(cut, line)
	for i, value := range []float64{
		d.mean, d.rms, d.p95, d.most, d.within, d.covered, d.length,
		d.within1, missedMost(cut, line), hausdorff(cut, line), alongCut(cut, line, frechet), alongCut(cut, line, warping),
	} {
		l.value(ids[i], "", value, d.points)
	}
}

// isSoft tells an event that only soft structures have.
func isSoft(kind string) bool { return slices.Contains(softKinds(), record.EventKind(kind)) }
