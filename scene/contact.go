package scene

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// standOffMM keeps a blocked tip outside the surface that blocked it, so that
// the next sweep starts on the free side in spite of rounding.
const standOffMM = 0.05

// blockByHard stops the tip at the first hard surface on its way. The sweep
// from the last place makes it continuous: a fast hand cannot tunnel.
func (w *World) blockByHard(from mgl64.Vec3) {
	hit, at := -1, math.Inf(1)
	for i := range w.setup.Bodies {
		if !w.setup.Bodies[i].Hard {
			continue
		}
		w.crossings = w.setup.Bodies[i].Solid.Crossings(from, w.shaft.tip, w.crossings[:0])
		for _, c := range w.crossings {
			if c.Inward && c.T < at {
				hit, at = i, c.T
			}
		}
	}
	for i := range w.bodies {
		w.touch(i, i == hit)
	}
	if hit < 0 {
		return
	}
	way := w.shaft.tip.Sub(from)
	free := math.Max(at*way.Len()-standOffMM, 0)
	if way.Len() > 0 {
		w.shaft.retreatTo(from.Add(way.Normalize().Mul(free)))
	}
}

// touch turns blocked ticks into one event per contact.
func (w *World) touch(i int, touching bool) {
	if touching && !w.bodies[i].touching {
		w.emit(record.EventContact, w.setup.Bodies[i].Name, w.shaft.tip, "")
	}
	w.bodies[i].touching = touching
}

// crossSurfaces reports each surface that the tip passed on its way, and lets
// the entry surface take hold of a shaft that came in from outside.
func (w *World) crossSurfaces(from mgl64.Vec3) {
	to := w.shaft.tip
	if !w.shaft.guided {
		w.enter(from, to)
		to = w.shaft.tip
	}
	for i := range w.setup.Bodies {
		w.crossings = w.setup.Bodies[i].Solid.Crossings(from, to, w.crossings[:0])
		for _, c := range w.crossings {
			if c.Inward == w.bodies[i].inside {
				continue
			}
			w.bodies[i].inside = c.Inward
			kind := record.EventLeave
			if c.Inward {
				kind = record.EventEnter
			}
			w.emit(kind, w.setup.Bodies[i].Name, from.Add(to.Sub(from).Mul(c.T)), "")
		}
	}
}

func (w *World) enter(from, to mgl64.Vec3) {
	w.crossings = w.entryBody().Solid.Crossings(from, to, w.crossings[:0])
	for _, c := range w.crossings {
		if c.Inward {
			entry := from.Add(to.Sub(from).Mul(c.T))
			w.shaft.hold(entry)
			w.emit(record.EventEntry, w.entryBody().Name, entry, "")
			return
		}
	}
}

// measureClearance measures the whole shaft against every guarded body and
// reports breaches as they begin.
func (w *World) measureClearance() {
	w.fleet.run()
	for _, i := range w.queue {
		breached := w.clearance[i] < 0
		if breached && !w.bodies[i].breached {
			w.emit(record.EventNoGo, w.setup.Bodies[i].Name, w.shaft.tip, "")
		}
		w.bodies[i].breached = breached
	}
}

// measureShare does worker k's fixed share of the guarded bodies.
func (w *World) measureShare(k, workers int) {
	handle := w.shaft.orientation.Rotate(mgl64.Vec3{0, 0, -w.setup.Tool.LengthMM}).Add(w.shaft.tip)
	for n := k; n < len(w.queue); n += workers {
		i := w.queue[n]
		w.clearance[i] = w.setup.Bodies[i].Solid.SegmentDistance(handle, w.shaft.tip) - w.setup.Tool.RadiusMM
	}
}
