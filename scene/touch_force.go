package scene

import (
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// beyond is how much further than to its limit friction is stretched that slips,
// so that the solver expects it to go on slipping though its limit rises a bit.
const beyond = 1.05

// dragged is the force of a tie's friction, N, for the next step; where it slips,
// what it holds to has been dragged along.
func dragged(t *tissue.Tie) mgl64.Vec3 {
	force, normal := widen(t.Force), widen(t.Normal)
	across := force.Sub(normal.Mul(force.Dot(normal)))
	if t.Slip != (tissue.Vec{}) {
		across = across.Mul(beyond)
	}
	return across
}

// stretched is the same as the length of the tie across its normal, mm.
func stretched(t *tissue.Tie) mgl64.Vec3 { return dragged(t).Mul(1 / float64(t.Tangent)) }

// wound is by how much a tie that pushes is pressed together, mm.
func wound(t *tissue.Tie) float64 {
	return widen(t.Force).Dot(widen(t.Normal)) / float64(t.Stiffness)
}

// feelForces reads what the touches of an instrument came to.
func (f *softField) feelForces(t *softTool, share float64) {
	kept := t.touches[:0]
	var deepest [3]float64
	for _, p := range t.touches {
		tie := &f.ties[p.tie]
		p.drag = mgl64.Vec3{}
		if tie.Force == (tissue.Vec{}) {
			continue
		}
		force := widen(tie.Force)
		deepest[p.part] = max(deepest[p.part], force.Dot(p.normal)/float64(tie.Stiffness))
		p.drag = dragged(tie)
		t.bear(f, p.triangle, int(p.part), force.Mul(-1), share)
		kept = append(kept, p)
	}
	t.touches = kept
	t.harden(deepest)
}

const (
	// deepMM and shallowMM are the depths of an instrument in the skin from which
	// contact is made stiffer, and softer again: no deeper than is seen, and no
	// stiffer than is needed, for the solver's sake.
	deepMM, shallowMM = 0.25, 0.1
	// hardest bounds how much stiffer.
	hardest = 4
)

// harden fits the stiffness of contact of each part to how deep it was in the skin.
func (t *softTool) harden(deepest [3]float64) {
	for k, deep := range deepest {
		switch {
		case deep > deepMM:
			t.hard[k] = min(2*t.hard[k], hardest)
		case deep < shallowMM:
			t.hard[k] = max(t.hard[k]/2, 1)
		}
	}
}

// bear adds a force of the tissue on a part of the instrument, N, that lasted for
// a share of the tick.
func (t *softTool) bear(f *softField, triangle int32, k int, force mgl64.Vec3, share float64) {
	t.force = t.force.Add(force.Mul(share))
	body := f.skin.body[triangle]
	t.on[body] = t.on[body].Add(force.Mul(share))
	if k > 0 {
		out := t.end.pose.Orientation.Rotate(mgl64.Vec3{t.part(k, t.end.jaw).side, 0, 0})
		t.squeeze[k-1] += force.Dot(out)
	}
}
