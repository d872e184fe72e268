package scene

import (
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// standOffMM keeps a blocked tip outside the surface that blocked it, so
	// that the next sweep starts on the free side in spite of rounding.
	standOffMM = 0.05
	// clearMM is how far a tip must have left a structure before it can enter
	// it again, and a shaft before it can breach it again: a trembling hand at
	// a surface is one crossing, not twenty. As much as frees it from its entry.
	clearMM = withdrawMM
	// clearTicks is how long a tip must have been free for a new contact, 100 ms.
	clearTicks = record.TickHz / 10
)

// block stops the tip at the first hard surface on its way, and a tilt that
// would bring the inserted shaft into bone. It returns the index of the body
// that blocked, or -1. The sweep from the last place makes it continuous: a
// fast hand cannot tunnel.
func (w *World) block(before shaft) int {
	hit, at := w.firstHard(before.tip, w.shaft.tip)
	tilted := w.shaft.guided && w.shaft.axis != before.axis
	if tilted && hit < 0 {
		hit, _ = w.firstHard(w.shaft.entry, w.shaft.tip)
	}
	switch {
	case hit < 0:
	case tilted:
		w.shaft = before
	default:
		w.shaft.stop(before.tip, at)
	}
	return hit
}

// firstHard is the first hard body whose surface the way enters, and where.
func (w *World) firstHard(from, to mgl64.Vec3) (hit int, at float64) {
	hit, at = -1, math.Inf(1)
	for i := range w.setup.Bodies {
		if !w.setup.Bodies[i].Hard {
			continue
		}
		w.crossings = w.setup.Bodies[i].Solid.Crossings(from, to, w.crossings[:0])
		for _, c := range w.crossings {
			if c.Inward && c.T < at {
				hit, at = i, c.T
			}
		}
	}
	return hit, at
}

// touchHard turns blocked ticks into one event per contact.
func (w *World) touchHard(hit int) {
	for i := range w.bodies {
		b := &w.bodies[i]
		if i != hit {
			b.touch = max(b.touch-1, 0)
			continue
		}
		if b.touch == 0 {
			w.emit(record.EventContact, w.setup.Bodies[i].Name, w.shaft.tip, "")
		}
		b.touch = clearTicks
	}
}

// enter lets the entry surface take hold of a shaft that comes in from outside,
// or stop one that does not point inwards. It returns the index of the body
// that blocked, given the one that did so before.
func (w *World) enter(from mgl64.Vec3, hit int) int {
	if w.setup.EntrySurface < 0 {
		return hit
	}
	to := w.shaft.tip
	w.crossings = w.entryBody().Solid.Crossings(from, to, w.crossings[:0])
	for _, c := range w.crossings {
		if !c.Inward {
			continue
		}
		entry := from.Add(to.Sub(from).Mul(c.T))
		normal := inward(w.entryBody().Solid, entry)
		if !w.shaft.hold(entry, normal) {
			w.shaft.stop(from, c.T)
			return w.setup.EntrySurface
		}
		w.emit(record.EventEntry, w.entryBody().Name, entry, "")
		w.events[len(w.events)-1].Normal = normal
		if bone, at := w.firstHard(entry, w.shaft.tip); bone >= 0 {
			w.shaft.stop(entry, at)
			return bone
		}
		return hit
	}
	return hit
}

// inward is the surface's unit normal into the body at a point on it: down the
// gradient of the signed distance, over a millimetre, so that neither a single
// triangle nor the noise of a segmentation decides.
func inward(solid *mesh.BVH, p mgl64.Vec3) mgl64.Vec3 {
	const h = 1.0
	var down mgl64.Vec3
	for axis := range 3 {
		var step mgl64.Vec3
		step[axis] = h
		down[axis] = solid.SignedDistance(p.Sub(step)) - solid.SignedDistance(p.Add(step))
	}
	return down.Normalize()
}

// crossSurfaces reports each surface that the tip entered on its way, at once,
// and each that it left, as soon as it is clear of it.
func (w *World) crossSurfaces(from, to mgl64.Vec3) {
	for i := range w.setup.Bodies {
		body, state := &w.setup.Bodies[i], &w.bodies[i]
		w.crossings = body.Solid.Crossings(from, to, w.crossings[:0])
		for _, c := range w.crossings {
			at := from.Add(to.Sub(from).Mul(c.T))
			if c.Inward && !state.inside {
				state.inside = true
				w.emit(record.EventEnter, body.Name, at, "")
			}
			state.outside = !c.Inward
			if state.outside {
				state.left = at
			}
		}
		if state.inside && state.outside && body.Solid.SignedDistance(to) > clearMM {
			state.inside = false
			w.emit(record.EventLeave, body.Name, state.left, "")
		}
	}
}

// measureClearance measures the whole shaft against every guarded body and
// reports breaches as they begin.
func (w *World) measureClearance() {
	handle := w.shaft.orientation.Rotate(mgl64.Vec3{0, 0, -w.setup.Tools[0].LengthMM}).Add(w.shaft.tip)
	for _, i := range w.queue {
		b := &w.bodies[i]
		w.clearance[i] = w.setup.Bodies[i].Solid.SegmentDistance(handle, w.shaft.tip) - w.setup.Tools[0].RadiusMM
		if w.clearance[i] < 0 && !b.breached {
			b.breached = true
			w.emit(record.EventNoGo, w.setup.Bodies[i].Name, w.shaft.tip, "")
		} else if w.clearance[i] > clearMM {
			b.breached = false
		}
	}
}
