package view

import (
	"strings"

	"github.com/drylab/drylab/anatomy"
)

// look is how one tissue answers to light. Colours are linear.
type look struct {
	name    string
	natural string     // its own colour, #rrggbb, where nothing gives it another
	opacity float64    // when something lies inside it; 0 stands for 1
	scatter [3]float32 // colour of light that comes back through it
	wrap    float32    // 0 hard like stone, 1 soft like skin
	grain   float32    // features of its relief per mm
	bump    float32    // how steep they are
	rough   float32
	wet     float32 // of the flesh itself, and
	film    float32 // of the water on it
	rim     float32
	edge    float32 // how much clearer its middle is than its edge, where it is translucent
	mottle  float32
	fibres  float32 // 1: its relief runs along its third axis at rest

	veins       float32    // how strongly its net of fine vessels shows, and
	veinColour  [3]float32 // in which colour
	veinsPerMM  float32
	lobules     float32 // how strongly it parts into lobules
	lobuleScale float32 // per mm

	inside    [3]float32 // what a cut lays open, and
	insideMix float32    // how much of that colour it has; the rest is the outside's
	insideWet float32
	pale      [3]float32 // without blood, and
	paleMix   float32    // how much of that colour it takes where it is stretched most
	threads   float32    // of a cloth, per mm; 0 for tissue
	bloodless bool       // it neither bleeds nor bruises
}

// crimson is what is inside flesh, straw what is left of it without blood.
var (
	crimson  = [3]float32{0.36, 0.012, 0.012}
	straw    = [3]float32{0.80, 0.52, 0.40}
	arterial = [3]float32{0.42, 0.02, 0.02}
)

// looks are the presets of the shader family, by the names that cases give to
// tissues and the solver to materials. The values are ours, chosen by eye beside
// photographs of operations. The first is what nobody knows.
var looks = []look{
	{name: "other", natural: "#b0a898", opacity: 0.60, scatter: [3]float32{0.45, 0.40, 0.36}, wrap: 0.30, grain: 0.5, bump: 0.05, rough: 0.45, wet: 0.40, film: 0.25, rim: 0.16, edge: 0.6, mottle: 0.12, inside: crimson, insideMix: 0.5, insideWet: 0.8, pale: straw, paleMix: 0.3},
	{name: "skin", natural: "#dcae94", opacity: 0.25, scatter: [3]float32{0.80, 0.32, 0.22}, wrap: 0.45, grain: 1.3, bump: 0.10, rough: 0.50, wet: 0.25, film: 0, rim: 0.22, edge: 1, mottle: 0.10, inside: [3]float32{0.75, 0.30, 0.14}, insideMix: 0.8, insideWet: 0.9, pale: [3]float32{0.86, 0.66, 0.52}, paleMix: 0.5},
	{name: "bone", natural: "#e8dcc0", opacity: 0.45, scatter: [3]float32{0.70, 0.52, 0.36}, wrap: 0.16, grain: 0.55, bump: 0.16, rough: 0.55, wet: 0.18, film: 0.10, rim: 0.10, edge: 1, mottle: 0.16, veins: 0.25, veinColour: [3]float32{0.42, 0.16, 0.08}, veinsPerMM: 0.16, inside: [3]float32{0.55, 0.20, 0.12}, insideMix: 0.6, insideWet: 0.5},
	{name: "cartilage", natural: "#dfe6e4", scatter: [3]float32{0.55, 0.66, 0.72}, wrap: 0.5, grain: 0.25, bump: 0.03, rough: 0.22, wet: 0.7, film: 0.7, rim: 0.3, edge: 0.4, mottle: 0.05, inside: [3]float32{0.75, 0.78, 0.76}, insideMix: 0.7, insideWet: 0.8, bloodless: true},
	{name: "dura", natural: "#d9c4b4", scatter: [3]float32{0.72, 0.45, 0.36}, wrap: 0.32, grain: 0.9, bump: 0.12, rough: 0.42, wet: 0.5, film: 0.45, rim: 0.2, edge: 0.5, mottle: 0.12, fibres: 0.8, veins: 0.75, veinColour: arterial, veinsPerMM: 0.10, inside: [3]float32{0.72, 0.55, 0.46}, insideMix: 0.6, insideWet: 0.7, pale: straw, paleMix: 0.3},
	{name: "brain", natural: "#d9a7a0", opacity: 0.35, scatter: [3]float32{0.78, 0.28, 0.26}, wrap: 0.40, grain: 0.35, bump: 0.12, rough: 0.34, wet: 0.7, film: 0.75, rim: 0.2, edge: 0.9, mottle: 0.16, veins: 0.8, veinColour: [3]float32{0.40, 0.03, 0.05}, veinsPerMM: 0.16, inside: [3]float32{0.80, 0.62, 0.50}, insideMix: 0.7, insideWet: 0.9, pale: [3]float32{0.85, 0.72, 0.62}, paleMix: 0.4},
	{name: "csf", natural: "#6fb7d6", opacity: 0.90, scatter: [3]float32{0.20, 0.50, 0.75}, wrap: 0.50, grain: 0.20, bump: 0.02, rough: 0.16, wet: 1, film: 0.8, rim: 0.45, edge: 0.3, mottle: 0.05, inside: [3]float32{0.30, 0.55, 0.70}, insideMix: 0.3, insideWet: 1},
	{name: "vessel", natural: "#b3202c", scatter: [3]float32{0.70, 0.06, 0.05}, wrap: 0.30, grain: 1.1, bump: 0.06, rough: 0.30, wet: 0.8, film: 0.85, rim: 0.22, edge: 0.3, mottle: 0.12, fibres: 0.6, veins: 0.35, veinColour: arterial, veinsPerMM: 0.35, inside: crimson, insideMix: 0.8, insideWet: 1, pale: straw, paleMix: 0.45},
	{name: "tumour", natural: "#c9a227", scatter: [3]float32{0.72, 0.30, 0.16}, wrap: 0.35, grain: 0.6, bump: 0.20, rough: 0.36, wet: 0.6, film: 0.6, rim: 0.22, edge: 0.3, mottle: 0.35, veins: 0.7, veinColour: arterial, veinsPerMM: 0.3, lobules: 0.35, lobuleScale: 0.22, inside: [3]float32{0.62, 0.36, 0.20}, insideMix: 0.6, insideWet: 0.9, pale: straw, paleMix: 0.3},
	{name: "organ", natural: "#a5483a", opacity: 0.60, scatter: [3]float32{0.62, 0.14, 0.10}, wrap: 0.35, grain: 0.7, bump: 0.12, rough: 0.34, wet: 0.75, film: 0.85, rim: 0.20, edge: 0.6, mottle: 0.16, inside: crimson, insideMix: 0.8, insideWet: 1, pale: straw, paleMix: 0.45},
	{name: "liver", natural: "#7d3028", opacity: 0.60, scatter: [3]float32{0.60, 0.10, 0.06}, wrap: 0.30, grain: 0.9, bump: 0.12, rough: 0.34, wet: 0.7, film: 0.95, rim: 0.14, edge: 0.6, mottle: 0.18, lobules: 0.12, lobuleScale: 0.75, inside: [3]float32{0.28, 0.022, 0.014}, insideMix: 0.8, insideWet: 1, pale: [3]float32{0.62, 0.34, 0.24}, paleMix: 0.45},
	{name: "kidney", natural: "#8e3b36", opacity: 0.60, scatter: [3]float32{0.62, 0.12, 0.10}, wrap: 0.30, grain: 0.5, bump: 0.06, rough: 0.30, wet: 0.75, film: 0.9, rim: 0.16, edge: 0.6, mottle: 0.18, veins: 0.4, veinColour: arterial, veinsPerMM: 0.2, inside: crimson, insideMix: 0.8, insideWet: 1, pale: straw, paleMix: 0.45},
	{name: "muscle", natural: "#9c3b32", opacity: 0.60, scatter: [3]float32{0.66, 0.14, 0.10}, wrap: 0.30, grain: 1.2, bump: 0.22, rough: 0.42, wet: 0.7, film: 0.6, rim: 0.16, edge: 0.6, mottle: 0.30, fibres: 1, inside: [3]float32{0.34, 0.03, 0.025}, insideMix: 0.6, insideWet: 1, pale: straw, paleMix: 0.4},
	{name: "fat", natural: "#e6bd58", opacity: 0.5, scatter: [3]float32{0.85, 0.45, 0.10}, wrap: 0.50, grain: 0.6, bump: 0.16, rough: 0.28, wet: 0.9, film: 0.8, rim: 0.22, edge: 0.5, mottle: 0.14, veins: 0.45, veinColour: arterial, veinsPerMM: 0.14, lobules: 0.75, lobuleScale: 0.34, inside: [3]float32{0.85, 0.50, 0.12}, insideMix: 0.6, insideWet: 1, pale: [3]float32{0.95, 0.85, 0.55}, paleMix: 0.3},
	{name: "bile", natural: "#5f7f4a", scatter: [3]float32{0.34, 0.46, 0.14}, wrap: 0.45, grain: 0.5, bump: 0.07, rough: 0.24, wet: 0.9, film: 1, rim: 0.24, edge: 0.3, mottle: 0.16, veins: 0.75, veinColour: [3]float32{0.30, 0.05, 0.03}, veinsPerMM: 0.2, inside: [3]float32{0.16, 0.20, 0.02}, insideMix: 0.8, insideWet: 1, pale: [3]float32{0.62, 0.66, 0.44}, paleMix: 0.4},
	{name: "peritoneum", natural: "#d8a08c", scatter: [3]float32{0.75, 0.35, 0.25}, wrap: 0.45, grain: 0.3, bump: 0.04, rough: 0.22, wet: 1, film: 1, rim: 0.28, edge: 0.45, mottle: 0.10, veins: 0.9, veinColour: [3]float32{0.46, 0.05, 0.05}, veinsPerMM: 0.12, inside: crimson, insideMix: 0.6, insideWet: 1, pale: straw, paleMix: 0.45},
	{name: "bowel", natural: "#d99a86", scatter: [3]float32{0.75, 0.32, 0.24}, wrap: 0.45, grain: 0.4, bump: 0.08, rough: 0.25, wet: 1, film: 1, rim: 0.26, edge: 0.45, mottle: 0.14, veins: 0.9, veinColour: arterial, veinsPerMM: 0.16, inside: [3]float32{0.60, 0.10, 0.08}, insideMix: 0.7, insideWet: 1, pale: straw, paleMix: 0.45},
	{name: "gauze", natural: "#e9e6da", scatter: [3]float32{0.80, 0.78, 0.72}, wrap: 0.40, grain: 0.80, bump: 0.01, rough: 0.85, wet: 0.02, rim: 0.10, mottle: 0.06, inside: [3]float32{0.85, 0.85, 0.82}, insideMix: 0.5, insideWet: 0.02, threads: 0.8, bloodless: true},
	{name: "silicone", natural: "#b0665a", scatter: [3]float32{0.62, 0.22, 0.16}, wrap: 0.4, grain: 0.6, bump: 0.09, rough: 0.36, wet: 0.6, film: 0.6, rim: 0.16, edge: 0.5, mottle: 0.12, inside: [3]float32{0.50, 0.10, 0.08}, insideMix: 0.5, insideWet: 0.8, pale: [3]float32{0.85, 0.62, 0.52}, paleMix: 0.35},
	{name: "rubber", natural: "#c8b89c", scatter: [3]float32{0.55, 0.45, 0.35}, wrap: 0.25, grain: 0.20, bump: 0.01, rough: 0.50, wet: 0.30, rim: 0.18, mottle: 0.05, inside: [3]float32{0.60, 0.50, 0.40}, insideMix: 0.3, insideWet: 0.2, pale: [3]float32{0.9, 0.85, 0.8}, paleMix: 0.35, bloodless: true},
}

// alike are other names of presets, as materials and structures have them.
var alike = map[string]string{
	"bowel wall": "bowel", "colon": "bowel", "intestine": "bowel", "duodenum": "bowel", "stomach": "bowel", "esophagus": "bowel",
	"gallbladder": "bile", "gallbladder wall": "bile", "bench": "rubber",
	"mesentery": "peritoneum", "omentum": "fat", "costal cartilages": "cartilage",
}

// lookNamed finds a preset by a name or one of its other names.
func lookNamed(name string) (look, bool) {
	if other, known := alike[name]; known {
		name = other
	}
	for _, l := range looks {
		if l.name == name {
			return l, true
		}
	}
	return looks[0], false
}

// lookOf is the look of a structure: that of the material it is made of, if it
// yields, else of an organ that its name tells, else of its tissue.
func lookOf(s anatomy.Structure, material string) look {
	if l, known := lookNamed(material); known {
		return l
	}
	if s.Tissue == "organ" || s.Tissue == "other" {
		for _, word := range strings.Split(s.Name, "-") {
			if l, known := lookNamed(word); known {
				return l
			}
		}
	}
	l, _ := lookNamed(s.Tissue)
	return l
}

// translucent is the opacity that shows what lies inside.
func (l *look) translucent() float64 {
	if l.opacity == 0 {
		return 1
	}
	return l.opacity
}

// uniforms are the values of the tissue shaders; albedo is linear.
func (l *look) uniforms(albedo [3]float32, opacity float64) []float32 {
	var inside [3]float32
	for i := range inside {
		inside[i] = albedo[i]*(1-l.insideMix) + l.inside[i]*l.insideMix
	}
	return []float32{
		albedo[0], albedo[1], albedo[2], float32(opacity),
		l.scatter[0], l.scatter[1], l.scatter[2], l.wrap,
		l.grain, l.bump, l.rough, l.wet,
		l.rim, l.edge, l.mottle, l.fibres,
		l.veinColour[0], l.veinColour[1], l.veinColour[2], l.veins,
		l.veinsPerMM, l.lobules, l.lobuleScale, l.film,
		inside[0], inside[1], inside[2], l.insideWet,
		l.pale[0], l.pale[1], l.pale[2], l.paleMix,
	}
}
