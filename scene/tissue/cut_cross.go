package tissue

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// edgeOf is an edge of matter, its lower vertex first.
type edgeOf struct {
	a, b   int32
	length float64
	crossing
}

// grainsOf are the grains of elements as built and of their copies.
func (m *Matter) grainsOf(roots []int32) []int32 {
	grains := m.work.grains[:0]
	for _, root := range roots {
		for e := root; e >= 0; e = m.elements[e].next {
			for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
				grains = append(grains, t)
			}
		}
	}
	m.work.grains = grains
	return grains
}

// keepNear keeps those grains that have an edge longer at rest than so many mm, and
// that a sweep may pass through or nearer than a margin.
func (m *Matter) keepNear(w *sweep, grains []int32, longer, margin float64) []int32 {
	still := w.plates()
	bounds := w.bounds(w.drift + margin)
	return slices.DeleteFunc(grains, func(t int32) bool {
		return !m.hasLonger(t, longer) || !m.meets(w, &still, &bounds, t, margin)
	})
}

// meets reports whether a sweep may pass through a grain or nearer than a margin.
func (m *Matter) meets(w *sweep, still *[2]plate, bounds *box, t int32, margin float64) bool {
	var at [4]mgl64.Vec3
	b := noBox
	for i, v := range &m.grains[t].v {
		at[i] = m.placeNow(v)
		p := shorten(at[i])
		b.add(&p)
	}
	if !b.touches(bounds) {
		return false
	}
	plates := *still
	if w.drift > 0 {
		var d mgl64.Vec3
		for i, v := range &m.grains[t].v {
			d = d.Add(at[i].Sub(m.place(v, w.was)).Mul(0.25))
		}
		plates = w.seen(still, d)
	}
	return !plates[0].misses(&at, margin) || !plates[1].misses(&at, margin)
}

// placeNow is where a vertex is now; each is worked out once until the matter
// moves.
func (m *Matter) placeNow(v int32) mgl64.Vec3 {
	for len(m.places) < len(m.vertices) {
		m.places = append(m.places, placed{})
	}
	p := &m.places[v]
	if p.moment != m.moment {
		p.at, p.moment = m.place(v, m.now), m.moment
	}
	return p.at
}

// placed is a vertex's place at a moment.
type placed struct {
	at     mgl64.Vec3
	moment int32
}

var edgeCorners = [6][2]int8{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}

// splitAll splits the edge a, b in every round of grains about it. It returns
// the last new vertex, or −1 where no grain has this edge any more.
func (m *Matter) splitAll(a, b int32, part float64) int32 {
	x := int32(-1)
	for {
		t := m.grainWith(a, b)
		if t < 0 {
			return x
		}
		y := m.splitEdge(t, a, b, part)
		if x >= 0 {
			m.vertices[y].stroke, m.vertices[y].normal = m.vertices[x].stroke, m.vertices[x].normal
		}
		x = y
	}
}

// grainWith is a grain with the edge a, b, or −1.
func (m *Matter) grainWith(a, b int32) int32 {
	for _, t := range m.gatherFan(a) {
		if holds(m.grains[t].v, b) {
			return t
		}
	}
	return -1
}

// inheritMark says that x, between two vertices of one stroke's surface, lies on
// it too, where the edge follows it, and reports whether it does; or else that it
// lies on the side that they lie on.
func (m *Matter) inheritMark(a, b, x int32) bool {
	p, q, r := &m.vertices[a], &m.vertices[b], &m.vertices[x]
	if p.stroke != 0 && p.stroke == q.stroke && m.follows(a, b) {
		if n := p.normal.Add(q.normal); n.Len() > 0.1 {
			r.stroke, r.normal = p.stroke, n.Normalize()
			return true
		}
	}
	if p.passed == 0 || q.passed != 0 && q.stroke != q.passed {
		p, q = q, p
	}
	if p.passed != 0 && (q.stroke == p.passed || q.passed == p.passed && q.side == p.side) {
		r.passed, r.side, r.depth = p.passed, p.side, p.depth/2
	}
	return false
}

// mark puts vertices wherever a part of a sweep crosses the edges of some elements'
// matter, and returns all vertices that lie on it, rising.
func (b *Blade) mark(w *sweep, roots []int32) []int32 {
	m := b.matter
	grains := m.keepNear(w, m.grainsOf(roots), 0, beside*m.grainMM)
	marked := b.touched(w, grains)
	for _, e := range b.crossed(w, grains) {
		side := int8(1)
		if e.normal.Dot(b.normal) < 0 {
			side = -1
		}
		b.pass(e.a, side, e.depthA)
		b.pass(e.b, -side, e.depthB)
		if e.touched || b.lies(e.a, e.part*e.length) || b.lies(e.b, (1-e.part)*e.length) {
			continue
		}
		first, normal := int32(len(m.vertices)), b.blend(e.normal, w)
		m.splitAll(e.a, e.b, e.part)
		for x := first; x < int32(len(m.vertices)); x++ {
			marked = b.put(marked, x, normal)
		}
	}
	m.work.marked = marked
	return marked
}

// lies reports that an end of an edge lies on the stroke and is what a crossing at
// some distance meets: each of them may lie beside the surface.
func (b *Blade) lies(v int32, distance float64) bool {
	return b.matter.vertices[v].stroke == b.stroke && distance <= 2*beside*b.matter.grainMM
}

// touched are the vertices of grains that lie on a part of a sweep, rising.
func (b *Blade) touched(w *sweep, grains []int32) []int32 {
	m := b.matter
	all := m.work.corners[:0]
	for _, t := range grains {
		all = append(all, m.grains[t].v[:]...)
	}
	m.work.corners = all
	marked := m.work.marked[:0]
	still := w.plates()
	for _, v := range sorted(all) {
		p, plates := m.placeNow(v), still
		if w.drift > 0 {
			plates = w.seen(&still, p.Sub(m.place(v, w.was)))
		}
		for i := range plates {
			if plates[i].touches(p, m.grainMM) {
				marked = b.put(marked, v, b.blend(plates[i].normal, w))
				break
			}
		}
	}
	return marked
}

// pass says on which side of a vertex the stroke passed, and at what distance. Of
// two that disagree, one much nearer is the hand's trembling.
func (b *Blade) pass(v int32, side int8, distance float64) {
	x := &b.matter.vertices[v]
	if x.passed == b.stroke && x.side != side && distance < x.depth/2 {
		return
	}
	if x.passed != b.stroke || x.side != side {
		b.passed = append(b.passed, v)
		x.depth = 0
	}
	x.passed, x.side, x.depth = b.stroke, side, max(x.depth, distance)
}

// put says that a vertex lies on the stroke's surface.
func (b *Blade) put(marked []int32, v int32, normal mgl64.Vec3) []int32 {
	x := &b.matter.vertices[v]
	x.stroke, x.normal = b.stroke, b.matter.normalAtRest(v, normal)
	return append(marked, v)
}

// crossed are the edges of grains that a part of a sweep crosses, by their
// vertices.
func (b *Blade) crossed(w *sweep, grains []int32) []edgeOf {
	m := b.matter
	keys := m.work.keys[:0]
	for _, t := range grains {
		v := &m.grains[t].v
		for _, c := range edgeCorners {
			p, q := v[c[0]], v[c[1]]
			keys = append(keys, uint64(min(p, q))<<32|uint64(max(p, q)))
		}
	}
	slices.Sort(keys)
	m.work.keys = keys
	found := m.work.edges[:0]
	still := w.plates()
	for _, key := range slices.Compact(keys) {
		e := edgeOf{a: int32(key >> 32), b: int32(key & math.MaxUint32)}
		if m.crossEdge(w, &still, &e) {
			found = append(found, e)
		}
	}
	m.work.edges = found
	return found
}

// crossEdge finds where a sweep crosses an edge: first, where it does so twice.
func (m *Matter) crossEdge(w *sweep, still *[2]plate, e *edgeOf) bool {
	p, q := m.placeNow(e.a), m.placeNow(e.b)
	e.length = q.Sub(p).Len()
	plates := *still
	if w.drift > 0 {
		d := p.Sub(m.place(e.a, w.was)).Add(q.Sub(m.place(e.b, w.was))).Mul(0.5)
		plates = w.seen(still, d)
	}
	met := false
	for i := range plates {
		if c, ok := plates[i].cross(p, q, m.grainMM); ok && (!met || c.part < e.part) {
			met, e.crossing = true, c
		}
	}
	return met
}

// normalAtRest is a direction across a surface in the matter as it is now, as it
// is across the same surface at rest: Fᵀn (Bower, Applied Mechanics of Solids,
// 2009, §2.1.9, turned round).
func (m *Matter) normalAtRest(v int32, n mgl64.Vec3) mgl64.Vec3 {
	e := &m.elements[m.vertices[v].element]
	c := m.roots[e.root]
	o := m.rest[c[0]]
	p, q, r := m.rest[c[1]].Sub(o), m.rest[c[2]].Sub(o), m.rest[c[3]].Sub(o)
	six := p.Cross(q).Dot(r)
	g := [3]mgl64.Vec3{q.Cross(r).Mul(1 / six), r.Cross(p).Mul(1 / six), p.Cross(q).Mul(1 / six)}
	start := widen(m.now[e.nodes[0]])
	var rest mgl64.Vec3
	for i := range 3 {
		rest = rest.Add(g[i].Mul(widen(m.now[e.nodes[i+1]]).Sub(start).Dot(n)))
	}
	if l := rest.Len(); l > 0 {
		return rest.Mul(1 / l)
	}
	return n
}
