package tissue

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// passing is a blade's edge and an edge of a membrane, or a rod, while both move,
// each of their ends straight on.
type passing struct{ from, to [4]mgl64.Vec3 } // the blade's two ends, and the edge's

// crossThin finds where a sweep crosses the way between two vertices.
func (b *Blade) crossThin(w *sweep, p, q int32) (c crossing, ok bool) {
	m := b.matter
	x := passing{
		from: [4]mgl64.Vec3{w.from[0], w.from[1], widen(w.was[p]), widen(w.was[q])},
		to:   [4]mgl64.Vec3{w.to[0], w.to[1], widen(m.now[p]), widen(m.now[q])},
	}
	margin := overlap * max(m.thin.edgeMM, stillMM)
	from := w.start
	for _, to := range append(x.turns(w.start, w.end), w.end) {
		if moment, met := x.level(from, to); met {
			if c, ok = x.crossing(moment, margin); ok {
				return c, true
			}
		}
		from = to
	}
	return c, false
}

// at are the four ends at a moment.
func (x *passing) at(moment float64) (e [4]mgl64.Vec3) {
	for k := range e {
		e[k] = between(x.from[k], x.to[k], moment)
	}
	return e
}

// height is six times the volume that the four ends span at a moment: it is zero
// where both edges are in one plane, as they are when one crosses the other
// (Provot 1997, "Collision and self-collision handling in cloth model dedicated to
// design garments", §3.2). It is a cubic.
func (x *passing) height(moment float64) float64 {
	e := x.at(moment)
	return e[1].Sub(e[0]).Cross(e[3].Sub(e[2])).Dot(e[2].Sub(e[0]))
}

// turns are the moments between two at which the height rises no more, or falls no
// more, rising: roots of the derivative of the cubic through four of its heights.
func (x *passing) turns(from, to float64) (moments []float64) {
	var h [4]float64
	for k := range h {
		h[k] = x.height(from + (to-from)*float64(k)/3)
	}
	// Of the cubic with these values at 0, 1, 2 and 3, by finite differences.
	d1, d2, d3 := h[1]-h[0], h[2]-2*h[1]+h[0], h[3]-3*h[2]+3*h[1]-h[0]
	a, b, c := d3/2, d2-d3, d1-d2/2+d3/3 // a·s² + b·s + c
	root := math.Sqrt(max(b*b-4*a*c, 0))
	// The form that does not divide by what a is small against.
	half := -(b + math.Copysign(root, b)) / 2
	for _, s := range [2]float64{half / a, c / half} {
		if s > 0 && s < 3 {
			moments = append(moments, from+(to-from)*s/3)
		}
	}
	if len(moments) == 2 && moments[0] > moments[1] {
		moments[0], moments[1] = moments[1], moments[0]
	}
	return moments
}

// level is a moment at which the height is zero, between two between which it only
// rises or only falls.
func (x *passing) level(from, to float64) (moment float64, ok bool) {
	low, high := x.height(from), x.height(to)
	switch {
	case low == 0:
		return from, true
	case high == 0:
		return to, true
	case (low > 0) == (high > 0):
		return 0, false
	}
	for range 60 { // to the last bit
		moment = (from + to) / 2
		if (x.height(moment) > 0) == (low > 0) {
			from = moment
		} else {
			to = moment
		}
	}
	return to, true
}

// crossing is where the two cross at a moment at which they are in one plane, if
// they do: no end is passed by more than a margin, mm.
func (x *passing) crossing(moment, margin float64) (c crossing, ok bool) {
	e := x.at(moment)
	blade, edge, apart := e[1].Sub(e[0]), e[3].Sub(e[2]), e[2].Sub(e[0])
	plane := blade.Cross(edge)
	square := plane.LenSqr()
	if square == 0 {
		return c, false
	}
	onBlade, onEdge := apart.Cross(edge).Dot(plane)/square, apart.Cross(blade).Dot(plane)/square
	beyond := func(part, length float64) bool { return max(-part, part-1)*length > margin }
	if beyond(onBlade, blade.Len()) || beyond(onEdge, edge.Len()) {
		return c, false
	}
	way := func(k int) mgl64.Vec3 { return x.to[k].Sub(x.from[k]) }
	c.normal = blade.Cross(between(way(0), way(1), onBlade).Sub(between(way(2), way(3), onEdge)))
	l := c.normal.Len()
	if l == 0 {
		return c, false
	}
	c.normal = c.normal.Mul(1 / l)
	c.part = min(max(onEdge, 0), 1)
	if c.normal.Dot(edge) > 0 {
		c.normal = c.normal.Mul(-1)
	}
	across := math.Abs(c.normal.Dot(edge))
	c.depthA, c.depthB = across*c.part, across*(1-c.part)
	return c, true
}
