package phantom

import "math"

// Label values of the phantom's label map.
const (
	labelSkin uint16 = iota + 1
	labelSkull
	labelBrain
	labelVentricleRight
	labelVentricleLeft
	labelThirdVentricle
	labelFourthVentricle
	labelTumour
	labelSagittalSinus
	labelCorticalVeins
	labelDeepVeins
	labelArteries
)

// Attenuation in Hounsfield units, at the usual 120 kV (Prokop and Galanski,
// Spiral and Multislice CT of the Body, 2003); vessels as in a CT angiogram.
const (
	huAir      = -1000
	huMuscle   = 52
	huScalp    = 38
	huFat      = -70
	huCortical = 1150
	huDiploe   = 720
	huFluid    = 6
	huEye      = 12
	huDura     = 58
	huCord     = 34
	huOedema   = 21
	huVessel   = 220
)

// coverage is the part of a voxel inside a surface at signed distance d: the
// partial volume effect, for a voxel about 1 mm wide.
func coverage(d float64) float64 { return min(max(0.5-d/1.1, 0), 1) }

// voxel is the attenuation and the label at p: painted from the outermost
// tissue inwards, so that inner structures cover outer ones.
func (h *anatomyOfHead) voxel(p vec) (hu float64, label uint16) {
	skin := head(p)
	if skin > 1 {
		return huAir, 0
	}
	paint := brush{hu: huAir}
	paint.over(skin, h.softTissue(p, skin), labelSkin)
	inner := cavity(p)
	if inner > -1 {
		h.paintSkull(&paint, p, skin, inner)
	}
	if inner < 1 {
		h.paintCavity(&paint, p, inner)
	}
	return paint.hu, paint.label
}

// brush paints one voxel.
type brush struct {
	hu    float64
	label uint16
}

// over lays a tissue over the voxel, as far as its signed distance covers it;
// with label 0 the voxel keeps its label.
func (b *brush) over(d, hu float64, label uint16) {
	b.hu = lerp(b.hu, hu, coverage(d))
	if d < 0 && label != 0 {
		b.label = label
	}
}

// softTissue is what fills the head outside skull and brain: scalp, and below
// it muscle with fat between, and the nuchal and facial spaces.
func (h *anatomyOfHead) softTissue(p vec, skin float64) float64 {
	depth := -skin
	if depth < 2 {
		return huScalp
	}
	strands := texture(h.seed+3, p[0]/8, p[1]/8, p[2]/16) + 0.5*texture(h.seed+7, p[0]/3, p[1]/3, p[2]/6)
	hu := lerp(huMuscle, huFat, ramp(0.2, 1.1, strands))
	if p[2] > 0 || depth < 4.5 {
		hu = lerp(huScalp-14, hu, ramp(4, 7, depth)) // subcutaneous layer
	}
	return hu
}

// paintSkull draws bone, sinuses and orbits.
func (h *anatomyOfHead) paintSkull(paint *brush, p vec, skin, inner float64) {
	m := vec{math.Abs(p[0]), p[1], p[2]}
	if p[2] < -20 && p[1] < -20 {
		cone := orbit(m)
		paint.over(cone, huFat, 0)
		rectus := math.Abs(coneDistance(m, knot{vec{29, -70, -51}, 14}, knot{vec{15, -36, -45}, 2})) - 1.3
		paint.over(max(cone, rectus, m[1]+72), huMuscle, 0)
		nerve := coneDistance(m, knot{vec{30, -68, -51}, 2}, knot{vec{15, -34, -45}, 2})
		paint.over(max(cone, min(globe(m), nerve)), huEye+18*coverage(nerve), 0)
		paint.over(globe(m)+1.2, huEye, 0)
		paint.over(ellipsoid{vec{31, -87, -51}, vec{4.5, 2, 4.5}}.distance(m), 70, 0)
	}
	if p[2] < -55 {
		canal := math.Hypot(p[0], p[1]-spinalAxisY)
		paint.over(max(canal-12, inner), huFluid, 0)
		paint.over(max(canal-5.5, inner), huCord, 0)
	}
	skull := max(h.skull(p), skin+2.5) // bone is never bare
	paint.over(skull, h.boneHU(p, m, skull), labelSkull)
	if p[2] < -15 && p[1] < -20 {
		paint.over(max(sinus(m), 1.5-inner), huAir, 0)
	}
}

// boneHU is cortical bone at the surface and diploë in the middle; the mastoid
// is a honeycomb of air cells.
func (h *anatomyOfHead) boneHU(p, m vec, skull float64) float64 {
	hu := lerp(huCortical, huDiploe, ramp(1.0, 2.2, -skull)) + 60*texture(h.seed+4, p[0]/4, p[1]/4, p[2]/4)
	mastoid := ellipsoid{vec{58, 20, -60}, vec{9, 12, 15}}.distance(m)
	if mastoid < 1 {
		cells := ramp(-0.1, 0.2, texture(h.seed+5, p[0]/3.2, p[1]/3.2, p[2]/3.2))
		hu = lerp(hu, -700, cells*coverage(mastoid))
	}
	return hu
}

// paintCavity draws what lies within the skull.
func (h *anatomyOfHead) paintCavity(paint *brush, p vec, inner float64) {
	paint.over(inner, huFluid, 0)
	x := math.Abs(p[0])
	falx := max(x-0.7, -callosum(p)+6, 2-(p[2]+20), inner)
	paint.over(falx, huDura, 0)
	surface := brain(p)
	if surface < 1 {
		h.paintBrain(paint, p, surface)
	}
	paint.over(h.arteries.distance(p), huVessel, labelArteries)
	paint.over(h.deepVeins.distance(p), huVessel, labelDeepVeins)
	paint.over(h.corticalVeins.distance(p), huVessel, labelCorticalVeins)
	paint.over(h.sagittalSinus.distance(p), huVessel-15, labelSagittalSinus)
}

func (h *anatomyOfHead) paintBrain(paint *brush, p vec, surface float64) {
	mass := h.tumour.distance(p)
	hu := h.tissueHU(p, -surface)
	if mass < 14 {
		halo := 9 + 4*texture(h.seed+6, p[0]/8, p[1]/8, p[2]/8)
		hu = lerp(hu, min(hu, huOedema), 1-ramp(halo-5, halo, mass))
	}
	paint.over(surface, hu, labelBrain)
	paint.over(fourthVentricle(p), huFluid, labelFourthVentricle)
	paint.over(h.thirdVentricle(p), huFluid, labelThirdVentricle)
	paint.over(h.ventricles[0].distance(p), huFluid, labelVentricleRight)
	paint.over(h.ventricles[1].distance(p), huFluid, labelVentricleLeft)
	paint.over(mass, h.tumour.hu(p, -mass), labelTumour)
}
