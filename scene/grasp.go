package scene

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// gripRows is how many places along each jaw hold tissue.
	gripRows = 6
	// gripMM is how near the skin must be to a jaw to be held by it.
	gripMM = 0.5
	// gripN is the force with which a closed handle presses the jaws together at
	// their middle. Our choice, of the order of a laparoscopic grasper's.
	gripN = 6
	// gripFriction is that of toothed jaws: with two jaws, tissue slips out at
	// 2 × gripFriction × gripN. Our choice.
	gripFriction = 0.5
	// closingSeconds is how long jaws take from open to closed at most.
	closingSeconds = 0.2
	// leastOpen is the share of the opening with which jaws met tissue on both
	// sides that remains when they are closed on it. Our choice.
	leastOpen = 0.4
	// touchedN is the force from which a jaw counts as touched, N.
	touchedN = 0.005
	// holdsFrom and letsGo are how far the hand must have closed to hold tissue,
	// and opened again to let it go.
	holdsFrom, letsGo = 0.5, 0.4
)

// grip is what the jaws of an instrument hold.
type grip struct {
	held      [2][gripRows]hold
	count     int
	holding   bool
	slipped   bool
	structure string
}

// hold is one place of the skin held by a jaw.
type hold struct {
	on       bool
	triangle int32
	tie      int32
	weights  mgl64.Vec3
	anchor   mgl64.Vec3 // where the jaw holds it, in the jaw's own frame
	place    mgl64.Vec3 // where it was while the skin is made anew
}

// close moves the jaws towards the hand's wish, as fast as they can, and no
// further than the tissue between them lets them: the nearer it comes to the
// grip's force, the slower, and beyond it back.
func (t *softTool) close(wish, seconds float64) float64 {
	if !t.tool.HasJaws() {
		return 0
	}
	t.bite()
	most := seconds / closingSeconds
	step := min(max(wish-t.stance.jaw, -most), most)
	if against := (t.squeeze[0] + t.squeeze[1]) / 2 * math.Copysign(1, step) / gripN; against > 0 {
		step *= max(1-against, -1)
	}
	return min(max(t.stance.jaw+step, 0), max(t.closest, t.stance.jaw-most))
}

// bite notes how far jaws may close on what is between them. Tissue that is
// squeezed gets stiffer and stiffer, which the solver's elements do not: they
// would let themselves be pressed flat.
func (t *softTool) bite() {
	both := t.squeeze[0] > touchedN && t.squeeze[1] > touchedN
	switch {
	case both && t.closest == 1 && t.grasps():
		t.closest = 1 - leastOpen*(1-t.stance.jaw)
	case !both && t.grip.count == 0:
		t.closest = 1
	}
}

// grasps tells whether an instrument holds what is between its jaws.
func (t *softTool) grasps() bool { return t.tool.HasJaws() && t.tool.Kind != record.KindScissors }

// seize lets the jaws hold the skin that is against their inner sides, or lets
// it go, as the hand wishes.
func (f *softField) seize(t *softTool, wish float64) {
	g := &t.grip
	if !t.grasps() {
		return
	}
	if wish < letsGo {
		g.held = [2][gripRows]hold{}
		g.slipped = false // it was let go
	}
	if wish >= holdsFrom {
		var met [2][gripRows]hold
		both := [2]bool{}
		for side := range 2 {
			for row := range gripRows {
				h := &g.held[side][row]
				if !h.on {
					met[side][row] = f.against(t, side+1, row)
					h = &met[side][row]
				}
				both[side] = both[side] || h.on
			}
		}
		for side := range 2 {
			for row := range gripRows {
				if h := &g.held[side][row]; both[0] && both[1] && !h.on {
					*h = met[side][row]
				}
			}
		}
	}
	g.count = 0
	for side := range 2 {
		for row := range gripRows {
			if g.held[side][row].on {
				g.count++
			}
		}
	}
}

// against is the skin at one row of a jaw's inner side.
func (f *softField) against(t *softTool, k, row int) (h hold) {
	a, b := t.axis(k, t.start)
	p := t.part(k, t.start.jaw)
	at := between(a, b, (float64(row)+0.5)/gripRows)
	inwards := t.start.pose.Orientation.Rotate(mgl64.Vec3{-p.side, 0, 0})
	reach := p.radiusMM + gripMM
	nearest := reach
	f.found = f.tree.meet(around(at).grown(reach), f.found[:0])
	for _, i := range f.found {
		v := f.skin.triangles[i]
		w := onTriangle(at, f.skin.now[v[0]], f.skin.now[v[1]], f.skin.now[v[2]])
		place := f.skin.at(i, w)
		from := place.Sub(at)
		if d := from.Len(); d < nearest && from.Dot(inwards) > d/2 {
			nearest = d
			h = hold{on: true, triangle: i, weights: w, anchor: t.inPart(k, place, t.start)}
		}
	}
	return h
}

// pinch makes the ties of what the jaws hold: friction alone, shared by all of it.
func (f *softField) pinch(t *softTool) {
	g := &t.grip
	limit := 2 * gripFriction * gripN / float64(max(g.count, 1))
	for side := range 2 {
		for row := range gripRows {
			h := &g.held[side][row]
			if !h.on {
				continue
			}
			tie := f.skin.tie(h.triangle, h.weights)
			tie.Target = shorten(t.onPart(side+1, h.anchor, t.end))
			tie.Tangent = float32(touchStiff * f.skin.stiffAt(h.triangle, h.weights))
			tie.Grip = float32(limit)
			h.tie = int32(len(f.ties))
			f.ties = append(f.ties, tie)
		}
	}
}

// feelGrip reads what the jaws' hold came to: skin that slips is held further
// on, and skin that has slipped out of the jaws is lost.
func (f *softField) feelGrip(t *softTool, share float64) {
	g := &t.grip
	slips, kept := false, 0
	for side := range 2 {
		for row := range gripRows {
			h := &g.held[side][row]
			if !h.on {
				continue
			}
			tie := &f.ties[h.tie]
			t.bear(f, h.triangle, side+1, widen(tie.Force).Mul(-1), share)
			if tie.Slip != (tissue.Vec{}) {
				slips = true
				held := t.onPart(side+1, h.anchor, t.end).Add(widen(tie.Slip))
				h.anchor = t.inPart(side+1, held, t.end)
				h.on = t.within(h.anchor)
			}
			if h.on {
				kept++
			}
		}
	}
	g.count = kept
	g.slipped = g.slipped || slips
}

// within tells whether a place in a jaw's frame is still between the jaws.
func (t *softTool) within(p mgl64.Vec3) bool {
	return p[2] > 0 && p[2] < t.tool.JawMM+t.tool.RadiusMM && math.Abs(p[1]) < 2*t.tool.RadiusMM
}
