package tissue

import (
	"fmt"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Cover is a fine surface that is seen in place of the matter's outside: points on
// elements, and triangles that are cut where the matter below them is. What a cut
// lays open is the matter's own (Surface, where Cut is set). Points and triangles
// keep their numbers; new ones come after them.
type Cover struct {
	Triangles [][3]int32
	Anchors   []Anchor // of each point, for Body.NewSkin
	Normals   []Vec    // of each point at rest

	matter *Matter
	rest   []mgl64.Vec3
	root   []int32      // element as built that carries each point
	weight [][4]float64 // at its corners
	around [][]int32    // triangles at each point
	on     [][]int32    // points on each element as built

	near      []nearby
	met, hung []int32 // the round in which a triangle, or a point, was met last
	holders   []holder
	hulls     []hull
	hulled    []hulled // of each element as built
	round     int32
	renewed   []int32
	isRenewed []bool
}

// NewCover covers matter that is not cut yet, and is cut with it from then on. Each
// anchor is on the corners of one element, as Body.Embed gives them.
func (m *Matter) NewCover(triangles [][3]int32, anchors []Anchor, normals []Vec) (*Cover, error) {
	if len(normals) != len(anchors) {
		return nil, fmt.Errorf("cover: %d points have %d normals: give one for each", len(anchors), len(normals))
	}
	c := &Cover{matter: m, on: make([][]int32, len(m.roots)), hulled: make([]hulled, len(m.roots))}
	for i, a := range anchors {
		root := m.rootWith(a.Vertices)
		if root < 0 {
			return nil, fmt.Errorf("cover: point %d is on no one element: embed it", i)
		}
		var w [4]float64
		for k, v := range a.Vertices {
			w[corner(m.roots[root], v)] += float64(a.Weights[k])
		}
		c.addPoint(root, w, normals[i])
	}
	for t, v := range triangles {
		for _, p := range v {
			if p < 0 || int(p) >= len(anchors) {
				return nil, fmt.Errorf("cover: triangle %d has a point that does not exist", t)
			}
		}
		c.addTriangle(v)
	}
	c.Renewed(nil)
	m.covers = append(m.covers, c)
	return c, nil
}

// rootWith is the element as built with all of some vertices, or −1.
func (m *Matter) rootWith(vertices [4]int32) int32 {
	if v := vertices[0]; v < 0 || int(v) >= len(m.rest) {
		return -1
	}
	for _, e := range m.around.at(vertices[0]) {
		c := m.roots[e]
		if holds(c, vertices[1]) && holds(c, vertices[2]) && holds(c, vertices[3]) {
			return e
		}
	}
	return -1
}

func (c *Cover) addPoint(root int32, w [4]float64, normal Vec) int32 {
	i := int32(len(c.rest))
	var rest mgl64.Vec3
	a := Anchor{Vertices: c.matter.roots[root]}
	for k, v := range a.Vertices {
		rest = rest.Add(c.matter.rest[v].Mul(w[k]))
		a.Weights[k] = float32(w[k])
	}
	c.rest, c.root, c.weight = append(c.rest, rest), append(c.root, root), append(c.weight, w)
	c.Anchors, c.Normals = append(c.Anchors, a), append(c.Normals, normal)
	c.around, c.on[root] = append(c.around, nil), append(c.on[root], i)
	c.hung, c.isRenewed = append(c.hung, 0), append(c.isRenewed, false)
	c.renew(i)
	return i
}

func (c *Cover) addTriangle(v [3]int32) {
	t := int32(len(c.Triangles))
	c.Triangles, c.met = append(c.Triangles, v), append(c.met, c.round)
	c.holders = append(c.holders, holder{})
	for _, p := range v {
		c.around[p] = append(c.around[p], t)
	}
}

// Renewed appends the points that are new or hang elsewhere since it was asked
// last, each once: for Body.Rehang.
func (c *Cover) Renewed(list []int32) []int32 {
	list = append(list, c.renewed...)
	for _, p := range c.renewed {
		c.isRenewed[p] = false
	}
	c.renewed = c.renewed[:0]
	return list
}

func (c *Cover) renew(p int32) {
	if !c.isRenewed[p] {
		c.isRenewed[p] = true
		c.renewed = append(c.renewed, p)
	}
}

// follow cuts the cover where the matter was, and hangs what is on each side on its
// own elements. Points and triangles keep their numbers; new ones come after them.
func (c *Cover) follow(in *Incision) {
	c.round++
	c.near, c.hulls = c.near[:0], c.hulls[:0]
	for _, e := range in.Elements {
		for _, p := range c.on[c.matter.elements[e].root] {
			for _, t := range c.around[p] {
				if c.met[t] != c.round {
					c.met[t] = c.round
					c.addNear(t)
				}
			}
		}
	}
	for i := range in.laidOpen {
		c.cutAlong(&in.laidOpen[i])
	}
	for i := range c.near {
		for _, p := range c.Triangles[c.near[i].triangle] {
			if c.hung[p] != c.round {
				c.hung[p] = c.round
				c.hang(p)
			}
		}
	}
}

// nearby is a triangle near a cut and a box around it.
type nearby struct {
	triangle int32
	box      box
}

func (c *Cover) addNear(t int32) {
	b := noBox
	for _, p := range c.Triangles[t] {
		q := shorten(c.rest[p])
		b.add(&q)
	}
	c.near = append(c.near, nearby{t, b})
}

// cutAlong splits the triangles near the cut that a face cuts.
func (c *Cover) cutAlong(f *plate) {
	around := noBox
	for _, p := range f.at {
		q := shorten(p)
		around.add(&q)
	}
	for i := 0; i < len(c.near); i++ {
		if !c.near[i].box.touches(&around) {
			continue
		}
		for k := range 3 {
			v := c.Triangles[c.near[i].triangle]
			a, b := v[k], v[(k+1)%3]
			if part, ok := c.crosses(f, a, b); ok {
				for _, t := range c.split(a, b, part) {
					c.addNear(t)
				}
			}
		}
	}
}

// crosses finds where a face cuts an edge, but for places so near to its ends
// that a sliver would come off.
func (c *Cover) crosses(f *plate, a, b int32) (float64, bool) {
	p, q := c.rest[a], c.rest[b]
	da, db := f.normal.Dot(p.Sub(f.at[0])), f.normal.Dot(q.Sub(f.at[0]))
	if f.normal == (mgl64.Vec3{}) || (da > 0) == (db > 0) {
		return 0, false
	}
	part := da / (da - db)
	// Faces of one cut lie in planes that differ a little: each would split what the
	// last one left, without end, if what comes off could be ever smaller.
	length, least := q.Sub(p).Len(), beside*c.matter.grainMM
	least = max(least, beside*length)
	return part, part*length > least && (1-part)*length > least && f.covers(between(p, q, part), beside*c.matter.grainMM)
}

// split halves the triangles at an edge and returns the new halves.
func (c *Cover) split(a, b int32, part float64) []int32 {
	root, other := c.root[a], c.root[b]
	at := between(c.rest[a], c.rest[b], part)
	w := c.matter.weightsAt(root, at)
	if u := c.matter.weightsAt(other, at); slices.Min(u[:]) > slices.Min(w[:]) {
		root, w = other, u
	}
	n := between(widen(c.Normals[a]), widen(c.Normals[b]), part)
	if l := n.Len(); l > 0 {
		n = n.Mul(1 / l)
	}
	x := c.addPoint(root, w, shorten(n))
	var fresh []int32
	for _, t := range slices.Clone(c.around[a]) {
		v := c.Triangles[t]
		if !slices.Contains(v[:], b) {
			continue
		}
		half := v
		half[slices.Index(v[:], a)] = x
		c.Triangles[t][slices.Index(v[:], b)] = x
		c.around[x] = append(c.around[x], t)
		c.around[b] = slices.DeleteFunc(c.around[b], func(o int32) bool { return o == t })
		fresh = append(fresh, int32(len(c.Triangles)))
		c.addTriangle(half)
	}
	return fresh
}

// weightsAt are the weights of an element's corners at a place at rest.
func (m *Matter) weightsAt(root int32, at mgl64.Vec3) (w [4]float64) {
	v := m.roots[root]
	a, b, c, d := m.rest[v[0]], m.rest[v[1]], m.rest[v[2]], m.rest[v[3]]
	six := 1 / m.rootVolume(root)
	w[1], w[2], w[3] = sixth(a, at, c, d)*six, sixth(a, b, at, d)*six, sixth(a, b, c, at)*six
	w[0] = 1 - w[1] - w[2] - w[3]
	return w
}
