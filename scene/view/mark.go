package view

import "github.com/go-gl/mathgl/mgl64"

// uniforms are the values that ink a mark; those of none ink nothing.
func (m *Mark) uniforms() []float32 {
	values := make([]float32, 16)
	if m == nil || m.RadiusMM <= 0 || m.Normal.Len() == 0 {
		return values
	}
	put := func(at int, v mgl64.Vec3, w float64) {
		values[at], values[at+1], values[at+2], values[at+3] = float32(v[0]), float32(v[1]), float32(v[2]), float32(w)
	}
	normal := m.Normal.Normalize()
	put(0, m.Centre, m.RadiusMM)
	put(4, normal, 0)
	if m.From == nil {
		return values
	}
	spoke := m.From.Sub(m.Centre)
	if spoke = spoke.Sub(normal.Mul(spoke.Dot(normal))); spoke.Len() > m.RadiusMM {
		on := m.Centre.Add(spoke.Normalize().Mul(m.RadiusMM))
		put(8, m.Centre.Add(spoke), 1)
		put(12, on.Sub(m.Centre.Add(spoke)), 0)
	}
	return values
}
