package scene

import (
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// tissueFriction is the coefficient of wet tissue on wet tissue or bone: low.
	// Our choice.
	tissueFriction = 0.1
	// tissueStiff is how much stiffer such a contact is than the tissue.
	tissueStiff = 10
)

// rigidTouch keeps soft tissue out of rigid bodies.
type rigidTouch struct {
	bodies []Body
	spared []bool // of each vertex and body: they were together at rest
	near   []rigidNear
	pass   []mesh.Crossing
}

// rigidNear is what one vertex of the skin knows of the rigid bodies.
type rigidNear struct {
	free    float64    // distance from all of them when last asked, mm
	at      mgl64.Vec3 // where it was then
	tie     int32      // −1: none
	held    bool       // the body pushed it in the last step, at this place and in this direction
	surface mgl64.Vec3
	out     mgl64.Vec3
	stretch mgl64.Vec3
}

// prepare notes which vertices are inside of which bodies at rest: an organ
// that the skin encloses, or that was drawn into its neighbour, stays there.
func (r *rigidTouch) prepare(f *softField, bodies []Body) {
	r.bodies = bodies
	r.grow(f, f.skin.outside)
}

// grow does so for vertices that are new to the skin, or elsewhere at rest.
func (r *rigidTouch) grow(f *softField, vertices []int32) {
	for len(r.near) < len(f.skin.rest) {
		r.near = append(r.near, rigidNear{tie: -1})
		for range r.bodies {
			r.spared = append(r.spared, true)
		}
	}
	for _, v := range vertices {
		r.near[v] = rigidNear{tie: -1}
		if f.skin.home[v] < 0 {
			continue
		}
		name := f.bodies[f.skin.body[f.skin.home[v]/3]].Name
		for k, body := range r.bodies {
			r.spared[int(v)*len(r.bodies)+k] = body.Fluid || body.Name == name || body.Solid.SignedDistance(f.skin.rest[v]) < 0
		}
	}
}

// press ties the vertices that are at a rigid body. A vertex asks for its
// distance only when it may have used up what it had.
func (r *rigidTouch) press(f *softField) {
	if len(r.bodies) == 0 {
		return
	}
	for _, v := range f.skin.outside {
		n := &r.near[v]
		n.tie = -1
		p := f.skin.now[v]
		way := p.Sub(f.skin.was[v]).Len()
		ahead := way + touchMM
		if !n.held && n.free-p.Sub(n.at).Len() > ahead {
			continue
		}
		body, distance := r.distance(v, p)
		n.free, n.at = distance, p
		entered := !n.held && way > touchMM && r.enters(f, v)
		if distance > ahead && !entered && !n.held {
			continue
		}
		if !entered {
			r.touch(n, p, body, distance)
		}
		r.tie(f, v)
	}
}

// enters tells whether a vertex went into a body in the last step, also if it is
// out again on its other side, and notes where.
func (r *rigidTouch) enters(f *softField, v int32) bool {
	n, first := &r.near[v], 2.0
	from, to := f.skin.was[v], f.skin.now[v]
	for k := range r.bodies {
		if r.spared[int(v)*len(r.bodies)+k] {
			continue
		}
		r.pass = r.bodies[k].Solid.Crossings(from, to, r.pass[:0])
		for _, c := range r.pass {
			if c.Inward && c.T < first {
				first = c.T
				n.surface = between(from, to, c.T)
				n.out = inward(r.bodies[k].Solid, n.surface).Mul(-1)
			}
		}
	}
	return first < 2
}

// distance is the least of a vertex to the bodies that it must stay out of.
func (r *rigidTouch) distance(v int32, p mgl64.Vec3) (body int, distance float64) {
	distance = math.Inf(1)
	for k := range r.bodies {
		if r.spared[int(v)*len(r.bodies)+k] {
			continue
		}
		if d := r.bodies[k].Solid.SignedDistance(p); d < distance {
			body, distance = k, d
		}
	}
	return body, distance
}

// touch notes the body's surface nearest to a vertex. One that the body pushes
// already keeps its side, however deep it is.
func (r *rigidTouch) touch(n *rigidNear, p mgl64.Vec3, body int, distance float64) {
	solid := r.bodies[body].Solid
	surface, _, _ := solid.Closest(p)
	var out mgl64.Vec3
	if math.Abs(distance) > 1e-3 {
		out = unit(p.Sub(surface)).Mul(math.Copysign(1, distance))
	} else { // the way there is too short to tell
		out = inward(solid, p).Mul(-1)
	}
	if !n.held || out.Dot(n.out) > keepsSide {
		n.surface, n.out = surface, out
	}
}

// keepsSide is the cosine of the turn of a rigid surface from one step to the next
// up to which a vertex follows it: a corner, not the other side.
const keepsSide = 0.3

func (r *rigidTouch) tie(f *softField, v int32) {
	n := &r.near[v]
	target := f.skin.now[v].Add(n.stretch)
	target = target.Add(n.out.Mul(min(n.surface.Sub(target).Dot(n.out), recoverMMS*f.dt)))
	n.tie = f.push(f.skin.tieOf(v), target, n.out, tissueStiff*f.skin.stiff[v], tissueFriction)
}

// feel reads how far friction is stretched.
func (r *rigidTouch) feel(f *softField) {
	for _, v := range f.skin.outside {
		n := &r.near[v]
		if n.tie < 0 || f.ties[n.tie].Force == (tissue.Vec{}) {
			n.stretch, n.held = mgl64.Vec3{}, false
			continue
		}
		n.held = true
		n.stretch = stretched(&f.ties[n.tie])
	}
}
