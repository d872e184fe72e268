package tissue

import (
	"math"
	"testing"
)

// sled is a block on a floor of contact ties, one under each vertex of its
// underside.
func sled(t *testing.T, gravity Vec, friction float32) (*Body, []Tie) {
	m := grid(3, 3, 2, 10, Material{Name: "rubber", Young: 100e3, Poisson: 0.3, Density: 1e-3, Damping: 0.01})
	b := built(t, m, Settings{Gravity: gravity})
	var ties []Tie
	for i, p := range m.Rest {
		if p[2] == 0 {
			ties = append(ties, Tie{
				Vertices: [4]int32{int32(i)}, Weights: [4]float32{1}, Target: p, Normal: Vec{0, 0, 1},
				Stiffness: 1, OneSided: true, Tangent: 1, Friction: friction,
			})
		}
	}
	return b, ties
}

// slide makes one step; the anchor of a tie that slipped follows.
func slide(t *testing.T, b *Body, ties []Tie) (sum Vec) {
	if err := b.Step(1.0/60, ties); err != nil {
		t.Fatal(err)
	}
	for n := range ties {
		for c := range 3 {
			sum[c] += ties[n].Force[c]
			ties[n].Target[c] += ties[n].Slip[c]
		}
	}
	return sum
}

// TestContactForceIsTheWeight and does not pull a body that leaves.
func TestContactForceIsTheWeight(t *testing.T) {
	b, ties := sled(t, Vec{0, 0, -9810}, 0.5)
	var sum Vec
	for range 200 {
		sum = slide(t, b, ties)
	}
	weight := 30 * 30 * 20 * 1e-3 * 9810 / 1e6
	if math.Abs(float64(sum[2])/weight-1) > 1e-3 || math.Abs(float64(sum[0])) > 1e-3*weight {
		t.Errorf("the floor pushes with %v N, the weight is %.4f N", sum, weight)
	}
	for i := range b.Vertices() {
		b.Place(i, b.At(i), Vec{0, 0, 500})
	}
	for range 5 {
		sum = slide(t, b, ties)
	}
	if sum != (Vec{}) {
		t.Errorf("the floor holds the leaving body with %v N", sum)
	}
}

// TestFrictionHoldsUpToItsAngle: on a slope a block stays where tan α < µ and
// slides with g(sin α − µ cos α) where it is steeper (Coulomb).
func TestFrictionHoldsUpToItsAngle(t *testing.T) {
	for _, c := range []struct{ slope, friction float64 }{{0.3, 0.5}, {0.5, 0.3}} {
		alpha := math.Atan(c.slope)
		b, ties := sled(t, Vec{float32(9810 * math.Sin(alpha)), 0, float32(-9810 * math.Cos(alpha))}, float32(c.friction))
		for range 10 {
			slide(t, b, ties)
		}
		before := b.Velocity(0)[0]
		for range 30 {
			slide(t, b, ties)
		}
		got := float64(b.Velocity(0)[0]-before) / 0.5
		want := math.Max(0, 9810*(math.Sin(alpha)-c.friction*math.Cos(alpha)))
		if math.Abs(got-want) > 0.03*9810*math.Sin(alpha) {
			t.Errorf("slope %.1f, friction %.1f: acceleration %.0f mm/s², Coulomb %.0f", c.slope, c.friction, got, want)
		}
	}
}

// TestGraspForce: a jaw that holds a point in the middle of a face and lifts
// the block carries its weight; the force is the same whether the grip is soft
// or very stiff, and a grip with a limit slips.
func TestGraspForce(t *testing.T) {
	weight := 40 * 40 * 40 * 1e-3 * 9810 / 1e6
	for _, grip := range []struct{ stiff, limit float32 }{{0.5, 0}, {500, 0}, {5, float32(weight / 2)}} {
		m := grid(4, 4, 4, 10, Material{Name: "liver", Young: 10e3, Poisson: 0.45, Density: 1e-3, Damping: 0.02})
		b := built(t, m, Settings{Gravity: Vec{0, 0, -9810}})
		top := int32(2 + 5*(2+5*4))
		ties := []Tie{{
			Vertices: [4]int32{top, top + 1, top + 5}, Weights: [4]float32{0.6, 0.2, 0.2},
			Target: Vec{22, 22, 60}, Tangent: grip.stiff, Grip: grip.limit,
		}}
		for range 400 {
			if err := b.Step(1.0/60, ties); err != nil {
				t.Fatal(err)
			}
		}
		force := float64(ties[0].Force[2])
		if grip.limit > 0 {
			if ties[0].Slip == (Vec{}) || math.Abs(length(wide(ties[0].Force))/float64(grip.limit)-1) > 1e-4 {
				t.Errorf("a grip of %.3f N gives %v N, slipped %v", grip.limit, ties[0].Force, ties[0].Slip)
			}
		} else if math.Abs(force/weight-1) > 0.01 || ties[0].Slip != (Vec{}) {
			t.Errorf("stiffness %g N/mm: lifts with %.4f N, the weight is %.4f N", grip.stiff, force, weight)
		}
	}
}

// TestTensionTest: a bar drawn by 5 % with ties gives E·A·ε, and is torn
// everywhere when its material holds less, nowhere when it holds more.
func TestTensionTest(t *testing.T) {
	for _, tear := range []float32{0.045, 0.055} {
		m := grid(8, 2, 2, 10, Material{Name: "bar", Young: 50e3, Density: 1e-3, TearStrain: tear, Damping: 0.02})
		m.clampWhere(func(p Vec) bool { return p[0] == 0 })
		b := built(t, m, Settings{Iterations: 200, Tolerance: 1e-4})
		var ties []Tie
		for i, p := range m.Rest {
			if p[0] == 80 {
				ties = append(ties, Tie{Vertices: [4]int32{int32(i)}, Weights: [4]float32{1}, Target: Vec{84, p[1], p[2]}, Tangent: 1e3})
			}
		}
		var drawn float64
		for range 100 {
			if err := b.Step(1.0/60, ties); err != nil {
				t.Fatal(err)
			}
			drawn = 0
			for n := range ties {
				drawn += float64(ties[n].Force[0])
			}
		}
		if want := 50e3 * 400 * 0.05 / 1e6; math.Abs(drawn/want-1) > 0.005 {
			t.Errorf("drawn with %.4f N, E·A·ε is %.4f N", drawn, want)
		}
		var tears Tears
		b.Torn(&tears)
		if want := map[float32]int{0.045: len(m.Tets), 0.055: 0}[tear]; len(tears.Tets) != want {
			t.Errorf("tear strain %g: %d of %d elements torn, want %d", tear, len(tears.Tets), len(m.Tets), want)
		}
	}
}
