package scenarios

import (
	"fmt"
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
)

// Vitals are a patient's vital signs as a scenario states them: what they are at
// first, and what costs blood. They are for the trainee's eyes and ears, and
// labelled as simulated; no score knows them.
type Vitals struct {
	HeartRate  float64 `yaml:"heart_rate" json:"heart_rate" jsonschema:"minimum=20,maximum=200,description=beats a minute"`
	Systolic   float64 `yaml:"systolic" json:"systolic" jsonschema:"minimum=40,maximum=250,description=mmHg"`
	Diastolic  float64 `yaml:"diastolic" json:"diastolic" jsonschema:"minimum=20,maximum=150,description=mmHg"`
	Saturation float64 `yaml:"saturation" json:"saturation" jsonschema:"minimum=50,maximum=100,description=of arterial blood with oxygen in percent"`
	// BloodML is the patient's volume of blood; 0: 5000, a grown person's of 70 kg.
	BloodML float64 `yaml:"blood_ml,omitempty" json:"blood_ml,omitempty" jsonschema:"minimum=0,maximum=10000,description=volume of blood; default 5000"`
	Bleeds  []Bleed `yaml:"bleeds,omitempty" json:"bleeds,omitempty" jsonschema:"description=what costs blood"`
}

// Bleed is what one kind of harm costs each time: ML at once, and MLPerMinute from
// then on.
type Bleed struct {
	Event       record.EventKind `yaml:"event" json:"event" jsonschema:"enum=no_go_entry,enum=tear,enum=cut_off,enum=detach,enum=over_force"`
	Structure   string           `yaml:"structure,omitempty" json:"structure,omitempty" jsonschema:"description=only of this structure; absent: of any"`
	ML          float64          `yaml:"ml,omitempty" json:"ml,omitempty" jsonschema:"minimum=0,maximum=5000"`
	MLPerMinute float64          `yaml:"ml_per_minute,omitempty" json:"ml_per_minute,omitempty" jsonschema:"minimum=0,maximum=5000"`
}

// usualBloodML is 7 % of the weight of 70 kg (American College of Surgeons, ATLS
// Student Course Manual, 10th ed. 2018, ch. 3).
const usualBloodML = 5000

// bleedEvents are the kinds of harm that can cost blood: those that happen once
// where something is injured.
var bleedEvents = []record.EventKind{record.EventNoGo, record.EventTear, record.EventCutOff, record.EventDetach, record.EventOverForce}

func (v *Vitals) problems(f *faults) {
	if v == nil {
		return
	}
	for _, sign := range []struct {
		name       string
		x, lo, max float64
	}{
		{"heart_rate", v.HeartRate, 20, 200}, {"systolic", v.Systolic, 40, 250}, {"diastolic", v.Diastolic, 20, 150},
		{"saturation", v.Saturation, 50, 100}, {"blood_ml", v.blood(), 100, 10000},
	} {
		f.unless(sign.x >= sign.lo && sign.x <= sign.max, "vitals."+sign.name, "%s must lie between %g and %g", sign.name, sign.lo, sign.max)
	}
	f.unless(v.Diastolic < v.Systolic, "vitals.diastolic", "the diastolic pressure must be below the systolic one")
	for i, b := range v.Bleeds {
		at := fmt.Sprintf("vitals.bleeds[%d]", i)
		f.unless(slices.Contains(bleedEvents, b.Event), at+".event", "%q costs no blood; known are %v", b.Event, bleedEvents)
		f.unless(b.ML >= 0 && b.ML <= 5000 && b.MLPerMinute >= 0 && b.MLPerMinute <= 5000, at, "ml and ml_per_minute must lie between 0 and 5000")
		f.unless(b.ML+b.MLPerMinute > 0, at, "say what it costs: ml, ml_per_minute, or both")
	}
}

func (v *Vitals) blood() float64 {
	if v.BloodML == 0 {
		return usualBloodML
	}
	return v.BloodML
}

// Signs are a patient's vital signs at one moment, simulated.
type Signs struct {
	HeartRate           float64 // beats a minute
	Systolic, Diastolic float64 // mmHg
	Saturation          float64 // percent
	LostML              float64 // of blood, since the attempt's start
}

// Course follows a patient's vital signs along the events of an attempt. Its zero
// value is of a scenario that states none.
type Course struct {
	vitals   *Vitals
	ml, rate float64 // lost at tick 0 if it had bled at this rate since, and the rate, ml a tick
}

// NewCourse begins at the scenario's own vital signs.
func (s *Scenario) NewCourse() Course { return Course{vitals: s.Vitals} }

// See takes note of an event. Events come in their order.
func (c *Course) See(e *record.Event) {
	if c.vitals == nil {
		return
	}
	for _, b := range c.vitals.Bleeds {
		if b.Event == e.Kind && (b.Structure == "" || b.Structure == e.Structure) {
			rate := b.MLPerMinute / (60 * record.TickHz)
			c.ml, c.rate = c.ml+b.ML-rate*float64(e.Tick), c.rate+rate
		}
	}
}

// At is how the patient is at a tick, which is none before an event that was seen;
// nil where the scenario states no vital signs.
func (c *Course) At(tick int64) *Signs {
	v := c.vitals
	if v == nil {
		return nil
	}
	lost := min(max(c.ml+c.rate*float64(tick), 0), bledOut*v.blood())
	share := lost / v.blood()
	return &Signs{
		HeartRate: max(along(rateAt, share, v.HeartRate), v.HeartRate),
		Systolic:  v.Systolic * along(systolicAt, share, 1), Diastolic: v.Diastolic * along(diastolicAt, share, 1),
		Saturation: v.Saturation, LostML: lost,
	}
}

// bledOut is the share of the blood at which our table ends.
const bledOut = 0.5

// How heart rate and pressure answer to the share of the blood that is lost: ATLS
// (as above; rates as in its 9th ed. 2012, table 3-1). Up to 15 % hardly anything
// is seen; up to 30 % the heart is faster and the pressures lie nearer together; up to
// 40 % the pressure falls; beyond it both are extreme. Between its classes we draw
// straight lines. Saturation stays: what is left of the blood is as red.
var (
	rateAt      = [][2]float64{{0.15, 100}, {0.30, 120}, {0.40, 140}, {0.50, 160}} // beats a minute
	systolicAt  = [][2]float64{{0.30, 1}, {0.40, 0.75}, {0.50, 0.5}}               // of what it was
	diastolicAt = [][2]float64{{0.15, 1}, {0.30, 1.1}, {0.40, 0.8}, {0.50, 0.5}}
)

// along is a polyline that begins at a value for 0.
func along(points [][2]float64, x, first float64) float64 {
	before := [2]float64{0, first}
	for _, p := range points {
		if x <= p[0] {
			return before[1] + (p[1]-before[1])*math.Max(x-before[0], 0)/(p[0]-before[0])
		}
		before = p
	}
	return before[1]
}
