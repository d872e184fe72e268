package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
)

// measureClearances records each structure's clearance and the least of the
// critical ones. One unknown critical clearance makes the least unknown too,
// unless another is a breach already: no silent pass.
func (a *attempt) measureClearances(l *ledger) {
	structures := a.rec.Header.Structures
	measured := make([]clearance, len(structures))
	for i := range structures {
		measured[i] = a.clearanceOf(i)
	}
	_, least := a.leastCritical(measured)
	gauge{l: l, n: least.samples, flags: a.flags(), reason: least.reason}.put(idClearanceMin, least.mm)
	a.measureNearness(l, least)
	for i, structure := range structures {
		switch {
		case !structure.Guarded():
		case measured[i].reason != "":
			l.missing(idClearance, structure.Name, measured[i].reason)
		default:
			l.value(idClearance, structure.Name, measured[i].mm, measured[i].samples, a.flags()...)
		}
	}
}

// clearance is the least distance to one structure, or the reason why there is none.
type clearance struct {
	mm      float64
	sample  int // where it is, an index into the recording's samples
	samples int // that it rests on
	reason  string
}

// leastCritical is the least clearance of the critical structures, and whose it is.
func (a *attempt) leastCritical(measured []clearance) (structure int, least clearance) {
	least, unknown := clearance{mm: math.Inf(1), reason: ReasonNoCritical}, ""
	samples := 0
	for i, one := range measured {
		switch {
		case !a.rec.Header.Structures[i].Critical:
		case one.reason != "":
			unknown = first(unknown, one.reason)
		default:
			samples = max(samples, one.samples)
			if one.mm < least.mm {
				structure, least = i, one
			}
		}
	}
	if unknown != "" && !(least.mm < 0) {
		return structure, clearance{reason: unknown}
	}
	least.samples = samples
	return structure, least
}

// clearanceOf is the least recorded clearance of the structure with index i
// over all tracked samples with the tip in the body: hovering outside is no
// careful passage. A breach that was seen stands wherever the tip was, however
// poor the tracking, and whatever else was recorded; anything better needs the
// instrument to have been watched.
func (a *attempt) clearanceOf(i int) clearance {
	switch {
	case !a.rec.Header.Structures[i].Watertight:
		return clearance{reason: ReasonNotWatertight}
	case !a.columns.judged[i]:
		return clearance{reason: ReasonNotRecorded}
	}
	least, inserted, unsound := clearance{mm: math.Inf(1)}, false, false
	for _, segment := range a.cleaned.Segments {
		for _, index := range segment.Index {
			inside, d := a.inBody(index), a.columns.clearance[i].at(index)
			inserted = inserted || inside
			switch {
			case math.IsNaN(d) || math.IsInf(d, -1):
				unsound = true
			case (inside || d < 0) && !math.IsInf(d, 1):
				least.samples++
				if d < least.mm {
					least.mm, least.sample = d, index
				}
			}
		}
	}
	least.reason = a.clearanceDoubt(least, inserted, unsound)
	return least
}

// clearanceDoubt is the reason why a least clearance does not count, or "".
func (a *attempt) clearanceDoubt(least clearance, inserted, unsound bool) string {
	switch unseen := a.unseenInside(); {
	case least.mm < 0:
		return ""
	case unsound:
		return ReasonNotFinite
	case unseen != "":
		return unseen
	case least.samples > 0:
		return ""
	case inserted:
		return ReasonNotRecorded
	}
	return ReasonNotInserted
}

// Approach is where a clearance metric found its value.
type Approach struct {
	Sample    int // index into the recording's samples
	Structure int // index into the header's structures
	MM        float64
}

// ClosestApproach finds the moment behind the value that Measure gives to a
// clearance metric: clearance_min or one of clearance.<structure>. It is false
// for other metrics, and when the metric has no value.
func ClosestApproach(rec *record.Recording, metric string) (Approach, bool) {
	a, structures := newAttempt(rec, columnsOf(rec), measuredTool), rec.Header.Structures
	if metric == idClearanceMin {
		measured := make([]clearance, len(structures))
		for i := range structures {
			measured[i] = a.clearanceOf(i)
		}
		structure, least := a.leastCritical(measured)
		return Approach{Sample: least.sample, Structure: structure, MM: least.mm}, least.reason == ""
	}
	for i, structure := range structures {
		if structure.Guarded() && metric == clearanceOfOne(structure.Name) {
			least := a.clearanceOf(i)
			return Approach{Sample: least.sample, Structure: i, MM: least.mm}, least.reason == ""
		}
	}
	return Approach{}, false
}

// clearanceOfOne is the id of one structure's clearance.
func clearanceOfOne(structure string) string {
	return Definition{ID: idClearance}.fill(structure)
}
