package tracking

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"

	"github.com/drylab/drylab/anatomy/strictyaml"
)

// ScriptSchema is the version of script files that this build reads.
const ScriptSchema = "drylab.script/1"

// Bounds of what a script may ask for: far beyond any hand, near enough that an
// attempt stays finite.
const (
	maxVias    = 1000
	maxMM      = 1000.0
	maxSpeed   = 1000.0 // mm/s
	maxSeconds = 3600.0
	maxHz      = 50.0 // a quarter of the tick rate, below which the tremor's sines are well sampled
	maxTurns   = 100.0
)

// Script is an attempt as a few via points, written relative to the plan so that
// it fits every case. Between two vias the tip moves on a straight line, or on a
// circle, with the minimum-jerk profile and the shaft turns evenly with it;
// tremor is added on top.
type Script struct {
	Schema string `yaml:"schema"` // ScriptSchema
	Name   string `yaml:"name"`
	Seed   uint64 `yaml:"seed,omitempty"` // of the tremor
	Tremor Tremor `yaml:"tremor,omitempty"`
	Via    []Via  `yaml:"via"` // at least one; the attempt begins at the first
	// Second is what the other hand does meanwhile; absent: there is none. The
	// hand that has done all it has to rests until the other has too.
	Second *FurtherHand `yaml:"second,omitempty"`
	// Camera is what the hand does that holds the endoscope.
	Camera *FurtherHand `yaml:"camera,omitempty"`
}

// FurtherHand is the way of the second hand or the camera's. It trembles as the
// first does, but not with it.
type FurtherHand struct {
	Via []Via `yaml:"via"` // at least one
}

// Hands is how many hands the script has, up to its last.
func (s *Script) Hands() int {
	switch {
	case s.Camera != nil:
		return 3
	case s.Second != nil:
		return 2
	}
	return 1
}

// Tremor is the involuntary movement of the tip. The zero value is a still hand.
type Tremor struct {
	RMSMM float64 `yaml:"rms_mm"` // root mean square of the tip's displacement in space, mm
	Hz    float64 `yaml:"hz"`     // middle of its band, which is 20 % to either side; physiological tremor is 8–12 Hz
}

// Place names the point that a via starts from.
type Place string

// The places. All but the last lie on the planned axis, from the plan's entry to
// its target.
const (
	PlaceApproach Place = "approach" // outside: OffsetMM (above 0) before the entry
	PlaceEntry    Place = "entry"
	PlaceTarget   Place = "target"
	PlaceDepth    Place = "depth" // DepthMM behind the entry
	PlacePoint    Place = "point" // Point, one that the case names
)

// Via is a place where the instrument passes or rests.
//
// The shaft lies along the planned axis, with three exceptions: Toward aims it
// at a named point; TiltDeg turns it; and a via behind the entry without either
// lies, as any needle in tissue must, on the line from the last via at the entry
// to its own tip. RollDeg turns it about itself.
type Via struct {
	At Place `yaml:"at,omitempty"` // absent with Circle
	// Circle leads to the nearest point of a circle and along it, in place of At.
	Circle   *Circle  `yaml:"circle,omitempty"`
	Point    string   `yaml:"point,omitempty"`     // for PlacePoint: entry, target or one of Context.Points
	OffsetMM float64  `yaml:"offset_mm,omitempty"` // before the place, along the planned axis; negative is beyond
	DepthMM  *float64 `yaml:"depth_mm,omitempty"`  // for PlaceDepth: behind the entry along the planned axis; negative is outside
	// Lateral is beside the axis, along u and v of Basis; absent is on it.
	Lateral []float64 `yaml:"lateral_mm,omitempty"`
	// ShiftMM is beside the place found so far, in the patient frame: to the left,
	// the back and the head.
	ShiftMM []float64 `yaml:"shift_mm,omitempty"`
	// TiltDeg turns the shaft about the tip by the rotation vector (TiltDeg[0] u + TiltDeg[1] v).
	TiltDeg []float64 `yaml:"tilt_deg,omitempty"`
	RollDeg float64   `yaml:"roll_deg,omitempty"` // about the shaft, before it is tilted
	// Toward aims the shaft from the place found so far at a named point: entry,
	// target or one of Context.Points.
	Toward string `yaml:"toward,omitempty"`
	// Fraction of the way to Toward that the tip goes: 0 stays and aims, 1 is there, 2 as far beyond.
	Fraction float64 `yaml:"fraction,omitempty"`
	// FromS is when the way here begins at the earliest, in seconds of the attempt;
	// until then the hand rests where it was. It lets one hand wait for the other.
	FromS float64 `yaml:"from_s,omitempty"`
	// Speed is the mean speed, mm/s, on the way here; 1.875 times it is reached
	// half-way. The first via needs none, nor does one where the tip already is.
	Speed     float64 `yaml:"speed_mm_s,omitempty"`
	LostS     float64 `yaml:"lost_s,omitempty"`     // seconds without tracking on arrival
	HoldS     float64 `yaml:"hold_s,omitempty"`     // seconds of rest after that
	StyletOut *bool   `yaml:"stylet_out,omitempty"` // from arrival on; absent leaves it as it was
	Confirm   bool    `yaml:"confirm,omitempty"`    // pressed while resting, at least pressSeconds
	// Exchange takes the hand's next instrument on arrival.
	Exchange bool `yaml:"exchange,omitempty"`
	// Jaw is how far the jaws are closed, 0 to 1, in closeSeconds from arrival on;
	// absent leaves them as they were. They are open at the start.
	Jaw *float64 `yaml:"jaw,omitempty"`
	// SnipMM closes the jaws on the way here and opens them again, once for about
	// every so many mm; 0 does not.
	SnipMM float64 `yaml:"snip_mm,omitempty"`
}

// Circle is a round way. It begins at the circle's point nearest to where the
// tip is; a tip on its axis goes to the side of Basis.U.
type Circle struct {
	// Centre is entry, target or one of Context.Points; the via's OffsetMM,
	// Lateral and ShiftMM move it.
	Centre   string  `yaml:"centre"`
	RadiusMM float64 `yaml:"radius_mm"`
	// Turns is how often round, right-handed about Normal; negative is the other
	// way, 0 only goes to the circle.
	Turns float64 `yaml:"turns"`
	// Normal is the circle's axis in the patient frame, of any length; absent is
	// the planned axis, from entry to target.
	Normal []float64 `yaml:"normal,omitempty"`
	// Follow turns the instrument with its way, as an edge that cuts along it.
	Follow bool `yaml:"follow,omitempty"`
}

// Load reads a script. Unknown keys, wrong types and wrong syntax are errors
// with line, column and an excerpt; values out of range name the via, counted from 1.
func Load(r io.Reader) (*Script, error) {
	var s Script
	if _, err := strictyaml.Load("script", r, &s); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	return &s, nil
}

// Check tells what is wrong with the script, whatever the plan.
func (s *Script) Check() error {
	if s.Schema != ScriptSchema {
		return fmt.Errorf("script: schema is %q, this build reads %q", s.Schema, ScriptSchema)
	}
	if s.Name == "" {
		return errors.New("script: it has no name; add one")
	}
	if err := s.Tremor.check(); err != nil {
		return fmt.Errorf("script %q: tremor: %w", s.Name, err)
	}
	if err := checkVias(s.Via); err != nil {
		return fmt.Errorf("script %q: %w", s.Name, err)
	}
	for name, further := range s.further() {
		if err := checkVias(further.Via); err != nil {
			return fmt.Errorf("script %q: %s: %w", s.Name, name, err)
		}
	}
	return nil
}

// further are the hands beside the first that the script has, by name, in order.
func (s *Script) further() iter.Seq2[string, *FurtherHand] {
	return func(yield func(string, *FurtherHand) bool) {
		if s.Second != nil && !yield("second hand", s.Second) {
			return
		}
		if s.Camera != nil {
			yield("camera", s.Camera)
		}
	}
}

func checkVias(vias []Via) error {
	if len(vias) == 0 || len(vias) > maxVias {
		return fmt.Errorf("it has %d vias; 1 to %d are possible", len(vias), maxVias)
	}
	for i := range vias {
		if err := vias[i].check(); err != nil {
			return fmt.Errorf("via %d: %w", i+1, err)
		}
	}
	if vias[0].FromS != 0 {
		return errors.New("via 1: from_s belongs to a later via; the hand is at the first from the start")
	}
	return nil
}

func (t Tremor) check() error {
	if !within(t.RMSMM, 0, maxMM) {
		return fmt.Errorf("rms_mm is %v; it must be between 0 and %v", t.RMSMM, maxMM)
	}
	if t.RMSMM > 0 && t.Hz == 0 || !within(t.Hz, 0, maxHz) {
		return fmt.Errorf("hz is %v; it must be above 0 and at most %v", t.Hz, maxHz)
	}
	return nil
}

// within is false for NaN.
func within(x, low, high float64) bool { return x >= low && x <= high && !math.IsNaN(x) }
