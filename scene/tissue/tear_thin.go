package tissue

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Damage is a part of a membrane or a thread that was stretched beyond what it holds
// for the first time: one of its vertices, where its middle is now, mm, and its
// volume at rest, mm³.
type Damage struct {
	Node int32
	At   Vec
	MM3  float64
}

// overstretched is a free triangle, or a rod.
type overstretched struct {
	part    int32 // as free numbers them
	group   int32
	stretch float64 // how many times as long as at rest it is
}

// TearThin parts membranes and threads that hang free where they are stretched most,
// as the vertices of the solver are now: of each that hangs together one triangle or
// rod, for where it gives way the rest is relieved. A tear goes across the stretch,
// on from where it is or inwards from a border if it can. The triangles and rods are
// numbered as in Sheets and Rods, those on elements left out: they tear with them.
//
// Which are torn is the caller's to say: Body.Torn does.
func (m *Matter) TearThin(sheets, rods []int32) (in Incision, damage []Damage) {
	nodes, free := len(m.origin), int32(len(m.thin.sheets))
	m.thin.grow(nodes)
	laid := int32(len(m.Sheets())) - free
	var torn []int32
	for _, s := range sheets {
		if s >= laid {
			torn = append(torn, s-laid)
		}
	}
	for _, r := range rods {
		torn = append(torn, free+r)
	}
	for _, k := range torn {
		if f, v := m.free(k); !f.torn {
			f.torn = true
			damage = append(damage, Damage{v[0], shorten(m.middleNow(v)), m.freeVolume(k)})
		}
	}
	group, done := int32(-1), false
	for _, o := range m.byStretch(torn) {
		if o.group != group {
			group, done = o.group, false
		}
		if !done && o.part >= free {
			done = m.tearRod(int(o.part - free))
			in.Thin = in.Thin || done
		} else if !done {
			done = m.tearSheet(o.part, &in)
		}
	}
	m.tellThin(nodes, &in)
	return in, damage
}

// tearEnd is the angle that a membrane takes up around a vertex, rad, above which a
// tear ends there: more than at the inner corner of a square.
const tearEnd = 1.5 * math.Pi

func (m *Matter) middleNow(vertices []int32) (middle mgl64.Vec3) {
	for _, v := range vertices {
		middle = middle.Add(widen(m.now[v]).Mul(1 / float64(len(vertices))))
	}
	return middle
}

// byStretch are free parts by what they hang together with, the most stretched
// first; at the end of a tear that counts for more, so that it runs on.
func (m *Matter) byStretch(parts []int32) (all []overstretched) {
	at := m.sheetsAt()
	for g, group := range m.freeGroups() {
		for _, k := range group {
			if slices.Contains(parts, k) {
				o := overstretched{part: k, group: int32(g)}
				if _, v := m.free(k); len(v) == 3 {
					_, o.stretch = m.principal(k, m.strain(k))
					for _, n := range v {
						if angle, _ := m.border(at[n], n); angle > tearEnd {
							o.stretch += runsOn
							break
						}
					}
				} else {
					o.stretch = distance(m.now[v[0]], m.now[v[1]]) / m.restOf(v[0]).Sub(m.restOf(v[1])).Len()
				}
				all = append(all, o)
			}
		}
	}
	slices.SortFunc(all, func(p, q overstretched) int {
		return cmp.Or(cmp.Compare(p.group, q.group), cmp.Compare(q.stretch, p.stretch), cmp.Compare(p.part, q.part))
	})
	return all
}

// strain is C = FᵀF of a free triangle, in the plane in which it is at rest (Bower,
// Applied Mechanics of Solids, 2009, §2.1.13).
func (m *Matter) strain(t int32) mgl64.Mat3 {
	v := &m.thin.sheets[t].Vertices
	x, y, p, q := m.frameAt(t)
	now := widen(m.now[v[0]])
	fx := widen(m.now[v[1]]).Sub(now).Mul(1 / p.Len())
	fy := widen(m.now[v[2]]).Sub(now).Sub(fx.Mul(q.Dot(x))).Mul(1 / q.Dot(y))
	xx, yy, xy := fx.Dot(fx), fy.Dot(fy), fx.Dot(fy)
	return mgl64.Mat3FromCols(x.Mul(xx).Add(y.Mul(xy)), x.Mul(xy).Add(y.Mul(yy)), mgl64.Vec3{}).
		Mul3(mgl64.Mat3FromCols(x, y, mgl64.Vec3{}).Transpose())
}

// frameAt is two directions at right angles in a free triangle at rest, and its edges
// from the first corner.
func (m *Matter) frameAt(t int32) (x, y, p, q mgl64.Vec3) {
	v := &m.thin.sheets[t].Vertices
	rest := m.restOf(v[0])
	p, q = m.restOf(v[1]).Sub(rest), m.restOf(v[2]).Sub(rest)
	x = p.Normalize()
	return x, p.Cross(q).Cross(x).Normalize(), p, q
}

// principal is the direction in a triangle's plane at rest across that in which a
// strain is largest, and how many times as long things are made by it there: of the
// eigenvector of C in the plane with the larger value, and its root.
func (m *Matter) principal(t int32, c mgl64.Mat3) (across mgl64.Vec3, stretch float64) {
	x, y, _, _ := m.frameAt(t)
	xx, yy, xy := x.Dot(c.Mul3x1(x)), y.Dot(c.Mul3x1(y)), x.Dot(c.Mul3x1(y))
	sin, cos := math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	return y.Mul(cos).Sub(x.Mul(sin)), math.Sqrt((xx+yy)/2 + math.Hypot((xx-yy)/2, xy))
}

// tearSheet opens a tear at a corner of a free triangle, and reports whether it
// could: where a tear already ends, or else at a border, or else inside.
func (m *Matter) tearSheet(t int32, in *Incision) bool {
	at := m.sheetsAt()
	corners := m.thin.sheets[t].Vertices
	slices.SortStableFunc(corners[:], func(u, v int32) int {
		p, _ := m.border(at[u], u)
		q, _ := m.border(at[v], v)
		return cmp.Compare(q, p)
	})
	for _, v := range corners {
		rips := m.ripsFrom(at[v], v, t)
		if len(rips) == 0 {
			continue
		}
		m.thin.split = map[uint64]bool{}
		for _, r := range rips {
			x := r.a
			switch {
			case r.part == 1:
				x = r.b
			case r.part > 0:
				x = m.splitThin(r.a, r.b, r.part)
			}
			m.thin.split[edgeKey(v, x)] = true
		}
		m.openThin([]int32{v}, in)
		m.thin.split = nil
		return true
	}
	return false
}

// border is how a vertex lies on a border: the angle, rad, that triangles take up
// around it, about π where the border is straight and 2π at the end of a tear, and a
// direction at rest away from it. Inside both are zero.
func (m *Matter) border(triangles []int32, v int32) (angle float64, inwards mgl64.Vec3) {
	var edges, fan mgl64.Vec3
	on := false
	for _, t := range triangles {
		a, b := m.beyond(t, v)
		p, q := m.restOf(a).Sub(m.restOf(v)).Normalize(), m.restOf(b).Sub(m.restOf(v)).Normalize()
		turn := math.Atan2(p.Cross(q).Len(), p.Dot(q))
		angle, fan = angle+turn, fan.Add(p.Add(q).Mul(turn/2))
		if !m.inner(triangles, t, a) {
			edges, on = edges.Add(p), true
		}
		if !m.inner(triangles, t, b) {
			edges, on = edges.Add(q), true
		}
	}
	if !on {
		return 0, edges
	}
	// Straight, its edges cancel out, and at a tear's end what is around it.
	return angle, fan.Mul(2*math.Pi - angle).Sub(edges)
}

// tearRod snaps a rod in its middle, or where it hangs if it is a bit no longer than
// twice as thick: such bits, light as they are, would be torn to dust by being thrown
// about. It reports whether anything came apart.
func (m *Matter) tearRod(rod int) bool {
	r := &m.thin.rods[rod]
	if m.restOf(r.Vertices[1]).Sub(m.restOf(r.Vertices[0])).Len() > 4*float64(r.Radius) {
		m.partRod(rod, 0.5)
		return true
	}
	return m.loosen(rod, 0) || m.loosen(rod, 1)
}

// beyond are a triangle's corners after one of them.
func (m *Matter) beyond(t, v int32) (a, b int32) {
	c := &m.thin.sheets[t].Vertices
	k := slices.Index(c[:], v)
	return c[(k+1)%3], c[(k+2)%3]
}

// inner reports whether the edge to u of a triangle among those at a vertex is that
// of another one, too.
func (m *Matter) inner(triangles []int32, t, u int32) bool {
	return slices.ContainsFunc(triangles, func(o int32) bool {
		return o != t && slices.Contains(m.thin.sheets[o].Vertices[:], u)
	})
}

// rip is where a tear from a vertex meets the edge a, b on the other side of a
// triangle: at a, at b, or at a part of the way between them.
type rip struct {
	a, b int32
	part float64
}

const (
	// ripSnap is the part of an edge from an end within which a tear goes to the end,
	// and ripLeast the length of edges, in the mean length as built, that it never
	// divides: tears leave no slivers, and follow the mesh as far as that.
	ripSnap, ripLeast = 0.2, 0.5
)

// ripsFrom are the ways of a tear from a corner of a triangle across the mean stretch
// of the triangles at it: from a border the one that leads away from it, and else
// both, as far as there is membrane on both sides of them.
func (m *Matter) ripsFrom(triangles []int32, v, t int32) (rips []rip) {
	var mean mgl64.Mat3
	for _, o := range triangles {
		mean = mean.Add(m.strain(o).Mul(m.freeVolume(o)))
	}
	across, _ := m.principal(t, mean)
	angle, inwards := m.border(triangles, v)
	for _, way := range [2]mgl64.Vec3{across, across.Mul(-1)} {
		if way.Dot(inwards) < 0 {
			continue
		}
		for _, o := range triangles {
			if r, ok := m.ripIn(o, v, way); ok {
				if r.part > 0 && r.part < 1 || r.part == 0 && m.inner(triangles, o, r.a) || r.part == 1 && m.inner(triangles, o, r.b) {
					rips = append(rips, r)
				}
				break
			}
		}
	}
	if angle == 0 && len(rips) < 2 {
		return nil
	}
	return rips
}

// ripIn is the way of a tear from a corner of a triangle in a direction at rest, if
// that leads into the triangle.
func (m *Matter) ripIn(t, v int32, way mgl64.Vec3) (r rip, ok bool) {
	r.a, r.b = m.beyond(t, v)
	o := m.restOf(v)
	p, q := m.restOf(r.a).Sub(o), m.restOf(r.b).Sub(o)
	out := p.Cross(q)
	toA, toB := way.Cross(q).Dot(out), p.Cross(way).Dot(out) // way = (toA·p + toB·q)/out², in the plane
	if least := -1e-9 * out.LenSqr() / p.Len(); toA < least || toB < least || toA+toB <= 0 {
		return r, false
	}
	r.part = min(max(toB/(toA+toB), 0), 1)
	if short := q.Sub(p).Len() < ripLeast*m.thin.edgeMM; r.part < ripSnap || short && r.part < 0.5 {
		r.part = 0
	} else if r.part > 1-ripSnap || short {
		r.part = 1
	}
	return r, true
}
