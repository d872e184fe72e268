package phantom

import "math"

// tumourCenter lies in the white matter below the left frontoparietal cortex.
var tumourCenter = vec{34, -8, 30}

// tumour is an irregular, lobulated mass about 24 mm across whose rim takes up
// contrast while its core does not, with oedema around it: how a high-grade
// glioma looks.
type tumour struct {
	lobes tube
	seed  uint64
}

func newTumour(r *random) tumour {
	t := tumour{seed: r.next(), lobes: tube{blend: 5, knots: []knot{{tumourCenter, 8.5}}}}
	for i := range 5 {
		angle := 2*math.Pi*float64(i)/5 + r.between(-0.3, 0.3)
		lift := r.between(-0.7, 0.7)
		offset := vec{math.Cos(angle) * math.Cos(lift), math.Sin(angle) * math.Cos(lift), math.Sin(lift)}.Mul(r.between(5, 7))
		// Each lobe is a short cone from the centre, so that the mass is one.
		t.lobes.knots = append(t.lobes.knots, knot{tumourCenter.Add(offset), r.between(4.2, 6)}, knot{tumourCenter, 8.5})
	}
	return t
}

// distance is exact enough within 25 mm of the centre and far beyond it.
func (t *tumour) distance(p vec) float64 {
	if p.Sub(tumourCenter).LenSqr() > 25*25 {
		return far
	}
	return t.lobes.distance(p) + 0.9*texture(t.seed, p[0]/5, p[1]/5, p[2]/5)
}

// hu is the attenuation at a depth below the tumour's surface: rim 62, core 46.
func (t *tumour) hu(p vec, depth float64) float64 {
	rim := 1 - ramp(2.5, 5, depth)
	return lerp(46, 62, rim) + 3*texture(t.seed+1, p[0]/3, p[1]/3, p[2]/3)
}
