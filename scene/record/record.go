// Package record is the narrow waist between the operating field and its
// judgement: what the world writes, what scoring reads, in one crash-safe file.
package record

import (
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Schema is the version of the recording format that this build writes.
const Schema = "drylab.recording/2"

// schemaOneTool is the format from before a recording could hold more than one
// instrument. It is read as a recording of one, and no longer written.
const schemaOneTool = "drylab.recording/1"

// Reads tells whether this build reads recordings of that schema.
func Reads(schema string) bool { return schema == Schema || schema == schemaOneTool }

// MaxTools is how many instruments one recording can hold: those of two hands, a
// camera, and what the hands exchange them for.
const MaxTools = 8

// TickHz is the rate of the world's clock. Times are Tick/TickHz seconds.
const TickHz = 200

// Ref identifies what an attempt was made with, by content.
type Ref struct {
	ID      string `json:"id"`
	Version string `json:"version,omitempty"`
	SHA256  string `json:"sha256"`
}

// Header says what an attempt was: enough to score it again without the case.
// It holds no trainee and no patient identifier.
type Header struct {
	Schema     string      `json:"schema"`      // of the file; NewWriter wants Schema
	AttemptID  string      `json:"attempt_id"`  // UUID
	StartedUTC string      `json:"started_utc"` // RFC 3339, UTC
	Engine     string      `json:"engine"`      // drylab version
	Scenario   Ref         `json:"scenario"`
	Rubric     Ref         `json:"rubric"`
	Case       Ref         `json:"case"`
	Seed       uint64      `json:"seed"`
	Device     Device      `json:"device"`
	Tools      []Tool      `json:"tools"` // 1 to MaxTools; index = index in Input.Hands and Sample.Tools
	Plan       Plan        `json:"plan"`
	Structures []Structure `json:"structures"` // index = index in ToolSample.ClearanceMM
	// Soft are the structures that yield; they are not among Structures.
	Soft []SoftStructure `json:"soft,omitempty"`
	// Cut is what shall be cut; nil: nothing.
	Cut *CutPlan `json:"cut,omitempty"`
	// ScenarioText is the scenario file as practised, rubric included, so that
	// a recording can be scored and replayed without anything beside the case.
	ScenarioText string `json:"scenario_text"`
}

// Device is what held the instrument.
type Device struct {
	Name    string  `json:"name"`  // mouse, script:demonstrator, replay, igtl …
	Class   string  `json:"class"` // mouse, script, tracker: benchmarks do not transfer between classes
	SigmaMM float64 `json:"sigma_mm"`
	// NoiseSpeed is the median filtered speed of the resting device, mm/s; 0 when it was not measured.
	NoiseSpeed float64 `json:"noise_speed"`
	// RateHz is how often the device gave a pose, where that is less often than
	// the ticks on which a recording has them; 0: at every tick.
	RateHz float64 `json:"rate_hz,omitempty"`
	// UncertaintyMM is the standard uncertainty of the tip at the plan's target,
	// along one direction, from noise, tip calibration and registration; 0: nobody
	// measured it.
	UncertaintyMM float64 `json:"uncertainty_mm,omitempty"`
	// Accepted is why the tracking was too poor to be scored when somebody wanted to
	// practise with it all the same; "" when nothing was.
	Accepted string `json:"accepted,omitempty"`
}

// The kinds of instrument.
const (
	KindNeedle   = "needle"
	KindCatheter = "catheter" // on its stylet
	KindGrasper  = "grasper"
	KindScissors = "scissors"
	KindScalpel  = "scalpel"
	KindProbe    = "probe" // blunt
	KindHook     = "hook"
	// KindEndoscope is a camera: what it sees is the theatre's picture, with +X to
	// the right.
	KindEndoscope = "endoscope"
)

// Kinds are all of them: those without jaws, then those with.
func Kinds() []string { return append(KindsWithoutJaws(), KindsWithJaws()...) }

// KindsWithoutJaws are the kinds of instrument that do not open.
func KindsWithoutJaws() []string {
	return []string{KindNeedle, KindCatheter, KindScalpel, KindProbe, KindHook, KindEndoscope}
}

// KindsWithJaws are the kinds that open and close.
func KindsWithJaws() []string { return []string{KindGrasper, KindScissors} }

// Tool is an instrument: a straight capsule from the tip along -Z. One with jaws
// opens them in its XZ plane; the tip is that of the closed jaws.
type Tool struct {
	Name     string  `json:"name"`
	Kind     string  `json:"kind"` // one of the Kind constants
	RadiusMM float64 `json:"radius_mm"`
	LengthMM float64 `json:"length_mm"`
	JawMM    float64 `json:"jaw_mm,omitempty"`  // from the hinge to the tip; 0: it has no jaws
	JawDeg   float64 `json:"jaw_deg,omitempty"` // between the jaws when they are open, degrees
	// Ratchet keeps the jaws as far closed as they were, until the hand opens them
	// all the way.
	Ratchet bool `json:"ratchet,omitempty"`
	// Trocar is the point in the patient frame, mm, that the shaft always passes;
	// nil: the instrument is free.
	Trocar *mgl64.Vec3 `json:"trocar,omitempty"`
	// Hand is the person's hand that holds the instrument: 1, 2, or 3 for the
	// camera; 0: that of its place in the list. Where several share one, it holds one
	// of them at a time and the others lie away.
	Hand int `json:"hand,omitempty"`
	// Model names the instrument in the library whose looks it has; "": those of its kind.
	Model string `json:"model,omitempty"`
	// OpticDeg is how far an endoscope looks away from its axis, towards its +Y,
	// and FieldDeg its field of view from edge to edge, degrees.
	OpticDeg float64 `json:"optic_deg,omitempty"`
	FieldDeg float64 `json:"field_deg,omitempty"`
	// Upright is what should be up in an endoscope's picture, a direction in the
	// patient frame, and DistanceMM the least and the greatest distance from which
	// to look at the first instrument's tip; zero: nobody said.
	Upright    mgl64.Vec3 `json:"upright,omitzero"`
	DistanceMM [2]float64 `json:"distance_mm,omitzero"`
}

// HeldBy is whose the instrument at that place of a list is, counted from 0.
func (t *Tool) HeldBy(place int) int {
	if t.Hand > 0 {
		return t.Hand - 1
	}
	return place
}

// HasJaws tells whether the instrument opens and closes.
func (t *Tool) HasJaws() bool { return t.JawMM > 0 }

// Plan is the intended straight trajectory, patient frame, mm. The zero plan is
// that of motion that another program recorded: none.
type Plan struct {
	Entry  mgl64.Vec3 `json:"entry"`
	Target mgl64.Vec3 `json:"target"`
}

// CutPlan is the line that shall be cut, on soft tissue at rest.
type CutPlan struct {
	Line   []mgl64.Vec3 `json:"line"`   // points in the patient frame, mm, in order; at most 4096
	Normal mgl64.Vec3   `json:"normal"` // unit, across the sheet: deviations count beside it
}

// SoftStructure is one structure that yields to instruments.
type SoftStructure struct {
	Name     string `json:"name"`
	Material string `json:"material"`
	// ForceLimitN is the simulated force of an instrument above which it is too
	// much, N; 0: nobody said.
	ForceLimitN float64 `json:"force_limit_n,omitempty"`
}

// Structure is one structure whose crossings and clearance are recorded.
type Structure struct {
	Name     string `json:"name"`
	SNOMED   string `json:"snomed,omitempty"`
	Critical bool   `json:"critical"`
	NoGo     bool   `json:"no_go"`
	// Watertight tells whether its signed clearance means anything.
	Watertight bool `json:"watertight"`
}

// Guarded tells whether the structure's clearance is measured: what must not be touched.
func (s Structure) Guarded() bool { return s.Critical || s.NoGo }

// Pose is a tool's place in the patient frame: origin at the functional tip,
// +Z from handle to tip; Orientation is a unit Hamilton quaternion tool→patient.
type Pose struct {
	Tip         mgl64.Vec3
	Orientation mgl64.Quat
}

// Input is what the trainee's hands did in one tick, before the world acted on it.
type Input struct {
	Tick  int64
	Hands []Hand // per Header.Tools
	// Confirm says "this is my final position". It is a level, not an edge.
	Confirm bool
}

// Hand is what one hand did with its instrument. Jaw and StyletOut are levels,
// not edges. The zero value is a hand that is not tracked.
type Hand struct {
	Pose      Pose
	Valid     bool    // false while the device was not tracked; Pose is then the last known one and must not be used
	Jaw       float64 // how far the jaws are closed: 0 open to 1 closed; 0 without jaws
	StyletOut bool    // stylet withdrawn from the catheter
	// Away says that the instrument lies on the table, on purpose: the hand holds
	// another one. It is not Valid then, and nothing was lost.
	Away bool
}

// Sample is the field's instruments after the world's constraints, once per tick.
type Sample struct {
	Tick  int64
	InUse bool         // the scoring clock has started
	Tools []ToolSample // per Header.Tools
}

// ToolSample is one instrument after the world's constraints.
type ToolSample struct {
	Pose      Pose
	Valid     bool
	Guided    bool    // shaft held by its entry
	DepthMM   float64 // tip's depth along the shaft below the entry surface, 0 outside
	StyletOut bool
	Jaw       float64 // how far the jaws are closed: 0 open to 1 closed; 0 without jaws
	// ForceN is the simulated force of the tissue on the instrument, newton; 0
	// where nothing yields.
	ForceN  float64
	Holding bool // the jaws hold tissue
	// ClearanceMM is, per Header.Structures, the signed distance from the
	// shaft's surface to the structure's surface; < 0 is a breach. +Inf where
	// the structure is not guarded or has no sound surface, or is not measured
	// for this instrument.
	ClearanceMM []float64
}

// T is the sample's time in seconds since the attempt's start.
func (s *Sample) T() float64 { return float64(s.Tick) / TickHz }

// Clone is a copy that shares nothing with the sample.
func (s *Sample) Clone() Sample {
	clone := *s
	clone.Tools = slices.Clone(s.Tools)
	for i := range clone.Tools {
		clone.Tools[i].ClearanceMM = slices.Clone(s.Tools[i].ClearanceMM)
	}
	return clone
}

// EventKind names what happened.
type EventKind string

// The kinds of this version. Events carry structure, position and depth where they have one.
const (
	EventStart      EventKind = "start"       // the scoring clock starts
	EventStepDone   EventKind = "step_done"   // Detail: step id
	EventEnter      EventKind = "enter"       // tip crossed a structure's surface inwards
	EventLeave      EventKind = "leave"       // tip crossed it outwards
	EventEntry      EventKind = "entry"       // shaft became guided by its entry; Position on the entry surface
	EventWithdrawn  EventKind = "withdrawn"   // shaft left its entry
	EventNoGo       EventKind = "no_go_entry" // shaft breached a no-go structure
	EventContact    EventKind = "contact"     // tip touched a structure from outside without entering (rigid: bone)
	EventTrackLost  EventKind = "track_lost"  // device not tracked
	EventTrackFound EventKind = "track_found" // tracked again
	EventStyletOut  EventKind = "stylet_out"  //
	EventCSF        EventKind = "csf"         // fluid came: stylet out with the tip in a fluid structure
	EventConfirm    EventKind = "confirm"     // trainee declared the final position
	EventEnd        EventKind = "end"         // Detail: confirmed, abandoned, time_limit or invalid
	EventInvalid    EventKind = "invalid"     // Detail: why the attempt cannot be judged
	EventPaused     EventKind = "paused"      // time stood still before this tick; Detail: for how many seconds of the clock
)

// Event is something that happened at one tick.
type Event struct {
	Tick      int64
	Kind      EventKind
	Tool      int        // whose it is, an index into Header.Tools; 0 too for what concerns none
	Structure string     // "" when none
	Position  mgl64.Vec3 // patient frame, mm; zero when none
	DepthMM   float64
	Detail    string
	// Normal is the surface's unit normal into the body where the shaft went in;
	// zero for what happens at no surface, and in recordings from before it was kept.
	Normal mgl64.Vec3
}

// T is the event's time in seconds since the attempt's start.
func (e *Event) T() float64 { return float64(e.Tick) / TickHz }

// StateHash is the world's state at a tick; the same build and inputs give the same hash.
type StateHash struct {
	Tick int64
	Hash uint64
}

// Recording is a whole file in memory.
type Recording struct {
	Header  Header
	Inputs  []Input
	Samples []Sample
	Events  []Event
	Hashes  []StateHash
	// Truncated is true when the file was not closed (a crash): what is here is
	// sound, the last second may be missing.
	Truncated bool
	// LateTicks counts ticks that ran later than their time.
	LateTicks int64
	// LateFrames counts pictures that a headset had to show twice; 0 without one.
	LateFrames int64
}
