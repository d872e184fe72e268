package motion

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// designedTrial is three reaches and a small correction, each of minimum jerk, on
// the RateHz grid.
func designedTrial() []mgl64.Vec3 {
	reach := func(length, duration, t float64) float64 {
		u := math.Min(1, math.Max(0, t/duration))
		return length * (10*math.Pow(u, 3) - 15*math.Pow(u, 4) + 6*math.Pow(u, 5))
	}
	p := make([]mgl64.Vec3, 701)
	for i := range p {
		t := float64(i) / RateHz
		p[i] = mgl64.Vec3{reach(120, 0.9, t-0.5) - reach(60, 0.7, t-2) + reach(5, 0.5, t-3.2), reach(40, 1.2, t-5), 0}
	}
	return p
}

// TestDesignedTrialAgainstReference measures a made trial of three reaches and
// a small correction, whole and reach by reach.
func TestDesignedTrialAgainstReference(t *testing.T) {
	type movement struct {
		Start, End int
		Length     float64
		SPARC      float64 `json:"sparc"`
		LDLJ       float64 `json:"ldlj_v"`
	}
	var reference struct {
		Trial struct {
			Movements  []movement
			Unrefined  []movement `json:"movements_unrefined_absolute_threshold"`
			WholeSPARC float64    `json:"whole_trial_sparc"`
			WholeLDLJ  float64    `json:"whole_trial_ldlj_v"`
			Path       float64
			SPARC      float64 `json:"median_sparc"`
			LDLJ       float64 `json:"median_ldlj_v"`
		} `json:"designed_trial"`
	}
	readReference(t, "kinematics_extra_expected.json", &reference)
	want := reference.Trial

	p := designedTrial()
	v := Velocity(p, RateHz)
	check := func(p, v []mgl64.Vec3, m movement) {
		t.Helper()
		near(t, "path", PathLength(p), m.Length, 1e-8)
		spectral, err := SPARC(Speed(v), RateHz, 10)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "SPARC", spectral.SPARC, m.SPARC, 1e-8)
		near(t, "LDLJ", ldlj(t)(JerkOfVelocity(v, RateHz)), m.LDLJ, 1e-8)
	}
	check(p, v, movement{Length: want.Path, SPARC: want.WholeSPARC, LDLJ: want.WholeLDLJ})
	var s Smoothness
	s.Add(Kinematics{P: p, Speed: Speed(v)}, 0)
	near(t, "median SPARC", Summarise(s.SPARC).Median, want.SPARC, 1e-8)
	near(t, "median LDLJ", Summarise(s.LDLJ).Median, want.LDLJ, 1e-8)
	for _, m := range append(want.Movements, want.Unrefined...) {
		check(p[m.Start:m.End+1], v[m.Start:m.End+1], m)
	}
}
