package scene

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

func root(x float64) float64 { return math.Sqrt(x) }

// unit is a vector's direction, zero for one without length.
func unit(v mgl64.Vec3) mgl64.Vec3 {
	l := v.Len()
	if l < 1e-12 {
		return mgl64.Vec3{}
	}
	l = 1 / l
	return mgl64.Vec3{l * v[0], l * v[1], l * v[2]}
}

// onSegment is the place along a segment, 0 to 1, nearest to a point.
func onSegment(p, a, b mgl64.Vec3) float64 {
	way := b.Sub(a)
	l := way.LenSqr()
	if l == 0 {
		return 0
	}
	return min(max(p.Sub(a).Dot(way)/l, 0), 1)
}

// between is the place a fraction of the way along a segment.
func between(a, b mgl64.Vec3, t float64) mgl64.Vec3 { return a.Add(b.Sub(a).Mul(t)) }

// segments are the places along two segments, 0 to 1, where they are nearest to
// each other (Ericson, Real-Time Collision Detection, 2005, §5.1.9). Of parallel
// ones it is one of many.
func segments(a, b, c, d mgl64.Vec3) (s, t float64) {
	u, v, w := b.Sub(a), d.Sub(c), a.Sub(c)
	uu, vv, uv, uw, vw := u.Dot(u), v.Dot(v), u.Dot(v), u.Dot(w), v.Dot(w)
	if uu == 0 || vv == 0 {
		if vv == 0 {
			return onSegment(c, a, b), 0
		}
		return 0, onSegment(a, c, d)
	}
	if det := uu*vv - uv*uv; det > 1e-12*uu*vv {
		s = min(max((uv*vw-uw*vv)/det, 0), 1)
	}
	t = (uv*s + vw) / vv
	if t < 0 || t > 1 {
		t = min(max(t, 0), 1)
		s = min(max((uv*t-uw)/uu, 0), 1)
	}
	return s, t
}

// overTriangle is a point's projection into a triangle as weights of its corners;
// false when it falls outside.
func overTriangle(p, a, b, c mgl64.Vec3) (w mgl64.Vec3, ok bool) {
	u, v, d := b.Sub(a), c.Sub(a), p.Sub(a)
	uu, vv, uv, du, dv := u.Dot(u), v.Dot(v), u.Dot(v), d.Dot(u), d.Dot(v)
	det := uu*vv - uv*uv
	if det <= 1e-12*uu*vv {
		return w, false
	}
	w[1], w[2] = (vv*du-uv*dv)/det, (uu*dv-uv*du)/det
	w[0] = 1 - w[1] - w[2]
	return w, w[0] >= 0 && w[1] >= 0 && w[2] >= 0
}

// farther tells whether the box around a triangle is as far from a point as that,
// mm, or farther.
func farther(p, a, b, c mgl64.Vec3, than float64) bool {
	sum := 0.0
	for k := range 3 {
		out := max(min(a[k], b[k], c[k])-p[k], p[k]-max(a[k], b[k], c[k]), 0)
		sum += out * out
	}
	return sum >= than*than
}

// onTriangle is the place on a triangle nearest to a point as weights of its
// corners.
func onTriangle(p, a, b, c mgl64.Vec3) mgl64.Vec3 {
	if w, ok := overTriangle(p, a, b, c); ok {
		return w
	}
	var best mgl64.Vec3
	least := math.Inf(1)
	corner := [3]mgl64.Vec3{a, b, c}
	for k := range 3 {
		j := (k + 1) % 3
		t := onSegment(p, corner[k], corner[j])
		if d := between(corner[k], corner[j], t).Sub(p).LenSqr(); d < least {
			least, best = d, mgl64.Vec3{}
			best[k], best[j] = 1-t, t
		}
	}
	return best
}

// through is where a segment passes through the inside of a triangle, as weights
// of its corners.
func through(from, to, a, b, c mgl64.Vec3) (w mgl64.Vec3, ok bool) {
	n := b.Sub(a).Cross(c.Sub(a))
	before, after := from.Sub(a).Dot(n), to.Sub(a).Dot(n)
	if before == after || before > 0 == (after > 0) {
		return w, false
	}
	return overTriangle(between(from, to, before/(before-after)), a, b, c)
}
