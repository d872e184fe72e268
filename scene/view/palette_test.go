package view

import (
	"math"
	"testing"
)

// TestPaletteIsSafeForColourBlindEyes: the inks that mean different things differ,
// by five just noticeable steps of 2.3, for eyes without red, green or blue cones (Machado, Oliveira and Fernandes 2009,
// doi:10.1109/TVCG.2009.113, severity 1.0), and all stand off their ground
// (WCAG 2.2, 1.4.3: 4.5 to 1).
func TestPaletteIsSafeForColourBlindEyes(t *testing.T) {
	eyes := map[string][9]float64{
		"usual":  {1, 0, 0, 0, 1, 0, 0, 0, 1},
		"protan": {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
		"deutan": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
		"tritan": {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
	}
	see := func(s shade, m [9]float64) (c [3]float64) {
		var linear [3]float64
		for i := range linear {
			linear[i] = float64(decodeSRGB(float32(s>>(24-8*i)&255) / 255))
		}
		for i := range c {
			c[i] = math.Max(0, m[3*i]*linear[0]+m[3*i+1]*linear[1]+m[3*i+2]*linear[2])
		}
		return c
	}
	luminance := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	// lab is CIE L*a*b* under D65.
	lab := func(c [3]float64) [3]float64 {
		f := func(x float64) float64 {
			if x > 216.0/24389 {
				return math.Cbrt(x)
			}
			return (24389.0/27*x + 16) / 116
		}
		x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.9505)
		y, z := f(luminance(c)), f((0.0193*c[0]+0.1192*c[1]+0.9505*c[2])/1.089)
		return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
	}
	inks := map[string]shade{"accent": inkAccent, "amber": inkAmber, "red": inkRed, "white": inkPrimary}
	for kind, m := range eyes {
		for a, ink := range inks {
			for b, other := range inks {
				p, q := lab(see(ink, m)), lab(see(other, m))
				if d := math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2]); a < b && d < 12 {
					t.Errorf("%s eyes see %s and %s only %.0f apart", kind, a, b, d)
				}
			}
			if contrast := (luminance(see(ink, m)) + 0.05) / (luminance(see(fillBar, m)) + 0.05); contrast < 4.5 {
				t.Errorf("%s eyes see %s with a contrast of %.1f", kind, a, contrast)
			}
		}
	}
}
