package scene

import (
	"math"

	"github.com/drylab/drylab/scene/record"
)

// hand is what the field remembers of one hand and its instrument between ticks.
type hand struct {
	pose      record.Pose // last one seen; the first instrument's place is its shaft's
	placed    bool        // it has been seen at least once
	tracked   bool
	styletOut bool
	jaw       float64 // 0 open to 1 closed
}

// present tells whether the instrument is somewhere.
func (h *hand) present() bool { return h.placed && h.tracked }

// prepareHands begins with hands that were tracked, so that one that is missing
// from the start is reported lost, and with samples that never change in length.
func (w *World) prepareHands() {
	for i := range w.hands {
		w.hands[i].tracked = true
		w.tools[i].ClearanceMM = w.clearance
		if i > 0 {
			w.tools[i].ClearanceMM = notMeasured(len(w.clearance))
		}
	}
}

// notMeasured is what an instrument has whose clearances nobody measures.
func notMeasured(structures int) []float64 {
	clearance := make([]float64, structures)
	for i := range clearance {
		clearance[i] = math.Inf(1)
	}
	return clearance
}

// take lets one hand act.
func (w *World) take(i int, in record.Hand) {
	h := &w.hands[i]
	switch {
	case in.Away:
		w.putAway(i)
	case in.Valid && !sensible(&in):
		w.report(i, record.EventInvalid, "the tracker sent a pose that no instrument can have")
		w.track(i, false)
	case in.Valid:
		seen := h.present()
		w.track(i, true)
		in.Pose.Orientation = in.Pose.Orientation.Normalize()
		if trocar := w.setup.Tools[i].Trocar; trocar != nil {
			in.Pose = ThroughTrocar(in.Pose, *trocar, w.setup.Tools[i].LengthMM)
		}
		w.bring(i, in.Pose, seen)
		h.close(&w.setup.Tools[i], in.Jaw)
	default:
		w.track(i, false)
	}
	w.draw(i, in.StyletOut)
}

// close moves the jaws where the hand wants them. A ratchet gives way to closing
// only, until the hand opens all the way.
func (h *hand) close(tool *record.Tool, wish float64) {
	if !tool.HasJaws() {
		return
	}
	wish = min(max(wish, 0), 1)
	if tool.Ratchet && wish > released {
		wish = max(wish, h.jaw)
	}
	h.jaw = wish
}

// released is how far a hand closes at most that lets go of its ratchet: a finger's
// tremor on an opened handle.
const released = 0.05

// putAway lays an instrument on the table: it is drawn out of the body and lets go
// of what it held, and nobody has lost it.
func (w *World) putAway(i int) {
	if i == 0 && w.shaft.guided {
		w.emit(record.EventWithdrawn, w.entryBody().Name, w.shaft.entry, "")
	}
	if i == 0 {
		w.shaft = shaft{}
	}
	w.hands[i] = hand{tracked: true} // it is nowhere, and nobody looks for it
}

// bring takes an instrument to its hand: the first through what is in its way,
// the others freely.
func (w *World) bring(i int, pose record.Pose, seen bool) {
	h := &w.hands[i]
	h.pose = pose
	if i == 0 {
		w.move(pose, seen)
		w.start()
		w.measureClearance()
	}
	h.placed = true
}

func (w *World) track(i int, valid bool) {
	h := &w.hands[i]
	if valid == h.tracked {
		return
	}
	h.tracked = valid
	if i > 0 && !h.placed {
		return // a further hand may stay away
	}
	kind := record.EventTrackLost
	if valid {
		kind = record.EventTrackFound
	}
	w.report(i, kind, "")
}

// draw moves an instrument's stylet out or back.
func (w *World) draw(i int, styletOut bool) {
	h := &w.hands[i]
	if styletOut && !h.styletOut {
		w.report(i, record.EventStyletOut, "")
	}
	if i == 0 && !styletOut {
		w.fluidSeen = false
	}
	h.styletOut = styletOut
}

// report adds an event at an instrument's tip.
func (w *World) report(i int, kind record.EventKind, detail string) {
	if i == 0 {
		w.emit(kind, "", w.shaft.tip, detail)
		return
	}
	w.events = append(w.events, record.Event{Tick: w.tick, Kind: kind, Tool: i, Position: w.hands[i].pose.Tip, Detail: detail})
}
