package anatomy

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func TestRegistrationAgainstScipy(t *testing.T) {
	data, err := os.ReadFile("../../shared/scoring_ref/precision_expected.json")
	if err != nil {
		t.Skipf("no reference values here: %v", err)
	}
	var all struct {
		Registration struct {
			Src, Dst    []mgl64.Vec3
			Quat        []float64 `json:"quat_wxyz"`
			Translation mgl64.Vec3
			FRE         float64 `json:"fre_rms"`
			Target      mgl64.Vec3
			True        mgl64.Vec3 `json:"target_true"`
			TRE         float64    `json:"tre"`
		}
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	want := all.Registration
	got, err := Register(want.Src, want.Dst)
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-8*math.Max(1, math.Abs(want)) {
			t.Errorf("%s = %.15g, want %.15g", what, got, want)
		}
	}
	for i, x := range []float64{got.Turn.W, got.Turn.V[0], got.Turn.V[1], got.Turn.V[2]} {
		near("quaternion", x, want.Quat[i])
	}
	for axis := range 3 {
		near("shift", got.Shift[axis], want.Translation[axis])
	}
	near("FRE", got.FRE, want.FRE)
	near("TRE", got.Error(want.Target, want.True), want.TRE)
}

func TestPointsThatFixNoRegistration(t *testing.T) {
	for _, points := range [][]mgl64.Vec3{nil, {{0, 0, 0}, {1, 0, 0}}, {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}} {
		if _, err := Register(points, points); err == nil {
			t.Errorf("%v fix a registration", points)
		}
		if e, err := (Registration{FRE: 1}).TargetError(points, mgl64.Vec3{9, 9, 9}); err == nil {
			t.Errorf("%v promise an error of %v mm", points, e)
		}
	}
}

// TestExpectedTargetError: with errors thrown at the points many times, the error
// at the target has the root of the mean square that was foretold from the true one
// of the points.
func TestExpectedTargetError(t *testing.T) {
	points := []mgl64.Vec3{{0, 0, 0}, {120, 10, 0}, {20, 90, 10}, {60, 40, 70}}
	target := mgl64.Vec3{80, -60, 40}
	const each, rounds = 0.6, 4000 // mm, SD of an axis
	random := rand.New(rand.NewPCG(1, 2))
	var squares, foretold float64
	for range rounds {
		from := make([]mgl64.Vec3, len(points))
		for i, p := range points {
			from[i] = p.Add(mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}.Mul(each))
		}
		r, err := Register(from, points)
		if err != nil {
			t.Fatal(err)
		}
		squares += math.Pow(r.Error(target, target), 2) / rounds
		e, err := r.TargetError(points, target)
		if err != nil {
			t.Fatal(err)
		}
		foretold += e * e / rounds
	}
	// Both are means over 4000 rounds; theory is of first order in the errors.
	if ratio := math.Sqrt(foretold / squares); math.Abs(ratio-1) > 0.03 {
		t.Errorf("foretold %.4f mm, found %.4f mm", math.Sqrt(foretold), math.Sqrt(squares))
	}
}
