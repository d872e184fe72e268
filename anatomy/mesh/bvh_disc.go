package mesh

import "math"

// bvhDisc bounds a patch of surface by a flat cylinder: what is within reach of
// its centre along the normal, and within radius across it. Around a piece of
// a smooth surface it is much tighter than a box along the axes, and above all
// for a point whose distance is large against the patch: the boxes of a whole
// cap of the surface reach into the sphere of a point's distance, the cylinders
// of its middle only.
type bvhDisc struct {
	centre, normal [3]float32
	radius, reach  float32
}

// discSlack is several times the error, in squared distance from the centre,
// that the rounding of the normal to float32 can cause.
const discSlack = 1e-6

// squaredGap returns the squared distance from p to the disc, or a little less;
// +Inf for an empty disc.
func (d *bvhDisc) squaredGap(p point) float64 {
	x := p.x - float64(d.centre[0])
	y := p.y - float64(d.centre[1])
	z := p.z - float64(d.centre[2])
	squared := x*x + y*y + z*z
	along := x*float64(d.normal[0]) + y*float64(d.normal[1]) + z*float64(d.normal[2])
	across := math.Sqrt(math.Abs(squared-along*along)) - float64(d.radius)
	along = math.Abs(along) - float64(d.reach)
	// d+|d| is twice the positive part, without a branch.
	across += math.Abs(across)
	along += math.Abs(along)
	return (across*across+along*along)*0.25 - discSlack*squared
}

// discsByBox is the number of triangles from which a patch is bounded by its
// box: so near the root, where there are few, tightness counts for little.
const discsByBox = 1 << 12

// discsOf bounds the patches below all nodes: of child s of node n at 2n+s. A
// range has the first triangle of each child, in leaf order, and the one behind
// the last.
func (b *BVH) discsOf(ranges [][3]uint32) []bvhDisc {
	discs := make([]bvhDisc, 2*len(b.nodes))
	inParallel((len(ranges)+discPart-1)/discPart, func() func(int) {
		return func(part int) {
			for n := part * discPart; n < min((part+1)*discPart, len(ranges)); n++ {
				for side, r := 0, &ranges[n]; side < 2; side++ {
					discs[2*n+side] = discOf(b.triangles[r[side]:r[side+1]], &b.nodes[n].box[side])
				}
			}
		}
	})
	return discs
}

// discPart is how many nodes are one part of the work.
const discPart = 1 << 10

// discOf bounds triangles that lie in a box.
func discOf(triangles []bvhTriangle, box *bvhBox) bvhDisc {
	if len(triangles) == 0 {
		return bvhDisc{reach: float32(math.Inf(-1))}
	}
	half, centre := pointOfFloat32s(box.half), pointOfFloat32s(box.centre)
	d := bvhDisc{centre: box.centre, normal: thinnest(half)}
	if len(triangles) >= discsByBox {
		d.radius, d.reach = above(half.length()), above(half.dot(pointOfFloat32s(d.normal)))
		return d
	}
	var sum point
	for i := range triangles {
		p, q, r := triangles[i].points()
		sum = sum.plus(crossOf(q.minus(p), r.minus(p)))
	}
	if length := sum.length(); length > 0 && !math.IsInf(length, 1) {
		d.normal = float32sOf(sum.times(1 / length))
	}
	d.centre = float32sOf(d.middle(triangles, centre))
	d.cover(triangles)
	return d
}

// thinnest is the axis along which a box is thinnest.
func thinnest(half point) [3]float32 {
	switch {
	case half.x <= half.y && half.x <= half.z:
		return [3]float32{1, 0, 0}
	case half.y <= half.z:
		return [3]float32{0, 1, 0}
	}
	return [3]float32{0, 0, 1}
}

// axes returns the disc's normal at length one and two directions across it.
func (d *bvhDisc) axes() (n, u, v point) {
	n = pointOfFloat32s(d.normal)
	n = n.times(1 / n.length())
	u = crossOf(n, point{x: 1})
	if math.Abs(n.x) > 0.7 {
		u = crossOf(n, point{y: 1})
	}
	u = u.times(1 / u.length())
	return n, u, crossOf(n, u)
}

// middle is the middle of the triangles' extents along the disc's axes, which
// are measured from a place near them.
func (d *bvhDisc) middle(triangles []bvhTriangle, from point) point {
	n, u, v := d.axes()
	inf := math.Inf(1)
	low, high := point{inf, inf, inf}, point{-inf, -inf, -inf}
	for i := range triangles {
		a, b, c := triangles[i].points()
		for _, p := range [3]point{a.minus(from), b.minus(from), c.minus(from)} {
			q := point{p.dot(n), p.dot(u), p.dot(v)}
			low = point{min(low.x, q.x), min(low.y, q.y), min(low.z, q.z)}
			high = point{max(high.x, q.x), max(high.y, q.y), max(high.z, q.z)}
		}
	}
	q := low.plus(high).times(0.5)
	return from.plus(n.times(q.x)).plus(u.times(q.y)).plus(v.times(q.z))
}

// cover makes the disc as large as the triangles need, measured from its centre
// as that is stored.
func (d *bvhDisc) cover(triangles []bvhTriangle) {
	n, _, _ := d.axes()
	centre := pointOfFloat32s(d.centre)
	radius, reach := 0.0, 0.0
	for i := range triangles {
		a, b, c := triangles[i].points()
		for _, p := range [3]point{a.minus(centre), b.minus(centre), c.minus(centre)} {
			along := p.dot(n)
			across := p.minus(n.times(along))
			radius, reach = max(radius, across.dot(across)), max(reach, math.Abs(along))
		}
	}
	d.radius, d.reach = above(math.Sqrt(radius)), above(reach)
}

func pointOfFloat32s(v [3]float32) point {
	return point{float64(v[0]), float64(v[1]), float64(v[2])}
}

func float32sOf(p point) [3]float32 {
	return [3]float32{float32(p.x), float32(p.y), float32(p.z)}
}

// above rounds a size up, beyond what its computation may have lost.
func above(size float64) float32 {
	return math.Nextafter32(float32(size*(1+1e-12)), float32(math.Inf(1)))
}
