package tissue

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// snap is the part of an edge of a membrane, or of a rod, from an end within which
// a blade is taken to go through the end: no triangle is thinner.
const snap = 0.05

// thinNear reports whether a sweep may meet membranes or rods that hang free, and
// how far any vertex of those went since it began, mm.
func (b *Blade) thinNear(w *sweep) (met bool, drift float64) {
	m := b.matter
	bounds := w.bounds(w.drift + snap*m.thin.edgeMM)
	look := func(nodes ...int32) {
		box := noBox
		for _, n := range nodes {
			box.add(&m.now[n])
		}
		if !box.touches(&bounds) {
			return
		}
		met = true
		for _, n := range nodes {
			drift = max(drift, distance(m.now[n], w.was[n]))
		}
	}
	for i := range m.thin.sheets {
		look(m.thin.sheets[i].Vertices[:]...)
	}
	for i := range m.thin.rods {
		look(m.thin.rods[i].Vertices[:]...)
	}
	return met, drift
}

// cutThin cuts membranes and rods along each part of a sweep.
func (b *Blade) cutThin(w sweep, in *Incision) {
	m := b.matter
	m.thin.grow(len(m.origin))
	nodes := len(m.origin)
	parts := int(min(mostParts, 1+math.Floor(w.turn()/turnInPart)))
	var marked []int32
	for k := range parts {
		w.start, w.end = float64(k)/float64(parts), float64(k+1)/float64(parts)
		if b.lean(&w) {
			in.Thin = b.snip(&w) || in.Thin
			marked = append(marked, b.markThin(&w)...)
		}
	}
	marked = sorted(marked)
	if len(marked) > 0 {
		m.openThin(marked, in)
	}
	m.tellThin(nodes, in)
}

// tellThin says of a change to membranes and rods which vertices it made, and which
// pieces came off.
func (m *Matter) tellThin(nodes int, in *Incision) {
	in.Thin = in.Thin || len(m.origin) > nodes
	for n := nodes; n < len(m.origin); n++ {
		in.Nodes = append(in.Nodes, m.copied[n])
	}
	if in.Thin {
		in.Pieces = append(in.Pieces, m.divideFree()...)
	}
}

// snip parts the rods that a sweep crosses.
func (b *Blade) snip(w *sweep) (any bool) {
	m := b.matter
	for i := range len(m.thin.rods) {
		v := m.thin.rods[i].Vertices
		c, ok := b.crossThin(w, v[0], v[1])
		if !ok {
			continue
		}
		switch {
		case c.part < snap:
			any = m.loosen(i, 0) || any
		case c.part > 1-snap:
			any = m.loosen(i, 1) || any
		default:
			any = true
			m.partRod(i, c.part)
		}
		b.extend()
	}
	return any
}

// partRod makes two of a rod.
func (m *Matter) partRod(rod int, part float64) {
	rest := m.thin.rods[rod]
	x := m.addNode(rest.Vertices[0], rest.Vertices[1], part)
	m.thin.rods[rod].Vertices[1] = x
	rest.Vertices[0] = m.addNode(x, x, 0)
	m.thin.rods = append(m.thin.rods, rest)
}

// loosen takes an end of a rod off what else hangs there, if anything does.
func (m *Matter) loosen(rod, end int) bool {
	v := m.thin.rods[rod].Vertices[end]
	hangs := len(m.around.at(m.origin[v])) > 0
	for i := range m.thin.rods {
		hangs = hangs || i != rod && slices.Contains(m.thin.rods[i].Vertices[:], v)
	}
	for i := range m.thin.sheets {
		hangs = hangs || slices.Contains(m.thin.sheets[i].Vertices[:], v)
	}
	if hangs {
		m.thin.rods[rod].Vertices[end] = m.addNode(v, v, 0)
	}
	return hangs
}

// extend lets the blade know where vertices that were just made were.
func (b *Blade) extend() {
	for n := len(b.was); n < len(b.matter.origin); n++ {
		b.was = append(b.was, b.matter.blendAt(int32(n), b.was))
	}
}

// blendAt is where a vertex is by those of which it was made.
func (m *Matter) blendAt(n int32, at []Vec) Vec {
	if x, made := m.mids[n]; made {
		return shorten(between(widen(at[x.of[0]]), widen(at[x.of[1]]), x.part))
	}
	return at[m.copied[n]]
}

// markThin puts vertices wherever a part of a sweep crosses the edges of free
// membranes, and returns all that lie on it.
func (b *Blade) markThin(w *sweep) (marked []int32) {
	m := b.matter
	for _, key := range m.edgesThin(w) {
		p, q := int32(key>>32), int32(key&math.MaxUint32)
		c, ok := b.crossThin(w, p, q)
		if !ok || b.openedThin(p, q, &c) {
			continue
		}
		x := p
		switch {
		case c.part < snap:
		case c.part > 1-snap:
			x = q
		default:
			x = m.splitThin(p, q, c.part)
			b.extend()
			w.was = b.was
		}
		m.thin.stroke[x], m.thin.normal[x] = b.stroke, m.thinNormal(x, b.blend(c.normal, w))
		marked = append(marked, x)
	}
	return marked
}

// openedThin reports that an edge is of the stroke's own cut, or meets it with an
// end that lies beside the blade by no more than two snaps: each may lie beside the
// surface by one. Scissors that bite again close over the lips that they have cut,
// and would take a sliver off them.
func (b *Blade) openedThin(p, q int32, c *crossing) bool {
	m := b.matter
	ofP, ofQ := m.thin.stroke[p] == b.stroke, m.thin.stroke[q] == b.stroke
	if ofP && ofQ && m.cutsThin(p, q) {
		return true
	}
	most := 2 * snap * m.thin.edgeMM
	return ofP && c.depthA <= most || ofQ && c.depthB <= most
}

// edgesThin are the edges of free membranes near a sweep, rising.
func (m *Matter) edgesThin(w *sweep) (keys []uint64) {
	bounds := w.bounds(w.drift + snap*m.thin.edgeMM)
	for i := range m.thin.sheets {
		v := &m.thin.sheets[i].Vertices
		box := noBox
		for _, n := range v {
			box.add(&m.now[n])
		}
		if !box.touches(&bounds) {
			continue
		}
		for k, p := range v {
			q := v[(k+1)%3]
			keys = append(keys, edgeKey(p, q))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// splitThin halves the triangles at an edge.
func (m *Matter) splitThin(p, q int32, part float64) int32 {
	x := m.addNode(p, q, part)
	m.thin.stroke[x] = 0
	for i := range len(m.thin.sheets) {
		s := &m.thin.sheets[i]
		a, b := slices.Index(s.Vertices[:], p), slices.Index(s.Vertices[:], q)
		if a < 0 || b < 0 {
			continue
		}
		half := *s
		s.Vertices[b], half.Vertices[a] = x, x
		m.thin.sheets = append(m.thin.sheets, half)
	}
	return x
}

// thinNormal is a direction across a surface, as it is at rest: Fᵀn, in the plane
// of a triangle at the vertex.
func (m *Matter) thinNormal(n int32, across mgl64.Vec3) mgl64.Vec3 {
	for i := range m.thin.sheets {
		v := &m.thin.sheets[i].Vertices
		if !slices.Contains(v[:], n) {
			continue
		}
		o := m.restOf(v[0])
		p, q := m.restOf(v[1]).Sub(o), m.restOf(v[2]).Sub(o)
		out := p.Cross(q)
		square := out.LenSqr()
		if square == 0 {
			continue
		}
		start := widen(m.now[v[0]])
		dp, dq := widen(m.now[v[1]]).Sub(start).Dot(across), widen(m.now[v[2]]).Sub(start).Dot(across)
		rest := q.Cross(out).Mul(dp / square).Add(out.Cross(p).Mul(dq / square))
		if l := rest.Len(); l > 0 {
			return rest.Mul(1 / l)
		}
	}
	return across
}
