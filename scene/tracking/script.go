package tracking

import (
	"errors"
	"fmt"
	"io"
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
)

// Script is an attempt as a few via points, written relative to the plan so that
// it fits every case. Between two vias the tip moves on a straight line with the
// minimum-jerk profile and the shaft turns evenly with it; tremor is added on top.
type Script struct {
	Schema string `yaml:"schema"` // ScriptSchema
	Name   string `yaml:"name"`
	Seed   uint64 `yaml:"seed,omitempty"` // of the tremor
	Tremor Tremor `yaml:"tremor,omitempty"`
	Via    []Via  `yaml:"via"` // at least one; the attempt begins at the first
}

// Tremor is the involuntary movement of the tip. The zero value is a still hand.
type Tremor struct {
	RMSMM float64 `yaml:"rms_mm"` // root mean square of the tip's displacement in space, mm
	Hz    float64 `yaml:"hz"`     // middle of its band, which is 20 % to either side; physiological tremor is 8–12 Hz
}

// Place names the point that a via starts from.
type Place string

// The places. All lie on the planned axis, from the plan's entry to its target.
const (
	PlaceApproach Place = "approach" // outside: OffsetMM (above 0) before the entry
	PlaceEntry    Place = "entry"
	PlaceTarget   Place = "target"
	PlaceDepth    Place = "depth" // DepthMM behind the entry
)

// Via is a place where the instrument passes or rests.
//
// The shaft lies along the planned axis, with three exceptions: Toward aims it
// at a named point; TiltDeg turns it; and a via behind the entry without either
// lies, as any needle in tissue must, on the line from the last via at the entry
// to its own tip.
type Via struct {
	At       Place    `yaml:"at"`
	OffsetMM float64  `yaml:"offset_mm,omitempty"` // before the place, along the planned axis; negative is beyond
	DepthMM  *float64 `yaml:"depth_mm,omitempty"`  // for PlaceDepth: behind the entry along the planned axis; negative is outside
	// Lateral is beside the axis, along u and v of Basis; absent is on it.
	Lateral []float64 `yaml:"lateral_mm,omitempty"`
	// TiltDeg turns the shaft about the tip by the rotation vector (TiltDeg[0] u + TiltDeg[1] v).
	TiltDeg []float64 `yaml:"tilt_deg,omitempty"`
	// Toward aims the shaft from the place found so far at a named point: entry,
	// target or one of Context.Points.
	Toward string `yaml:"toward,omitempty"`
	// Fraction of the way to Toward that the tip goes: 0 stays and aims, 1 is there, 2 as far beyond.
	Fraction float64 `yaml:"fraction,omitempty"`
	// Speed is the mean speed, mm/s, on the way here; 1.875 times it is reached
	// half-way. The first via needs none, nor does one where the tip already is.
	Speed     float64 `yaml:"speed_mm_s,omitempty"`
	LostS     float64 `yaml:"lost_s,omitempty"`     // seconds without tracking on arrival
	HoldS     float64 `yaml:"hold_s,omitempty"`     // seconds of rest after that
	StyletOut *bool   `yaml:"stylet_out,omitempty"` // from arrival on; absent leaves it as it was
	Confirm   bool    `yaml:"confirm,omitempty"`    // pressed while resting, at least pressSeconds
}

// Load reads a script. Unknown keys, wrong types and wrong syntax are errors
// with line, column and an excerpt; values out of range name the via, counted from 1.
func Load(r io.Reader) (*Script, error) {
	text, err := strictyaml.Read("script", r)
	if err != nil {
		return nil, err
	}
	var s Script
	if err := strictyaml.Decode("script", text, &s); err != nil {
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
	if len(s.Via) == 0 || len(s.Via) > maxVias {
		return fmt.Errorf("script %q: it has %d vias; 1 to %d are possible", s.Name, len(s.Via), maxVias)
	}
	for i := range s.Via {
		if err := s.Via[i].check(); err != nil {
			return fmt.Errorf("script %q: via %d: %w", s.Name, i+1, err)
		}
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

func (v *Via) check() error {
	switch v.At {
	case PlaceApproach:
		if v.OffsetMM <= 0 {
			return errors.New("an approach needs an offset_mm above 0, which says how far outside")
		}
	case PlaceDepth:
		if v.DepthMM == nil {
			return errors.New("at depth needs depth_mm")
		}
	case PlaceEntry, PlaceTarget:
	default:
		return fmt.Errorf("at is %q; it must be approach, entry, target or depth", v.At)
	}
	if v.DepthMM != nil && v.At != PlaceDepth {
		return fmt.Errorf("depth_mm belongs to at: depth, not to at: %s", v.At)
	}
	if v.Toward == "" && v.Fraction != 0 {
		return errors.New("fraction needs toward, which says where to")
	}
	return v.checkNumbers()
}

func (v *Via) checkNumbers() error {
	var depth []float64
	if v.DepthMM != nil {
		depth = []float64{*v.DepthMM}
	}
	if v.Lateral != nil && len(v.Lateral) != 2 || v.TiltDeg != nil && len(v.TiltDeg) != 2 {
		return errors.New("lateral_mm and tilt_deg are two numbers each, along u and v")
	}
	for _, numbers := range []struct {
		key       string
		values    []float64
		low, high float64
	}{
		{"offset_mm", []float64{v.OffsetMM}, -maxMM, maxMM},
		{"depth_mm", depth, -maxMM, maxMM},
		{"lateral_mm", v.Lateral, -maxMM, maxMM},
		{"tilt_deg", v.TiltDeg, -180, 180},
		{"fraction", []float64{v.Fraction}, 0, 2},
		{"speed_mm_s", []float64{v.Speed}, 0, maxSpeed},
		{"lost_s", []float64{v.LostS}, 0, maxSeconds},
		{"hold_s", []float64{v.HoldS}, 0, maxSeconds},
	} {
		for _, x := range numbers.values {
			if !within(x, numbers.low, numbers.high) {
				return fmt.Errorf("%s is %v; it must be between %v and %v", numbers.key, x, numbers.low, numbers.high)
			}
		}
	}
	return nil
}

// within is false for NaN.
func within(x, low, high float64) bool { return x >= low && x <= high && !math.IsNaN(x) }
