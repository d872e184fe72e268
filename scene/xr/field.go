package xr

import (
	"math"
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
	// monitor is where the room's monitor hangs, in the patient frame: it was placed
	// with the patient, and goes along.
	monitor rigid
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

// put puts patient and monitor before a head, from a time on.
func (f *field) put(to placement, head rigid, from openxr.Time) {
	l := &layout{is: to, monitor: to.patient(monitorFor(head, to))}
	if f.placed() {
		l.is, l.next, l.from, l.jump = f.at(from-1), to, from, true
	}
	f.now.Store(l)
}

// move brings patient and monitor elsewhere from a time on, in what the runtime now
// measures; jump says that they move against the hands.
func (f *field) move(to placement, from openxr.Time, jump bool) {
	f.now.Store(&layout{is: f.at(from - 1), next: to, from: from, jump: jump, monitor: f.now.Load().monitor})
}

// Monitor is where a monitor hangs in the patient frame, mm: behind the field, at the
// height of the eyes. It faces its +Z, +Y is up; its width is 0 before there is a
// field.
func (h *Headset) Monitor() (centre mgl64.Vec3, orientation mgl64.Quat, widthMM float64) {
	l := h.field.now.Load()
	if l == nil {
		return mgl64.Vec3{}, mgl64.QuatIdent(), 0
	}
	return l.monitor.position, l.monitor.orientation, monitorWide * millimetresPerMetre
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
		h.field.put(placeAt(*head, hand.position, h.options.Plan), *head, at)
	}
}

// turnField turns the patient about the vertical through the planned entry, to be
// seen from another side by who sits; to the right for positive degrees.
func (h *Headset) turnField(degrees float64, at openxr.Time) {
	head := h.field.head.Load()
	if head == nil || degrees == 0 || h.busy.Load() {
		return
	}
	is := h.field.at(at)
	entry := is.room(rigid{mgl64.QuatIdent(), h.options.Plan.Entry}).position
	turn := mgl64.QuatRotate(degrees*math.Pi/180, mgl64.Vec3{0, 1, 0})
	h.field.put(placement{turn.Mul(is.roomFromPatient).Normalize(), entry.Add(turn.Rotate(is.origin.Sub(entry)))}, *head, at)
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
		h.field.put(inFront(*head, h.options.Plan, table), *head, 0)
	}
	return true
}
