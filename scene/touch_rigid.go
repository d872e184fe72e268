package scene

import (
	"math"

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
	dt     float64
}

// rigidNear is what one vertex of the skin knows of the rigid bodies.
type rigidNear struct {
	free    float64    // distance from all of them when last asked, mm
	at      mgl64.Vec3 // where it was then
	tie     int32      // −1: none
	body    int32      // that it touches
	stretch mgl64.Vec3
}

// prepare notes which vertices are inside of which bodies at rest: an organ
// that the skin encloses, or that was drawn into its neighbour, stays there.
func (r *rigidTouch) prepare(f *softField, bodies []Body) {
	r.bodies = bodies
	r.near = make([]rigidNear, len(f.skin.rest))
	r.spared = make([]bool, len(f.skin.rest)*len(bodies))
	for _, v := range f.skin.outside {
		name := f.bodies[f.bodyOf(v)].Name
		for k := range bodies {
			own := bodies[k].Fluid || bodies[k].Name == name
			r.spared[int(v)*len(bodies)+k] = own || bodies[k].Solid.SignedDistance(f.skin.rest[v]) < 0
		}
		r.near[v] = rigidNear{tie: -1, body: -1}
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
		ahead := p.Sub(f.skin.was[v]).Len() + touchMM
		if n.free-p.Sub(n.at).Len() > ahead {
			continue
		}
		body, distance := r.distance(v, p)
		n.free, n.at = distance, p
		if distance > ahead {
			continue
		}
		r.tie(f, v, body, distance)
	}
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

func (r *rigidTouch) tie(f *softField, v int32, body int, distance float64) {
	n, p := &r.near[v], f.skin.now[v]
	solid := r.bodies[body].Solid
	surface, _, _ := solid.Closest(p)
	out := inward(solid, p).Mul(-1)
	if math.Abs(distance) > 1e-3 {
		out = unit(p.Sub(surface)).Mul(math.Copysign(1, distance))
	}
	if n.body != int32(body) {
		n.body, n.stretch = int32(body), mgl64.Vec3{}
	}
	target := p.Add(n.stretch)
	target = target.Add(out.Mul(surface.Sub(target).Dot(out)))
	tie := tissue.Tie{Vertices: [4]int32{v}, Weights: [4]float32{1}}
	n.tie = f.push(tie, target, out, tissueStiff*f.skin.stiff[v], tissueFriction)
}

// feel reads how far friction is stretched.
func (r *rigidTouch) feel(f *softField) {
	for _, v := range f.skin.outside {
		n := &r.near[v]
		if n.tie < 0 || f.ties[n.tie].Force == (tissue.Vec{}) {
			n.stretch = mgl64.Vec3{}
			continue
		}
		n.stretch = stretched(&f.ties[n.tie])
	}
}
