package tissue

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// hang gives the triangles about a point one point for each of the elements that
// they are on.
func (c *Cover) hang(p int32) {
	m := c.matter
	own := false
	var at []hanging
	for _, t := range slices.Clone(c.around[p]) {
		v := c.Triangles[t]
		e := c.elementFor(p, t)
		root, w := m.elements[e].root, c.weight[p]
		if root != c.root[p] {
			w = m.weightsAt(root, c.rest[p])
		}
		key := c.anchorOn(e, w)
		k := slices.IndexFunc(at, func(h hanging) bool { return h.on == key })
		if k < 0 {
			k = len(at)
			at = append(at, hanging{key, p})
			if own || root != c.root[p] {
				at[k].point = c.addPoint(root, w, c.Normals[p])
			}
			own = own || root == c.root[p]
			if q := at[k].point; c.Anchors[q] != key {
				c.Anchors[q] = key
				c.renew(q)
			}
		}
		if q := at[k].point; q != p {
			c.Triangles[t][slices.Index(v[:], p)] = q
			c.around[q] = append(c.around[q], t)
			c.around[p] = slices.DeleteFunc(c.around[p], func(o int32) bool { return o == t })
		}
	}
}

// hanging is a point of the cover that hangs there.
type hanging struct {
	on    Anchor
	point int32
}

// anchorOn is a place on an element; a corner without weight does not matter.
func (c *Cover) anchorOn(e int32, w [4]float64) Anchor {
	a := Anchor{Vertices: c.matter.elements[e].nodes}
	heaviest := 0
	for k := range w {
		if w[k] > w[heaviest] {
			heaviest = k
		}
	}
	for k := range w {
		if math.Abs(w[k]) < 1e-6 {
			a.Vertices[k] = a.Vertices[heaviest]
			continue
		}
		a.Weights[k] = float32(w[k])
	}
	return a
}

// elementFor is the element that a triangle's point is on: on the side of the cut
// that the triangle's middle is on. That is the copy of the point's own element
// which shares most vertices with the one that holds the matter at the middle, or
// that one itself.
func (c *Cover) elementFor(p, t int32) int32 {
	m, own := c.matter, c.root[p]
	isPlain := func(q int32) bool { return m.elements[c.root[q]].next < 0 && m.shared(c.root[q], own) > 0 }
	if v := c.Triangles[t]; isPlain(v[0]) && isPlain(v[1]) && isPlain(v[2]) {
		return own // whichever of them holds the middle
	}
	holder := c.holderOf(t)
	best, most := holder, 0
	for e := own; e >= 0 && m.elements[holder].root != own; e = m.elements[e].next {
		if shared := m.shared(e, holder); shared > most {
			best, most = e, shared
		}
	}
	return best
}

// shared is how many vertices two elements share.
func (m *Matter) shared(e, other int32) (n int) {
	for _, node := range m.elements[e].nodes {
		if holds(m.elements[other].nodes, node) {
			n++
		}
	}
	return n
}

// holder is the element that holds the matter at a triangle's middle, as found in a
// round.
type holder struct{ element, round int32 }

// holderOf is the element that holds the matter at a triangle's middle, or that
// nearest to it. Each triangle's is looked for once in a round.
func (c *Cover) holderOf(t int32) int32 {
	h := &c.holders[t]
	if h.round == c.round {
		return h.element
	}
	v := c.Triangles[t]
	middle := c.rest[v[0]].Add(c.rest[v[1]]).Add(c.rest[v[2]]).Mul(1.0 / 3)
	*h = holder{element: -1, round: c.round}
	roots := [3]int32{c.root[v[0]], c.root[v[1]], c.root[v[2]]}
	deepest := math.Inf(-1)
	for k, root := range roots {
		if slices.Contains(roots[:k], root) {
			continue
		}
		if e, depth := c.copyAt(root, middle); depth > deepest {
			h.element, deepest = e, depth
		}
	}
	return h.element
}

// copyAt is the copy of an element that holds the matter at a place at rest, or
// that nearest to it, and how deep inside it the place is, mm; negative outside.
func (c *Cover) copyAt(root int32, at mgl64.Vec3) (best int32, most float64) {
	best, most = root, math.Inf(-1)
	hulls := c.hullsOf(root)
	for i := range hulls {
		if d := hulls[i].inside(at, most); d > most {
			best, most = hulls[i].element, d
		}
	}
	return best, most
}

// hull is the outside of an element's grain at rest: a normal of each face, not of
// length 1, that length, and a corner.
type hull struct {
	normal, corner [4]mgl64.Vec3
	length         [4]float64
	element        int32
}

// hulled are the hulls of an element as built and its copies, as made in a round.
type hulled struct {
	round      int32
	first, end int
}

// hullsOf are the hulls of an element as built and its copies. Many places are asked
// for in each: they are made once in a round.
func (c *Cover) hullsOf(root int32) []hull {
	m, h := c.matter, &c.hulled[root]
	if h.round != c.round {
		h.round, h.first = c.round, len(c.hulls)
		for e := root; e >= 0; e = m.elements[e].next {
			for t := m.elements[e].first; t >= 0; t = m.grains[t].next {
				c.hulls = append(c.hulls, m.hull(t))
			}
		}
		h.end = len(c.hulls)
	}
	return c.hulls[h.first:h.end]
}

func (m *Matter) hull(t int32) (h hull) {
	h.element = m.grains[t].element
	for f := range 4 {
		a, b, c := m.face(t, f)
		p := m.vertices[a].rest
		n := m.vertices[b].rest.Sub(p).Cross(m.vertices[c].rest.Sub(p))
		h.normal[f], h.corner[f], h.length[f] = n, p, n.Len()
	}
	return h
}

// inside is how deep a place at rest lies below the nearest face of a grain, mm;
// outside of it, how far above all those that it is above, together, negative: so
// that of two grains with faces in one plane that nearer to a place above counts.
// Where it is not more than least it may be less.
func (h *hull) inside(at mgl64.Vec3, least float64) float64 {
	depth, above := math.Inf(1), 0.0
	least = min(least, 0)
	for f := range 4 {
		if l := h.length[f]; l > 0 {
			d := along(&h.normal[f], &at, &h.corner[f]) / l
			depth, above = min(depth, d), above+min(d, 0)
		}
		if above < least {
			break
		}
	}
	if above < 0 {
		return above
	}
	return depth
}
