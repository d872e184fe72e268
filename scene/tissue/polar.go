package tissue

// quat is a rotation as a unit quaternion: x, y, z, w.
type quat [4]float32

func (q quat) matrix() [9]float32 {
	x, y, z, w := q[0], q[1], q[2], q[3]
	x2, y2, z2 := x+x, y+y, z+z
	xx, xy, xz := x*x2, x*y2, x*z2
	yy, yz, zz := y*y2, y*z2, z*z2
	wx, wy, wz := w*x2, w*y2, w*z2
	return [9]float32{
		1 - (yy + zz), xy - wz, xz + wy,
		xy + wz, 1 - (xx + zz), yz - wx,
		xz - wy, yz + wx, 1 - (xx + yy),
	}
}

// turned is q followed, in its own frame, by the rotation of Cayley's vector
// h: by 2·atan|h| about h.
func (q quat) turned(h Vec) quat {
	x, y, z, w := q[0], q[1], q[2], q[3]
	r := quat{
		x + w*h[0] + y*h[2] - z*h[1],
		y + w*h[1] + z*h[0] - x*h[2],
		z + w*h[2] + x*h[1] - y*h[0],
		w - x*h[0] - y*h[1] - z*h[2],
	}
	s := 1 / root(r[0]*r[0]+r[1]*r[1]+r[2]*r[2]+r[3]*r[3])
	return quat{r[0] * s, r[1] * s, r[2] * s, r[3] * s}
}

const (
	// turns bounds the search for a rotation in one step; from the last step's
	// rotation one or two suffice, half a turn away eight.
	turns = 12
	// aligned is the square of half the angle, rad², up to which a rotation is
	// right: the stress is made symmetric, so that the error is of second order.
	aligned = 1e-9
)

// improve turns q towards the rotation of the deformation gradient F, given
// S = RᵀF with q's own R, and says whether it had to.
//
// The rotation is the proper one that makes tr RᵀF largest, so that flat and
// inverted elements have one too and recover: Müller, Bender, Chentanez,
// Macklin, "A robust method to extract the rotational part of deformations",
// 2016, doi:10.1145/2994258.2994269. Where their iteration is a fixed point,
// this is Newton's on the same function, (tr S·I − S)·ω = axial(S), which
// doubles the digits with each turn, and falls back to a step like theirs where
// the function is not concave.
func (q *quat) improve(s *[9]float32) bool {
	a := Vec{s[7] - s[5], s[2] - s[6], s[3] - s[1]}
	h, concave := newtonTurn(s, a)
	if concave && h[0]*h[0]+h[1]*h[1]+h[2]*h[2] <= aligned {
		return false
	}
	if !concave {
		h = slowTurn(s, a)
	}
	if h == (Vec{}) {
		return false
	}
	r := q.turned(h)
	// Of lengths beyond float32 no rotation is known: the line search tries them and
	// comes back, and must find the rotation as it was.
	if !(r[0]*r[0]+r[1]*r[1]+r[2]*r[2]+r[3]*r[3] < 2) {
		return false
	}
	*q = r
	return true
}

// newtonTurn is Newton's step as Cayley's vector, or false where tr S·I − S is
// not safely positive definite.
func newtonTurn(s *[9]float32, a Vec) (Vec, bool) {
	trace := s[0] + s[4] + s[8]
	m00, m11, m22 := trace-s[0], trace-s[4], trace-s[8]
	m01, m02, m12 := -0.5*(s[1]+s[3]), -0.5*(s[2]+s[6]), -0.5*(s[5]+s[7])
	c00, c01, c02 := m11*m22-m12*m12, m02*m12-m01*m22, m01*m12-m02*m11
	det := m00*c00 + m01*c01 + m02*c02
	minor := m00*m11 - m01*m01
	size := m00 + m11 + m22
	if !(m00 > 0 && minor > 0 && det > 1e-3*size*size*size*(1.0/27)) {
		return Vec{}, false
	}
	c11, c12, c22 := m00*m22-m02*m02, m01*m02-m00*m12, minor
	half := 0.5 / det
	h := Vec{
		(c00*a[0] + c01*a[1] + c02*a[2]) * half,
		(c01*a[0] + c11*a[1] + c12*a[2]) * half,
		(c02*a[0] + c12*a[1] + c22*a[2]) * half,
	}
	// A quarter of a turn at most: beyond it the quadratic model means nothing.
	if n := h[0]*h[0] + h[1]*h[1] + h[2]*h[2]; n > 0.17 {
		k := root(0.17 / n)
		return Vec{h[0] * k, h[1] * k, h[2] * k}, true
	}
	return h, true
}

// slowTurn climbs where Newton's step would not: along the gradient, or, where
// that vanishes though a rotation by half a turn is better, about the axis in
// which it is steepest.
func slowTurn(s *[9]float32, a Vec) Vec {
	var norm float32
	for _, x := range s {
		norm += x * x
	}
	if a[0]*a[0]+a[1]*a[1]+a[2]*a[2] > 1e-8*norm {
		k := 0.5 / (root(norm) + 1e-12)
		return Vec{a[0] * k, a[1] * k, a[2] * k}
	}
	trace := s[0] + s[4] + s[8]
	axis, least := 0, trace-s[0]
	for i, d := range [3]float32{trace - s[0], trace - s[4], trace - s[8]} {
		if d < least {
			axis, least = i, d
		}
	}
	if least >= -1e-4*root(norm) {
		return Vec{}
	}
	var h Vec
	h[axis] = 0.4
	return h
}
