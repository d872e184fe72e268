package tracking

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// testPlan is 60 mm long and oblique, like a drain from Kocher's point.
func testPlan() record.Plan {
	entry := mgl64.Vec3{28, -35, 71}
	return record.Plan{Entry: entry, Target: entry.Add(mgl64.Vec3{-20, 10, -50}.Normalize().Mul(60))}
}

func testContext() Context {
	plan := testPlan()
	middle := plan.Entry.Add(plan.Target).Mul(0.5)
	return Context{Plan: plan, Points: map[string]mgl64.Vec3{"injure": middle.Add(mgl64.Vec3{5, 3, -1})}}
}

// straightPlan makes closed forms readable: the axis is -Z, U is +X, V is -Y.
func straightPlan() Context {
	return Context{Plan: record.Plan{Entry: mgl64.Vec3{0, 0, 100}, Target: mgl64.Vec3{0, 0, 40}}}
}

func load(t testing.TB, vias string) *Script {
	t.Helper()
	s, err := Load(strings.NewReader("schema: drylab.script/1\nname: test\nvia:\n" + vias))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func perform(t testing.TB, s *Script, c Context, seed uint64) []record.Input {
	t.Helper()
	source, err := s.Source(c, seed)
	if err != nil {
		t.Fatal(err)
	}
	return all(source)
}

// all asks a source for every tick up to its end.
func all(source Source) []record.Input {
	var inputs []record.Input
	for tick := int64(0); ; tick++ {
		in, ok := source.Next(tick)
		if !ok {
			return inputs
		}
		in.Hands = slices.Clone(in.Hands)
		inputs = append(inputs, in)
	}
}

// same tells whether two inputs are equal bit for bit, but for the sign of zero.
func same(a, b record.Input) bool {
	return a.Tick == b.Tick && a.Confirm == b.Confirm && slices.Equal(a.Hands, b.Hands)
}

// shaft is the direction from handle to tip.
func shaft(in record.Input) mgl64.Vec3 {
	return in.Hands[0].Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
}

func degreesBetween(a, b mgl64.Vec3) float64 {
	return mgl64.RadToDeg(math.Atan2(a.Cross(b).Len(), a.Dot(b)))
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v ± %v", what, got, want, tolerance)
	}
}

func nearVector(t *testing.T, what string, got, want mgl64.Vec3) {
	t.Helper()
	if !(got.Sub(want).Len() <= 1e-9) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
