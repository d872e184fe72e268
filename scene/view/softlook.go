package view

import "github.com/go-gl/mathgl/mgl64"

// softLook is what tissue that yields shows beside its tissueLook.
type softLook struct {
	inside    [3]float32 // what a cut lays open, linear, and
	insideMix float32    // how much of that colour it has; the rest is the outside's
	wetInside float32
	pale      [3]float32 // without blood, linear, and
	paleMix   float32    // how much of that colour it takes where it is stretched most
	threads   float32    // of a cloth, per mm; 0 for tissue
}

// softLookOf is the look of a material as tissue.Table names it; one that is
// unknown is flesh.
func softLookOf(material string) (tissueLook, softLook) {
	flesh := softLook{[3]float32{0.36, 0.012, 0.012}, 0.8, 1, [3]float32{0.80, 0.52, 0.40}, 0.45, 0}
	switch material {
	case "gauze":
		return tissueLook{1, [3]float32{0.80, 0.78, 0.72}, 0.40, 0.80, 0.01, 0.85, 0.02, 0.10, 0, 0.06},
			softLook{[3]float32{0.85, 0.85, 0.82}, 0.5, 0.02, [3]float32{}, 0, 0.8}
	case "rubber", "silicone":
		return tissueLook{1, [3]float32{0.55, 0.45, 0.35}, 0.25, 0.20, 0.01, 0.50, 0.30, 0.18, 0, 0.05},
			softLook{[3]float32{0.60, 0.50, 0.40}, 0.3, 0.2, [3]float32{0.9, 0.85, 0.8}, 0.35, 0}
	case "fat":
		return tissueLook{1, [3]float32{0.85, 0.45, 0.10}, 0.50, 0.28, 0.10, 0.30, 0.90, 0.22, 0, 0.25},
			softLook{[3]float32{0.85, 0.50, 0.12}, 0.6, 1, [3]float32{0.95, 0.85, 0.55}, 0.3, 0}
	case "brain":
		return lookOf("brain"), softLook{[3]float32{0.72, 0.42, 0.36}, 0.6, 1, [3]float32{0.85, 0.72, 0.62}, 0.4, 0}
	case "skin":
		return lookOf("skin"), flesh
	case "vessel":
		return lookOf("vessel"), flesh
	case "tumour":
		return lookOf("tumour"), flesh
	case "cartilage", "dura", "peritoneum", "bowel wall", "gallbladder wall":
		return tissueLook{1, [3]float32{0.75, 0.35, 0.25}, 0.45, 0.25, 0.03, 0.24, 1.00, 0.28, 0, 0.12}, flesh
	}
	return tissueLook{1, [3]float32{0.55, 0.08, 0.05}, 0.30, 0.22, 0.016, 0.37, 0.45, 0.12, 0, 0.24}, flesh
}

// uniforms are the values of the soft shader's own part.
func (l softLook) uniforms(albedo [3]float32) []float32 {
	mix := func(to [3]float32, part float32) (c [3]float32) {
		for i := range c {
			c[i] = albedo[i]*(1-part) + to[i]*part
		}
		return c
	}
	inside := mix(l.inside, l.insideMix)
	return []float32{
		inside[0], inside[1], inside[2], l.wetInside,
		l.pale[0], l.pale[1], l.pale[2], l.paleMix,
		l.threads, 0, 0, 0,
	}
}

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
