package tracking

import (
	"math"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// resting holds still for 200 s, so that only the tremor moves.
const resting = "  - {at: target, hold_s: 200}\n"

func displacements(t *testing.T, tremor Tremor, seed uint64) []mgl64.Vec3 {
	t.Helper()
	s := load(t, resting)
	s.Tremor = tremor
	var moved []mgl64.Vec3
	for _, in := range perform(t, s, testContext(), seed) {
		moved = append(moved, in.Hands[0].Pose.Tip.Sub(testPlan().Target))
	}
	return moved
}

// Sines of different frequency are orthogonal up to 1/(observation·difference of
// frequency): with 200 s and, on average, 0.4 Hz apart, 2 % covers neighbours
// that fall fifty times closer.
func TestTremorHasItsRMS(t *testing.T) {
	for seed := range uint64(4) {
		for _, want := range []Tremor{{0.15, 9}, {0.8, 8}, {2, 12}} {
			square, mean := 0.0, mgl64.Vec3{}
			moved := displacements(t, want, seed)
			for _, d := range moved {
				square += d.Dot(d)
				mean = mean.Add(d)
			}
			n := float64(len(moved))
			near(t, "rms of the tremor", math.Sqrt(square/n), want.RMSMM, 0.02*want.RMSMM)
			near(t, "mean of the tremor", mean.Len()/n, 0, 0.005*want.RMSMM)
		}
	}
}

// Each direction's tremor crosses zero twice per period, so about 2·9 times a second.
func TestTremorHasItsFrequency(t *testing.T) {
	moved := displacements(t, Tremor{RMSMM: 1, Hz: 9}, 3)
	for direction := range 3 {
		crossings := 0
		for i := 1; i < len(moved); i++ {
			if moved[i-1][direction] < 0 != (moved[i][direction] < 0) {
				crossings++
			}
		}
		// The band is 7.2 to 10.8 Hz, and its crossing rate is the rms frequency, within 9.0 to 9.2.
		near(t, "frequency", float64(crossings)/2/200, 9.1, 0.3)
	}
}

func TestSameSeedSameBits(t *testing.T) {
	s, err := Builtin("", "clumsy")
	if err != nil {
		t.Fatal(err)
	}
	first, second := perform(t, s, testContext(), 42), perform(t, s, testContext(), 42)
	if !slices.EqualFunc(first, second, same) {
		t.Error("the same seed gave different inputs")
	}
}

func TestAnotherSeedChangesTheTremorOnly(t *testing.T) {
	s, err := Builtin("", "clumsy")
	if err != nil {
		t.Fatal(err)
	}
	first, second := perform(t, s, testContext(), 1), perform(t, s, testContext(), 2)
	s.Tremor = Tremor{}
	still := perform(t, s, testContext(), 1)
	if len(first) != len(second) || len(first) != len(still) {
		t.Fatalf("%d, %d and %d ticks", len(first), len(second), len(still))
	}
	moved := 0
	for i := range first {
		if first[i].Hands[0].Pose.Tip != second[i].Hands[0].Pose.Tip {
			moved++
		}
		// Eight sines of amplitude rms·√(2/24) in three directions reach at most 4 rms.
		near(t, "distance from the still hand", first[i].Hands[0].Pose.Tip.Sub(still[i].Hands[0].Pose.Tip).Len(), 0, 4*0.8)
		first[i].Hands[0].Pose.Tip, second[i].Hands[0].Pose.Tip = still[i].Hands[0].Pose.Tip, still[i].Hands[0].Pose.Tip
	}
	if moved != len(first) {
		t.Errorf("only %d of %d tips differ", moved, len(first))
	}
	if !slices.EqualFunc(first, still, same) || !slices.EqualFunc(second, still, same) {
		t.Error("the seed changes more than the tips")
	}
	// the script's own seed counts as well
	s.Tremor, s.Seed = Tremor{RMSMM: 1, Hz: 9}, 1
	one := perform(t, s, testContext(), 1)
	s.Seed = 2
	if slices.EqualFunc(one, perform(t, s, testContext(), 1), same) {
		t.Error("the script's seed changes nothing")
	}
}

// The first outputs for seed 1234567, as published with the reference code at
// https://prng.di.unimi.it/splitmix64.c and in Rosetta Code's task.
func TestSplitMix64(t *testing.T) {
	random := splitmix{state: 1234567}
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := random.next(); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}
