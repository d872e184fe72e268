package xr

import (
	"sync/atomic"

	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/go-gl/mathgl/mgl64"
)

// field is where the patient lies, as of which time. It is read while it changes.
type field struct {
	now     atomic.Pointer[layout]
	head    atomic.Pointer[rigid] // the newest, in the base space
	located openxr.SpaceLocation
}

// layout is a placement and the one that follows it at a time.
type layout struct {
	is   placement
	next placement
	from openxr.Time // 0: nothing follows
	jump bool        // the patient moves against the hands then
}

func (f *field) placed() bool { return f.now.Load() != nil }

// at is the placement at a time.
func (f *field) at(t openxr.Time) placement {
	l := f.now.Load()
	switch {
	case l == nil:
		return placement{roomFromPatient: mgl64.QuatIdent()}
	case l.from > 0 && t >= l.from:
		return l.next
	}
	return l.is
}

// jumped tells whether the patient moved against the hands between two times.
func (f *field) jumped(before, now openxr.Time) bool {
	l := f.now.Load()
	return l != nil && l.jump && before < l.from && now >= l.from
}

// move puts the patient somewhere else from a time on.
func (f *field) move(to placement, from openxr.Time, jump bool) {
	if f.now.Load() == nil {
		f.now.Store(&layout{is: to})
		return
	}
	f.now.Store(&layout{is: f.at(from - 1), next: to, from: from, jump: jump})
}

// look remembers where the head is.
func (f *field) look(h *Headset, at openxr.Time) {
	f.located = openxr.SpaceLocation{Header: openxr.Header{Type: openxr.TypeSpaceLocation}}
	if h.api.LocateSpace(h.head, h.base, at, &f.located) < 0 {
		return
	}
	const placed = openxr.OrientationValid | openxr.PositionValid
	if head := fromOpenXR(f.located.Pose); f.located.LocationFlags&placed == placed && head.sound() {
		f.head.Store(&head)
	}
}

// shift answers to a headset that was recentred: the origin of the space in which
// everything is located goes elsewhere at a time. Who presses that button wants the
// field in front again, so that the patient goes along; but a patient in whom there
// is an instrument stays where it is in the room, as far as the headset tells by how
// much its origin moved.
func (f *field) shift(e *openxr.EventDataReferenceSpaceChangePending, busy bool) {
	if !f.placed() {
		return
	}
	is := f.at(e.ChangeTime - 1)
	if by := fromOpenXR(e.PoseInPreviousSpace); busy && e.PoseValid != 0 && by.sound() {
		f.move(is.moved(by), e.ChangeTime, false)
		return
	}
	f.move(is, e.ChangeTime, true)
}

// bring puts the field where a hand is, turned to the head: the controller rests on
// the table, or is held where it is comfortable to work.
func (h *Headset) bring(hand rigid, at openxr.Time) {
	if head := h.field.head.Load(); head != nil && !h.busy.Load() {
		h.field.move(placeAt(*head, hand.position, h.options.Plan), at, true)
	}
}

// begin puts the field in front of the head, once. It reports whether it is there.
func (h *Headset) begin() bool {
	head := h.field.head.Load()
	if head == nil {
		return false
	}
	if !h.field.placed() {
		table := 0.0
		if h.floor {
			table = h.options.TableMM / millimetresPerMetre
		}
		h.field.move(inFront(*head, h.options.Plan, table), 0, false)
	}
	return true
}
