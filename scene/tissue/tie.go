package tissue

import (
	"cmp"
	"slices"
)

// Tie holds one point of the body to a target during a step: a contact, a
// jaw's grip, an attachment to something that does not move. The point is a
// weighted sum of up to four vertices: a vertex, a place on a triangle, a place
// in a tetrahedron. Ties are springs solved together with the body, implicitly,
// so that stiff ones are safe; the caller makes the list anew for every step
// and reads the forces out of it. Positions are float32: a tie is as exact as its
// stiffness times some 10⁻⁶ mm, so that 1000 N/mm is stiff enough.
type Tie struct {
	Vertices [4]int32   // a vertex of weight zero is ignored
	Weights  [4]float32 // sum to one
	Target   Vec        // where the point shall be at the end of the step, mm
	Normal   Vec        // unit; zero: no direction is special, and Stiffness counts for nothing
	// Stiffness is along the normal, N/mm. With OneSided it pushes the point
	// along the normal when the point is behind the target, and never pulls.
	Stiffness float32
	OneSided  bool
	// Most bounds the force along the normal, N; 0: it does not. A point that is
	// deeper behind the target than that is pushed with that force and no more, so
	// that depth alone, after a leap, makes no blow.
	Most float32
	// Tangent is the stiffness across the normal, N/mm, or in all directions
	// without one. Its force is at most Grip + Friction × the normal force: the
	// tie slips (Coulomb). Both zero: it never slips.
	Tangent  float32
	Grip     float32 // N
	Friction float32

	Force Vec // result: on the body at the end of the step, N
	// Slip is a result: how far the target has to follow, mm, so that the force
	// across the normal stays at its limit. Zero: the tie did not slip. A caller
	// that adds it to its anchor gets friction that goes on from step to step.
	Slip Vec

	slots  [4]int32
	gap    Vec     // point − target
	origin Vec     // gap where the round began
	from   Vec     // gap where the solve began
	load   Vec     // force that the right side has, µN
	push   Vec     // and that it does not have yet
	way    Vec     // how the gap changes along the solution
	bound  float32 // limit of the tangential force, µN; below zero: none
	local  block   // stiffness as linearised
}

// end is one vertex of a tie.
type end struct{ slot, tie, corner int32 }

// prepareTies checks the ties, finds their vertices and lists the ends of all
// by vertex.
func (b *Body) prepareTies(ties []Tie) bool {
	s := &b.step
	s.ties, s.ends = ties, s.ends[:0]
	for n := range ties {
		t := &ties[n]
		ok := finite(t.Target) && finite(t.Normal) && finite(Vec{t.Stiffness, t.Tangent, t.Grip}) &&
			finite(Vec{t.Friction, t.Weights[0], t.Weights[1]}) && finite(Vec{t.Weights[2], t.Weights[3], t.Most}) &&
			t.Stiffness >= 0 && t.Tangent >= 0 && t.Grip >= 0 && t.Friction >= 0 && t.Most >= 0
		for a, v := range t.Vertices {
			if t.Weights[a] == 0 {
				continue
			}
			if v < 0 || int(v) >= len(b.slot) {
				return false
			}
			t.slots[a] = b.slot[v]
			s.ends = append(s.ends, end{b.slot[v], int32(n), int32(a)})
		}
		if !ok {
			return false
		}
	}
	s.bends = append(s.bends[:0], s.ends...)
	slices.SortFunc(s.ends, func(p, q end) int {
		return cmp.Or(cmp.Compare(p.slot, q.slot), cmp.Compare(p.tie, q.tie), cmp.Compare(p.corner, q.corner))
	})
	slices.SortFunc(s.bends, func(p, q end) int {
		return cmp.Or(cmp.Compare(p.slot/rowPiece, q.slot/rowPiece), cmp.Compare(p.tie, q.tie), cmp.Compare(p.corner, q.corner))
	})
	piece := 0
	for n, e := range s.ends {
		for ; piece <= int(e.slot)/rowPiece; piece++ {
			s.firstEnd[piece] = int32(n)
		}
	}
	for ; piece < len(s.firstEnd); piece++ {
		s.firstEnd[piece] = int32(len(s.ends))
	}
	return true
}

// pullTies brings all ties up to date with u and returns their energy, nJ.
func (b *Body) pullTies() float64 {
	var energy float64
	for n := range b.step.ties {
		t := &b.step.ties[n]
		gap := [3]float64{-float64(t.Target[0]), -float64(t.Target[1]), -float64(t.Target[2])}
		for a, w := range t.Weights {
			if w != 0 {
				p, u := &b.rest[t.slots[a]], &b.u[t.slots[a]]
				for c := range 3 {
					gap[c] += float64(w) * (float64(p[c]) + float64(u[c]))
				}
			}
		}
		t.gap = narrow(gap)
		energy += float64(t.pull())
	}
	return energy
}

// pull is the force and the energy at the present gap. Along the normal it is a
// spring; across it a spring up to the bound and a constant force beyond, whose
// energy is convex (Huber's function).
func (t *Tie) pull() float32 {
	depth, across := t.split()
	stiff, k := t.Stiffness*microPerNewton, t.Tangent*microPerNewton
	if t.OneSided {
		depth = min(depth, 0)
	}
	normal := -stiff * depth
	energy := 0.5 * stiff * depth * depth
	if most := t.Most * microPerNewton; t.bounded(depth) { // Huber's function too
		energy = most * (max(depth, -depth) - 0.5*most/stiff)
		normal = min(max(normal, -most), most)
	}
	slide := root(across[0]*across[0] + across[1]*across[1] + across[2]*across[2])
	t.Slip = Vec{}
	if t.bound >= 0 && k*slide > t.bound {
		for c := range 3 {
			t.Slip[c] = across[c] * (1 - t.bound/(k*slide))
		}
		energy += t.bound * (slide - 0.5*t.bound/k)
		k = t.bound / slide
	} else {
		energy += 0.5 * k * slide * slide
	}
	for c := range 3 {
		t.Force[c] = (normal*t.Normal[c] - k*across[c]) / microPerNewton
	}
	return energy
}

// bounded says whether the force along the normal has reached its bound.
func (t *Tie) bounded(depth float32) bool {
	return t.Most > 0 && t.Stiffness*max(depth, -depth) > t.Most
}

// split is the gap along and across the normal.
func (t *Tie) split() (depth float32, across Vec) {
	depth = t.gap[0]*t.Normal[0] + t.gap[1]*t.Normal[1] + t.gap[2]*t.Normal[2]
	for c := range 3 {
		across[c] = t.gap[c] - depth*t.Normal[c]
	}
	return depth, across
}

// limit sets the bound of the force across the normal from the normal force as
// it is now: friction lags by one step.
func (t *Tie) limit() {
	t.bound = -1
	if t.Grip > 0 || t.Friction > 0 {
		depth, _ := t.split()
		if t.OneSided {
			depth = min(depth, 0)
		}
		push := t.Stiffness * max(depth, -depth)
		if t.bounded(depth) {
			push = t.Most
		}
		t.bound = (t.Grip + t.Friction*push) * microPerNewton
	}
}

// linearise makes the stiffness at the present gap: along the normal if the
// contact is closed, and across it the slope of the force: none in the direction
// in which the tie slides.
func (t *Tie) linearise() {
	depth, _ := t.split()
	t.resist(t.slope(depth), true)
}

// slope is the stiffness along the normal at a depth, µN/mm.
func (t *Tie) slope(depth float32) float32 {
	if t.OneSided && depth >= 0 || t.bounded(depth) {
		return 0
	}
	return t.Stiffness * microPerNewton
}

// bridgeMM is how far along its way a tie looks for what it will come to: some
// times as far as contact is deep, and no further, so that what hardly weighs
// anything and would fly off is held back.
const bridgeMM = 1

// bridge makes the stiffness where the other ties did not let the gap go the whole
// of its way: along the normal the chord of the force over what is ahead, for the
// slope here says nothing of a contact that is about to close; and across it that
// of the spring which has the tie's force here and nowhere less than its energy, so
// that what slides is not let go (Lange, Hunter, Yang, "Optimization transfer using
// surrogate objective functions", J. Comput. Graph. Stat. 9, 2000,
// doi:10.1080/10618600.2000.10474858).
func (t *Tie) bridge() {
	next := *t
	part := min(bridgeMM/root(t.way[0]*t.way[0]+t.way[1]*t.way[1]+t.way[2]*t.way[2]), 1)
	for c := range 3 {
		next.gap[c] += part * t.way[c]
	}
	next.pull()
	from, _ := t.split()
	to, _ := next.split()
	stiff := t.slope(from)
	if ahead := to - from; max(ahead, -ahead) > 1e-6 {
		var drop float32
		for c := range 3 {
			drop += (t.Force[c] - next.Force[c]) * t.Normal[c]
		}
		stiff = max(drop*microPerNewton/ahead, 0)
	}
	t.resist(stiff, false)
}

// resist makes the stiffness of so much along the normal, µN/mm. Where the tie
// slides its friction is a constant force, loose in the direction of its sliding, or
// a spring that has that force.
func (t *Tie) resist(stiff float32, loose bool) {
	depth, across := t.split()
	k := t.Tangent * microPerNewton
	if t.OneSided && depth >= 0 && stiff == 0 && t.bound >= 0 && t.Grip == 0 {
		k = 0 // no contact, no friction
	}
	slide := root(across[0]*across[0] + across[1]*across[1] + across[2]*across[2])
	var along float32
	var d Vec
	if t.bound >= 0 && slide > 0 && k*slide > 0.999*t.bound {
		k = min(k, t.bound/slide)
		if loose {
			along = k
			d = Vec{across[0] / slide, across[1] / slide, across[2] / slide}
		}
	}
	for r := range 3 {
		for c := range 3 {
			t.local[3*r+c] = (stiff-k)*t.Normal[r]*t.Normal[c] - along*d[r]*d[c]
		}
		t.local[4*r] += k
	}
}

// foreseen makes the stiffness where the gap will be at the end of its way, and is
// the force that with it gives there the tie's own, µN.
func (t *Tie) foreseen() Vec {
	here := t.gap
	for c := range 3 {
		t.gap[c] += t.way[c]
	}
	t.pull()
	t.linearise()
	load := applied(&t.local, t.way)
	for c := range 3 {
		load[c] += t.Force[c] * microPerNewton
	}
	t.gap = here
	t.pull()
	return load
}

// goes is how far the tie's point goes when the vertices go by x.
func (t *Tie) goes(x []Vec) (way Vec) {
	for a, w := range t.Weights {
		if w != 0 {
			p := &x[t.slots[a]]
			way[0] += w * p[0]
			way[1] += w * p[1]
			way[2] += w * p[2]
		}
	}
	return way
}

// bendTies adds the ties' part to a piece of y = A·x: what a tie comes to is found once
// for all of its vertices in the piece.
func (b *Body) bendTies(piece int, x, y []Vec) {
	s := &b.step
	var d Vec
	last := int32(-1)
	for _, e := range s.bends[s.firstEnd[piece]:s.firstEnd[piece+1]] {
		t := &s.ties[e.tie]
		if e.tie != last {
			last, d = e.tie, applied(&t.local, t.goes(x))
		}
		w, q := t.Weights[e.corner], &y[e.slot]
		q[0] += w * d[0]
		q[1] += w * d[1]
		q[2] += w * d[2]
	}
}

// loadTies adds to a piece of the right side the ties' forces that it does not
// have yet, and their stiffness to its preconditioner.
func (b *Body) loadTies(piece int) {
	s := &b.step
	ends := s.ends[s.firstEnd[piece]:s.firstEnd[piece+1]]
	for n := 0; n < len(ends); {
		i := ends[n].slot
		sum := b.stiffen(int(i))
		for ; n < len(ends) && ends[n].slot == i; n++ {
			t := &s.ties[ends[n].tie]
			w := t.Weights[ends[n].corner]
			for c := range 3 {
				s.right[i][c] += w * t.push[c]
			}
			for k := range sum {
				sum[k] += w * w * t.local[k]
			}
		}
		b.invert(int(i), &sum)
		s.tied[i] = true
	}
}
