package mesh

import "math/big"

// Signs of determinants decide on which side of what a point lies. They are
// computed in float64, and exactly where its rounding could turn the sign
// (Shewchuk 1997, doi:10.1007/PL00009321, with exact stages in place of his: it is reached for points that lie in one plane or nearly), in whole
// numbers where they fit and in rational ones elsewhere.

// orientationError bounds the rounding of orientation relative to the sum of
// the products' sizes: Shewchuk's 7ε plus what rounding the differences adds to
// float32 input, with room.
const orientationError = 32 * 0x1p-53

// orientation returns the sign of (a−d)·((b−d)×(c−d)): +1 when d lies behind
// the triangle abc, on the side from which it winds clockwise, −1 when d lies
// before it, and zero when the four lie in one plane.
func orientation(a, b, c, d point) int {
	u, v, w := a.minus(d), b.minus(d), c.minus(d)
	yz, zy := v.y*w.z, v.z*w.y
	zx, xz := v.z*w.x, v.x*w.z
	xy, yx := v.x*w.y, v.y*w.x
	determinant := u.x*(yz-zy) + u.y*(zx-xz) + u.z*(xy-yx)
	size := abs(u.x)*(abs(yz)+abs(zy)) + abs(u.y)*(abs(zx)+abs(xz)) + abs(u.z)*(abs(xy)+abs(yx))
	switch limit := orientationError * size; {
	case determinant > limit:
		return 1
	case determinant < -limit:
		return -1
	case size == 0: // every product is zero: float32 cannot underflow here
		return 0
	}
	if sign, ok := integerOrientation(a, b, c, d); ok {
		return sign
	}
	return exactOrientation(a, b, c, d)
}

func abs(v float64) float64 { return max(v, -v) }

func exactOrientation(a, b, c, d point) int {
	u, v, w := exactDifference(a, d), exactDifference(b, d), exactDifference(c, d)
	return exactDot(u, exactCross(v, w)).Sign()
}

// exactVector has rational coordinates.
type exactVector [3]*big.Rat

func exactDifference(p, q point) exactVector {
	var d exactVector
	for axis := range 3 {
		d[axis] = new(big.Rat).Sub(new(big.Rat).SetFloat64(p.axis(axis)), new(big.Rat).SetFloat64(q.axis(axis)))
	}
	return d
}

func exactCross(v, w exactVector) exactVector {
	var cross exactVector
	for axis := range 3 {
		i, j := (axis+1)%3, (axis+2)%3
		cross[axis] = new(big.Rat).Sub(new(big.Rat).Mul(v[i], w[j]), new(big.Rat).Mul(v[j], w[i]))
	}
	return cross
}

func exactDot(v, w exactVector) *big.Rat {
	sum := new(big.Rat)
	for axis := range 3 {
		sum.Add(sum, new(big.Rat).Mul(v[axis], w[axis]))
	}
	return sum
}

func (p point) axis(i int) float64 {
	switch i {
	case 0:
		return p.x
	case 1:
		return p.y
	}
	return p.z
}

// turnInPlane returns the sign of the area of abc seen along an axis, +1
// counter-clockwise in the other two axes in cyclic order.
func turnInPlane(a, b, c point, axis int) int {
	i, j := (axis+1)%3, (axis+2)%3
	ux, uy := b.axis(i)-a.axis(i), b.axis(j)-a.axis(j)
	vx, vy := c.axis(i)-a.axis(i), c.axis(j)-a.axis(j)
	left, right := ux*vy, uy*vx
	switch limit := orientationError * (abs(left) + abs(right)); {
	case left-right > limit:
		return 1
	case left-right < -limit:
		return -1
	case left == 0 && right == 0:
		return 0
	}
	u, v := exactDifference(b, a), exactDifference(c, a)
	return exactCross(u, v)[axis].Sign()
}

// planeAxis returns an axis along which triangle abc has an area, and false
// when it has none: its corners lie on one line.
func planeAxis(a, b, c point) (int, bool) {
	normal := areaVector(a.vec3(), b.vec3(), c.vec3())
	best := 0
	for axis := range 3 {
		if abs(normal[axis]) > abs(normal[best]) {
			best = axis
		}
	}
	for turn := range 3 { // the largest first; rounding may have emptied it
		if axis := (best + turn) % 3; turnInPlane(a, b, c, axis) != 0 {
			return axis, true
		}
	}
	return 0, false
}

// segmentMeetsTriangle reports whether the closed segment pq and the closed
// triangle abc have a point in common. It is exact for coordinates that float32
// holds. A triangle without area is no obstacle: false.
func segmentMeetsTriangle(p, q, a, b, c point) bool {
	atP, atQ := orientation(a, b, c, p), orientation(a, b, c, q)
	if atP*atQ > 0 {
		return false
	}
	axis, flat := planeAxis(a, b, c)
	if !flat {
		return false
	}
	if atP == 0 && atQ == 0 {
		return segmentMeetsInPlane(p, q, a, b, c, axis)
	}
	// The line pq passes the three edges on the same side, or through them.
	u, v, w := orientation(p, q, a, b), orientation(p, q, b, c), orientation(p, q, c, a)
	return u >= 0 && v >= 0 && w >= 0 || u <= 0 && v <= 0 && w <= 0
}

// segmentMeetsInPlane is the same for a segment in the triangle's plane, seen
// along an axis in which the triangle has an area.
func segmentMeetsInPlane(p, q, a, b, c point, axis int) bool {
	if inTriangle(p, a, b, c, axis) {
		return true
	}
	for _, side := range [3][2]point{{a, b}, {b, c}, {c, a}} {
		if segmentsMeet(p, q, side[0], side[1], axis) {
			return true
		}
	}
	return false
}

func inTriangle(p, a, b, c point, axis int) bool {
	u, v, w := turnInPlane(a, b, p, axis), turnInPlane(b, c, p, axis), turnInPlane(c, a, p, axis)
	return u >= 0 && v >= 0 && w >= 0 || u <= 0 && v <= 0 && w <= 0
}

// segmentsMeet reports a common point of two segments in one plane.
func segmentsMeet(p, q, a, b point, axis int) bool {
	atA, atB := turnInPlane(p, q, a, axis), turnInPlane(p, q, b, axis)
	atP, atQ := turnInPlane(a, b, p, axis), turnInPlane(a, b, q, axis)
	if atA*atB < 0 && atP*atQ < 0 {
		return true
	}
	return atA == 0 && within(a, p, q) || atB == 0 && within(b, p, q) ||
		atP == 0 && within(p, a, b) || atQ == 0 && within(q, a, b)
}

// within reports that a point on the line pq lies between p and q.
func within(r, p, q point) bool {
	for axis := range 3 {
		low, high := min(p.axis(axis), q.axis(axis)), max(p.axis(axis), q.axis(axis))
		if r.axis(axis) < low || r.axis(axis) > high {
			return false
		}
	}
	return true
}
