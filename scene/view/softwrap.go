package view

import (
	"slices"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// wrap lets a structure's own fine surface go with the skin of its elements,
// which are coarse. Each fine vertex keeps its place beside a triangle of the
// skin. Where the skin was cut, the skin itself is drawn, and the fine surface
// lies down on it all around.
type wrap struct {
	body   int32
	fine   *mesh.TriMesh
	bound  [][3]int32 // the skin's triangles to which the fine vertices were bound
	corner [][3]float32
	host   []int32      // of each fine vertex: its triangle among them
	weight []mgl32.Vec3 // and of that one's corners
	beside []mgl32.Vec3 // what is missing, along its first two edges and the mean of its corners' normals
	shape  int
	whole  []bool       // of each bound triangle: it is still there, and no cut touches it
	flat   []float32    // of each vertex of the skin: 1, or 0 where the skin itself is drawn
	normal []mgl32.Vec3 // of each vertex of the skin
	below  [][3]int32   // triangles of the skin that the fine surface covers
	used   []wrapped    // fine vertices that are drawn
	out    Soft
}

// wrapped is a fine vertex as a weighted sum of three of the skin's places and
// of their normals.
type wrapped struct {
	vertex int32
	skin   [3]int32
	weight [6]float32 // of the places, then of the normals
}

// finer is how many times as many triangles a surface must have as the skin of
// its elements to be worth drawing in its place.
const finer = 1.2

// newWrap binds a fine surface to the skin of a body, nil where that is as fine.
func newWrap(fine *mesh.TriMesh, s *Soft, body int32) *wrap {
	w := &wrap{body: body, fine: fine, shape: s.Shape - 1}
	skin := &mesh.TriMesh{Vertices: make([]mgl32.Vec3, len(s.Rest))}
	for i, p := range s.Rest {
		skin.Vertices[i] = p
	}
	for i, t := range s.Triangles {
		if s.Body[i] == body && !s.Cut[i] {
			w.bound = append(w.bound, t)
			skin.Triangles = append(skin.Triangles, [3]uint32{uint32(t[0]), uint32(t[1]), uint32(t[2])})
		}
	}
	if len(w.bound) == 0 || float64(len(fine.Triangles)) < finer*float64(len(w.bound)) {
		return nil
	}
	w.corner = slices.Clone(s.Rest)
	w.turn(s, s.Rest)
	tree := mesh.NewBVH(skin)
	for _, p := range fine.Vertices {
		on, _, t := tree.Closest(mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])})
		w.bind(p, mgl32.Vec3{float32(on[0]), float32(on[1]), float32(on[2])}, int32(t))
	}
	return w
}

// bind binds a fine vertex to the place nearest to it, on a triangle.
func (w *wrap) bind(p, on mgl32.Vec3, t int32) {
	a, b, c := w.corners(t, w.corner)
	e, f, d := b.Sub(a), c.Sub(a), on.Sub(a)
	// Barycentric weights by Cramer's rule (Ericson, Real-Time Collision
	// Detection, 2005, §3.4).
	ee, ef, ff, de, df := e.Dot(e), e.Dot(f), f.Dot(f), d.Dot(e), d.Dot(f)
	weight := mgl32.Vec3{1, 0, 0}
	if det := ee*ff - ef*ef; det > 0 {
		v, u := (ff*de-ef*df)/det, (ee*df-ef*de)/det
		weight = mgl32.Vec3{1 - v - u, v, u}
	}
	v := &w.bound[t]
	lean := mixed(w.normal[v[0]], w.normal[v[1]], w.normal[v[2]], weight)
	frame := mgl32.Mat3FromCols(e, f, lean)
	w.host, w.weight = append(w.host, t), append(w.weight, weight)
	w.beside = append(w.beside, frame.Inv().Mul3x1(p.Sub(mixed(a, b, c, weight))))
}

func (w *wrap) corners(t int32, at [][3]float32) (a, b, c mgl32.Vec3) {
	v := &w.bound[t]
	return at[v[0]], at[v[1]], at[v[2]]
}

func mixed(a, b, c, weight mgl32.Vec3) mgl32.Vec3 {
	return a.Mul(weight[0]).Add(b.Mul(weight[1])).Add(c.Mul(weight[2]))
}

// turn finds the normals of the skin's vertices at some places, by area.
func (w *wrap) turn(s *Soft, at [][3]float32) {
	w.normal = slices.Grow(w.normal[:0], len(at))[:len(at)]
	clear(w.normal)
	for i, t := range s.Triangles {
		if s.Body[i] == w.body && !s.Cut[i] {
			n := turned(at, t)
			for _, v := range t {
				w.normal[v] = w.normal[v].Add(n)
			}
		}
	}
	for i, n := range w.normal {
		if l := n.Len(); l > 0 {
			w.normal[i] = n.Mul(1 / l)
		}
	}
}

// dress is what to draw of a body whose skin is s: its fine surface where that
// can be, else the skin. It is valid until the next call.
func (w *wrap) dress(s *Soft) *Soft {
	if s.Shape != w.shape {
		w.shape = s.Shape
		w.examine(s)
		w.choose(s)
	}
	w.turn(s, s.Places)
	first := len(w.fine.Vertices)
	places := slices.Grow(w.out.Places[:0], first+len(s.Places))[:first+len(s.Places)]
	for n := range w.used {
		u := &w.used[n]
		k := &u.weight
		a, b, c := &s.Places[u.skin[0]], &s.Places[u.skin[1]], &s.Places[u.skin[2]]
		e, f, g := &w.normal[u.skin[0]], &w.normal[u.skin[1]], &w.normal[u.skin[2]]
		p := &places[u.vertex]
		p[0] = k[0]*a[0] + k[1]*b[0] + k[2]*c[0] + k[3]*e[0] + k[4]*f[0] + k[5]*g[0]
		p[1] = k[0]*a[1] + k[1]*b[1] + k[2]*c[1] + k[3]*e[1] + k[4]*f[1] + k[5]*g[1]
		p[2] = k[0]*a[2] + k[1]*b[2] + k[2]*c[2] + k[3]*e[2] + k[4]*f[2] + k[5]*g[2]
	}
	copy(places[first:], s.Places)
	w.out.Places = places
	w.stain(s.States, first)
	return &w.out
}

// stain gives each fine vertex the state of the skin below it.
func (w *wrap) stain(states [][4]uint8, first int) {
	if len(states) == 0 {
		w.out.States = nil
		return
	}
	w.out.States = slices.Grow(w.out.States[:0], first+len(states))[:first+len(states)]
	for n := range w.used {
		u := &w.used[n]
		for c := range 4 {
			value := float32(0)
			for corner, v := range u.skin {
				value += u.weight[corner] * float32(states[v][c])
			}
			w.out.States[u.vertex][c] = uint8(min(max(value, 0), 255))
		}
	}
	copy(w.out.States[first:], states)
}

// examine finds which bound triangles are whole: still there, with corners where
// they were, of which none is on a cut.
func (w *wrap) examine(s *Soft) {
	cut, there := make([]bool, len(s.Rest)), make(map[[3]int32]bool, len(s.Triangles))
	for i, t := range s.Triangles {
		if s.Cut[i] {
			cut[t[0]], cut[t[1]], cut[t[2]] = true, true, true
		} else {
			there[leastFirst(t)] = true
		}
	}
	w.whole = slices.Grow(w.whole[:0], len(w.bound))[:len(w.bound)]
	for i, t := range w.bound {
		w.whole[i] = there[leastFirst(t)]
		for _, v := range t {
			w.whole[i] = w.whole[i] && int(v) < len(s.Rest) && !cut[v] && s.Rest[v] == w.corner[v]
		}
	}
}

// leastFirst turns a triangle's corners round until the least is first.
func leastFirst(t [3]int32) [3]int32 {
	for t[0] > t[1] || t[0] > t[2] {
		t = [3]int32{t[1], t[2], t[0]}
	}
	return t
}

// choose lists the triangles to draw. A fine one needs three whole hosts; where
// one is missing, the skin below it is drawn.
func (w *wrap) choose(s *Soft) {
	o := &w.out
	o.Shape, o.Triangles, o.Cut, o.Body = s.Shape, o.Triangles[:0], o.Cut[:0], o.Body[:0]
	drawn, bare := w.chooseFine()
	w.chooseSkin(s, bare)
	w.used = w.used[:0]
	for i, on := range drawn {
		if on {
			w.used = append(w.used, w.wrapped(int32(i)))
		}
	}
	o.Rest = o.Rest[:0]
	for _, p := range w.fine.Vertices {
		o.Rest = append(o.Rest, p)
	}
	o.Rest = append(o.Rest, s.Rest...)
}

func (w *wrap) add(t [3]int32, cut bool) {
	o := &w.out
	o.Triangles, o.Cut, o.Body = append(o.Triangles, t), append(o.Cut, cut), append(o.Body, w.body)
}

// chooseFine adds fine triangles. It returns which fine vertices they have, and
// the skin's triangles, by their corners, that lie bare.
func (w *wrap) chooseFine() (drawn []bool, bare map[[3]int32]bool) {
	drawn, bare = make([]bool, len(w.fine.Vertices)), make(map[[3]int32]bool)
	for i, whole := range w.whole {
		if !whole {
			bare[leastFirst(w.bound[i])] = true
		}
	}
	for _, t := range w.fine.Triangles {
		if w.whole[w.host[t[0]]] && w.whole[w.host[t[1]]] && w.whole[w.host[t[2]]] {
			w.add([3]int32{int32(t[0]), int32(t[1]), int32(t[2])}, false)
			drawn[t[0]], drawn[t[1]], drawn[t[2]] = true, true, true
			continue
		}
		for _, v := range t {
			bare[leastFirst(w.bound[w.host[v]])] = true
		}
	}
	return drawn, bare
}

// chooseSkin adds what is cut, new or bare of the skin, and what borders on it,
// for in the border the two meet in crumbs.
func (w *wrap) chooseSkin(s *Soft, bare map[[3]int32]bool) {
	first := int32(len(w.fine.Vertices))
	draw := func(t [3]int32, cut bool) { w.add([3]int32{t[0] + first, t[1] + first, t[2] + first}, cut) }
	covered := make(map[[3]int32]bool, len(w.bound))
	for _, t := range w.bound {
		if key := leastFirst(t); !bare[key] {
			covered[key] = true
		}
	}
	w.flat = slices.Grow(w.flat[:0], len(s.Rest))[:len(s.Rest)]
	for i := range w.flat {
		w.flat[i] = 1
	}
	w.below = w.below[:0]
	for i, t := range s.Triangles {
		switch {
		case s.Body[i] != w.body:
		case !s.Cut[i] && covered[leastFirst(t)]:
			w.below = append(w.below, t)
		default:
			draw(t, s.Cut[i])
			w.flat[t[0]], w.flat[t[1]], w.flat[t[2]] = 0, 0, 0
		}
	}
	for _, t := range w.below {
		if w.flat[t[0]]*w.flat[t[1]]*w.flat[t[2]] == 0 {
			draw(t, false)
		}
	}
}

// wrapped is how a fine vertex hangs on the skin as that is flattened now.
func (w *wrap) wrapped(i int32) wrapped {
	v, k, off := w.bound[w.host[i]], w.weight[i], w.beside[i]
	off = off.Mul(w.flat[v[0]]*k[0] + w.flat[v[1]]*k[1] + w.flat[v[2]]*k[2])
	return wrapped{i, v, [6]float32{
		k[0] - off[0] - off[1], k[1] + off[0], k[2] + off[1],
		k[0] * off[2], k[1] * off[2], k[2] * off[2],
	}}
}
