package scenarios

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// patient is of 5000 ml; what it loses is named by event and structure.
func patient() *Scenario {
	return &Scenario{Vitals: &Vitals{
		HeartRate: 72, Systolic: 120, Diastolic: 80, Saturation: 98,
		Bleeds: []Bleed{
			{Event: record.EventNoGo, Structure: "artery", ML: 100, MLPerMinute: 300},
			{Event: record.EventNoGo, ML: 10},
			{Event: record.EventTear, MLPerMinute: 60},
		},
	}}
}

// What is lost is what the scenario states, each time and from then on: sums by
// hand.
func TestBloodIsLostAsTheScenarioStates(t *testing.T) {
	const minute = 60 * record.TickHz
	c := patient().NewCourse()
	check := func(tick int64, want float64) {
		t.Helper()
		if got := c.At(tick).LostML; math.Abs(got-want) > 1e-6 {
			t.Errorf("at tick %d %g ml are lost, want %g", tick, got, want)
		}
	}
	check(0, 0)
	check(5*minute, 0)
	c.See(&record.Event{Tick: minute, Kind: record.EventNoGo, Structure: "vein"})
	c.See(&record.Event{Tick: minute, Kind: record.EventContact, Structure: "artery"})
	check(3*minute, 10)
	c.See(&record.Event{Tick: 3 * minute, Kind: record.EventNoGo, Structure: "artery"})
	check(3*minute, 120)
	check(4*minute, 420)
	c.See(&record.Event{Tick: 4 * minute, Kind: record.EventTear, Structure: "vein"})
	check(5*minute, 780)
	check(100*minute, 2500) // no more than half of all
	none := (&Scenario{}).NewCourse()
	none.See(&record.Event{Kind: record.EventTear})
	if none.At(0) != nil {
		t.Error("a scenario that states no vital signs has some")
	}
}

// Each class of haemorrhage of ATLS 2012, table 3-1, looks as it is printed there,
// for blood of 5000 ml.
func TestSignsFollowTheClassesOfHaemorrhage(t *testing.T) {
	for _, class := range []struct {
		ml                  float64
		slow, fast          float64 // heart rate
		normalPressure      bool
		narrowPulsePressure bool
	}{
		{0, 72, 72, true, false},
		{700, 72, 100, true, false},
		{1200, 100, 120, true, true},
		{1800, 120, 140, false, true},
		{2300, 140, 200, false, true},
	} {
		s := patient()
		s.Vitals.Bleeds = []Bleed{{Event: record.EventNoGo, ML: class.ml}}
		c := s.NewCourse()
		c.See(&record.Event{Kind: record.EventNoGo})
		got := c.At(0)
		if got.HeartRate < class.slow || got.HeartRate > class.fast {
			t.Errorf("%g ml: heart rate %.0f, want %g to %g", class.ml, got.HeartRate, class.slow, class.fast)
		}
		if (got.Systolic > 115) != class.normalPressure || (got.Systolic-got.Diastolic < 39.9) != class.narrowPulsePressure {
			t.Errorf("%g ml: pressure %.0f/%.0f", class.ml, got.Systolic, got.Diastolic)
		}
	}
}
