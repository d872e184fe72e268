package tissue

import "math"

const (
	// rounding is the part of its displacement by which rounding moves a vertex,
	// as felt by the forces (2⁻²³): no solve can be better.
	rounding = 1.2e-7
	// enough is how far a vertex may still be off in mm, with a tolerance of one:
	// what all vertices off by that would gain ends a solve.
	enough = 0.005
)

// solve finds dx of A·dx = right by conjugate gradients with block Jacobi
// preconditioning, from the guess in dx (Shewchuk, "An introduction to the
// conjugate gradient method without the agonizing pain", 1994, §B3; the filter
// for fixed vertices is Baraff, Witkin, "Large steps in cloth simulation",
// SIGGRAPH 1998, doi:10.1145/280814.280821). It returns the iterations made.
// Scalar products are summed in float64, in pieces and in order. What was gained
// before in the round counts with the gains that end it.
func (b *Body) solve(worker int, guessed bool, gained float64) (iterations int, gains float64) {
	s := &b.step
	begin, end := b.share(worker, len(s.rz))
	guess := float32(0)
	if guessed {
		guess = b.guess(begin, end)
	}
	for piece := begin; piece < end; piece++ {
		b.residual(piece, guess)
	}
	b.crew.wait()
	var y []Vec
	rz := total(s.rz)
	if s.coarse.n > 0 {
		var more float64
		y, more = b.correct(worker)
		rz += more
	}
	for piece := begin; piece < end; piece++ {
		b.redirect(piece, 0, y)
	}
	b.crew.wait()
	tolerance := float64(b.set.Tolerance)
	floor, gains := total(s.floor), gained
	n := 0
	for gain := math.Inf(1); n < b.set.Iterations && gain > floor+tolerance*tolerance*gains; n++ {
		b.squeezeAll(begin, end, s.p)
		for piece := begin; piece < end; piece++ {
			b.bend(piece)
		}
		b.crew.wait()
		pq := total(s.pq)
		if !(pq > 0) { // rounding has eaten the direction
			b.crew.wait() // all have read the sum, which the next work writes over
			break
		}
		alpha := float32(rz / pq)
		for piece := begin; piece < end; piece++ {
			b.descend(piece, alpha)
		}
		b.crew.wait()
		gain = rz * rz / pq
		gains += gain
		old := rz
		rz = total(s.rz)
		if s.coarse.n > 0 {
			var more float64
			y, more = b.correct(worker)
			rz += more
		}
		beta := float32(rz / old)
		for piece := begin; piece < end; piece++ {
			b.redirect(piece, beta, y)
		}
		b.crew.wait()
	}
	return n, gains
}

// guess is the scale at which the guess in dx is best.
func (b *Body) guess(begin, end int) float32 {
	s := &b.step
	b.squeezeAll(begin, end, s.dx)
	for piece := begin; piece < end; piece++ {
		b.weigh(piece)
	}
	b.crew.wait()
	if along, across := total(s.pq), total(s.model); !s.driven && across > 0 {
		return float32(along / across)
	}
	return 1
}

// squeezeAll is what of A·x all workers have to know first.
func (b *Body) squeezeAll(begin, end int, x []Vec) {
	if b.pressure.excess == nil {
		return
	}
	for piece := begin; piece < end; piece++ {
		b.squeeze(piece, x)
	}
	b.crew.wait()
}

// product is a piece of y = A·x.
func (b *Body) product(piece int, x, y []Vec) {
	begin, end := b.rowsOf(piece)
	b.matrix.times(x, y, begin, end)
	if b.pressure.excess != nil {
		b.swell(piece, y)
	}
	b.bendTies(piece, x, y)
}

// weigh measures the guess of a piece, so that it can be scaled to where it is
// best: from there every iteration, and the whole solve, lowers the energy.
func (b *Body) weigh(piece int) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	b.product(piece, s.dx, s.q)
	var along, across float64
	for i := begin; i < end; i++ {
		x, f, q := &s.dx[i], &s.right[i], &s.q[i]
		along += float64(x[0]*f[0] + x[1]*f[1] + x[2]*f[2])
		across += float64(x[0]*q[0] + x[1]*q[1] + x[2]*q[2])
	}
	s.pq[piece], s.model[piece] = along, across
}

// residual begins a piece: r = right − A·dx, p = z = P·r.
func (b *Body) residual(piece int, guess float32) {
	m, s := &b.matrix, &b.step
	begin, end := b.rowsOf(piece)
	off := enough * float64(b.set.Tolerance)
	var rz, floor float64
	for i := begin; i < end; i++ {
		r := s.right[i]
		if guess == 0 {
			s.dx[i] = Vec{}
		} else {
			q, x := &s.q[i], &s.dx[i]
			for c := range 3 {
				r[c] -= guess * q[c]
				x[c] *= guess
			}
		}
		z := applied(&m.inverse[i], r)
		s.r[i], s.z[i], s.p[i] = r, z, Vec{}
		rz += float64(r[0]*z[0] + r[1]*z[1] + r[2]*z[2])
		d := &m.values[m.diag[i]]
		u := wide(b.u[i])
		floor += float64(d[0]+d[4]+d[8]) / 3 * max(dot3(u, u)*rounding*rounding, off*off)
	}
	s.rz[piece], s.floor[piece] = rz, floor
	b.restrict(piece)
}

// bend is q = A·p of a piece.
func (b *Body) bend(piece int) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	b.product(piece, s.p, s.q)
	ps := s.p[begin:end]
	qs := s.q[begin:end][:len(ps)]
	var pq float64
	for i := range ps {
		p, q := &ps[i], &qs[i]
		pq += float64(p[0]*q[0] + p[1]*q[1] + p[2]*q[2])
	}
	s.pq[piece] = pq
}

// descend goes along p: dx += α·p, r −= α·q, z = P·r.
func (b *Body) descend(piece int, alpha float32) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	dx := s.dx[begin:end]
	n := len(dx)
	rs, zs, ps, qs := s.r[begin:end][:n], s.z[begin:end][:n], s.p[begin:end][:n], s.q[begin:end][:n]
	inverse := b.matrix.inverse[begin:end][:n]
	var rz float64
	for i := range dx {
		x, r, p, q, a := &dx[i], &rs[i], &ps[i], &qs[i], &inverse[i]
		x[0] += alpha * p[0]
		x[1] += alpha * p[1]
		x[2] += alpha * p[2]
		r0, r1, r2 := r[0]-alpha*q[0], r[1]-alpha*q[1], r[2]-alpha*q[2]
		z0 := a[0]*r0 + a[1]*r1 + a[2]*r2
		z1 := a[3]*r0 + a[4]*r1 + a[5]*r2
		z2 := a[6]*r0 + a[7]*r1 + a[8]*r2
		r[0], r[1], r[2] = r0, r1, r2
		zs[i] = Vec{z0, z1, z2}
		rz += float64(r0*z0 + r1*z1 + r2*z2)
	}
	s.rz[piece] = rz
	b.restrict(piece)
}

// redirect turns the direction of a piece: p = z + P·y + β·p.
func (b *Body) redirect(piece int, beta float32, y []Vec) {
	s := &b.step
	begin, end := b.rowsOf(piece)
	ps := s.p[begin:end]
	zs := s.z[begin:end][:len(ps)]
	if s.coarse.n == 0 {
		for i := range ps {
			p, z := &ps[i], &zs[i]
			*p = Vec{z[0] + beta*p[0], z[1] + beta*p[1], z[2] + beta*p[2]}
		}
		return
	}
	weights, nodes := s.coarse.weights[begin:end][:len(ps)], s.coarse.nodes[begin:end][:len(ps)]
	for i := range ps {
		p, z, w := &ps[i], &zs[i], &weights[i]
		x0, x1, x2 := z[0]+beta*p[0], z[1]+beta*p[1], z[2]+beta*p[2]
		for c, node := range &nodes[i] {
			t, x := &y[node], w[c]
			x0 += x * t[0]
			x1 += x * t[1]
			x2 += x * t[2]
		}
		p[0], p[1], p[2] = x0, x1, x2
	}
}

// total sums the pieces in order.
func total(parts []float64) float64 {
	var sum float64
	for _, p := range parts {
		sum += p
	}
	return sum
}
