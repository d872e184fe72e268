package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// nearMM are the distances, mm, from a critical structure within which time is
// counted (SCORING §3).
var nearMM = [3]float64{1, 2, 5}

// measureNearness records the time near critical structures and the grade of a
// breach, beside the least clearance and for its reasons.
func (a *attempt) measureNearness(l *ledger, least clearance) {
	g := gauge{l: l, n: least.samples, flags: a.flags(), reason: least.reason}
	near := a.timesNear()
	for i, id := range []string{idNear1, idNear2, idNear5} {
		g.put(id, near[i])
	}
	g.put(idBreachGrade, float64(breachGrade(-least.mm)))
}

// timesNear is the time, s, for which a critical structure was nearer than each
// of nearMM, with the tip in the body or the structure breached.
func (a *attempt) timesNear() (near [len(nearMM)]float64) {
	for _, segment := range a.cleaned.Segments {
		for _, index := range segment.Index {
			least := math.Inf(1)
			for i, structure := range a.rec.Header.Structures {
				if structure.Critical && a.columns.judged[i] {
					least = math.Min(least, a.columns.clearance[i].at(index))
				}
			}
			if !a.inBody(index) && !(least < 0) {
				continue
			}
			for i, limit := range nearMM {
				if least < limit {
					near[i] += 1.0 / record.TickHz
				}
			}
		}
	}
	return near
}

// measureInsertion records the tip's time and path in the body, and what the shaft swept.
func (a *attempt) measureInsertion(l *ledger) {
	g := gauge{l: l, flags: a.flags(), reason: first(a.unfinished(), a.poorTracking(), a.unseenInside())}
	path, seconds := 0.0, 0.0
	for _, segment := range a.scored {
		for i, index := range segment.Index {
			if i > 0 && a.inBody(index) {
				seconds += segment.T[i] - segment.T[i-1]
				g.n++
			}
		}
		path += segment.PathWhere(a.inBody)
	}
	out := unless(g.n > 0, ReasonNotInserted)
	g.put(idPathInside, path, out)
	g.put(idTimeInside, seconds, out)
	g.put(idSwept, a.sweptArea(), out)
}

// sweptArea is the area, mm², that the part of the shaft in the body swept over:
// from sample to sample two triangles between where it lay and where it lies.
func (a *attempt) sweptArea() float64 {
	sum := 0.0
	for _, s := range a.scored {
		var tip, entry mgl64.Vec3
		inside := false
		for i, index := range s.Index {
			depth := a.columns.depth.at(index)
			was, wasTip, wasEntry := inside, tip, entry
			inside, tip = depth > 0, s.P[i]
			entry = tip.Sub(s.Q[i].Rotate(mgl64.Vec3{0, 0, 1}).Mul(depth))
			if was && inside {
				sum += triangle(wasEntry, wasTip, tip) + triangle(wasEntry, tip, entry)
			}
		}
	}
	return sum
}

// triangle is its area.
func triangle(a, b, c mgl64.Vec3) float64 { return b.Sub(a).Cross(c.Sub(a)).Len() / 2 }
