// Package scenarios turns authored text into attempts: the scenario format,
// its strict loader, the built-in library, and the session and director that
// run one attempt of it.
package scenarios

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Schema is the version of the scenario format that this build reads.
const Schema = "drylab.scenario/1"

// Scenario is a procedure to practise: which case, with what, in which steps,
// and how it is judged. Lengths are millimetres, angles degrees, times seconds.
type Scenario struct {
	Schema  string `yaml:"schema" json:"schema" jsonschema:"const=drylab.scenario/1"`
	ID      string `yaml:"id" json:"id" jsonschema:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$"`
	Version string `yaml:"version" json:"version" jsonschema:"pattern=^[0-9]+\\.[0-9]+\\.[0-9]+$"`
	Title   string `yaml:"title" json:"title" jsonschema:"minLength=1"`
	Summary string `yaml:"summary" json:"summary"`
	// Case is the built-in case to practise on when none is given, or "any".
	Case string `yaml:"case" json:"case"`

	// Instrument is the only one, or Instruments lists one for each hand and then
	// those that a hand can take instead: the first is the one that goes into the
	// body and is scored.
	Instrument  *Instrument  `yaml:"instrument,omitempty" json:"instrument,omitempty" jsonschema:"oneof_required=one instrument"`
	Instruments []Instrument `yaml:"instruments,omitempty" json:"instruments,omitempty" jsonschema:"oneof_required=one for each hand,minItems=1,maxItems=8"`
	// Robotic puts a robot's arm between each hand and its instrument.
	Robotic      *Robotic `yaml:"robotic,omitempty" json:"robotic,omitempty"`
	EntrySurface string   `yaml:"entry_surface,omitempty" json:"entry_surface,omitempty" jsonschema:"description=structure whose surface holds the shaft once the tip has passed it; default: the skin or else the largest structure"`
	Plan         Plan     `yaml:"plan" json:"plan"`
	// StartWithinMM of the planned entry the scoring clock starts; 0 starts it at once.
	StartWithinMM float64 `yaml:"start_within_mm" json:"start_within_mm" jsonschema:"minimum=0"`
	// TimeLimitS ends an attempt that was not confirmed; it then counts as abandoned.
	TimeLimitS float64 `yaml:"time_limit_s" json:"time_limit_s" jsonschema:"exclusiveMinimum=0,maximum=7200"`

	// NoGo structures are guarded like the case's critical ones.
	NoGo  []string `yaml:"no_go,omitempty" json:"no_go,omitempty"`
	Fluid []string `yaml:"fluid,omitempty" json:"fluid,omitempty" jsonschema:"description=structures that give fluid through an open instrument"`
	// Firm structures stop the first instrument's tip, as bone does.
	Firm []string `yaml:"firm,omitempty" json:"firm,omitempty" jsonschema:"description=structures that stop the first instrument's tip as bone does"`
	// Gravity is the direction in the patient frame in which soft structures have
	// their weight; absent: they keep the shape in which they were scanned, under it.
	Gravity []float64 `yaml:"gravity,omitempty" json:"gravity,omitempty" jsonschema:"minItems=3,maxItems=3,description=direction in which soft structures fall; absent: they keep the shape of the scan"`
	// ForceLimitN is the simulated force of an instrument on a soft structure
	// above which it is too much; 0: none.
	ForceLimitN float64 `yaml:"force_limit_n,omitempty" json:"force_limit_n,omitempty" jsonschema:"minimum=0,maximum=1000,description=simulated force of an instrument on a soft structure above which it is too much"`
	// ForceLimitsN are other limits for single soft structures, by name; 0: none.
	ForceLimitsN map[string]float64 `yaml:"force_limits_n,omitempty" json:"force_limits_n,omitempty" jsonschema:"description=other limits of the simulated force for single soft structures by name; 0: none"`
	// Cut is the line to cut.
	Cut *CutLine `yaml:"cut,omitempty" json:"cut,omitempty"`
	// Vitals are the patient's vital signs; nil: nothing is known of them.
	Vitals *Vitals `yaml:"vitals,omitempty" json:"vitals,omitempty" jsonschema:"description=the patient's vital signs and what costs blood; simulated and part of no score"`
	// Shown is what the trainee may see while working.
	Shown []Readout `yaml:"shown,omitempty" json:"shown,omitempty"`

	Steps  []Step         `yaml:"steps" json:"steps" jsonschema:"minItems=1"`
	Rubric scoring.Rubric `yaml:"rubric" json:"rubric"`

	source []byte // as authored
}

// Robotic is how a robot's arms follow the hands. It belongs to the scenario, for
// its attempts are not to be compared with those of hands alone.
type Robotic struct {
	Scale  float64 `yaml:"scale" json:"scale" jsonschema:"minimum=1,maximum=20,description=millimetres of the hand for one of the tip"`
	Steady bool    `yaml:"steady,omitempty" json:"steady,omitempty" jsonschema:"description=takes the hand's tremor away"`
}

// CutLine is a circle to be cut, with a straight way to it from a landmark.
type CutLine struct {
	From     string    `yaml:"from,omitempty" json:"from,omitempty" jsonschema:"description=landmark where the cut begins; absent: on the circle"`
	Centre   string    `yaml:"centre" json:"centre" jsonschema:"description=landmark in the middle of the circle"`
	RadiusMM float64   `yaml:"radius_mm" json:"radius_mm" jsonschema:"exclusiveMinimum=0,maximum=500"`
	Normal   []float64 `yaml:"normal" json:"normal" jsonschema:"minItems=3,maxItems=3,description=across the sheet, in the patient frame"`
}

// Plan is the intended straight way from the entry to the target.
type Plan struct {
	Entry  Place `yaml:"entry" json:"entry"`
	Target Place `yaml:"target" json:"target"`
}

// Place names a point of the case. A landmark wins where the case has it; a
// structure gives its innermost point ("target" names the one marked target);
// auto lets the planner choose the safest entry.
type Place struct {
	Landmark  string `yaml:"landmark,omitempty" json:"landmark,omitempty"`
	Structure string `yaml:"structure,omitempty" json:"structure,omitempty"`
	Auto      bool   `yaml:"auto,omitempty" json:"auto,omitempty"`
}

// Readout names a value that the theatre shows during the attempt.
type Readout string

// What a scenario may show.
const (
	ShowPlan           Readout = "plan"
	ShowDepth          Readout = "depth"
	ShowTargetDistance Readout = "target_distance"
	ShowClearance      Readout = "clearance"
	ShowSlices         Readout = "slices"
	// ShowForce is the simulated force of soft tissue on each instrument, and
	// ShowCutDeviation how far from the planned line the newest cut is.
	ShowForce        Readout = "force"
	ShowCutDeviation Readout = "cut_deviation"
)

// Step is one authored part of the procedure.
type Step struct {
	ID    string    `yaml:"id" json:"id" jsonschema:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$"`
	Title string    `yaml:"title" json:"title"`
	Cue   string    `yaml:"cue" json:"cue" jsonschema:"description=what the trainee is told"`
	Done  Condition `yaml:"done" json:"done"`
	// InOrder steps are done only after all before them; others let who is
	// further pass what lies behind.
	InOrder bool `yaml:"in_order,omitempty" json:"in_order,omitempty" jsonschema:"description=counts only when all steps before are done"`
}

// Condition holds at a tick; exactly one of its fields is set.
type Condition struct {
	Near    *Near            `yaml:"near,omitempty" json:"near,omitempty"`
	Inside  string           `yaml:"inside,omitempty" json:"inside,omitempty" jsonschema:"description=the tip lies in this structure"`
	DepthMM *float64         `yaml:"depth_mm,omitempty" json:"depth_mm,omitempty" jsonschema:"description=the tip is at least this deep"`
	Touch   string           `yaml:"touch,omitempty" json:"touch,omitempty" jsonschema:"description=the first instrument's tip touches this structure: bone or one that is firm"`
	Event   record.EventKind `yaml:"event,omitempty" json:"event,omitempty" jsonschema:"enum=entry,enum=withdrawn,enum=stylet_out,enum=csf,enum=confirm,enum=grasp,enum=release,enum=cut,enum=cut_off"`
}

// Near holds while a tip is within MM of a point.
type Near struct {
	Point      string  `yaml:"point" json:"point" jsonschema:"minLength=1,description=entry or target of the plan, or a landmark of the case"`
	MM         float64 `yaml:"mm" json:"mm" jsonschema:"exclusiveMinimum=0"`
	Instrument int     `yaml:"instrument,omitempty" json:"instrument,omitempty" jsonschema:"minimum=1,maximum=2,description=which one; default: the first"`
	Holding    bool    `yaml:"holding,omitempty" json:"holding,omitempty" jsonschema:"description=only while its jaws hold tissue"`
}

// instrument is the index of the one that is meant.
func (n *Near) instrument() int { return max(n.Instrument, 1) - 1 }
