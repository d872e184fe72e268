package tissue

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// sweep is the motion of a blade's edge from one place to another while the
// matter moves too. Seen from a point of the matter as it is now, the edge was
// where it was, displaced by the point's own displacement since.
type sweep struct {
	from, to   [2]mgl64.Vec3
	start, end float64 // the part of the motion, from 0 to 1
	was        []Vec   // the solver's vertices where the motion began
	drift      float64 // the longestWay that any of them went since, mm
}

// edge is the blade at a moment of the motion, seen from matter that was not
// displaced in the meantime.
func (w *sweep) edge(moment float64) (p, q mgl64.Vec3) {
	return between(w.from[0], w.to[0], moment), between(w.from[1], w.to[1], moment)
}

// plates are the two triangles that the edge sweeps in its part of the motion, seen
// from such matter.
func (w *sweep) plates() [2]plate {
	p0, q0 := w.edge(w.start)
	p1, q1 := w.edge(w.end)
	return [2]plate{newPlate(p0, q0, q1), newPlate(p0, q1, p1)}
}

// seen are these triangles seen from matter that was displaced by d.
func (w *sweep) seen(still *[2]plate, d mgl64.Vec3) [2]plate {
	first, last := d.Mul(1-w.start), d.Mul(1-w.end)
	p0, q0 := still[0].at[0].Add(first), still[0].at[1].Add(first)
	q1, p1 := still[1].at[1].Add(last), still[1].at[2].Add(last)
	return [2]plate{newPlate(p0, q0, q1), newPlate(p0, q1, p1)}
}

// turn is the angle between the blade's directions at both ends, rad.
func (w *sweep) turn() float64 {
	a, b := w.from[1].Sub(w.from[0]), w.to[1].Sub(w.to[0])
	return math.Atan2(a.Cross(b).Len(), a.Dot(b))
}

// length is how far the edge moves in its part.
func (w *sweep) length() float64 {
	return (w.end - w.start) * max(w.to[0].Sub(w.from[0]).Len(), w.to[1].Sub(w.from[1]).Len())
}

// bounds is the box around the part swept, wider by a margin.
func (w *sweep) bounds(margin float64) box {
	b := noBox
	for _, moment := range [2]float64{w.start, w.end} {
		p, q := w.edge(moment)
		for _, x := range [2]mgl64.Vec3{p, q} {
			low, high := x, x
			for i := range 3 {
				low[i] -= margin
				high[i] += margin
			}
			l, h := shorten(low), shorten(high)
			b.add(&l)
			b.add(&h)
		}
	}
	return b
}

// plate is one triangle of what a blade swept.
type plate struct {
	at     [3]mgl64.Vec3
	area   mgl64.Vec3 // normal times area
	normal mgl64.Vec3 // of length 1; zero for a plate without area
}

func newPlate(a, b, c mgl64.Vec3) plate {
	p := plate{at: [3]mgl64.Vec3{a, b, c}, area: b.Sub(a).Cross(c.Sub(a)).Mul(0.5)}
	if n := p.area.Len(); n > stillMM*stillMM {
		p.normal = p.area.Mul(1 / n)
	}
	return p
}

// side is the unit direction in the plate's plane from one of its borders inwards.
// Few plates are asked for it, so that it is not kept.
func (p *plate) side(i int) mgl64.Vec3 {
	s := p.normal.Cross(p.at[(i+1)%3].Sub(p.at[i]))
	if l := s.Len(); l > 0 {
		return s.Mul(1 / l)
	}
	return s
}

// covers reports whether a point of the plate's plane is on it or nearer to it
// than a margin.
func (p *plate) covers(x mgl64.Vec3, margin float64) bool {
	for i := range 3 {
		if side := p.side(i); along(&side, &p.at[i], &x) < -margin {
			return false
		}
	}
	return true
}

const (
	// overlap is how far beyond its border, in lengths of a grain, a swept surface
	// still cuts, so that what two ticks sweep leaves no edge between them to
	// rounding.
	overlap = 1e-3
	// beside is the distance from a swept surface, in lengths of a grain, within
	// which a vertex is taken to lie on it. It is the same for all edges of a
	// vertex, so that it is on the surface or off it for all of them, and no part
	// split off an edge is shorter, so that a thousand cuts divide only so far.
	beside = 0.05
)

// along is how far a place lies from another in a direction, in lengths of that. It is
// written out because it is what a cut asks most.
func along(direction, from, to *mgl64.Vec3) float64 {
	return direction[0]*(to[0]-from[0]) + direction[1]*(to[1]-from[1]) + direction[2]*(to[2]-from[2])
}

// crossing is where an edge of matter meets a swept surface.
type crossing struct {
	part           float64    // of the way from its first end
	normal         mgl64.Vec3 // of the surface, towards the first end
	touched        bool       // an end lies on the surface
	depthA, depthB float64    // distances of the ends from the surface's plane there
}

// cross finds where the edge from a to b passes through the plate. The grain's
// length is in mm.
func (p *plate) cross(a, b mgl64.Vec3, grain float64) (crossing, bool) {
	da, db := along(&p.normal, &p.at[0], &a), along(&p.normal, &p.at[0], &b)
	if p.normal == (mgl64.Vec3{}) || (da > 0) == (db > 0) {
		return crossing{}, false
	}
	c := crossing{part: da / (da - db), normal: p.normal, depthA: math.Abs(da), depthB: math.Abs(db)}
	if !p.covers(between(a, b, c.part), overlap*grain) {
		return crossing{}, false
	}
	if da < 0 {
		c.normal = p.normal.Mul(-1)
	}
	c.touched = p.touches(a, grain) || p.touches(b, grain)
	return c, true
}

// touches reports whether a point lies on the plate.
func (p *plate) touches(a mgl64.Vec3, grain float64) bool {
	return p.normal != (mgl64.Vec3{}) && math.Abs(along(&p.normal, &p.at[0], &a)) <= beside*grain && p.covers(a, beside*grain)
}

// misses reports that a tetrahedron certainly does not come nearer to the plate
// than a margin.
func (p *plate) misses(t *[4]mgl64.Vec3, margin float64) bool {
	if p.normal == (mgl64.Vec3{}) {
		return true
	}
	above, below := 0, 0
	for k := range t {
		switch h := along(&p.normal, &p.at[0], &t[k]); {
		case h > margin:
			above++
		case h < -margin:
			below++
		}
	}
	if above == 4 || below == 4 {
		return true
	}
	for i := range 3 {
		side, outside := p.side(i), 0
		for k := range t {
			if along(&side, &p.at[i], &t[k]) < -margin {
				outside++
			}
		}
		if outside == 4 {
			return true
		}
	}
	for f := range 4 {
		o := &outward[f]
		n := t[o[1]].Sub(t[o[0]]).Cross(t[o[2]].Sub(t[o[0]]))
		beyond := margin * n.Len()
		if top := &t[o[0]]; along(&n, top, &p.at[0]) > beyond && along(&n, top, &p.at[1]) > beyond && along(&n, top, &p.at[2]) > beyond {
			return true
		}
	}
	return false
}
