package phantom

import "math"

// Positions inside the brain follow the stereotactic atlas of Talairach and
// Tournoux (1988), shifted so that the cavity's centre is the origin (the
// anterior commissure then lies near (0, -14, -13)).

const subarachnoidGap = 2.6 // mm of fluid between the brain and the skull

// brain is the cerebrum, cerebellum and brain stem down to the foramen magnum
// as one solid, ventricles included, halved above the corpus callosum by the
// longitudinal fissure. Sulci are drawn in the image only: they are narrower
// than a voxel, and a radiologist's outline of the brain spans them.
func brain(p vec) float64 {
	d := cavity(p) + subarachnoidGap
	if p[2] < -20 {
		stem := coneDistance(p, knot{vec{0, 14, -40}, 13}, knot{vec{0, spinalAxisY - 1, -74}, 7.5})
		d = smoothUnion(d, stem, 4)
	}
	return max(d, -fissure(p))
}

// fissure is the longitudinal fissure: 2.8 mm wide, from the vault down to the
// corpus callosum, and in front and behind down to the skull base and tentorium.
func fissure(p vec) float64 {
	x := math.Abs(p[0]) - 1.4
	if x > 3 {
		return x
	}
	return max(x, -callosum(p), -18-p[2])
}

// callosum is what joins the hemispheres, seen from the side: its upper rim is
// the corpus callosum from the genu to the splenium.
func callosum(p vec) float64 {
	return ellipsoidDistance(0, p[1]+4, p[2]+6, 1, 44, 27)
}

// sulci is the distance to the nearest sulcus' middle, in mm, for a point
// within the cortex: zero sets of a smooth texture, which fold like gyri.
func sulci(seed uint64, p vec) float64 {
	const gyrus = 1 / 13.0 // one fold per 13 mm
	a := texture(seed, p[0]*gyrus, p[1]*gyrus, p[2]*gyrus*0.8)
	b := texture(seed+1, p[0]*gyrus*0.6, p[1]*gyrus*0.6, p[2]*gyrus*0.6)
	return math.Abs(a+0.55*b) * 13
}

// tissueHU is the attenuation of brain at depth mm below its surface: grey
// matter 37, white matter 29, cerebrospinal fluid in the sulci near 12.
// Unenhanced, in Hounsfield units (Prokop and Galanski, Spiral and Multislice CT
// of the Body, 2003).
func (h *anatomyOfHead) tissueHU(p vec, depth float64) float64 {
	const grey, white, fluid = 37, 29, 12
	nuclei := h.nuclei(p)
	hu := lerp(white, grey, coverage(nuclei))
	if depth > 20 {
		return hu + 1.5*texture(h.seed+2, p[0]/9, p[1]/9, p[2]/9)
	}
	if cerebellum := p[2] < -26-0.2*(p[1]-30) && p[1] > 8; cerebellum {
		folia := math.Abs(math.Mod(math.Abs(p[2]*0.9+p[1]*0.45)+0.6*texture(h.seed, p[0]/6, p[1]/6, p[2]/6), 5) - 2.5)
		return lerp(grey-1, white+2, ramp(0.5, 2, folia))
	}
	fold := sulci(h.seed, p)
	reach := ramp(20, 11, depth) // sulci end about 2 cm below the surface
	cortex := max(1-ramp(2, 5, fold-4*(1-reach)-1), 1-ramp(2.5, 4.5, depth))
	hu = max(hu, lerp(white, grey, cortex*max(reach, 0)))
	return lerp(fluid, hu, max(ramp(0.2, 1.8, fold), 1-reach))
}

// nuclei are the deep grey masses: thalamus, lentiform and caudate nucleus.
func (h *anatomyOfHead) nuclei(p vec) float64 {
	if p[2] < -26 || p[2] > 22 || p[1] < -50 || p[1] > 30 {
		return far
	}
	m := vec{math.Abs(p[0]), p[1], p[2]}
	thalamus := ellipsoid{vec{12, 4, -7}, vec{8.5, 14, 9}}.distance(m)
	lentiform := ellipsoid{vec{27, -12, -10}, vec{6.5, 17, 9}}.distance(m)
	caudate := coneDistance(m, knot{vec{19, -38, -2}, 6}, knot{vec{22, 4, 11}, 3})
	return min(thalamus, lentiform, caudate)
}
