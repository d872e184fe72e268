package mesh

import "math"

// Deviation says how far two surfaces are apart, in mm.
type Deviation struct {
	// HausdorffMM is the greatest distance of a sample on either surface to the
	// other. The true Hausdorff distance is not less, and greater by less than
	// SpacingMM.
	HausdorffMM float64
	// MeanMM is the mean distance over the area of both.
	MeanMM float64
	// SpacingMM is how far a point of either surface is from a sample at most.
	SpacingMM float64
}

// Deviation samples both surfaces: at their vertices, and at the centroids of
// their triangles, each cut evenly until its parts are about as small as the
// triangles of the finer surface. Two empty surfaces do not deviate; from one
// that is empty the other deviates by +Inf.
func (m *TriMesh) Deviation(other *TriMesh) Deviation {
	edge := min(m.meanEdge(), other.meanEdge())
	there, back := m.deviationFrom(NewBVH(other), edge), other.deviationFrom(NewBVH(m), edge)
	d := Deviation{HausdorffMM: max(there.greatest, back.greatest), SpacingMM: max(there.spacing, back.spacing)}
	if area := there.area + back.area; area > 0 {
		d.MeanMM = (there.sum + back.sum) / area
	}
	return d
}

// meanEdge is the mean length of the triangles' sides; +Inf without any.
func (m *TriMesh) meanEdge() float64 {
	if len(m.Triangles) == 0 {
		return math.Inf(1)
	}
	sum := 0.0
	for t := range m.Triangles {
		a, b, c := m.cornerPoints(t)
		sum += b.minus(a).length() + c.minus(b).length() + a.minus(c).length()
	}
	return sum / float64(3*len(m.Triangles))
}

// oneWay is what the samples of one surface are apart from another.
type oneWay struct{ greatest, spacing, sum, area float64 }

// deviationParts are sampled at the same time and summed in order.
const deviationParts = 64

func (m *TriMesh) deviationFrom(other *BVH, edge float64) oneWay {
	var parts [deviationParts]oneWay
	used := make([]bool, len(m.Vertices))
	for _, triangle := range m.Triangles {
		used[triangle[0]], used[triangle[1]], used[triangle[2]] = true, true, true
	}
	inParallel(deviationParts, func() func(int) {
		return func(part int) {
			d := &parts[part]
			first, last := partOf(part, deviationParts, len(m.Vertices))
			for v := first; v < last; v++ {
				if used[v] {
					d.greatest = max(d.greatest, other.distance(pointOf(wide(m.Vertices[v]))))
				}
			}
			first, last = partOf(part, deviationParts, len(m.Triangles))
			for t := first; t < last; t++ {
				a, b, c := m.cornerPoints(t)
				d.sample(other, a, b, c, edge)
			}
		}
	})
	var total oneWay
	for _, d := range parts {
		total.greatest, total.spacing = max(total.greatest, d.greatest), max(total.spacing, d.spacing)
		total.sum, total.area = total.sum+d.sum, total.area+d.area
	}
	return total
}

// mostCuts bounds the parts of a triangle's side, for meshes with triangles of
// very different size.
const mostCuts = 32

// sample asks at the centroids of the n² equal parts of a triangle.
func (d *oneWay) sample(other *BVH, a, b, c point, edge float64) {
	longest := math.Sqrt(longestSquared(a, b, c))
	n := int(min(max(math.Ceil(longest/edge-0.5), 1), mostCuts))
	area := crossOf(b.minus(a), c.minus(a)).length() / 2
	u, v := b.minus(a).times(1/float64(3*n)), c.minus(a).times(1/float64(3*n))
	sum := 0.0
	for i := range n {
		for j := range n - i {
			at := a.plus(u.times(float64(3*i + 1))).plus(v.times(float64(3*j + 1)))
			distance := other.distance(at)
			sum += distance
			d.greatest = max(d.greatest, distance)
			if i+j+1 < n { // the part that points the other way
				distance = other.distance(at.plus(u).plus(v))
				sum += distance
				d.greatest = max(d.greatest, distance)
			}
		}
	}
	if area > 0 {
		d.sum += sum * area / float64(n*n)
		d.area += area
	}
	// No point of a triangle is further from its centroid than two thirds of
	// the longest median, which is shorter than the longest side.
	d.spacing = max(d.spacing, longest/float64(n)*2/3)
}

// distance returns the distance from p to the surface, +Inf without one.
func (b *BVH) distance(p point) float64 {
	return math.Sqrt(b.closest(p, math.Inf(1)).squared)
}

// SimplifyReport does what Simplify does, and says how far the result is from
// the original. Measuring takes several times as long as simplifying.
func (m *TriMesh) SimplifyReport(budget int) (*TriMesh, Deviation) {
	simple := m.Simplify(budget)
	if simple == m {
		return m, Deviation{}
	}
	return simple, m.Deviation(simple)
}
