package mesh

// nearTriangle is a triangle prepared for being asked often, from places near
// each other.
type nearTriangle struct {
	a, ab, ac, normal point   // a is the corner nearest to those places, and then b
	abab, abac, acac  float64 // products of the sides
	perAB, perAC      float64 // one by the sides' squared lengths
	perBC, perNormal  float64
}

// prepare is for places around at.
func (t *nearTriangle) prepare(from *bvhTriangle, at point) {
	a, b, c := from.points()
	toA, toB, toC := a.minus(at), b.minus(at), c.minus(at)
	nearA, nearB, nearC := toA.dot(toA), toB.dot(toB), toC.dot(toC)
	if nearB < nearA {
		a, b, nearA, nearB = b, a, nearB, nearA
	}
	if nearC < nearA {
		a, c, nearC = c, a, nearA
	}
	if nearC < nearB {
		b, c = c, b
	}
	bc := c.minus(b)
	t.a, t.ab, t.ac = a, b.minus(a), c.minus(a)
	t.normal = crossOf(t.ab, t.ac)
	t.abab, t.abac, t.acac = t.ab.dot(t.ab), t.ab.dot(t.ac), t.ac.dot(t.ac)
	t.perAB, t.perAC = 1/t.abab, 1/t.acac
	t.perBC, t.perNormal = 1/bc.dot(bc), 1/t.normal.dot(t.normal)
}

// way is the way to p from the triangle's point nearest to it. The regions are
// those of closestOnTriangle, the likelier first: most triangles that are asked are
// beside the nearest and turn a corner or a side to p.
func (t *nearTriangle) way(p point) point {
	ap := p.minus(t.a)
	d1, d2 := t.ab.dot(ap), t.ac.dot(ap)
	if d1 <= 0 && d2 <= 0 {
		return ap
	}
	d3, d4 := d1-t.abab, d2-t.abac
	if t.abab*d2 <= t.abac*d1 && d1 > 0 && d3 <= 0 {
		return ap.minus(t.ab.times(d1 * t.perAB))
	}
	if d3 >= 0 && d4 <= d3 {
		return ap.minus(t.ab)
	}
	d5, d6 := d1-t.abac, d2-t.acac
	if d6 >= 0 && d5 <= d6 {
		return ap.minus(t.ac)
	}
	if t.acac*d1 <= t.abac*d2 && d2 > 0 && d6 <= 0 {
		return ap.minus(t.ac.times(d2 * t.perAC))
	}
	if onB, onC := d4-d3, d5-d6; d3*d6 <= d5*d4 && onB >= 0 && onC >= 0 {
		s := onB * t.perBC
		return ap.minus(t.ab.times(1 - s)).minus(t.ac.times(s))
	}
	return t.normal.times(t.normal.dot(ap) * t.perNormal)
}
