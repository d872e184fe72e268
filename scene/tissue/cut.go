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
	was     []Vec         // and where the solver's vertices were then
	travel  float64       // and what the matter's travel was then
	passed  []int32       // vertices that the motion passed on another side than before
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
	// Thin says that membranes or rods that hang free were divided: then Sheets
	// and Rods are others.
	Thin bool

	laidOpen []plate // faces severed, at rest, and where they go on outside
}

// RimEdge is a straight piece of a cut's line on the outside, mm.
type RimEdge struct{ Rest, Now [2]Vec }

// NewBlade is a blade that touches nothing yet.
func (m *Matter) NewBlade() *Blade { return &Blade{matter: m} }

// Lift cuts along what is left of the blade's way and ends the stroke: what is cut
// next belongs to another surface.
func (b *Blade) Lift() Incision {
	if !b.down {
		return Incision{}
	}
	b.down = false
	return b.follow(b.last, 0)
}

const (
	// stride is the motion, in lengths of a grain, after which a blade's way is cut
	// along. Within it the way is the hand's and the tracker's trembling, which
	// would cut crumbs; the blade runs ahead of the cut by no more.
	stride = 0.5
	// stillMM is the length below which a motion has no direction.
	stillMM = 1e-4
	// turnInPart is the most a blade turns in one plane part of its surface, rad.
	turnInPart = 0.15
	// mostParts bounds the work for one motion.
	mostParts = 64
)

// Cut moves the edge between two points from where it was to where it is, mm, and
// divides the matter it passes through, as that is now (Matter.Follow). A blade
// that goes on from where it was left, or nearer to it than half a grain,
// continues; one that jumps farther is set down there anew, in the same stroke.
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
		b.start(from, m.was, m.travel-m.drift)
	} else if distance(from[0], b.last[0])+distance(from[1], b.last[1]) > stride*m.grainMM {
		b.start(from, m.was, m.travel-m.drift)
	}
	b.last = to
	return b.follow(to, stride*m.grainMM), nil
}

// follow cuts along the blade's way since it was last cut along, if that is at
// least so long and near any matter.
func (b *Blade) follow(to [2]Vec, least float64) Incision {
	m := b.matter
	b.extend()
	w := sweep{from: b.pending, to: [2]mgl64.Vec3{widen(to[0]), widen(to[1])}, end: 1, was: b.was}
	w.drift = m.travel - b.travel
	roots := m.search.near(m, w.bounds(w.drift+beside*m.grainMM), m.work.roots[:0])
	m.work.roots = roots
	thin, drift := b.thinNear(&w)
	var in Incision
	if len(roots) > 0 || thin {
		if w.length()+max(m.driftOf(roots, w.was), drift) < max(least, stillMM) {
			return in
		}
		if len(roots) > 0 {
			in = b.cutAlong(w, roots)
		}
		if thin {
			b.extend()
			w.was = b.was
			b.cutThin(w, &in)
		}
	}
	b.start(to, m.now, m.travel)
	return in
}

// start lets the next motion begin where the blade and the solver's vertices are.
func (b *Blade) start(at [2]Vec, nodes []Vec, travel float64) {
	b.pending = [2]mgl64.Vec3{widen(at[0]), widen(at[1])}
	b.was, b.travel = append(b.was[:0], nodes...), travel
}

// driftOf is the most that any vertex of elements as built, or of their copies,
// went, mm.
func (m *Matter) driftOf(roots []int32, was []Vec) float64 {
	far := 0.0
	for _, root := range roots {
		for e := root; e >= 0; e = m.elements[e].next {
			for _, n := range m.elements[e].nodes {
				far = max(far, widen(m.now[n]).Sub(widen(was[n])).LenSqr())
			}
		}
	}
	return math.Sqrt(far)
}

// cutAlong cuts along each part of a sweep near some elements as built, and then
// parts what was divided.
func (b *Blade) cutAlong(w sweep, roots []int32) Incision {
	parts := int(min(mostParts, 1+math.Floor(w.turn()/turnInPart)))
	var marked []int32
	b.passed = b.passed[:0]
	for k := range parts {
		w.start, w.end = float64(k)/float64(parts), float64(k+1)/float64(parts)
		if b.lean(&w) {
			marked = append(marked, b.matter.refine(&w, roots)...)
			marked = append(marked, b.mark(&w, roots)...)
		}
	}
	faces := b.matter.facesOn(b.stroke, sorted(marked), sorted(b.passed))
	return b.matter.part(b.matter.keepCrumbs(faces))
}

// lean turns the stroke's normal towards that of the part swept now. It reports
// whether the part has any surface.
func (b *Blade) lean(w *sweep) bool {
	var n mgl64.Vec3
	plates := w.plates()
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

// Pause cuts along what is left of the blade's way, which goes on somewhere else in
// the same stroke: scissors that open between two bites.
func (b *Blade) Pause() Incision {
	if !b.down {
		return Incision{}
	}
	return b.follow(b.last, 0)
}
