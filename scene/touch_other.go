package scene

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// other is the skin nearest to a vertex that faces it.
type other struct {
	triangle int32 // −1: none
	weights  mgl64.Vec3
	distance float64 // mm, negative where the vertex is inside
	keep     float64 // the distance that it shall keep, mm
	normal   mgl64.Vec3
}

// veils tells whether a triangle and the skin at a vertex are of two structures, one
// of them a membrane: then both sides count. The lips of a cut lie as they are cut.
func (f *softField) veils(v, i int32) bool {
	home := f.skin.home[v] / 3
	return (f.skin.flat[i] || f.skin.flat[home]) && f.skin.body[i] != f.skin.body[home]
}

// stay keeps a vertex that was tied on the side of a membrane that it was on.
func (o *other) stay(f *softField, v int32, before *other) {
	if o.triangle >= 0 && f.veils(v, o.triangle) && before.normal.Dot(o.normal) < 0 {
		o.normal, o.distance = o.normal.Mul(-1), -o.distance
	}
}

// closing is how much nearer to a membrane a vertex will be if both go on as in the
// last step, mm: a membrane has no inside to be found in.
func (o *other) closing(f *softField, v int32) float64 {
	if !f.veils(v, o.triangle) {
		return 0
	}
	moved := f.skin.at(o.triangle, o.weights).Sub(f.skin.mix(f.skin.was, o.triangle, o.weights))
	return max(-f.skin.now[v].Sub(f.skin.was[v]).Sub(moved).Dot(o.normal), 0)
}

// hair is by how much what is as far may seem farther by rounding.
const hair = 1 + 1e-9

// nearest is the nearest skin within reach, mm, most often what it was before. Skin of
// the vertex's own piece that lay beside it at rest is passed over by whole limbs of
// the tree.
func (s *selfTouch) nearest(f *softField, v int32, reach float64) other {
	p, rest, piece := f.skin.now[v], f.skin.rest[v], f.skin.piece[f.skin.home[v]/3]
	beside := s.apartMM() * s.apartMM()
	best := other{triangle: -1, distance: reach}
	if last := s.other[v].triangle; last >= 0 {
		s.compare(f, v, last, &best)
	}
	within := best.distance * best.distance * hair
	var room [64]ahead
	for stack := append(room[:0], ahead{}); len(stack) > 0; {
		next := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		l := &f.tree.limbs[next.limb]
		switch {
		case next.distance >= within || piece >= 0 && l.piece == piece && l.rest.farthest(rest) <= beside:
		case l.first > 0:
			near := ahead{l.first, f.tree.limbs[l.first].distanceSqr(p)}
			far := ahead{l.first + 1, f.tree.limbs[l.first+1].distanceSqr(p)}
			if far.distance < near.distance {
				near, far = far, near
			}
			if far.distance < within {
				stack = append(stack, far)
			}
			if near.distance < within {
				stack = append(stack, near)
			}
		default:
			for _, i := range l.triangles {
				s.compare(f, v, i, &best)
			}
			within = best.distance * best.distance * hair
		}
	}
	return best
}

// ahead is a limb of the tree to be looked into, and how far it is, mm².
type ahead struct {
	limb     int32
	distance float64
}

// compare puts a triangle in the place of the best so far if it is nearer, or as near
// and has a lower number, so that it does not matter where the search began.
func (s *selfTouch) compare(f *softField, v, i int32, best *other) {
	out := f.skin.facing[i]
	t := f.skin.triangles[i]
	if out.Dot(f.skin.normal[v]) > 0 && !f.veils(v, i) || t[0] == v || t[1] == v || t[2] == v {
		return
	}
	p := f.skin.now[v]
	a, b, c := f.skin.now[t[0]], f.skin.now[t[1]], f.skin.now[t[2]]
	most := math.Abs(best.distance)
	if math.Abs(p.Sub(a).Dot(out)) >= most*hair || farther(p, a, b, c, most*hair) || s.besides(f, v, i) || s.knot.holds(&f.skin.nodes[i]) {
		return
	}
	w := onTriangle(p, a, b, c)
	from := p.Sub(f.skin.at(i, w))
	d := from.Len()
	if d > most || d == most && i >= best.triangle {
		return
	}
	keep, apart := s.keep(f, v, i)
	o := other{triangle: i, weights: w, distance: d, keep: keep, normal: out}
	switch inside := from.Dot(out) < 0 && !f.skin.flat[i]; {
	case inside:
		o.distance = -d
	case d > 1e-3:
		o.normal = from.Mul(1 / d)
	}
	if apart && o.distance > -selfDeepMM {
		*best = o
	}
}

// apartMM is how far skin of the same piece was from a vertex at rest, at least, to
// be other skin: an edge and a half.
func (s *selfTouch) apartMM() float64 { return 1.5 * s.edge }

// besides tells whether a triangle of the vertex's own piece had a corner beside it
// at rest, and so is not other skin.
func (s *selfTouch) besides(f *softField, v, i int32) bool {
	j := f.skin.home[v] / 3
	if f.skin.body[i] != f.skin.body[j] || f.skin.piece[i] != f.skin.piece[j] {
		return false
	}
	most := s.apartMM() * s.apartMM()
	for _, o := range f.skin.triangles[i] {
		if f.skin.rest[o].Sub(f.skin.rest[v]).LenSqr() <= most {
			return true
		}
	}
	return false
}

// keep is the distance that a vertex keeps from a triangle: what it had at rest
// where another body lay closer. Skin of the same piece of a body that was nearer
// than an edge and a half at rest is not apart.
func (s *selfTouch) keep(f *softField, v, i int32) (keep float64, apart bool) {
	t := f.skin.triangles[i]
	a, b, c := f.skin.rest[t[0]], f.skin.rest[t[1]], f.skin.rest[t[2]]
	w := onTriangle(f.skin.rest[v], a, b, c)
	from := f.skin.rest[v].Sub(f.skin.mix(f.skin.rest, i, w))
	d := from.Len()
	if d > s.apartMM() {
		return selfMM, true
	}
	if j := f.skin.home[v] / 3; f.skin.body[i] == f.skin.body[j] && f.skin.piece[i] == f.skin.piece[j] {
		return 0, false
	}
	return min(selfMM, math.Copysign(d, from.Dot(b.Sub(a).Cross(c.Sub(a))))), true
}
