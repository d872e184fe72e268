package tissue

import (
	"math"
	"slices"
	"testing"
)

// TestNoStiffnessIsForgotten: a search along a solution evaluates elements where it
// leads too far, and again nearer by, before rows are assembled once. What the rows
// hold is what all elements together come to.
func TestNoStiffnessIsForgotten(t *testing.T) {
	for name, m := range map[string]Mesh{"tetrahedra": grid(3, 2, 2, 5, jelly), "membrane": cloth(4)} {
		t.Run(name, func(t *testing.T) { forgetsNoStiffness(t, m) })
	}
}

func forgetsNoStiffness(t *testing.T, m Mesh) {
	b := built(t, m, Settings{})
	b.dt = 0.01
	turned := func(angle float64) {
		s, c := float32(math.Sin(angle)), float32(math.Cos(angle))
		for i := range b.u {
			p := m.Rest[b.name[i]]
			b.u[i] = Vec{c*p[0] - s*p[1] - p[0], s*p[0] + c*p[1] - p[1], 0}
		}
		b.elements(0)
	}
	turned(0)
	b.assemble(0, true)
	b.assembled(0)
	b.needed = false
	before := slices.Clone(b.matrix.values)
	turned(0.06) // beyond what stiffness is kept for
	turned(0.05) // hardly away from there
	b.assemble(0, false)
	if slices.Equal(b.matrix.values, before) {
		t.Fatal("the rows are as they were")
	}
	held := slices.Clone(b.matrix.values)
	b.assemble(0, true)
	if !slices.Equal(held, b.matrix.values) {
		t.Error("the rows have another stiffness than their elements")
	}
}
