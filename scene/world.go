// Package scene is the operating field: instruments, contacts and what they do
// to the anatomy, one fixed tick at a time. It is pure; it does not know that
// it is judged.
package scene

import (
	"errors"
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Body is one rigid structure in the field.
type Body struct {
	Name  string
	Solid *mesh.BVH // closed surface, patient frame, mm
	// Guarded bodies have their clearance from the shaft measured every tick;
	// a breach is an event.
	Guarded bool
	Hard    bool // stops the tip: bone
	Fluid   bool // gives fluid when an open instrument's tip lies inside
}

// Setup is what does not change during an attempt.
type Setup struct {
	// Tools are the instruments, 1 to record.MaxTools. The first goes into the
	// body: entry, bone and clearances are its own. The others are free: they go
	// where their hands are.
	Tools  []record.Tool
	Bodies []Body // their order is the order of ToolSample.ClearanceMM
	// EntrySurface is the index in Bodies of the structure whose surface holds
	// the shaft once the tip has passed it; usually the skin. Below zero: none,
	// which needs soft structures to work on.
	EntrySurface int
	// Soft are the structures that yield, and Gravity what pulls them, mm/s² in
	// the patient frame. A rigid body of the same name as a soft one does not
	// touch it.
	Soft    []SoftBody
	Gravity mgl64.Vec3
	// PivotMM is the depth down to which an inserted shaft can still be tilted
	// about its entry. Deeper, the tissue holds its direction.
	PivotMM float64
	// Work is the place, and WorkRadiusMM the distance from it, where the
	// tip's arrival starts the scoring clock.
	Work         mgl64.Vec3
	WorkRadiusMM float64
	// Workers is how many goroutines share the work on soft tissue, at least 1.
	// Results do not depend on it.
	Workers int
}

// Frame is the field after one tick. Its slices are valid until the next Step.
type Frame struct {
	Sample record.Sample
	Events []record.Event
	// Forces are those of the soft tissue on each instrument, N in the patient
	// frame, simulated: for devices that let the hand feel them.
	Forces []mgl64.Vec3
}

// World is the operating field of one attempt. It is not safe for concurrent use.
type World struct {
	setup  Setup
	shaft  shaft // the first instrument's
	hands  []hand
	bodies []bodyState
	queue  []int // guarded bodies, the work of one tick
	soft   *softWorld

	tick      int64
	started   bool
	confirmed bool
	fluidSeen bool
	chain     digest // of all states so far

	clearance []float64 // the first instrument's
	tools     []record.ToolSample
	events    []record.Event
	crossings []mesh.Crossing
}

// bodyState is what the field remembers of one body between ticks.
type bodyState struct {
	inside   bool       // the tip is in it, or has not yet clearly left it
	outside  bool       // the tip has crossed out of it; with inside: not yet clearly
	left     mgl64.Vec3 // where the tip last crossed outwards
	touch    int        // ticks for which the last contact still counts
	breached bool       // the shaft is in it, or has not yet clearly left it
}

// NewWorld prepares the field. The caller closes it.
func NewWorld(s Setup) (*World, error) {
	if s.EntrySurface >= len(s.Bodies) || s.EntrySurface < 0 && len(s.Soft) == 0 {
		return nil, errors.New("scene: the setup names no entry surface")
	}
	if len(s.Tools) == 0 || len(s.Tools) > record.MaxTools {
		return nil, fmt.Errorf("scene: the setup has %d instruments; 1 to %d are possible", len(s.Tools), record.MaxTools)
	}
	for i := range s.Tools {
		if t := &s.Tools[i]; t.LengthMM <= 0 || t.RadiusMM <= 0 {
			return nil, fmt.Errorf("scene: instrument %q needs a length and a radius above 0 mm", t.Name)
		}
	}
	for _, b := range s.Bodies {
		if b.Solid == nil {
			return nil, fmt.Errorf("scene: structure %q has no surface", b.Name)
		}
	}
	w := &World{
		setup:     s,
		hands:     make([]hand, len(s.Tools)),
		tools:     make([]record.ToolSample, len(s.Tools)),
		bodies:    make([]bodyState, len(s.Bodies)),
		clearance: make([]float64, len(s.Bodies)),
		events:    make([]record.Event, 0, 64),
		crossings: make([]mesh.Crossing, 0, 64),
		chain:     firstDigest,
	}
	w.prepareHands()
	for i, b := range s.Bodies {
		w.bodies[i].outside = true
		w.clearance[i] = math.Inf(1)
		if b.Guarded {
			w.queue = append(w.queue, i)
		}
	}
	var err error
	if w.soft, err = newSoftWorld(&s); err != nil {
		return nil, err
	}
	return w, nil
}

// Close ends the world's goroutines.
func (w *World) Close() { w.soft.close() }

// Step advances the field by one tick of 1/record.TickHz seconds. The input's
// poses are where the hands want their tools; the frame says where the tissue
// let them go. A hand that the input lacks is not tracked.
// An event of kind invalid means that the attempt cannot be judged; the world
// then keeps its last sound state.
func (w *World) Step(in record.Input) Frame {
	w.events = w.events[:0]
	w.tick = in.Tick
	for i := range w.hands {
		var h record.Hand
		if i < len(in.Hands) {
			h = in.Hands[i]
		}
		w.take(i, h)
	}
	w.yield()
	w.buttons(in.Confirm)
	w.chainState()
	return Frame{Sample: w.sample(), Events: w.events, Forces: w.soft.forces}
}

// move takes the first tool to its hand, as far as entry and bone allow. Where it was
// seen all the way it is swept, so that nothing on the way is missed. A free
// tool that was out of sight is put where it is found: its way is not invented.
func (w *World) move(hand record.Pose, seen bool) {
	before := w.shaft
	w.shaft.follow(hand, w.setup.PivotMM, w.setup.Tools[0].LengthMM)
	if before.guided && !w.shaft.guided {
		w.crossSurfaces(before.tip, w.shaft.tip)
		w.emit(record.EventWithdrawn, w.entryBody().Name, w.shaft.entry, "")
		w.fluidSeen = false
		before = w.shaft
		w.shaft.follow(hand, w.setup.PivotMM, w.setup.Tools[0].LengthMM)
	}
	if !seen && !w.shaft.guided {
		w.place(hand)
		return
	}
	hit := w.block(before)
	if !w.shaft.guided {
		hit = w.enter(before.tip, hit)
	}
	w.touchHard(hit)
	w.crossSurfaces(before.tip, w.shaft.tip)
}

// place puts a free tool where it is found. One that is found inside the body
// came there unseen: nobody can say through what.
func (w *World) place(hand record.Pose) {
	w.shaft = shaft{tip: hand.Tip, orientation: hand.Orientation}
	for i := range w.bodies {
		b := &w.setup.Bodies[i]
		inside := b.Solid.Inside(hand.Tip)
		w.bodies[i].inside, w.bodies[i].outside = inside, !inside
		if inside && (b.Hard || i == w.setup.EntrySurface) {
			w.emit(record.EventInvalid, b.Name, hand.Tip, "the instrument was found inside "+b.Name+" without having been seen to enter it")
		}
	}
}

func (w *World) start() {
	if w.started {
		return
	}
	if w.setup.WorkRadiusMM > 0 && w.shaft.tip.Sub(w.setup.Work).Len() > w.setup.WorkRadiusMM {
		return
	}
	w.started = true
	w.emit(record.EventStart, "", w.shaft.tip, "")
}

// buttons answers to the confirmation and to the first instrument's stylet.
func (w *World) buttons(confirm bool) {
	first := &w.hands[0]
	if first.styletOut && !w.fluidSeen && first.present() {
		for i, b := range w.setup.Bodies {
			if b.Fluid && !w.bodies[i].outside {
				w.fluidSeen = true
				w.emit(record.EventCSF, b.Name, w.shaft.tip, "")
				break
			}
		}
	}
	if confirm && !w.confirmed && first.present() {
		w.emit(record.EventConfirm, "", w.shaft.tip, "")
	}
	w.confirmed = confirm && first.present()
}

// emit reports an event of the first instrument.
func (w *World) emit(kind record.EventKind, structure string, at mgl64.Vec3, detail string) {
	w.events = append(w.events, record.Event{
		Tick: w.tick, Kind: kind, Structure: structure, Position: at, DepthMM: w.shaft.depth(), Detail: detail,
	})
}

func (w *World) sample() record.Sample {
	for i := range w.hands {
		h := &w.hands[i]
		t := &w.tools[i]
		t.Pose, t.Valid = h.pose, h.present()
		t.StyletOut, t.Jaw = h.styletOut, h.jaw
	}
	w.soft.sample(w.tools)
	first := &w.tools[0]
	first.Pose = record.Pose{Tip: w.shaft.tip, Orientation: w.shaft.orientation}
	first.Guided, first.DepthMM = w.shaft.guided, w.shaft.depth()
	return record.Sample{Tick: w.tick, InUse: w.started, Tools: w.tools}
}

func (w *World) entryBody() *Body { return &w.setup.Bodies[w.setup.EntrySurface] }

// farMM is ten metres: no instrument is further from its patient, and what
// says so is a broken tracker.
const farMM = 1e4

// sensible tells whether a tracked hand can be one: finite, near, and with a
// rotation that is one but for rounding (SCORING: a quaternion shorter than 0.5
// is none).
func sensible(h *record.Hand) bool {
	length := h.Pose.Orientation.Len()
	return h.Pose.Tip.Len() < farMM && length > 0.5 && length < 2 && !math.IsNaN(h.Jaw)
}
