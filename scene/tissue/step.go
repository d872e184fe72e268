package tissue

import (
	"fmt"
	"math"
	"slices"
)

// rounds bounds Newton's steps in one step of time. One is enough for a quiet hand;
// the others are there when the body is torn about. More than restless are made only
// where elements are not what their linear model said: ties that are not at rest by
// then will not be. More than shaken are made only for the force on a hand, which a
// light body that whirls in its grip makes doubtful.
const (
	rounds   = 12
	shaken   = 8
	restless = 4
)

// halvings bounds the search along one solve's direction.
const halvings = 8

// step is what one step needs and none keeps.
type step struct {
	ties     []Tie
	ends     []end   // of the ties by vertex
	bends    []end   // the same by pieces of rows, and by ties in each
	firstEnd []int32 // of each piece of rows, in both
	tied     []bool  // the vertex's preconditioner has a tie in it
	swift    []bool  // of each piece of rows: a vertex was held back to Fastest

	start      []Vec // u where the step began
	moved      []Vec // since then
	base       []Vec // moved, where the present round began
	dx         []Vec // the unknown: how far each vertex moves in this solve, mm
	sum        []Vec // what the solves of this round came to, mm
	force      []Vec // on each vertex where the round began, without ties, µN
	right      []Vec // right side: minus the gradient of the energy to minimise, µN
	r, z, p, q []Vec // of the conjugate gradients

	floor, rz, pq, model, inertia, missing []float64 // sums of each piece of rows

	coarse     coarse
	reach      float32 // part of the solution that the ties let the body go
	gather     bool    // its matrix is made again in this round
	tieEnergy  float64
	tieModel   float64 // what the ties add to the linear model of the change of energy
	off        float64 // force by which ties and linear model disagree, µN
	settled    bool    // the ties did what their linear model said
	driven     bool    // a fixed vertex moves in this step
	bad        bool    // not a finite number any more
	iterations int
	solves     int
}

// size makes room for n vertices.
func (s *step) size(n int) {
	for _, v := range []*[]Vec{&s.start, &s.moved, &s.base, &s.dx, &s.sum, &s.force, &s.right, &s.r, &s.z, &s.p, &s.q} {
		*v = lengthened(*v, n)
	}
	m := pieces(n, rowPiece)
	for _, v := range []*[]float64{&s.floor, &s.rz, &s.pq, &s.model, &s.inertia, &s.missing} {
		*v = lengthened(*v, m)
	}
	s.firstEnd, s.tied, s.swift = lengthened(s.firstEnd, m+1), lengthened(s.tied, n), lengthened(s.swift, m)
}

// Step moves the body on by dt seconds, with ties that hold during this step;
// it writes their forces into them. The caller may pass the same slice again.
//
// It fails when a number is not finite any more, and then stays where the step
// began: the attempt is over, with the reason. Place mends it.
func (b *Body) Step(dt float64, ties []Tie) error {
	if b.failed != nil {
		return b.failed
	}
	if !(dt > 0) || math.IsInf(dt, 0) {
		return fmt.Errorf("soft body: a step of %g s is not possible: give one above zero", dt)
	}
	if float32(dt) != b.dt {
		b.dt, b.needed = float32(dt), true
	}
	copy(b.step.start, b.u)
	if !b.prepareTies(ties) {
		return b.fail("a tie holds a vertex that does not exist or is not finite")
	}
	b.crew.Run(b.working)
	b.needed, b.loose, b.changed = slices.Contains(b.step.swift, true), false, slices.Max(b.turned) > 0
	clear(b.load)
	b.step.ties = nil
	if b.step.bad {
		return b.fail("the motion is not finite any more")
	}
	return nil
}

// work is what each worker does in a step: implicit Euler as the minimum of
// the energy E(x) = 1/(2dt²)·|x − x₀ − dt·v − dt²·a|²_M + W(x) (Gast,
// Schroeder, Stomakhin, Jiang, Teran, "Optimization integrator for large time
// steps", IEEE TVCG 21, 2015, doi:10.1109/TVCG.2015.2459687), by Newton steps
// with the stiffness of the elements' frames in place of the Hessian. All
// workers take the same decisions from the same sums.
func (b *Body) work(worker, _ int) {
	s := &b.step
	if b.needed || b.changed {
		b.soften(worker)
		b.elements(worker)
		b.crew.wait()
	}
	done, iterations := 0, 0
	for again := true; again && done < max(rounds, b.set.Rounds); done++ {
		first := done == 0
		if worker == 0 {
			b.startRound(first)
			if s.gather = first && b.due(b.needed); s.gather && s.coarse.loose {
				s.coarse.hang(&b.matrix.structure)
			}
		}
		b.assemble(worker, (b.needed || b.changed) && first)
		b.crew.wait()
		b.assembled(worker)
		begin, end := b.share(worker, len(s.rz))
		for piece := begin; piece < end; piece++ {
			b.rightSide(piece, first)
		}
		b.crew.wait()
		before := b.merit()
		if s.gather {
			b.gather(worker)
			b.crew.wait()
		}
		iterations += b.settle(worker, first)
		again = b.search(worker, before, done) || done+1 < b.set.Rounds
	}
	begin, end := b.share(worker, len(s.rz))
	for piece := begin; piece < end; piece++ {
		b.finish(piece)
	}
	if worker == 0 {
		s.iterations, s.solves = iterations, done
	}
}

// startRound brings the ties up to date. In the first round their stiffness is that
// where the last step's motion takes them: where they were when the step began,
// instruments that have gone on would push where nothing is left to push, and what
// goes with them would slip.
func (b *Body) startRound(first bool) {
	s := &b.step
	if first {
		s.bad, s.driven = false, false
		for i, fixed := range b.fixed {
			s.driven = s.driven || fixed && b.goal[i] != b.u[i]
		}
		b.pullTies()
		for n := range s.ties {
			s.ties[n].limit()
		}
	}
	s.tieEnergy = b.pullTies()
	for n := range s.ties {
		t := &s.ties[n]
		t.origin, t.way = t.gap, Vec{}
		if first {
			b.foresee(t)
		}
		t.load = t.foreseen()
		t.push = t.load
	}
}

// foresee is the way of a tie's gap if all vertices go as far as in the last step.
func (b *Body) foresee(t *Tie) {
	for a, w := range t.Weights {
		i := t.slots[a]
		switch {
		case w == 0:
		case b.fixed[i]:
			for c := range 3 {
				t.way[c] += w * (b.goal[i][c] - b.u[i][c])
			}
		default:
			for c := range 3 {
				t.way[c] += w * b.dt * b.v[i][c]
			}
		}
	}
}

// rightSide sums the forces on the vertices of a piece and guesses how far they
// move: in the first round as far as in the last step.
func (b *Body) rightSide(piece int, first bool) {
	s, h := &b.step, b.dt
	begin, end := b.rowsOf(piece)
	var inertia float64
	for i := begin; i < end; i++ {
		if s.tied[i] || b.pressure.excess != nil {
			diagonal := b.stiffen(i)
			b.invert(i, &diagonal)
			s.tied[i] = false
		}
		if first {
			s.moved[i] = Vec{}
		}
		f := b.pushed(i)
		s.base[i], s.dx[i], s.sum[i] = s.moved[i], Vec{}, Vec{}
		if b.fixed[i] {
			if first {
				s.dx[i] = Vec{b.goal[i][0] - b.u[i][0], b.goal[i][1] - b.u[i][1], b.goal[i][2] - b.u[i][2]}
			}
		} else {
			a := b.mass[i] / (h * h)
			away := b.lag(i)
			for c := range 3 {
				f[c] += -a * away[c]
				if first {
					s.dx[i][c] = h * b.v[i][c]
				}
			}
			inertia += 0.5 * float64(a) * dot3(wide(away), wide(away))
		}
		s.force[i], s.right[i] = f, f
	}
	s.inertia[piece] = inertia
	b.loadTies(piece)
	s.missing[piece] = 0
	if len(s.ties) > 0 {
		for i := begin; i < end; i++ {
			s.missing[piece] += length(wide(s.right[i]))
		}
	}
}

// pushed is the sum of the elements' forces on a vertex, µN.
func (b *Body) pushed(i int) (f Vec) {
	for _, c := range b.matrix.corners(i) {
		g := &b.shove[c>>2][c&3]
		f[0] += g[0]
		f[1] += g[1]
		f[2] += g[2]
	}
	return f
}

// lag is how far a free vertex is from where it would be without elastic
// forces at the end of the step, mm.
func (b *Body) lag(i int) Vec {
	h, d, v, f := b.dt, &b.step.moved[i], &b.v[i], &b.load[i]
	k := h * h / b.mass[i]
	var away Vec
	for c := range 3 {
		away[c] = d[c] - h*v[c] - h*h*b.set.Gravity[c] - k*f[c]
	}
	return away
}

// merit is the energy to be made small.
func (b *Body) merit() float64 {
	return total(b.energy) + total(b.pressure.energy) + total(b.step.inertia) + b.step.tieEnergy
}

// search goes along the solution as far as the energy falls, and says whether
// another round is worth while: where the energy did not do what the linear
// model said, or the solution led nowhere.
func (b *Body) search(worker int, before float64, done int) (again bool) {
	s, first := &b.step, done == 0
	begin, end := b.share(worker, len(s.rz))
	for piece := begin; piece < end; piece++ {
		b.predict(piece)
	}
	scale := float32(1)
	for n := 0; ; n++ {
		for piece := begin; piece < end; piece++ {
			b.advance(piece, scale)
		}
		b.crew.wait()
		b.elements(worker)
		if worker == 0 {
			s.tieEnergy = b.pullTies()
		}
		b.crew.wait()
		after, model, settled := b.merit(), total(s.model)+s.tieModel, s.settled
		noise := 1e-6 * math.Abs(before)
		b.crew.wait()
		switch {
		case scale == 0:
			if worker == 0 {
				s.bad = math.IsNaN(after) || math.IsInf(after, 0)
			}
			return first && !math.IsNaN(after)
		case after <= before+noise, first && s.driven && after < math.Inf(1):
			// The model's change is large where the body flies, and says nothing then:
			// what it is off by counts against the energy that there is, too.
			off, most := after-before-model, 0.03*min(math.Abs(model), math.Abs(after))+noise
			wrong := n > 0 || !settled && done+1 < restless || off > most || !first && off < -most
			return wrong && done+1 < shaken || b.doubtful(worker)
		case n == halvings:
			scale = 0
		default:
			scale *= 0.5
		}
	}
}

// predict is what the linear model of all but the ties says of the change of
// energy, −½(f+g)·dx with the forces f at the beginning and g at the end of
// the round; with ties, theirs is in g and has to be taken away.
func (b *Body) predict(piece int) {
	s := &b.step
	left := s.r
	if len(s.ties) > 0 {
		left = s.right
	}
	begin, end := b.rowsOf(piece)
	var model float64
	for i := begin; i < end; i++ {
		f, r, x := &s.force[i], &left[i], &s.dx[i]
		model -= 0.5 * float64((f[0]+r[0])*x[0]+(f[1]+r[1])*x[1]+(f[2]+r[2])*x[2])
	}
	s.model[piece] = model
}

// advance moves the vertices of a piece along the solution and sums their
// inertia's energy.
func (b *Body) advance(piece int, scale float32) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	var inertia float64
	for i := begin; i < end; i++ {
		d := s.base[i]
		if scale != 0 {
			for c := range 3 {
				d[c] += scale * s.dx[i][c]
			}
		}
		s.moved[i] = d
		for c := range 3 {
			b.u[i][c] = s.start[i][c] + d[c]
		}
		if b.fixed[i] {
			b.u[i] = b.goal[i]
		} else {
			away := wide(b.lag(i))
			inertia += 0.5 * float64(b.mass[i]) / float64(b.dt*b.dt) * dot3(away, away)
		}
	}
	s.inertia[piece] = inertia
}

// Fastest bounds how fast a vertex goes, mm/s: no hand throws tissue so fast, and
// what a step that went wrong would fling about stays where it can come back from.
const Fastest = 50e3

// finish sets the velocities of a piece.
func (b *Body) finish(piece int) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	s.swift[piece] = false
	for i := begin; i < end; i++ {
		d := &s.moved[i]
		way := root(d[0]*d[0] + d[1]*d[1] + d[2]*d[2])
		if !b.fixed[i] && way > Fastest*b.dt && !math.IsInf(float64(way), 0) {
			s.swift[piece] = true
			for c := range 3 {
				d[c] *= Fastest * b.dt / way
				b.u[i][c] = s.start[i][c] + d[c]
			}
		}
		for c := range 3 {
			b.v[i][c] = d[c] / b.dt
		}
	}
}
