package tissue

import (
	"math"
	"testing"
)

// TestHeldPlateBearsItsMotion: a plate is held at one corner, dropped, and turned about
// by the hand that holds it. What the hand feels is the change of momentum and the weight
// (Newton's second law), also where the plate turns far in one step.
func TestHeldPlateBearsItsMotion(t *testing.T) {
	const h, edge, dt = 2.0, 20, 0.01
	gravity := Vec{0, 0, -9810}
	m := grid(edge, edge, 1, h, Material{Name: "slab", Young: 20e3, Poisson: 0.4, Density: 1e-3})
	b := built(t, m, Settings{Gravity: gravity})
	var ties []Tie
	var from []Vec
	for i, p := range m.Rest {
		if p[0] <= 2*h && p[1] <= 2*h {
			ties = append(ties, Tie{Vertices: [4]int32{int32(i)}, Weights: [4]float32{1}, Tangent: 100})
			from = append(from, p)
		}
	}
	weight := 0.0 // N
	for _, m := range b.mass {
		weight -= float64(m) * float64(gravity[2]) / 1e6
	}
	before, worst := b.momentum(), 0.0
	for n := range 200 {
		turn := 1.2 * math.Sin(float64(n)*0.3) // rad about the corner
		for k, p := range from {
			x, z := float64(p[0]-h), float64(p[2])
			ties[k].Target = Vec{float32(h + x*math.Cos(turn) - z*math.Sin(turn)), p[1], float32(x*math.Sin(turn) + z*math.Cos(turn))}
		}
		if err := b.Step(dt, ties); err != nil {
			t.Fatal(err)
		}
		after := b.momentum()
		off := [3]float64{2: -weight} // N
		for c := range 3 {
			off[c] -= (after[c] - before[c]) / dt / 1e6
			for k := range ties {
				off[c] += float64(ties[k].Force[c])
			}
		}
		worst, before = max(worst, length(off)), after
	}
	t.Logf("the plate weighs %.4f N; the hand feels at most %.4f N that are not there", weight, worst)
	if worst > 0.2 {
		t.Errorf("the hand feels %.3f N that are not there; the plate weighs %.3f N", worst, weight)
	}
}

// momentum is in g·mm/s.
func (b *Body) momentum() (sum [3]float64) {
	for i, v := range b.v {
		for c := range 3 {
			sum[c] += float64(b.mass[i]) * float64(v[c])
		}
	}
	return sum
}
