package mesh

import "math"

// support is the plane that touches a triangle at its point nearest to a place
// and has the triangle behind it: from elsewhere, too, the triangle is no nearer
// than the plane is.
type support struct {
	way      point   // to the place from the triangle's point
	squared  float64 // its squared length
	triangle uint32  // index in fieldFiller.triangles
}

// fieldEighths are the up to eight parts of a block, in arrays, so that a
// triangle is held against all of them at once.
type fieldEighths struct {
	block   [8]fieldBlock
	some    [8]bool
	centre  [8]point
	x, y, z [2]float64 // twice the ways from the block's centre to the parts'
	size    point      // of the largest part
	radius  float64    // of the ball around it, squared
	list    [8][]support

	// Of the nearest triangle found for a part's centre:
	least     [8]float64 // lower bound of its squared distance
	first     [8]uint32  // its index
	squared   [8]float64
	limit     [8]float64 // with the squared radius
	fromX     [8]float64 // the way from it, along each axis times size
	fromY     [8]float64
	fromZ     [8]float64
	unchecked [8]uint8 // the parts that a triangle may matter to
}

// divide fills a block from the supports, for its centre, of all triangles that
// can be nearest to any of its samples.
func (w *fieldFiller) divide(block *fieldBlock, list []support, level int) {
	e := &w.eighths[level]
	e.lay(w.field, block)
	w.choose(e, list)
	w.sift(e, list)
	for o := range 8 {
		switch {
		case len(e.list[o]) == 0:
		case e.block[o].side() <= 2:
			w.write(&e.block[o], e.list[o])
		default:
			w.divide(&e.block[o], e.list[o], level+1)
		}
	}
}

// lay lays out a block's parts.
func (e *fieldEighths) lay(f *Field, block *fieldBlock) {
	middle, _ := f.box(block)
	e.size = point{}
	for o := range 8 {
		e.list[o], e.least[o], e.limit[o] = e.list[o][:0], math.Inf(1), math.Inf(-1)
		if e.block[o], e.some[o] = block.octant(o); !e.some[o] {
			continue
		}
		centre, half := f.box(&e.block[o])
		way := centre.minus(middle).times(2)
		e.centre[o] = centre
		e.x[o&1], e.y[o>>1&1], e.z[o>>2] = way.x, way.y, way.z
		e.size = point{max(e.size.x, 2*half.x), max(e.size.y, 2*half.y), max(e.size.z, 2*half.z)}
	}
	e.radius = e.size.dot(e.size) / 4
}

// bounds are lower bounds of the squared distances from a triangle to the parts'
// centres: the tangents of the squared distance from its plane.
func (e *fieldEighths) bounds(t *support) [8]float64 {
	x0, x1 := t.squared+t.way.x*e.x[0], t.squared+t.way.x*e.x[1]
	y0, y1 := t.way.y*e.y[0], t.way.y*e.y[1]
	z0, z1 := t.way.z*e.z[0], t.way.z*e.z[1]
	a, b, c, d := y0+z0, y1+z0, y0+z1, y1+z1
	return [8]float64{x0 + a, x1 + a, x0 + b, x1 + b, x0 + c, x1 + c, x0 + d, x1 + d}
}

// choose finds a triangle near the centre of each part that is not beyond the
// band.
func (w *fieldFiller) choose(e *fieldEighths, list []support) {
	for i := range list {
		for o, bound := range e.bounds(&list[i]) {
			if bound < e.least[o] {
				e.least[o], e.first[o] = bound, list[i].triangle
			}
		}
	}
	within := w.field.Band + math.Sqrt(e.radius)
	for o := range 8 {
		if e.some[o] && e.least[o] <= within*within {
			way := w.triangles[e.first[o]].way(e.centre[o])
			w.nearest(e, o, way, way.dot(way))
		}
	}
}

// nearest notes the way to a part's centre from a triangle nearer than all before.
func (w *fieldFiller) nearest(e *fieldEighths, part int, way point, squared float64) {
	e.squared[part], e.limit[part] = squared, squared+e.radius+w.rounding*w.reach
	e.fromX[part], e.fromY[part], e.fromZ[part] = way.x*e.size.x, way.y*e.size.y, way.z*e.size.z
}

// sift lists for each part the triangles that can be nearest to any of its
// samples. With c its centre, h half its size, q a point of the surface and p a
// triangle's point nearest to c, the triangle is nearer to c+y than q is only
// if its plane is, and then
//
//	|c−p|² + 2(c−p)·y < |c−q|² + 2(c−q)·y + |y|²,
//	|c−p|² − |c−q|² − |h|² < 2(q−p)·(−y) ≤ Σ 2h|q−p|,
//
// the sum being over the axes.
func (w *fieldFiller) sift(e *fieldEighths, list []support) {
	for i := range list {
		t := &list[i]
		bounds := e.bounds(t)
		x, y, z := t.way.x*e.size.x, t.way.y*e.size.y, t.way.z*e.size.z
		n := 0
		for o := range 8 { // without branches, which nothing could foresee
			e.unchecked[n&7] = uint8(o)
			if bounds[o]-e.limit[o] <= math.Abs(x-e.fromX[o])+math.Abs(y-e.fromY[o])+math.Abs(z-e.fromZ[o]) {
				n++
			}
		}
		for _, o := range e.unchecked[:n] {
			w.check(e, int(o&7), t.triangle)
		}
	}
}

// check lists a triangle for a part unless it, and not only its plane as seen from
// elsewhere, is too far away.
func (w *fieldFiller) check(e *fieldEighths, part int, triangle uint32) {
	way := w.triangles[triangle].way(e.centre[part])
	squared := way.dot(way)
	x, y, z := way.x*e.size.x, way.y*e.size.y, way.z*e.size.z
	if squared-e.limit[part] > math.Abs(x-e.fromX[part])+math.Abs(y-e.fromY[part])+math.Abs(z-e.fromZ[part]) {
		return
	}
	list := append(e.list[part], support{way, squared, triangle})
	if squared < e.squared[part] { // the nearest comes first
		w.nearest(e, part, way, squared)
		list[0], list[len(list)-1] = list[len(list)-1], list[0]
	}
	e.list[part] = list
}

// write finds the distances of the samples at a block's corners, at most two along
// each axis. A plane's distance is linear on its side of the triangle.
func (w *fieldFiller) write(block *fieldBlock, list []support) {
	var places [8]point
	var best, limit [8]float64
	var unchecked [8]uint8
	f := w.field
	for s := range 8 {
		places[s] = f.at(block.corner(s))
		best[s], limit[s] = f.Band, f.Band
	}
	_, half := f.box(block)
	for i := range list {
		t, n := &list[i], 0
		for s, bound := range t.distances(half) {
			unchecked[n&7] = uint8(s)
			if bound < limit[s] {
				n++
			}
		}
		for _, s := range unchecked[:n] {
			way := w.triangles[t.triangle].way(places[s&7])
			if distance := way.length(); distance < best[s&7] {
				best[s&7], limit[s&7] = distance, distance+w.rounding
			}
		}
	}
	for s := range 8 {
		i, j, k := block.corner(s)
		f.Values[(k*f.Size[1]+j)*f.Size[0]+i] = float32(best[s])
	}
}

// corner is the sample at one of a block's eight corners.
func (b *fieldBlock) corner(corner int) (i, j, k int) {
	i, j, k = b.first[0], b.first[1], b.first[2]
	if corner&1 != 0 {
		i = b.last[0] - 1
	}
	if corner&2 != 0 {
		j = b.last[1] - 1
	}
	if corner&4 != 0 {
		k = b.last[2] - 1
	}
	return i, j, k
}

// distances are those from the plane to the corners of a box around the place,
// negative behind it.
func (t *support) distances(half point) [8]float64 {
	distance := math.Sqrt(t.squared)
	per := 1 / distance
	if distance == 0 {
		per = 0
	}
	x, y, z := t.way.x*per*half.x, t.way.y*per*half.y, t.way.z*per*half.z
	x0, x1 := distance-x, distance+x
	a, b := y+z, z-y
	return [8]float64{x0 - a, x1 - a, x0 - b, x1 - b, x0 + b, x1 + b, x0 + a, x1 + a}
}
