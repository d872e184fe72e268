package tissue

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Blade is a sharp edge that divides what it is moved through: a scalpel's edge,
// or the short edge at the crossing of scissors' blades that close. What it cuts
// from when it touches down until it is lifted is one stroke, and one surface.
type Blade struct {
	matter  *Matter
	stroke  int32
	normal  mgl64.Vec3    // of the surface swept lately, always to the same side of the stroke
	pending [2]mgl64.Vec3 // where the edge was when its motion was last cut along
	last    [2]Vec        // where it was left
	down    bool
}

// Incision is what one motion of a blade, or a tear, changed.
type Incision struct {
	// Nodes are the solver's vertices that the new ones copy: the first new one
	// has the number Nodes() had before. A copy has place, velocity, and
	// whatever held it, of what it copies.
	Nodes []int32
	// Elements are those that are new or have other vertices or another share,
	// rising; new ones have numbers from what Elements() was before.
	Elements []int
	// AreaMM2 is the area laid open, at rest, of one of the two sides.
	AreaMM2 float64
	// Rim is where the cut comes out on the outside of the matter: pieces of a
	// line, in no order.
	Rim []RimEdge
	// Pieces are the numbers of pieces that came off.
	Pieces []int
}

// RimEdge is a straight piece of a cut's line on the outside, mm.
type RimEdge struct{ Rest, Now [2]Vec }

// NewBlade is a blade that touches nothing yet.
func (m *Matter) NewBlade() *Blade { return &Blade{matter: m} }

// Lift ends the stroke: what is cut next belongs to another surface.
func (b *Blade) Lift() { b.down = false }

const (
	// stillMM is the motion of a blade below which its direction is rounding and
	// trembling; it waits for more.
	stillMM = 1e-4
	// turnInPart is the most a blade turns in one plane part of its surface, rad.
	turnInPart = 0.15
	// mostParts bounds the work for one motion.
	mostParts = 64
)

// Cut moves the edge between two points from where it was to where it is, mm, and
// divides the matter it passes through, as that is now (Matter.Follow). A blade
// that goes on from where it was left continues its stroke.
func (b *Blade) Cut(from, to [2]Vec) (Incision, error) {
	for _, p := range [4]Vec{from[0], from[1], to[0], to[1]} {
		for _, x := range p {
			if x-x != 0 {
				return Incision{}, fmt.Errorf("the blade is at no finite place: hold it still while its pose is lost")
			}
		}
	}
	m := b.matter
	if !b.down {
		m.stroke++
		b.stroke, b.down, b.normal = m.stroke, true, mgl64.Vec3{}
		b.pending = [2]mgl64.Vec3{widen(from[0]), widen(from[1])}
	} else if from != b.last {
		b.pending = [2]mgl64.Vec3{widen(from[0]), widen(from[1])}
	}
	b.last = to
	end := [2]mgl64.Vec3{widen(to[0]), widen(to[1])}
	way := max(end[0].Sub(b.pending[0]).Len(), end[1].Sub(b.pending[1]).Len())
	if way+m.drift < stillMM {
		return Incision{}, nil
	}
	w := sweep{from: b.pending, to: end, moving: m.drift > 0}
	b.pending = end
	return b.cutAlong(w), nil
}

// cutAlong cuts along each part of a sweep and then parts what was divided.
func (b *Blade) cutAlong(w sweep) Incision {
	parts := int(min(mostParts, 1+math.Floor(w.turn()/turnInPart)))
	var marked []int32
	for k := range parts {
		w.start, w.end = float64(k)/float64(parts), float64(k+1)/float64(parts)
		if b.lean(&w) {
			marked = append(marked, b.matter.refine(&w)...)
			marked = append(marked, b.mark(&w)...)
		}
	}
	return b.matter.part(b.matter.facesOn(b.stroke, sorted(marked)))
}

// lean turns the stroke's normal towards that of the part swept now. It reports
// whether the part has any surface.
func (b *Blade) lean(w *sweep) bool {
	var n mgl64.Vec3
	plates := w.plates(mgl64.Vec3{})
	for _, p := range plates {
		if b.normal == (mgl64.Vec3{}) {
			b.normal = p.normal
		}
		n = n.Add(facing(p.area, b.normal))
	}
	if n.Len() < stillMM*stillMM {
		return false
	}
	b.normal = b.blend(n.Normalize(), w)
	return true
}

// blend is the normal of a part swept, n, or, where the part is shorter than a
// grain, rather the stroke's so far: the normals of single ticks are the hand's
// tremor.
func (b *Blade) blend(n mgl64.Vec3, w *sweep) mgl64.Vec3 {
	keep := math.Exp(-w.length() / b.matter.grainMM)
	if sum := b.normal.Mul(keep).Add(facing(n, b.normal).Mul(1 - keep)); sum.Len() > 0 {
		return sum.Normalize()
	}
	return n
}

// facing is n or its opposite, whichever is more along the reference.
func facing(n, reference mgl64.Vec3) mgl64.Vec3 {
	if n.Dot(reference) < 0 {
		return n.Mul(-1)
	}
	return n
}
