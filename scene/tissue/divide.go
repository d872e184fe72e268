package tissue

import "slices"

// division is how a cut or a tear changed a body's tetrahedra.
type division struct {
	copied []int32 // vertices that new ones copy; the first new one has the number Vertices() has
	tets   []divided
}

// divided is a tetrahedron that a cut changed, or made.
type divided struct {
	number, source int32 // the one that it is a part of: itself, unless it is new
	v              [4]int32
	share          float32 // of its volume as built that is matter
}

// divide takes a division over while the body moves: at the cost of what was
// changed, not of the whole body. What stays keeps its stiffness; what changed
// has it made again in the next step. The tetrahedra are in the order of their
// numbers. The body must have nothing but tetrahedra, and no pressures.
func (b *Body) divide(d *division) {
	var touched, places []int32
	for _, c := range d.tets {
		if int(c.number) < len(b.where) {
			touched = append(touched, b.tetra[b.where[c.number]].v[:]...)
		}
	}
	for _, v := range d.copied {
		b.copyVertex(b.slot[v])
	}
	b.step.size(len(b.u))
	b.step.coarse.grow(pieces(len(b.u), rowPiece))
	for i := range d.tets {
		k := b.change(&d.tets[i])
		places, touched = append(places, k), append(touched, b.tetra[k].v[:]...)
	}
	b.sizeElements(len(b.tetra))
	b.tilt = lengthened(b.tilt, len(b.tetra))
	touched, places = sorted(touched), sorted(places)
	m := &b.matrix
	m.reconnect(touched, places, func(t uint32) [4]int32 { return b.tetra[t].v })
	m.values = lengthened(m.values, len(m.cols))
	for _, i := range touched {
		b.mass[i] = 0
		for _, c := range m.corners(int(i)) {
			e := &b.tetra[c>>2]
			b.mass[i] += e.volume * e.density / 4
		}
		b.stale[i] = true
		b.copyLower(i)
	}
	b.loose, b.step.coarse.loose = true, true
	b.evaluate(places)
}

// copyVertex appends a vertex in the place and with the motion of another.
func (b *Body) copyVertex(of int32) {
	i := int32(len(b.u))
	b.slot, b.name = append(b.slot, i), append(b.name, int32(len(b.slot)))
	b.rest, b.u, b.v, b.goal = append(b.rest, b.rest[of]), append(b.u, b.u[of]), append(b.v, b.v[of]), append(b.goal, b.goal[of])
	b.load, b.mass, b.fixed = append(b.load, Vec{}), append(b.mass, 0), append(b.fixed, b.fixed[of])
	b.stale = append(b.stale, true)
	b.stances = append(b.stances, stance{})
	b.matrix.inverse = append(b.matrix.inverse, block{})
	b.step.coarse.copyVertex(of)
}

// change takes over what a division says of one tetrahedron, and returns its place.
func (b *Body) change(c *divided) int32 {
	if int(c.number) == len(b.where) {
		k, of := int32(len(b.tetra)), b.where[c.source]
		b.where, b.origin = append(b.where, k), append(b.origin, c.number)
		b.tetra, b.turn = append(b.tetra, b.tetra[of]), append(b.turn, b.turn[of])
	}
	k := b.where[c.number]
	e := &b.tetra[k]
	for a, v := range c.v {
		e.v[a] = b.slot[v]
	}
	e.volume = c.share * float32(volume(b.rest, e.v))
	b.made = lengthened(b.made, len(b.tetra))
	b.made[k] = quat{} // no rotation's: it is made again
	return k
}

// copyLower copies the blocks of a row below the diagonal from their mirrors.
func (b *Body) copyLower(i int32) {
	m := &b.matrix
	for k := m.rows[i].at; k < m.diag[i]; k++ {
		m.values[k] = transposed(&m.values[m.mirror[k]])
	}
}

// evaluate brings some tetrahedra up to date, and the sums of their pieces.
func (b *Body) evaluate(places []int32) {
	var list []int32
	for _, t := range places {
		b.joule[t] = b.element(int(t))
		list = append(list, t/elementPiece)
	}
	for _, piece := range slices.Compact(list) {
		b.sum(int(piece))
	}
}
