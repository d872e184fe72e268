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
	Tool   record.Tool
	Bodies []Body // their order is the order of Sample.ClearanceMM
	// EntrySurface is the index in Bodies of the structure whose surface holds
	// the shaft once the tip has passed it; usually the skin.
	EntrySurface int
	// PivotMM is the depth down to which an inserted shaft can still be tilted
	// about its entry. Deeper, the tissue holds its direction.
	PivotMM float64
	// Work is the place, and WorkRadiusMM the distance from it, where the
	// tip's arrival starts the scoring clock.
	Work         mgl64.Vec3
	WorkRadiusMM float64
	// Workers is how many goroutines share the distance queries, at least 1.
	// Results do not depend on it.
	Workers int
}

// Frame is the field after one tick. Its slices are valid until the next Step.
type Frame struct {
	Sample record.Sample
	Events []record.Event
}

// World is the operating field of one attempt. It is not safe for concurrent use.
type World struct {
	setup  Setup
	shaft  shaft
	bodies []bodyState
	fleet  *fleet
	queue  []int // guarded bodies, the work of one tick

	tick      int64
	placed    bool // the tool has been seen at least once
	started   bool
	tracked   bool
	styletOut bool
	confirmed bool
	fluidSeen bool
	chain     digest // of all states so far

	clearance []float64
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
	if s.EntrySurface < 0 || s.EntrySurface >= len(s.Bodies) {
		return nil, errors.New("scene: the setup names no entry surface")
	}
	if s.Tool.LengthMM <= 0 || s.Tool.RadiusMM <= 0 {
		return nil, fmt.Errorf("scene: instrument %q needs a length and a radius above 0 mm", s.Tool.Name)
	}
	for _, b := range s.Bodies {
		if b.Solid == nil {
			return nil, fmt.Errorf("scene: structure %q has no surface", b.Name)
		}
	}
	w := &World{
		setup:     s,
		bodies:    make([]bodyState, len(s.Bodies)),
		clearance: make([]float64, len(s.Bodies)),
		events:    make([]record.Event, 0, 64),
		crossings: make([]mesh.Crossing, 0, 64),
		tracked:   true,
		chain:     firstDigest,
	}
	for i, b := range s.Bodies {
		w.bodies[i].outside = true
		w.clearance[i] = math.Inf(1)
		if b.Guarded {
			w.queue = append(w.queue, i)
		}
	}
	w.fleet = newFleet(min(s.Workers, len(w.queue)), w.measureShare)
	return w, nil
}

// Close ends the world's goroutines.
func (w *World) Close() { w.fleet.close() }

// Step advances the field by one tick of 1/record.TickHz seconds. The input's
// pose is where the hand wants the tool; the frame says where the tissue let it go.
// An event of kind invalid means that the attempt cannot be judged; the world
// then keeps its last sound state.
func (w *World) Step(in record.Input) Frame {
	w.events = w.events[:0]
	w.tick = in.Tick
	switch {
	case in.Valid && !sensible(in.Pose):
		w.emit(record.EventInvalid, "", w.shaft.tip, "the tracker sent a pose that no instrument can have")
		w.track(false)
	case in.Valid:
		seen := w.placed && w.tracked
		w.track(true)
		in.Pose.Orientation = in.Pose.Orientation.Normalize()
		w.move(in.Pose, seen)
		w.start()
		w.measureClearance()
	default:
		w.track(false)
	}
	w.buttons(in)
	w.chainState()
	return Frame{Sample: w.sample(), Events: w.events}
}

func (w *World) track(valid bool) {
	if valid == w.tracked {
		return
	}
	w.tracked = valid
	if valid {
		w.emit(record.EventTrackFound, "", w.shaft.tip, "")
	} else {
		w.emit(record.EventTrackLost, "", w.shaft.tip, "")
	}
}

// move takes the tool to the hand, as far as entry and bone allow. Where it was
// seen all the way it is swept, so that nothing on the way is missed. A free
// tool that was out of sight is put where it is found: its way is not invented.
func (w *World) move(hand record.Pose, seen bool) {
	before := w.shaft
	w.shaft.follow(hand, w.setup.PivotMM, w.setup.Tool.LengthMM)
	if before.guided && !w.shaft.guided {
		w.crossSurfaces(before.tip, w.shaft.tip)
		w.emit(record.EventWithdrawn, w.entryBody().Name, w.shaft.entry, "")
		w.fluidSeen = false
		before = w.shaft
		w.shaft.follow(hand, w.setup.PivotMM, w.setup.Tool.LengthMM)
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
	w.placed = true
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

func (w *World) buttons(in record.Input) {
	present := w.placed && w.tracked
	if in.StyletOut && !w.styletOut {
		w.emit(record.EventStyletOut, "", w.shaft.tip, "")
	}
	if !in.StyletOut {
		w.fluidSeen = false
	}
	w.styletOut = in.StyletOut
	if w.styletOut && !w.fluidSeen && present {
		for i, b := range w.setup.Bodies {
			if b.Fluid && !w.bodies[i].outside {
				w.fluidSeen = true
				w.emit(record.EventCSF, b.Name, w.shaft.tip, "")
				break
			}
		}
	}
	if in.Confirm && !w.confirmed && present {
		w.emit(record.EventConfirm, "", w.shaft.tip, "")
	}
	w.confirmed = in.Confirm && present
}

func (w *World) emit(kind record.EventKind, structure string, at mgl64.Vec3, detail string) {
	w.events = append(w.events, record.Event{
		Tick: w.tick, Kind: kind, Structure: structure, Position: at, DepthMM: w.shaft.depth(), Detail: detail,
	})
}

func (w *World) sample() record.Sample {
	return record.Sample{
		Tick:        w.tick,
		Pose:        record.Pose{Tip: w.shaft.tip, Orientation: w.shaft.orientation},
		Valid:       w.tracked && w.placed,
		InUse:       w.started,
		Guided:      w.shaft.guided,
		DepthMM:     w.shaft.depth(),
		StyletOut:   w.styletOut,
		ClearanceMM: w.clearance,
	}
}

func (w *World) entryBody() *Body { return &w.setup.Bodies[w.setup.EntrySurface] }

// farMM is ten metres: no instrument is further from its patient, and what
// says so is a broken tracker.
const farMM = 1e4

// sensible tells whether a pose can be one: finite, near, and with a rotation
// that is one but for rounding (SCORING: a quaternion shorter than 0.5 is none).
func sensible(p record.Pose) bool {
	length := p.Orientation.Len()
	return p.Tip.Len() < farMM && length > 0.5 && length < 2
}
