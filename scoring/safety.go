package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
)

// measureClearances records each structure's clearance and the least of the
// critical ones. One unknown critical clearance makes the least unknown too,
// unless another is a breach already: no silent pass.
func (a *attempt) measureClearances(l *ledger) {
	least, samples, reason, isCritical := math.Inf(1), 0, "", false
	structures := a.rec.Header.Structures
	measured := make([]clearance, len(structures))
	for i, structure := range structures {
		measured[i] = a.clearanceOf(i)
		if !structure.Critical {
			continue
		}
		isCritical = true
		reason = first(reason, measured[i].reason)
		if measured[i].reason == "" {
			least, samples = math.Min(least, measured[i].mm), max(samples, measured[i].samples)
		}
	}
	switch {
	case !isCritical:
		l.missing(idClearanceMin, "", ReasonNoCritical)
	case reason != "" && least >= 0:
		l.missing(idClearanceMin, "", reason)
	default:
		l.value(idClearanceMin, "", least, samples, a.flags()...)
	}
	for i, structure := range structures {
		if !structure.Guarded() {
			continue
		}
		if measured[i].reason != "" {
			l.missing(idClearance, structure.Name, measured[i].reason)
			continue
		}
		l.value(idClearance, structure.Name, measured[i].mm, measured[i].samples, a.flags()...)
	}
}

// clearance is the least distance to one structure, or the reason why there is none.
type clearance struct {
	mm      float64
	samples int
	reason  string
}

// clearanceOf is the least recorded clearance of the structure with index i
// over all tracked samples with the tip in the body: hovering outside is no
// careful passage. A breach that was seen stands wherever the tip was and
// however poor the tracking; anything better needs the instrument to have been
// watched.
func (a *attempt) clearanceOf(i int) clearance {
	if !a.rec.Header.Structures[i].Watertight {
		return clearance{reason: ReasonNotWatertight}
	}
	least, samples, inserted := math.Inf(1), 0, false
	for _, segment := range a.cleaned.Segments {
		for _, index := range segment.Index {
			sample := &a.rec.Samples[index]
			inside := !(sample.DepthMM <= 0)
			inserted = inserted || inside
			if i >= len(sample.ClearanceMM) {
				continue
			}
			d := sample.ClearanceMM[i]
			switch {
			case math.IsNaN(d) || math.IsInf(d, -1):
				return clearance{reason: ReasonNotFinite}
			case (inside || d < 0) && !math.IsInf(d, 1):
				least = math.Min(least, d)
				samples++
			}
		}
	}
	switch {
	case least >= 0 && a.started && a.coverage < leastCoverage:
		return clearance{reason: ReasonCoverage}
	case samples > 0:
		return clearance{mm: least, samples: samples}
	case inserted:
		return clearance{reason: ReasonNotRecorded}
	}
	return clearance{reason: ReasonNotInserted}
}

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
