package mesh

import "math"

// sharpness measures how bad the shape of a tetrahedron is: the greatest absolute
// cosine of its dihedral angles, from 1/3 in a regular one towards 1 in a flat
// one; 0.966 where angles keep within 15° and 165°. It is +Inf for a tetrahedron
// without positive volume.
func sharpness(a, b, c, d point) float64 {
	ab, ac, ad := b.minus(a), c.minus(a), d.minus(a)
	n1 := ac.cross(ad) // inward, opposite b
	if ab.dot(n1) <= 0 {
		return math.Inf(1)
	}
	n2, n3 := ad.cross(ab), ab.cross(ac)
	n0 := n1.plus(n2).plus(n3).times(-1) // the four sum to zero
	s0, s1, s2, s3 := n0.dot(n0), n1.dot(n1), n2.dot(n2), n3.dot(n3)
	worst := max(squaredCosine(n0, n1, s0*s1), squaredCosine(n0, n2, s0*s2), squaredCosine(n0, n3, s0*s3))
	worst = max(worst, squaredCosine(n1, n2, s1*s2), squaredCosine(n1, n3, s1*s3), squaredCosine(n2, n3, s2*s3))
	return math.Sqrt(worst)
}

func squaredCosine(u, v point, squares float64) float64 {
	product := u.dot(v)
	return product * product / squares
}
