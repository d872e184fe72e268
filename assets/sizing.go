package assets

import "github.com/go-gl/mathgl/mgl64"

// sizing takes an instrument's points to where they are on one of another length,
// radius and jaw: what works at the tip grows with the radius and the jaws, the
// shaft becomes as long as it must, and what is behind it moves with its end.
type sizing struct {
	thick, jaw      float64 // ratios
	hinge, newHinge float64 // distance from the tip
	end, newEnd     float64
	neck, newNeck   float64 // where the shaft begins
}

// neckRadii is how many radii behind hinge or tip the plain shaft begins.
const neckRadii = 6

func (i *Instrument) sizing(length, radius, jaw float64) sizing {
	s := sizing{thick: radius / i.RadiusMM, jaw: 1, hinge: i.JawMM, newHinge: jaw, end: i.LengthMM, newEnd: length}
	if i.JawMM > 0 {
		s.jaw = jaw / i.JawMM
	}
	s.neck = min(s.hinge+neckRadii*i.RadiusMM, s.end)
	s.newNeck = min(s.newHinge+neckRadii*radius, s.newEnd)
	return s
}

// point is the map for parts that move so.
func (s *sizing) point(on Mover) func(mgl64.Vec3) mgl64.Vec3 {
	return func(p mgl64.Vec3) mgl64.Vec3 {
		if on == OnJaws {
			return mgl64.Vec3{p[0] * s.thick, p[1] * s.thick, p[2] * s.jaw}
		}
		return mgl64.Vec3{p[0] * s.thick, p[1] * s.thick, -s.behind(-p[2])}
	}
}

// behind takes distances behind the tip; it never turns them round.
func (s *sizing) behind(z float64) float64 {
	switch {
	case z <= 0:
		return z * s.thick
	case z <= s.hinge:
		return z * s.jaw
	case z <= s.neck:
		return s.newHinge + (z-s.hinge)*(s.newNeck-s.newHinge)/(s.neck-s.hinge)
	case z <= s.end:
		return s.newNeck + (z-s.neck)*(s.newEnd-s.newNeck)/(s.end-s.neck)
	}
	return s.newEnd + z - s.end
}
