package tissue

// tetra is what stays the same of one tetrahedron while it deforms.
type tetra struct {
	v       [4]int32
	grad    [9]float32 // gradients of the shape functions of corners 1, 2, 3, 1/mm
	volume  float32    // of its matter at rest, mm³
	mu      float32    // Pa
	lambda  float32    // Pa, as it counts at present
	full    float32    // Pa, as the material has it
	damping float32    // s
	density float32    // g/mm³
	tear    float32    // strain; 0 never
	crushed bool       // inside out, or was and is nearly flat
	soft    bool       // was crushed when the step began
}

// newTetra measures a tetrahedron at rest, of which a share is matter.
func newTetra(rest []Vec, v [4]int32, m *Material, share float32) tetra {
	mu, lambda := m.lame()
	t := tetra{v: v, mu: float32(mu), lambda: float32(lambda), full: float32(lambda), damping: m.Damping, density: m.Density, tear: m.TearStrain}
	a := wide(rest[v[0]])
	p, q, r := sub3(wide(rest[v[1]]), a), sub3(wide(rest[v[2]]), a), sub3(wide(rest[v[3]]), a)
	six := dot3(cross3(p, q), r)
	t.volume = share * float32(six/6)
	for k, g := range [3][3]float64{cross3(q, r), cross3(r, p), cross3(p, q)} {
		for c := range 3 {
			t.grad[3*k+c] = float32(g[c] / six)
		}
	}
	return t
}
