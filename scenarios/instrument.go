package scenarios

import (
	"fmt"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Instrument is straight and rigid but for its jaws; a catheter comes on its stylet.
type Instrument struct {
	// Use names one of the library; what stands beside it counts instead of the
	// library's.
	Use      string  `yaml:"use,omitempty" json:"use,omitempty" jsonschema:"oneof_required=one of the library,description=an instrument of the library: drylab instrument list"`
	Name     string  `yaml:"name,omitempty" json:"name,omitempty"`
	Kind     string  `yaml:"kind,omitempty" json:"kind,omitempty" jsonschema:"oneof_required=described here,enum=needle,enum=catheter,enum=grasper,enum=scissors,enum=scalpel,enum=probe,enum=hook,enum=endoscope"`
	LengthMM float64 `yaml:"length_mm,omitempty" json:"length_mm,omitempty" jsonschema:"exclusiveMinimum=0,maximum=500"`
	RadiusMM float64 `yaml:"radius_mm,omitempty" json:"radius_mm,omitempty" jsonschema:"exclusiveMinimum=0,maximum=20"`
	// PivotMM is the depth down to which the inserted shaft can still be tilted.
	PivotMM float64 `yaml:"pivot_mm,omitempty" json:"pivot_mm,omitempty" jsonschema:"minimum=0"`
	// JawMM is the length of the jaws, from hinge to tip.
	JawMM float64 `yaml:"jaw_mm,omitempty" json:"jaw_mm,omitempty" jsonschema:"minimum=0,maximum=100,description=length of the jaws of a grasper or of scissors"`
	// JawDeg is the angle between the jaws when they are open.
	JawDeg float64 `yaml:"jaw_deg,omitempty" json:"jaw_deg,omitempty" jsonschema:"minimum=0,maximum=120,description=angle between the open jaws"`
	// Ratchet keeps the jaws closed until the hand opens them all the way.
	Ratchet bool `yaml:"ratchet,omitempty" json:"ratchet,omitempty"`
	// Trocar is the landmark that the shaft always passes.
	Trocar string `yaml:"trocar,omitempty" json:"trocar,omitempty" jsonschema:"description=landmark of the case where the trocar is; absent: the instrument is free"`
	// Hand holds it: 1 and 2, and 3 for the camera; absent: the hand of its place in
	// the list. Hands that several instruments name exchange one for the other.
	Hand int `yaml:"hand,omitempty" json:"hand,omitempty" jsonschema:"minimum=1,maximum=3,description=whose it is: 1 or 2 or 3 for the camera; default: its place in the list"`
	// OpticDeg and FieldDeg are an endoscope's.
	OpticDeg float64 `yaml:"optic_deg,omitempty" json:"optic_deg,omitempty" jsonschema:"minimum=0,maximum=90,description=how far an endoscope looks away from its axis"`
	FieldDeg float64 `yaml:"field_deg,omitempty" json:"field_deg,omitempty" jsonschema:"minimum=0,maximum=120,description=an endoscope's field of view from edge to edge"`
	// Upright and DistanceMM say how an endoscope should be held.
	Upright    []float64 `yaml:"upright,omitempty" json:"upright,omitempty" jsonschema:"minItems=3,maxItems=3,description=direction in the patient frame that should be up in an endoscope's picture"`
	DistanceMM []float64 `yaml:"distance_mm,omitempty" json:"distance_mm,omitempty" jsonschema:"minItems=2,maxItems=2,description=least and greatest distance from which an endoscope should look at the first instrument's tip"`
}

// rack is all instruments: first one for each hand, then those that hands can
// exchange them for.
func (s *Scenario) rack() []Instrument {
	if s.Instrument != nil {
		return []Instrument{*s.Instrument}
	}
	return s.Instruments
}

// hands is how many there are, the camera's included.
func (s *Scenario) hands() int {
	hands := 0
	for i, one := range s.rack() {
		hands = max(hands, one.hand(i)+1)
	}
	return hands
}

// holds tells whether there is such an instrument, asked with its hand, from 0.
func (s *Scenario) holds(such func(i *Instrument, hand int) bool) bool {
	rack := s.rack()
	for i := range rack {
		if such(&rack[i], rack[i].hand(i)) {
			return true
		}
	}
	return false
}

// hand is whose the instrument at that place of the rack is, counted from 0.
func (i *Instrument) hand(place int) int {
	if i.Hand > 0 {
		return i.Hand - 1
	}
	return place
}

// fill takes from the library what an instrument that names one of it leaves open.
// An unknown name stays, for the problems to tell.
func (i *Instrument) fill() {
	if i.Use == "" {
		return
	}
	model, err := assets.BuiltinInstrument(i.Use)
	if err != nil {
		return
	}
	for _, field := range []struct {
		own    *float64
		models float64
	}{
		{&i.LengthMM, model.LengthMM}, {&i.RadiusMM, model.RadiusMM}, {&i.JawMM, model.JawMM},
		{&i.JawDeg, model.JawDeg}, {&i.OpticDeg, model.OpticDeg}, {&i.FieldDeg, model.FieldDeg},
	} {
		if *field.own == 0 {
			*field.own = field.models
		}
	}
	if i.Kind == "" {
		i.Kind = model.Kind
	}
	if i.Name == "" {
		i.Name = model.Title
	}
	i.Ratchet = i.Ratchet || model.Ratchet
}

// tools are the instruments as the world and the recording know them.
func (s *Scenario) tools(c *anatomy.Case) []record.Tool {
	var tools []record.Tool
	for _, i := range s.rack() {
		t := record.Tool{
			Name: i.Name, Kind: i.Kind, LengthMM: i.LengthMM, RadiusMM: i.RadiusMM, JawMM: i.JawMM, JawDeg: i.JawDeg,
			Ratchet: i.Ratchet, Hand: i.Hand, Model: i.Use, OpticDeg: i.OpticDeg, FieldDeg: i.FieldDeg,
		}
		if i.Upright != nil {
			t.Upright = mgl64.Vec3(i.Upright)
		}
		if i.DistanceMM != nil {
			t.DistanceMM = [2]float64(i.DistanceMM)
		}
		if trocar, ok := c.Landmark(i.Trocar); ok {
			t.Trocar = &trocar
		}
		tools = append(tools, t)
	}
	return tools
}

// mostHands is how many there are: those of one person, and the camera's.
const mostHands = 3

func (s *Scenario) instrumentProblems(f *faults) {
	switch {
	case s.Instrument != nil && s.Instruments != nil:
		f.add("instruments", "a scenario has either an instrument or instruments, a list for two hands; leave one out")
	case s.Instrument != nil:
		s.Instrument.problems(f, "instrument")
	case len(s.Instruments) == 0:
		f.add("instrument", "a scenario needs an instrument, or instruments, a list for two hands")
	}
	f.unless(len(s.Instruments) <= record.MaxTools, "instruments", "%d instruments; at most %d can be recorded", len(s.Instruments), record.MaxTools)
	names := map[string]bool{}
	for i := range s.Instruments {
		at, one := fmt.Sprintf("instruments[%d]", i), &s.Instruments[i]
		one.problems(f, at)
		hand := one.hand(i)
		f.unless(hand >= 0 && hand < mostHands && (hand < mostHands-1 || one.Kind == record.KindEndoscope), at,
			"there are 2 hands, and a third for an endoscope; say hand: 1 or hand: 2 where they exchange one instrument for another")
		f.unless(i > 0 || hand == 0, at+".hand", "the first instrument, which is scored, is in hand 1")
		f.unless(!names[one.Name], at+".name", "two instruments need two names")
		names[one.Name] = true
		f.unless(i == 0 || one.PivotMM == 0, at+".pivot_mm", "only the first instrument is held by an entry; leave pivot_mm out")
	}
}

func (i *Instrument) problems(f *faults, at string) {
	if i.Use != "" && !slices.Contains(assets.Instruments(), i.Use) {
		f.add(at+".use", "the library has no instrument %q; it has %v", i.Use, assets.Instruments())
		return
	}
	f.unless(i.Name != "", at+".name", "the instrument needs a name")
	f.unless(within(i.LengthMM, 0, 500), at+".length_mm", "length_mm must lie above 0 and at most 500")
	f.unless(within(i.RadiusMM, 0, 20), at+".radius_mm", "radius_mm must lie above 0 and at most 20")
	f.unless(finite(i.PivotMM) && i.PivotMM >= 0, at+".pivot_mm", "pivot_mm must be 0 or more")
	f.unless(i.Trocar == "" || i.PivotMM == 0, at+".trocar", "a trocar holds the shaft already; leave pivot_mm out")
	i.kindProblems(f, at)
	if i.Kind != record.KindEndoscope {
		f.unless(i.OpticDeg == 0 && i.FieldDeg == 0 && i.Upright == nil && i.DistanceMM == nil, at+".kind",
			"only an endoscope looks; leave optic_deg, field_deg, upright and distance_mm out")
		return
	}
	f.unless(i.Upright == nil || len(i.Upright) == 3 && within(mgl64.Vec3(i.Upright).Len(), 0, 1e6), at+".upright", "upright must be a direction of three numbers, as [0, -1, 0]")
	d := i.DistanceMM
	f.unless(d == nil || len(d) == 2 && finite(d[0]) && d[0] >= 0 && within(d[1], d[0], 1000), at+".distance_mm", "distance_mm must be two distances, the shorter one first, at most 1000")
	f.unless(within(i.FieldDeg, 0, 120), at+".field_deg", "an endoscope needs field_deg, what it sees from edge to edge, above 0 and at most 120")
	f.unless(finite(i.OpticDeg) && i.OpticDeg >= 0 && i.OpticDeg <= 90, at+".optic_deg", "optic_deg must lie between 0 and 90")
}

func (i *Instrument) kindProblems(f *faults, at string) {
	place := func(key string, value float64) string {
		if value == 0 {
			return at + ".kind" // it is missing; the kind wants it
		}
		return at + "." + key
	}
	switch {
	case slices.Contains(record.KindsWithJaws(), i.Kind):
		f.unless(within(i.JawMM, 0, min(100, i.LengthMM)), place("jaw_mm", i.JawMM), "a %s needs jaw_mm, the length of its jaws, above 0 and at most 100 and the instrument's length", i.Kind)
		f.unless(within(i.JawDeg, 0, 120), place("jaw_deg", i.JawDeg), "a %s needs jaw_deg, the angle between its open jaws, above 0 and at most 120", i.Kind)
	case slices.Contains(record.KindsWithoutJaws(), i.Kind):
		f.unless(i.JawMM == 0 && i.JawDeg == 0, at+".jaw_mm", "a %s has no jaws; leave jaw_mm and jaw_deg out", i.Kind)
		f.unless(!i.Ratchet, at+".ratchet", "a %s has no jaws that a ratchet could hold", i.Kind)
	default:
		f.add(at+".kind", "unknown kind of instrument %q; known are %v", i.Kind, record.Kinds())
	}
}
