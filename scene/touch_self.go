package scene

import (
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// selfRecoverMMS is how fast skin that was found in other skin and bears nothing is
	// let out of it again, mm/s: what is found deep would be shot out if it had to be
	// outside at once, with the energy of a spring that nobody wound. Our choice: nobody
	// sees it go.
	selfRecoverMMS = 1
	// selfMM is the distance that skin keeps from other skin.
	selfMM = 0.1
	// selfDeepMM is how far into other tissue a vertex may be to be pushed out of
	// it the way it came; deeper, that way is not known any more.
	selfDeepMM = 2
	// selfTurns is in how many steps each vertex has a turn to look.
	selfTurns = 4
	// selfReach is how far a vertex looks for other skin where there are membranes, in
	// edges: those have no inside, and what comes must be seen before it is through.
	// Elsewhere it looks as far as it may have sunk: further costs more than it saves.
	selfReach = 1
)

// selfTouch keeps the skin out of other skin: of another soft body, or of the
// same where it was apart at rest.
type selfTouch struct {
	near  []selfNear
	knot  knot
	other []other // of each vertex that looked
	stir  stir
	reach float64 // how far a vertex looks, mm
	edge  float64 // mean length of the skin's edges before any cut, mm
	// What the vertices know goes for this skin.
	rest   []mgl64.Vec3
	on     []bool  // the vertex was on the surface
	fresh  []bool  // it was not, or elsewhere
	pieces []int32 // of each triangle
	steps  int
}

// selfNear is what one vertex of the skin knows of other skin.
type selfNear struct {
	free    float64    // how far it was when last asked, mm
	asked   int        // the step of that, below zero: never
	at      mgl64.Vec3 // where it was then
	stirred float64    // how far skin about it may have gone since, mm
	tie     int32      // −1: none
	wound   float64    // by how much its tie was pressed together in the end, mm
	stretch mgl64.Vec3
}

func (s *selfTouch) prepare(f *softField) {
	s.edge = f.skin.edgeMM
	s.grow(f)
	s.reach = selfDeepMM
	if f.skin.sheets > 0 {
		s.reach = max(selfReach*s.edge, s.reach)
	}
	s.stir.lay(f.gone.field.grown(-goneMM), max(s.edge, s.reach))
}

// grow makes room for what a cut has added. No vertex can be nearer to the new
// skin than to the box around it.
func (s *selfTouch) grow(f *softField) {
	s.knot.on = append(s.knot.on, make([]bool, len(f.places)-len(s.knot.on))...)
	more := len(f.skin.rest) - len(s.near)
	s.near, s.other = append(s.near, make([]selfNear, more)...), append(s.other, make([]other, more)...)
	s.stir.grow(len(f.skin.rest))
	box := s.news(f)
	for v := range s.near {
		n := &s.near[v]
		n.tie, s.other[v].triangle = -1, -1
		moved := s.moved(f, int32(v))
		free := min(n.free-moved, box.distance(f.skin.now[v]))
		if s.fresh[v] || n.asked < 0 || free <= selfMM+touchMM {
			n.free, n.asked = 0, -1
		} else {
			n.free = free + moved
		}
	}
}

// news is the box around the triangles of the skin that were not there when it
// was asked last, each of which has a vertex that was not on the surface or elsewhere,
// and around those of a piece that came off, which are other skin now.
func (s *selfTouch) news(f *softField) bounds {
	more := len(f.skin.rest) - len(s.rest)
	s.rest, s.on = append(s.rest, make([]mgl64.Vec3, more)...), append(s.on, make([]bool, more)...)
	s.fresh = append(s.fresh, make([]bool, more)...)
	for v, home := range f.skin.home {
		s.fresh[v] = home >= 0 && (!s.on[v] || s.rest[v] != f.skin.rest[v])
		s.rest[v], s.on[v] = f.skin.rest[v], home >= 0
	}
	box := nowhere()
	for i, t := range f.skin.triangles {
		off := i < len(s.pieces) && s.pieces[i] != f.skin.piece[i]
		if off || s.fresh[t[0]] || s.fresh[t[1]] || s.fresh[t[2]] {
			for _, v := range t {
				box.add(f.skin.now[v])
			}
		}
	}
	s.pieces = append(s.pieces[:0], f.skin.piece...)
	return box
}

// press ties the vertices that are at other skin to it. A tie between two places
// of the tissue is one of their difference, whose weights sum to zero.
func (s *selfTouch) press(f *softField) {
	f.crew.Run(f.looking)
	for _, v := range f.skin.outside {
		n, o := &s.near[v], &s.other[v]
		n.tie = -1
		if n.asked == s.steps && o.triangle >= 0 && o.distance < o.keep+touchMM+o.closing(f, v) {
			s.tie(f, v, o)
		}
	}
}

// look lets a vertex look for other skin when it may be at some: the work of one
// of the workers, on what is the vertex's own. Vertices that know the same would
// all look in the same step; therefore each has turns, and looks ahead of time
// when it may be at some before the next.
func (s *selfTouch) look(f *softField, v int32) {
	n := &s.near[v]
	if s.knot.holds(&f.skin.nodes[f.skin.home[v]/3]) { // nothing it finds would hold it
		n.free, n.asked = 0, -1
		return
	}
	free := n.free - s.moved(f, v) - selfMM - touchMM
	turn, through := (int(v)+s.steps)%selfTurns == 0, f.skin.sheets > 0 && len(f.bodies) > 1
	if turn || through {
		way := f.skin.now[v].Sub(f.skin.was[v]).Len() + s.stir.near(f.skin.now[v])
		if through { // what is through a membrane does not know it
			free -= way
		}
		turn = turn && free <= selfTurns*way
	}
	if free > 0 && !turn {
		return
	}
	before := s.other[v]
	s.other[v] = s.nearest(f, v, s.reach)
	if n.tie >= 0 {
		s.other[v].stay(f, v, &before)
	}
	n.free, n.asked, n.at, n.stirred = max(s.other[v].distance, 0), s.steps, f.skin.now[v], 0
}

// stirred notes how far skin about a vertex went in a step.
func (s *selfTouch) stirred(v int32) { s.near[v].stirred += s.stir.about(s.stir.of[v].cell) }

// moved is how much nearer a vertex and other skin may have come since it asked:
// by its own way and that of what was about it.
func (s *selfTouch) moved(f *softField, v int32) float64 {
	n := &s.near[v]
	return f.skin.now[v].Sub(n.at).Len() + n.stirred
}

// tie keeps a vertex out of other skin. Its spring begins as far wound as it was at
// the end of the last step, whatever skin it is at now, and is wound by what then
// presses on it. Where the vertex is deeper it is let out slowly while it bears next to
// nothing: hardly any energy comes from that. Letting it out further as it slides, by
// what friction should take, wound crumpled walls up that only creep.
func (s *selfTouch) tie(f *softField, v int32, o *other) {
	n := &s.near[v]
	target := f.skin.now[v].Sub(f.skin.at(o.triangle, o.weights)).Add(n.stretch)
	deep := o.keep - target.Dot(o.normal)
	target = target.Add(o.normal.Mul(min(deep, max(n.wound, selfRecoverMMS*f.dt))))
	stiff := tissueStiff * min(f.skin.stiff[v], f.skin.stiffAt(o.triangle, o.weights))
	one, other := f.skin.tieOf(v), f.skin.tie(o.triangle, o.weights)
	if tie, ok := difference(&one, &other); ok {
		n.tie = f.push(tie, target, o.normal, stiff, tissueFriction)
		return
	}
	// Too many vertices for one tie, beside a cut: each side is pushed from where
	// the other is now.
	n.tie = f.push(one, target.Add(f.skin.at(o.triangle, o.weights)), o.normal, stiff/2, tissueFriction)
	f.push(other, f.skin.now[v].Sub(target), o.normal.Mul(-1), stiff/2, tissueFriction)
}

// difference is the tie of one point less another, if it has few enough vertices.
func difference(one, other *tissue.Tie) (tie tissue.Tie, ok bool) {
	n := 0
	for i, w := range one.Weights {
		if w != 0 {
			tie.Vertices[n], tie.Weights[n] = one.Vertices[i], w
			n++
		}
	}
	for i, w := range other.Weights {
		if w == 0 {
			continue
		}
		if n == len(tie.Weights) {
			return tie, false
		}
		tie.Vertices[n], tie.Weights[n] = other.Vertices[i], -w
		n++
	}
	return tie, true
}

// feel reads how far friction is stretched, after a step.
func (s *selfTouch) feel(f *softField) {
	s.steps++
	s.knot.find(f)
	for _, v := range f.skin.outside {
		n := &s.near[v]
		if n.tie < 0 || f.ties[n.tie].Force == (tissue.Vec{}) {
			n.stretch, n.wound = mgl64.Vec3{}, 0
			continue
		}
		n.stretch, n.wound = stretched(&f.ties[n.tie]), wound(&f.ties[n.tie])
	}
}
