package phantom

import (
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

// Names of the phantom's landmarks.
const (
	nasion       = "nasion"
	inion        = "inion"
	kocherRight  = "kocher-right"
	monroRight   = "monro-right"
	biopsyEntry  = "biopsy-entry"
	tumourCentre = "tumour-centre"
)

// Kocher's point as surgeons measure it: 11 cm behind the nasion along the
// midline of the scalp, and 2.5 to 3 cm lateral of it (Morone et al.,
// "Craniometrics and Ventricular Access", Operative Neurosurgery 2019,
// doi:10.1093/ons/opz194).
const (
	kocherArc     = 110.0 // mm along the scalp from the nasion
	kocherLateral = 28.0  // mm from the midline
)

// monroTarget is the drain's target: in the right frontal horn, 8 to 10 mm in
// front of and above the foramen of Monro, with fluid all around.
var monroTarget = vec{-8.6, -21.5, -0.5}

// biopsyApproach leads from the tumour out to the scalp, about along the
// skull's normal, in front of the motor strip.
var biopsyApproach = vec{0.50, -0.22, 0.84}.Normalize()

// placeLandmarks measures the landmarks on the head's own skin.
func placeLandmarks() []anatomy.Landmark {
	face := surfaceAlong(head, vec{0, -60, -42}, vec{0, -1, 0}, 80)
	back := surfaceAlong(head, vec{0, 40, -34}, vec{0, 1, 0}, 80)
	return []anatomy.Landmark{
		{Name: nasion, Position: face},
		{Name: inion, Position: back},
		{Name: kocherRight, Position: lateralOnScalp(alongMidline(face, kocherArc), -kocherLateral)},
		{Name: monroRight, Position: monroTarget},
		{Name: biopsyEntry, Position: surfaceAlong(head, tumourCenter, biopsyApproach, 120)},
		{Name: tumourCentre, Position: tumourCenter},
	}
}

// alongMidline walks length mm over the scalp in the midline plane, from start
// upwards and back, in steps of a fortieth of a degree.
func alongMidline(start vec, length float64) vec {
	const step = math.Pi / 7200
	at := start
	for angle := sagittalAngle(start); length > 0; angle += step {
		next := surfaceAlong(head, vec{}, vec{0, -math.Cos(angle), math.Sin(angle)}, 150)
		length -= next.Sub(at).Len()
		at = next
	}
	return at
}

// lateralOnScalp turns a scalp point of the midline sideways about the head's
// centre, until it is x mm to the left (negative: right).
func lateralOnScalp(midline vec, x float64) vec {
	up := midline.Normalize()
	side := vec{math.Copysign(1, x), 0, 0}
	lo, hi := 0.0, math.Pi/3
	var at vec
	for hi-lo > 1e-9 {
		angle := (lo + hi) / 2
		at = surfaceAlong(head, vec{}, up.Mul(math.Cos(angle)).Add(side.Mul(math.Sin(angle))), 150)
		if math.Abs(at[0]) < math.Abs(x) {
			lo = angle
		} else {
			hi = angle
		}
	}
	return at
}

// trepanation is a burr hole: a cylinder through the skull about a planned path.
type trepanation struct {
	outer, inner vec // axis, from above the skull to inside the cavity
	radius       float64
}

// burrRadius is that of the usual 14 mm perforator.
const burrRadius = 7.0

// drill makes the hole for the path from a skin point to a target.
func drill(entry, target mgl64.Vec3) trepanation {
	inwards := target.Sub(entry).Normalize()
	return trepanation{outer: entry, inner: entry.Add(inwards.Mul(30)), radius: burrRadius}
}

func (t trepanation) distance(p vec) float64 {
	return coneDistance(p, knot{t.outer, t.radius}, knot{t.inner, t.radius})
}
