package tissue

import "math"

// settlings bounds the solves of one round of Newton's method. What ties do is
// far from linear, contacts open and close and grips slip, while the elements
// hardly change: therefore the ties come to rest against the elements' linear
// model, and the elements are evaluated once for all.
const settlings = 24

// A step is not yet right when the ties are off by a force in all that a hand
// would feel through an instrument: 10 mN in µN, or a hundredth of their forces,
// so that light ones that carry a body together are right too, but not 0.1 mN.
const (
	felt      = 0.01 * microPerNewton
	feltPart  = 0.01
	feltLeast = 1e-4 * microPerNewton
	// feltTies is how many ties an instrument has in a firm grip: of more than
	// that, as in a heap of pieces, no hand feels all.
	feltTies = 64
)

// settle solves for dx until the ties do what their linear model says.
func (b *Body) settle(worker int, first bool) (iterations int) {
	s := &b.step
	begin, end := b.share(worker, len(s.rz))
	gains := 0.0
	if worker == 0 {
		s.off = total(s.missing)
	}
	for n := 0; ; n++ {
		if worker == 0 {
			b.renew(s.gather && n == 0)
		}
		b.crew.wait()
		made, gained := b.solve(worker, first && n == 0, gains)
		iterations, gains = iterations+made, gained
		if len(s.ties) == 0 {
			if worker == 0 {
				s.settled, s.tieModel = true, 0
			}
			break
		}
		for piece := begin; piece < end; piece++ {
			b.incline(piece)
		}
		b.crew.wait()
		if worker == 0 {
			s.reach = b.reach(first && n == 0 && s.driven)
			b.follow()
		}
		b.crew.wait()
		again := !s.settled && n+1 < settlings
		for piece := begin; piece < end; piece++ {
			b.proceed(piece)
		}
		b.crew.wait()
		if !again {
			break
		}
	}
	return iterations
}

// incline sums a piece of the slope and the curvature, along the solution, of
// the linear model of all but the ties.
func (b *Body) incline(piece int) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	var slope, curve float64
	for i := begin; i < end; i++ {
		f, r, x := &s.right[i], &s.r[i], &s.dx[i]
		along := float64(f[0])*float64(x[0]) + float64(f[1])*float64(x[1]) + float64(f[2])*float64(x[2])
		slope -= along
		curve += along - float64(r[0])*float64(x[0]) - float64(r[1])*float64(x[1]) - float64(r[2])*float64(x[2])
	}
	s.model[piece], s.pq[piece] = slope, curve
}

// follow brings the ties to where reach let the body go, and says what is then
// missing in the right side; where that can be felt their stiffness is made anew.
func (b *Body) follow() {
	s := &b.step
	energy, misfit, model, forces := 0.0, 0.0, 0.0, 0.0
	for n := range s.ties {
		t := &s.ties[n]
		for c := range 3 {
			t.gap[c] = t.from[c] + s.reach*t.way[c]
		}
		energy += float64(t.pull())
		bent, off := applied(&t.local, t.way), 0.0
		for c := range 3 {
			force := t.Force[c] * microPerNewton
			t.push[c] = force - t.load[c] + s.reach*bent[c]
			t.load[c] = force
			off += float64(t.push[c]) * float64(t.push[c])
			model += 0.5 * float64(t.Force[c]) * microPerNewton * float64(t.gap[c]-t.origin[c])
		}
		misfit += math.Sqrt(off)
		forces += length(wide(t.Force)) * microPerNewton
	}
	s.off = misfit + float64(1-s.reach)*s.off
	most := felt * max(float64(len(s.ties))/feltTies, 1)
	s.settled = s.off <= min(most, max(feltPart*forces, feltLeast))
	s.tieModel = model + energy - s.tieEnergy
	if !s.settled {
		for n := range s.ties {
			if t := &s.ties[n]; s.reach < 1 {
				t.bridge()
			} else {
				t.linearise()
			}
		}
	}
}

// proceed moves a piece of the linear model as far as reach says: the right
// side there, and the sum of the way, which becomes dx.
func (b *Body) proceed(piece int) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	for i := begin; i < end; i++ {
		f, r, x, sum := &s.right[i], &s.r[i], &s.dx[i], &s.sum[i]
		for c := range 3 {
			f[c] += s.reach * (r[c] - f[c])
			sum[c] += s.reach * x[c]
			x[c] = sum[c]
		}
	}
	b.loadTies(piece)
}

// reach is how far along the solution the ties let the body go, 0 to 1: where
// the energy is least if the elements do what their linear model says, while
// contacts open and close and grips slip as they are. Nearly the whole solution
// is taken whole.
func (b *Body) reach(whole bool) float32 {
	s := &b.step
	slope, curve := total(s.model), total(s.pq) // of the linear model of all but the ties
	for n := range s.ties {
		t := &s.ties[n]
		t.from, t.way = t.gap, t.goes(s.dx)
		bent := applied(&t.local, t.way)
		for c := range 3 {
			slope += float64(t.load[c]) * float64(t.way[c])
			curve -= float64(bent[c]) * float64(t.way[c])
		}
	}
	if whole {
		return 1
	}
	// The slope of the energy rises along the way: halve where it is zero.
	low, high := float32(0), float32(1)
	for scale := high; ; scale = (low + high) / 2 {
		sum := slope + float64(scale)*curve - b.yields(scale)
		if sum > 0 {
			high = scale
		} else if low = scale; scale > 0.9 {
			return 1
		}
		if high-low < high/64 || high < 1e-7 {
			return low
		}
	}
}

// yields is the work that the ties do, per length of the solution, at a part of it.
func (b *Body) yields(scale float32) (sum float64) {
	for n := range b.step.ties {
		t := b.step.ties[n]
		for c := range 3 {
			t.gap[c] = t.from[c] + scale*t.way[c]
		}
		t.pull()
		for c := range 3 {
			sum += float64(t.Force[c]*microPerNewton) * float64(t.way[c])
		}
	}
	return sum
}

// doubted is by how much all ties together may be expected to change their force,
// µN, in a step that is taken as right. With it the force on a hand differs from
// that of the same step solved to the end by less than 0.08 N in nine of ten steps
// of the scripted attempts.
const doubted = 0.3 * microPerNewton

// doubtful tells whether the ties would change their force if each vertex went to
// where what acts on it balances as long as the others stay: energy says little of
// the force on a hand that holds a light or a limp body.
func (b *Body) doubtful(worker int) bool {
	s := &b.step
	if len(s.ties) == 0 {
		return false
	}
	begin, end := b.share(worker, len(s.rz))
	for piece := begin; piece < end; piece++ {
		b.unbalance(piece)
	}
	b.crew.wait()
	doubt := 0.0
	for n := range s.ties {
		t := &s.ties[n]
		doubt += length(wide(applied(&t.local, t.goes(s.z))))
	}
	b.crew.wait()
	return doubt > doubted*max(float64(len(s.ties))/feltTies, 1)
}

// unbalance is how far each vertex of a piece is from its balance.
func (b *Body) unbalance(piece int) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	for i := begin; i < end; i++ {
		f, away, a := b.pushed(i), b.lag(i), b.mass[i]/(b.dt*b.dt)
		for c := range 3 {
			f[c] -= a * away[c]
		}
		s.z[i] = f
	}
	for _, e := range s.ends[s.firstEnd[piece]:s.firstEnd[piece+1]] {
		t := &s.ties[e.tie]
		for c := range 3 {
			s.z[e.slot][c] += t.Weights[e.corner] * t.Force[c] * microPerNewton
		}
	}
	for i := begin; i < end; i++ {
		s.z[i] = applied(&b.matrix.inverse[i], s.z[i])
	}
}
