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
	from   Vec     // gap where the solve began
	way    Vec     // how the gap changes along the solution
	bound  float32 // limit of the tangential force, µN; below zero: none
	local  block   // stiffness as linearised
	pushes bool    // linearised as a contact that is closed
	slides bool    // linearised as sliding
	misfit float32 // force by which the linear model was wrong about either, µN
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
			finite(Vec{t.Friction, t.Weights[0], t.Weights[1]}) && finite(Vec{t.Weights[2], t.Weights[3]}) &&
			t.Stiffness >= 0 && t.Tangent >= 0 && t.Grip >= 0 && t.Friction >= 0
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
	slices.SortFunc(s.ends, func(p, q end) int {
		return cmp.Or(cmp.Compare(p.slot, q.slot), cmp.Compare(p.tie, q.tie), cmp.Compare(p.corner, q.corner))
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
	var energy, misfit float64
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
		misfit += float64(t.misfit)
	}
	b.step.settled = misfit < felt
	return energy
}

// felt is a force that a hand would feel through an instrument, 10 mN, in µN:
// when the ties are further off than that in all, the step is not yet right.
const felt = 0.01 * microPerNewton

// pull is the force and the energy at the present gap. Along the normal it is a
// spring; across it a spring up to the bound and a constant force beyond, whose
// energy is convex (Huber's function).
func (t *Tie) pull() float32 {
	depth, across := t.split()
	stiff, k := t.Stiffness*microPerNewton, t.Tangent*microPerNewton
	// The linear model made a closed contact pull, or held a tie that slid.
	t.misfit = 0
	if t.pushes {
		t.misfit = max(0, stiff*depth)
	}
	if t.OneSided {
		depth = min(depth, 0)
	}
	normal := -stiff * depth
	energy := 0.5 * stiff * depth * depth
	slide := root(across[0]*across[0] + across[1]*across[1] + across[2]*across[2])
	t.Slip = Vec{}
	if t.bound >= 0 && k*slide > t.bound {
		if !t.slides {
			t.misfit += k*slide - t.bound
		}
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

// reach is how far along the solution the ties let the body go, 0 to 1: where
// the energy is least if the elements do what their linear model says, while
// contacts open and close and grips slip as they are. It keeps the search from
// trying, with all elements, what the ties alone forbid.
func (b *Body) reach() float32 {
	s := &b.step
	slope, curve := 0.0, 0.0 // of the linear model of all but the ties
	for i := range s.dx {
		f, r, x := &s.right[i], &s.r[i], &s.dx[i]
		for c := range 3 {
			slope -= float64(f[c]) * float64(x[c])
			curve += float64(f[c]-r[c]) * float64(x[c])
		}
	}
	for n := range s.ties {
		t := &s.ties[n]
		t.from, t.way = t.gap, Vec{}
		for a, w := range t.Weights {
			if w != 0 {
				x := &s.dx[t.slots[a]]
				for c := range 3 {
					t.way[c] += w * x[c]
				}
			}
		}
		bent := applied(&t.local, t.way)
		for c := range 3 {
			slope += float64(t.Force[c]*microPerNewton) * float64(t.way[c])
			curve -= float64(bent[c]) * float64(t.way[c])
		}
	}
	// The slope of the energy rises along the way: halve where it is zero.
	// A little too far is no harm: the search sees to that.
	low, high := float32(0), float32(1)
	for scale := high; ; scale = (low + high) / 2 {
		sum := slope + float64(scale)*curve
		for n := range s.ties {
			t := &s.ties[n]
			for c := range 3 {
				t.gap[c] = t.from[c] + scale*t.way[c]
			}
			t.pull()
			for c := range 3 {
				sum -= float64(t.Force[c]*microPerNewton) * float64(t.way[c])
			}
		}
		if sum > 0 {
			high = scale
		} else if low = scale; scale > 0.9 {
			return 1
		}
		if high-low < 1.0/256 {
			return max(low, 1.0/256)
		}
	}
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
		t.bound = (t.Grip + t.Friction*push) * microPerNewton
	}
}

// linearise makes the stiffness at the present gap: along the normal if the
// contact is closed, and across it the slope of the force: none in the direction
// in which the tie slides.
func (t *Tie) linearise() {
	depth, across := t.split()
	stiff, k := t.Stiffness*microPerNewton, t.Tangent*microPerNewton
	t.pushes = t.OneSided && depth < 0
	if t.OneSided && !t.pushes {
		stiff = 0
		if t.bound >= 0 && t.Grip == 0 {
			k = 0 // no contact, no friction
		}
	}
	slide := root(across[0]*across[0] + across[1]*across[1] + across[2]*across[2])
	var along float32
	var d Vec
	if t.slides = t.bound >= 0 && slide > 0 && k*slide > 0.999*t.bound; t.slides {
		k = min(k, t.bound/slide)
		along = k
		d = Vec{across[0] / slide, across[1] / slide, across[2] / slide}
	}
	for r := range 3 {
		for c := range 3 {
			t.local[3*r+c] = (stiff-k)*t.Normal[r]*t.Normal[c] - along*d[r]*d[c]
		}
		t.local[4*r] += k
	}
}

// bendTies adds the ties' part to a piece of y = A·x.
func (b *Body) bendTies(piece int, x, y []Vec) {
	s := &b.step
	for _, e := range s.ends[s.firstEnd[piece]:s.firstEnd[piece+1]] {
		t := &s.ties[e.tie]
		var d Vec
		for a, w := range t.Weights {
			if w != 0 {
				p := &x[t.slots[a]]
				d[0] += w * p[0]
				d[1] += w * p[1]
				d[2] += w * p[2]
			}
		}
		d = applied(&t.local, d)
		w, q := t.Weights[e.corner], &y[e.slot]
		q[0] += w * d[0]
		q[1] += w * d[1]
		q[2] += w * d[2]
	}
}

// loadTies adds the ties' forces to a piece of the right side, and their
// stiffness to its preconditioner.
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
				s.right[i][c] += w * t.Force[c] * microPerNewton
			}
			for k := range sum {
				sum[k] += w * w * t.local[k]
			}
		}
		b.invert(int(i), &sum)
		s.tied[i] = true
	}
}
