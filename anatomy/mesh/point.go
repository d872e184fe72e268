package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// point is a position or direction in the hot loops of the queries: the
// compiler keeps a small struct in registers, an array in memory.
type point struct{ x, y, z float64 }

func pointOf(v mgl64.Vec3) point   { return point{v[0], v[1], v[2]} }
func (p point) vec3() mgl64.Vec3   { return mgl64.Vec3{p.x, p.y, p.z} }
func (p point) plus(q point) point { return point{p.x + q.x, p.y + q.y, p.z + q.z} }

func (p point) minus(q point) point { return point{p.x - q.x, p.y - q.y, p.z - q.z} }

func (p point) times(s float64) point { return point{p.x * s, p.y * s, p.z * s} }

func (p point) dot(q point) float64 { return p.x*q.x + p.y*q.y + p.z*q.z }

func (p point) length() float64 { return math.Sqrt(p.dot(p)) }

// closestOnTriangle returns the point of triangle abc that is closest to p, by
// the Voronoi region in which p lies (Ericson 2005, Real-Time Collision
// Detection, §5.1.5). It also serves a triangle whose c equals b.
func closestOnTriangle(p, a, b, c point) point {
	ab, ac, ap := b.minus(a), c.minus(a), p.minus(a)
	d1, d2 := ab.dot(ap), ac.dot(ap)
	if d1 <= 0 && d2 <= 0 {
		return a
	}
	bp := p.minus(b)
	d3, d4 := ab.dot(bp), ac.dot(bp)
	if d3 >= 0 && d4 <= d3 {
		return b
	}
	vc := d1*d4 - d3*d2
	if vc <= 0 && d1 >= 0 && d3 <= 0 {
		return a.plus(ab.times(d1 / (d1 - d3)))
	}
	cp := p.minus(c)
	d5, d6 := ab.dot(cp), ac.dot(cp)
	if d6 >= 0 && d5 <= d6 {
		return c
	}
	vb := d5*d2 - d1*d6
	if vb <= 0 && d2 >= 0 && d6 <= 0 {
		return a.plus(ac.times(d2 / (d2 - d6)))
	}
	va := d3*d6 - d5*d4
	if va <= 0 && d4-d3 >= 0 && d5-d6 >= 0 {
		return b.plus(c.minus(b).times((d4 - d3) / (d4 - d3 + d5 - d6)))
	}
	scale := 1 / (va + vb + vc)
	return a.plus(ab.times(vb * scale)).plus(ac.times(vc * scale))
}

// squaredSegmentGap returns the squared distance between the segments p+s·d and
// q+t·e for s and t in [0, 1] (Ericson 2005, §5.1.9). d and e may be zero.
func squaredSegmentGap(p, d, q, e point) float64 {
	r := p.minus(q)
	dd, ee, f := d.dot(d), e.dot(e), e.dot(r)
	var s, t float64
	switch {
	case dd == 0 && ee == 0:
	case dd == 0:
		t = clamp01(f / ee)
	case ee == 0:
		s = clamp01(-d.dot(r) / dd)
	default:
		c, b := d.dot(r), d.dot(e)
		if denominator := dd*ee - b*b; denominator > 0 {
			s = clamp01((b*f - c*ee) / denominator)
		}
		t = (b*s + f) / ee
		if t < 0 {
			t, s = 0, clamp01(-c/dd)
		} else if t > 1 {
			t, s = 1, clamp01((b-c)/dd)
		}
	}
	gap := r.plus(d.times(s)).minus(e.times(t))
	return gap.dot(gap)
}

func clamp01(t float64) float64 {
	if t < 0 {
		return 0
	}
	if t > 1 {
		return 1
	}
	return t
}
