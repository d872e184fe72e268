package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// capsule is an instrument's shaft: all within the radius of a straight axis, mm.
type capsule struct {
	from, to mgl64.Vec3
	radius   float64
}

// shaft is the instrument's, from the tip backwards.
func shaft(tool *record.Tool, pose record.Pose) capsule {
	back := pose.Orientation.Rotate(mgl64.Vec3{0, 0, -tool.LengthMM})
	return capsule{from: pose.Tip, to: pose.Tip.Add(back), radius: tool.RadiusMM}
}

// clearance is the distance between two shafts' surfaces, mm; below 0 they
// pierce one another. A point is a capsule without length and radius.
func (c capsule) clearance(o capsule) float64 {
	return segmentDistance(c.from, c.to, o.from, o.to) - c.radius - o.radius
}

// segmentDistance is the least distance between two straight pieces, either of
// which may be a point (Ericson, Real-Time Collision Detection, 2005, 5.1.9).
func segmentDistance(p1, q1, p2, q2 mgl64.Vec3) float64 {
	d1, d2, r := q1.Sub(p1), q2.Sub(p2), p1.Sub(p2)
	a, e, f := d1.LenSqr(), d2.LenSqr(), d2.Dot(r)
	s, t := 0.0, 0.0
	switch c, b := d1.Dot(r), d1.Dot(d2); {
	case a == 0 && e == 0:
	case a == 0:
		t = unit(f / e)
	case e == 0:
		s = unit(-c / a)
	default:
		if denominator := a*e - b*b; denominator > 0 { // not parallel
			s = unit((b*f - c*e) / denominator)
		}
		t = (b*s + f) / e
		if nearest := unit(t); nearest != t {
			t = nearest
			s = unit((b*t - c) / a)
		}
	}
	return p1.Add(d1.Mul(s)).Sub(p2.Add(d2.Mul(t))).Len()
}

func unit(x float64) float64 { return math.Min(math.Max(x, 0), 1) }

// breachGrade is the grade of Gertzbein & Robbins for a screw that breaches its
// corridor by that many millimetres: 0 is A, none; 1 is B, below 2 mm; 2 is C,
// below 4; 3 is D, below 6; 4 is E (Spine 1990;15:11, in the steps of 2 mm that
// later work uses: J Orthop Surg Res 2020;15, doi:10.1186/s13018-020-01798-0).
func breachGrade(mm float64) int {
	if mm <= 0 {
		return 0
	}
	return 1 + min(int(mm/2), 3)
}
