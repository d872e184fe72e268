package tissue

import "slices"

// parted is what one cut changes while it is worked out.
type parted struct {
	corners  []int32 // vertices of matter at severed faces
	fans     [][]int32
	elements []int32 // elements whose matter was severed
	changed  []int32 // and those with other vertices
	nodes    []int32 // vertices of the solver at them
}

// part severs faces and gives both sides what each needs of its own: vertices of
// matter, elements, and vertices of the solver.
func (m *Matter) part(faces []faceOf) Incision {
	if len(faces) == 0 {
		m.mendSkin(nil)
		return Incision{}
	}
	var in Incision
	var p parted
	for _, f := range faces {
		a, b, c := m.face(f.grain, int(f.face))
		p.corners = append(p.corners, a, b, c)
	}
	p.corners = sorted(p.corners)
	for _, v := range p.corners {
		p.fans = append(p.fans, slices.Clone(m.gatherFan(v)))
	}
	for _, f := range faces {
		p.elements = append(p.elements, m.grains[f.grain].element, m.grains[m.grains[f.grain].joined[f.face]].element)
		in.AreaMM2 += m.faceArea(f)
		m.sever(f.grain, int(f.face))
	}
	p.elements = sorted(p.elements)
	m.partVertices(&p)
	m.partElements(&p)
	m.carryAnew(&p)
	in.Nodes = m.partNodes(&p)
	changed := sorted(append(p.changed, p.elements...))
	for _, e := range changed {
		in.Elements = append(in.Elements, int(e))
		m.alterElement(e)
	}
	in.Rim = m.rim(faces)
	if len(m.covers) > 0 {
		in.laidOpen = m.laidOpen(faces)
	}
	m.mendSkin(p.corners)
	for _, number := range m.dividePieces(changed) {
		in.Pieces = append(in.Pieces, int(number))
	}
	for _, c := range m.covers {
		c.follow(&in)
	}
	return in
}

func sorted(list []int32) []int32 {
	slices.Sort(list)
	return slices.Compact(list)
}

func (m *Matter) faceArea(f faceOf) float64 {
	a, b, c := m.face(f.grain, int(f.face))
	p := m.vertices[a].rest
	return m.vertices[b].rest.Sub(p).Cross(m.vertices[c].rest.Sub(p)).Len() / 2
}

// partVertices gives each part of the grains around a vertex a vertex of its own.
func (m *Matter) partVertices(p *parted) {
	for i, v := range p.corners {
		fan := p.fans[i]
		slices.Sort(fan)
		m.nextRound()
		own := v
		for _, t := range fan {
			m.work.fan = m.growFan(m.work.fan[:0], v, t)
			if len(m.work.fan) == 0 {
				continue
			}
			if own < 0 {
				own = m.copyVertex(v)
				p.corners = append(p.corners, own)
			}
			m.vertices[own].grain = t
			for _, g := range m.work.fan {
				m.grains[g].v[corner(m.grains[g].v, v)] = own
			}
			own = -1
		}
		m.work.dirty = append(m.work.dirty, fan...)
	}
}

func (m *Matter) copyVertex(v int32) int32 {
	x := m.vertices[v]
	x.skin = -1
	m.vertices = append(m.vertices, x)
	return int32(len(m.vertices) - 1)
}

// partElements gives each part of an element's matter an element of its own; the
// largest keeps the number.
func (m *Matter) partElements(p *parted) {
	for _, e := range p.elements {
		groups := m.groups(e)
		keeper := 0
		for i := range groups {
			if groups[i].volume > groups[keeper].volume {
				keeper = i
			}
		}
		for i, g := range groups {
			if i == keeper {
				m.fill(e, g)
				continue
			}
			n := int32(len(m.elements))
			m.elements = append(m.elements, m.elements[e])
			m.elements[n].source = e
			m.elements[e].next = n
			m.fill(n, g)
			p.changed = append(p.changed, n)
		}
	}
}

// group is grains of one element that hang together inside it.
type group struct {
	grains []int32
	volume float64
}

func (m *Matter) groups(e int32) []group {
	var groups []group
	m.nextRound()
	for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
		if !m.meet(t) {
			continue
		}
		g := group{grains: []int32{t}}
		for k := 0; k < len(g.grains); k++ {
			g.volume += m.volume(g.grains[k])
			for _, n := range m.grains[g.grains[k]].joined {
				if n >= 0 && m.grains[n].element == e && m.meet(n) {
					g.grains = append(g.grains, n)
				}
			}
		}
		groups = append(groups, g)
	}
	return groups
}

// fill makes a group the matter of an element.
func (m *Matter) fill(e int32, g group) {
	x := &m.elements[e]
	x.first, x.volume = -1, g.volume
	for _, t := range slices.Backward(g.grains) {
		m.grains[t].element, m.grains[t].next = e, x.first
		x.first = t
	}
}

// carryAnew lets each vertex be carried by an element that holds matter at it.
func (m *Matter) carryAnew(p *parted) {
	for _, list := range [2][]int32{p.elements, p.changed} {
		for _, e := range list {
			for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
				for _, v := range m.grains[t].v {
					m.carry(v)
				}
			}
		}
	}
	for _, v := range p.corners {
		m.carry(v)
	}
}

func (m *Matter) carry(v int32) {
	x := &m.vertices[v]
	if e := m.grains[x.grain].element; e != x.element {
		x.weight = m.weightsIn(v, e)
		x.element = e
	}
}

// partNodes gives each set of elements that hang together around a vertex of the
// solver a vertex of its own, and returns what the new ones copy.
func (m *Matter) partNodes(p *parted) []int32 {
	for _, list := range [2][]int32{p.elements, p.changed} {
		for _, e := range list {
			p.nodes = append(p.nodes, m.elements[e].nodes[:]...)
		}
	}
	p.nodes = sorted(p.nodes)
	var sources []int32
	for _, n := range p.nodes {
		for _, set := range m.setsAt(n)[1:] {
			fresh := int32(len(m.origin))
			sources = append(sources, n)
			m.origin = append(m.origin, m.origin[n])
			m.copied = append(m.copied, n)
			m.now, m.was = append(m.now, m.now[n]), append(m.was, m.was[n])
			for _, e := range set {
				nodes := &m.elements[e].nodes
				nodes[corner(*nodes, n)] = fresh
				p.changed = append(p.changed, e)
			}
		}
	}
	return sources
}

// setsAt are the elements at a vertex of the solver, by which of them hang
// together by faces at it.
func (m *Matter) setsAt(n int32) [][]int32 {
	root := m.origin[n]
	var sets [][]int32
	var met []int32
	for _, r := range m.around.at(root) {
		for e := r; e >= 0; e = m.elements[e].next {
			if !holds(m.elements[e].nodes, n) || slices.Contains(met, e) {
				continue
			}
			set := []int32{e}
			met = append(met, e)
			for k := 0; k < len(set); k++ {
				m.besides(set[k], func(o int32) {
					if holds(m.roots[m.elements[o].root], root) && !slices.Contains(met, o) {
						met, set = append(met, o), append(set, o)
					}
				})
			}
			sets = append(sets, set)
		}
	}
	return sets
}

// rim is where severed faces come out on the outside.
func (m *Matter) rim(faces []faceOf) []RimEdge {
	var rim []RimEdge
	for _, f := range faces {
		a, b, c := m.face(f.grain, int(f.face))
		for _, e := range [3][2]int32{{a, b}, {b, c}, {c, a}} {
			if m.skin.facets[m.across(f.grain, int(f.face), e[0], e[1])].cut {
				continue
			}
			rim = append(rim, RimEdge{
				Rest: [2]Vec{shorten(m.vertices[e[0]].rest), shorten(m.vertices[e[1]].rest)},
				Now:  [2]Vec{shorten(m.place(e[0], m.now)), shorten(m.place(e[1], m.now))},
			})
		}
	}
	return rim
}

// laidOpen are severed faces at rest, and what continues them beyond the rim, by
// a grain's length, to where a cover may lie.
func (m *Matter) laidOpen(faces []faceOf) []plate {
	var open []plate
	for _, f := range faces {
		a, b, c := m.face(f.grain, int(f.face))
		corners := [3]int32{a, b, c}
		p, q, r := m.vertices[a].rest, m.vertices[b].rest, m.vertices[c].rest
		open = append(open, newPlate(p, q, r))
		for k := range 3 {
			from, to, last := corners[k], corners[(k+1)%3], corners[(k+2)%3]
			if m.skin.facets[m.across(f.grain, int(f.face), from, to)].cut {
				continue
			}
			p, q := m.vertices[from].rest, m.vertices[to].rest
			out := p.Sub(m.vertices[last].rest)
			along := q.Sub(p)
			out = out.Sub(along.Mul(out.Dot(along) / along.LenSqr()))
			if l := out.Len(); l > 0 {
				out = out.Mul(m.grainMM / l)
				open = append(open, newPlate(p, q, q.Add(out)), newPlate(p, q.Add(out), p.Add(out)))
			}
		}
	}
	return open
}
