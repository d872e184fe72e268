package tracking

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

func builtin(t testing.TB, name string) *Script {
	t.Helper()
	s, err := Builtin("", name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBuiltinNamesAreTheScripts(t *testing.T) {
	want := []string{"clumsy", "demonstrator", "injures-vessel"}
	if got := BuiltinNames(""); !slices.Equal(got, want) {
		t.Fatalf("built-in scripts are %v, want %v", got, want)
	}
	for _, name := range want {
		if got := builtin(t, name).Name; got != name {
			t.Errorf("script %s calls itself %s", name, got)
		}
	}
	_, err := Builtin("", "surgeon")
	if err == nil || !strings.Contains(err.Error(), `no built-in script "surgeon" for this scenario; there are clumsy, demonstrator, injures-vessel`) {
		t.Errorf("error is %v", err)
	}
}

// TestScenariosWithScriptsOfTheirOwn: three each, none of them a needle's.
func TestScenariosWithScriptsOfTheirOwn(t *testing.T) {
	for scenario, harm := range map[string]string{"grasp-and-retract": "tears", "precision-cut": "cuts-across"} {
		names := BuiltinNames(scenario)
		if len(names) != 3 || !slices.Contains(names, harm) || !slices.Contains(names, "clumsy") || !slices.Contains(names, "demonstrator") {
			t.Errorf("%s has the scripts %v", scenario, names)
		}
		for _, name := range names {
			s, err := Builtin(scenario, name)
			if err != nil || s.Name != name || s.Hands() != 2 {
				t.Errorf("%s/%s: %+v, %v", scenario, name, s, err)
			}
		}
	}
	if _, err := Builtin("precision-cut", "injures-vessel"); err == nil {
		t.Error("a needle's script performs the cut")
	}
}

// plans are the directions and depths that scenarios have: steep and flat, from
// every side, shallow and deep.
func plans() []record.Plan {
	var plans []record.Plan
	for _, direction := range []mgl64.Vec3{{0, 0, -1}, {-1, 0, 0}, {1, 0.01, 0}, {0, 1, 0}, {0, 0, 1}, {-20, 10, -50}, {0.9, 0.3, -0.3}} {
		for _, depth := range []float64{25, 60, 95} {
			entry := mgl64.Vec3{30, -40, 70}
			plans = append(plans, record.Plan{Entry: entry, Target: entry.Add(direction.Normalize().Mul(depth))})
		}
	}
	return plans
}

// lateral is how far a point is from the planned axis, and how deep along it.
func lateral(p record.Plan, point mgl64.Vec3) (beside, along float64) {
	axis := p.Target.Sub(p.Entry).Normalize()
	off := point.Sub(p.Entry)
	along = off.Dot(axis)
	return off.Sub(axis.Mul(along)).Len(), along
}

// last is the pose at which the final position is confirmed.
func last(t *testing.T, inputs []record.Input) record.Input {
	t.Helper()
	in := inputs[len(inputs)-1]
	if !in.Confirm || !in.Hands[0].StyletOut || !in.Hands[0].Valid {
		t.Fatalf("the attempt ends with %+v", in)
	}
	return in
}

func TestDemonstratorEndsAtTheTargetInOnePass(t *testing.T) {
	for _, plan := range plans() {
		inputs := perform(t, builtin(t, "demonstrator"), Context{Plan: plan}, 9)
		near(t, "distance to the target", last(t, inputs).Hands[0].Pose.Tip.Sub(plan.Target).Len(), 0, 4*0.15)
		deepest := -1000.0
		for _, in := range inputs {
			beside, along := lateral(plan, in.Hands[0].Pose.Tip)
			if along > -0.5 && beside > 0.5+4*0.15 {
				t.Fatalf("tick %d: %v mm beside the plan", in.Tick, beside)
			}
			if along < deepest-2*4*0.15 {
				t.Fatalf("tick %d: withdraws from %v to %v mm", in.Tick, deepest, along)
			}
			deepest = max(deepest, along)
		}
	}
}

func TestClumsyEntersBesideWithdrawsAndEndsBeside(t *testing.T) {
	for _, plan := range plans() {
		s := builtin(t, "clumsy")
		s.Tremor.RMSMM = 0 // the limits below are of the hand's intent
		inputs := perform(t, s, Context{Plan: plan}, 9)
		near(t, "distance to the target", last(t, inputs).Hands[0].Pose.Tip.Sub(plan.Target).Len(), 9, 1e-9)
		deepest, withdrawn, again, entered := -1000.0, 0.0, 0.0, false
		for _, in := range inputs {
			beside, along := lateral(plan, in.Hands[0].Pose.Tip)
			if !entered && along > -1e-9 {
				entered = true
				near(t, "entry beside the plan", beside, 8, 0.1)
				near(t, "tilt at entry", degreesBetween(shaft(in), plan.Target.Sub(plan.Entry)), 5, 0.5)
			}
			deepest = max(deepest, along)
			withdrawn = max(withdrawn, deepest-along)
			if withdrawn > 11 {
				again = max(again, along-(deepest-withdrawn))
			}
		}
		near(t, "withdrawal", withdrawn, 12, 1e-6)
		if !(again > 5) {
			t.Errorf("advances %v mm after the withdrawal", again)
		}
	}
}

func TestInjuresVesselPassesThroughItsPointToTheTarget(t *testing.T) {
	for _, plan := range plans() {
		beside := plan.Target.Sub(plan.Entry).Cross(mgl64.Vec3{1, 2, 3}).Normalize().Mul(4)
		point := plan.Entry.Add(plan.Target).Mul(0.5).Add(beside)
		context := Context{Plan: plan, Points: map[string]mgl64.Vec3{"injure": point}}
		s := builtin(t, "injures-vessel")
		s.Tremor.RMSMM = 0
		inputs := perform(t, s, context, 9)
		nearest := 1000.0
		for _, in := range inputs {
			nearest = min(nearest, in.Hands[0].Pose.Tip.Sub(point).Len())
		}
		near(t, "nearest approach to the point", nearest, 0, 1e-9)
		near(t, "distance to the target", last(t, inputs).Hands[0].Pose.Tip.Sub(plan.Target).Len(), 0, 1e-9)
	}
	if _, err := builtin(t, "injures-vessel").Source(Context{Plan: testPlan()}, 0); err == nil {
		t.Error("without a point to injure the script must not start")
	}
}

func TestNextDoesNotAllocateOrDependOnOrder(t *testing.T) {
	source, err := builtin(t, "clumsy").Source(testContext(), 3)
	if err != nil {
		t.Fatal(err)
	}
	inputs := all(source)
	for tick := len(inputs) - 1; tick >= 0; tick-- {
		if in, ok := source.Next(int64(tick)); !ok || !same(in, inputs[tick]) {
			t.Fatalf("tick %d differs when asked backwards", tick)
		}
	}
	for _, tick := range []int64{-1, int64(len(inputs)), 1 << 60} {
		if _, ok := source.Next(tick); ok {
			t.Errorf("tick %d is outside the script", tick)
		}
	}
	for name, source := range map[string]Source{"script": source, "replay": Replay(&record.Recording{Inputs: inputs})} {
		tick := int64(0)
		if n := testing.AllocsPerRun(1000, func() { source.Next(tick); tick++ }); n != 0 {
			t.Errorf("%s: %v allocations per tick", name, n)
		}
	}
}

// Speeds and turning stay those of a hand: no jump anywhere in a built-in script.
func TestBuiltinScriptsMoveWithoutJumps(t *testing.T) {
	for _, name := range BuiltinNames("") {
		s := builtin(t, name)
		s.Tremor.RMSMM = 0
		fastest := 0.0
		for _, v := range s.Via {
			fastest = max(fastest, v.Speed)
		}
		for _, plan := range plans() {
			point := plan.Entry.Add(plan.Target).Mul(0.5).Add(mgl64.Vec3{2, 3, 4})
			inputs := perform(t, s, Context{Plan: plan, Points: map[string]mgl64.Vec3{"injure": point}}, 0)
			for i := 1; i < len(inputs); i++ {
				a, b := inputs[i-1].Hands[0].Pose, inputs[i].Hands[0].Pose
				if step := b.Tip.Sub(a.Tip).Len() * record.TickHz; step > 1.876*fastest {
					t.Fatalf("%s: %v mm/s at tick %d", name, step, i)
				}
				turn := mgl64.RadToDeg(turnBetween(a.Orientation, b.Orientation)) * record.TickHz
				if turn > 1.876*turnDegreesPerSecond || a.Orientation.Dot(b.Orientation) < 0.99 {
					t.Fatalf("%s: %v°/s at tick %d", name, turn, i)
				}
			}
		}
	}
}

func BenchmarkNext(b *testing.B) {
	source, err := builtin(b, "clumsy").Source(testContext(), 3)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	tick := int64(0)
	for b.Loop() {
		source.Next(tick % 5000)
		tick++
	}
}
