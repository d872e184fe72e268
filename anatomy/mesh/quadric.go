package mesh

// quadric is the sum of squared distances to planes as a function of position:
// xᵀAx + 2b·x + c with A symmetric (Garland and Heckbert 1997,
// doi:10.1145/258734.258849).
type quadric struct {
	xx, xy, xz, yy, yz, zz float64
	b                      point
	c                      float64
}

// planeQuadric measures the squared distance to the plane through at with the
// given area vector, weighted by the area.
func planeQuadric(area, at point) quadric {
	weight := area.length()
	if weight == 0 {
		return quadric{}
	}
	n := area.times(1 / weight)
	offset := -n.dot(at)
	return quadric{
		weight * n.x * n.x, weight * n.x * n.y, weight * n.x * n.z,
		weight * n.y * n.y, weight * n.y * n.z, weight * n.z * n.z,
		n.times(weight * offset), weight * offset * offset,
	}
}

func (q *quadric) plus(o *quadric) quadric {
	return quadric{
		q.xx + o.xx, q.xy + o.xy, q.xz + o.xz, q.yy + o.yy, q.yz + o.yz, q.zz + o.zz,
		q.b.plus(o.b), q.c + o.c,
	}
}

// at returns the weighted squared distance at p, never negative.
func (q *quadric) at(p point) float64 {
	value := p.dot(q.times(p)) + 2*q.b.dot(p) + q.c
	return max(value, 0) // rounding
}

func (q *quadric) times(p point) point {
	return point{
		q.xx*p.x + q.xy*p.y + q.xz*p.z,
		q.xy*p.x + q.yy*p.y + q.yz*p.z,
		q.xz*p.x + q.yz*p.y + q.zz*p.z,
	}
}

// pull is the weight, relative to the planes, with which lowest is drawn
// towards its start. It decides where the planes do not: along a flat or a
// straight crease.
const pull = 1e-3

// lowest returns the position of least cost, drawn a little towards start.
func (q *quadric) lowest(start point) point {
	drawn := *q
	weight := pull * (q.xx + q.yy + q.zz)
	drawn.xx += weight
	drawn.yy += weight
	drawn.zz += weight
	gradient := q.times(start).plus(q.b)
	// Cramer's rule for drawn·move = −gradient; drawn is positive definite.
	cx := drawn.yy*drawn.zz - drawn.yz*drawn.yz
	cy := drawn.xz*drawn.yz - drawn.xy*drawn.zz
	cz := drawn.xy*drawn.yz - drawn.xz*drawn.yy
	determinant := drawn.xx*cx + drawn.xy*cy + drawn.xz*cz
	if !(determinant > 0) {
		return start
	}
	inverse := quadric{
		xx: cx, xy: cy, xz: cz,
		yy: drawn.xx*drawn.zz - drawn.xz*drawn.xz,
		yz: drawn.xy*drawn.xz - drawn.xx*drawn.yz,
		zz: drawn.xx*drawn.yy - drawn.xy*drawn.xy,
	}
	return start.minus(inverse.times(gradient).times(1 / determinant))
}
