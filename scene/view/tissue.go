package view

import (
	"math"
	"strconv"
	"strings"
)

// tissueLook is how one tissue answers to light.
type tissueLook struct {
	opacity   float64    // when something lies inside it
	scatter   [3]float32 // colour of light that comes back through it, linear
	wrap      float32    // 0 hard like stone, 1 soft like skin
	noise     float32    // detail per mm
	bump      float32
	roughness float32
	wetness   float32
	rim       float32
	edge      float32 // how much clearer its middle is than its edge, where it is translucent
	mottling  float32
}

// lookOf is the look of a tissue as Structure.Tissue names it.
func lookOf(tissue string) tissueLook {
	switch tissue {
	case "skin":
		return tissueLook{0.25, [3]float32{0.80, 0.32, 0.22}, 0.45, 0.55, 0.05, 0.52, 0.35, 0.30, 1.0, 0.14}
	case "bone":
		return tissueLook{0.45, [3]float32{0.70, 0.52, 0.36}, 0.20, 0.42, 0.09, 0.58, 0.18, 0.16, 1.0, 0.22}
	case "brain":
		return tissueLook{0.35, [3]float32{0.78, 0.28, 0.26}, 0.40, 0.30, 0.10, 0.34, 0.80, 0.22, 0.9, 0.24}
	case "csf":
		return tissueLook{0.90, [3]float32{0.20, 0.50, 0.75}, 0.50, 0.20, 0.02, 0.16, 1.00, 0.45, 0.3, 0.08}
	case "vessel":
		return tissueLook{1.00, [3]float32{0.70, 0.06, 0.05}, 0.30, 0.60, 0.03, 0.26, 0.90, 0.25, 0.3, 0.12}
	case "tumour":
		return tissueLook{1.00, [3]float32{0.72, 0.30, 0.16}, 0.35, 0.45, 0.14, 0.36, 0.70, 0.25, 0.3, 0.35}
	case "organ":
		return tissueLook{0.60, [3]float32{0.62, 0.14, 0.10}, 0.35, 0.30, 0.06, 0.32, 0.75, 0.22, 0.6, 0.22}
	}
	return tissueLook{0.60, [3]float32{0.45, 0.40, 0.36}, 0.30, 0.30, 0.04, 0.45, 0.40, 0.20, 0.6, 0.12}
}

// uniforms are the values of the tissue shader; albedo is linear.
func (l tissueLook) uniforms(albedo [3]float32, opacity float64) []float32 {
	return []float32{
		albedo[0], albedo[1], albedo[2], float32(opacity),
		l.scatter[0], l.scatter[1], l.scatter[2], l.wrap,
		l.noise, l.bump, l.roughness, l.wetness,
		l.rim, l.edge, l.mottling, 0,
	}
}

// parseColour reads #rrggbb into linear light; anything else is a neutral grey.
func parseColour(text string) [3]float32 {
	encoded := encodedColour(text)
	var linear [3]float32
	for i, c := range encoded {
		linear[i] = decodeSRGB(c)
	}
	return linear
}

// encodedColour reads #rrggbb into display values 0..1.
func encodedColour(text string) [3]float32 {
	value, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 24)
	if err != nil || len(text) != 7 {
		return [3]float32{0.7, 0.7, 0.7}
	}
	return [3]float32{float32(value>>16&255) / 255, float32(value>>8&255) / 255, float32(value&255) / 255}
}

// decodeSRGB is the transfer function of IEC 61966-2-1.
func decodeSRGB(c float32) float32 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return float32(math.Pow((float64(c)+0.055)/1.055, 2.4))
}
