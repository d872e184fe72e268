package tissue

import "math"

// remakeTurn is how far an element's rotation may be from the one that its
// stiffness was made with: the sine of half the angle, squared. The forces are
// exact in every step, so that old stiffness costs convergence, not truth.
const remakeTurn = 4e-4

// elements brings a worker's elements up to date with u: rotation, force,
// energy, and stiffness where the element left the shape it was made for. With
// pressures of vertices the workers wait for each other in between.
func (b *Body) elements(worker int) {
	b.deform(worker)
	if b.pressure.excess != nil {
		b.crew.wait()
		b.dilate(worker)
		b.crew.wait()
		b.press(worker)
	}
}

// deform is elements without the pressures of vertices.
func (b *Body) deform(worker int) {
	first, last := b.share(worker, len(b.energy))
	for piece := first; piece < last; piece++ {
		for t := piece * elementPiece; t < min((piece+1)*elementPiece, len(b.fresh)); t++ {
			if t < len(b.tetra) {
				b.joule[t] = b.element(t)
			} else {
				b.joule[t] = b.thinElement(t)
			}
		}
		b.sum(piece)
	}
}

// sum counts what the elements of a piece came to.
func (b *Body) sum(piece int) {
	var energy float64
	var remade, tears, turned int32
	for t := piece * elementPiece; t < min((piece+1)*elementPiece, len(b.fresh)); t++ {
		energy += float64(b.joule[t])
		if t < len(b.tetra) && b.tetra[t].crushed != b.tetra[t].soft {
			turned++
		}
		if b.fresh[t] {
			remade++
		}
		if b.torn[t] {
			tears++
		}
	}
	b.energy[piece], b.remade[piece], b.tears[piece], b.turned[piece] = energy, remade, tears, turned
}

// thinElement is the share of elements of one that is no tetrahedron.
func (b *Body) thinElement(t int) float32 {
	n := t - len(b.tetra)
	if n < len(b.sheets) {
		return b.stretchSheet(t, n)
	}
	if n -= len(b.sheets); n < len(b.hinges) {
		return b.foldHinge(t, n)
	}
	return b.stretchSpring(t, n-len(b.hinges))
}

// soften lets elements that were turned inside out forget their volume until
// they are right again: near incompressibility, a tangle of such elements would
// hold itself. It says whether it changed any; their energy jumps, therefore it
// is done between steps only.
func (b *Body) soften(worker int) {
	first, last := b.share(worker, len(b.energy))
	for t := first * elementPiece; t < min(last*elementPiece, len(b.tetra)); t++ {
		e := &b.tetra[t]
		if e.soft = e.crushed; e.soft {
			e.lambda = min(e.full, e.mu)
		} else {
			e.lambda = e.full
		}
	}
}

// element is one element's share of elements; it returns the elastic energy.
//
// Corotated linear elasticity: energy density μ|S−I|² + λ/2·tr²(S−I) of the
// stretch S = RᵀF, stress P = R·(2μ(S−I) + λ tr(S−I)·I) (Sifakis, Barbič, "FEM
// simulation of 3D deformable solids", SIGGRAPH 2012 courses, §3.4,
// doi:10.1145/2343483.2343501).
//
// It is one long function of plain variables because the compiler keeps arrays
// in memory; that costs twice the time.
func (b *Body) element(t int) float32 {
	e := &b.tetra[t]
	u0, u1, u2, u3 := &b.u[e.v[0]], &b.u[e.v[1]], &b.u[e.v[2]], &b.u[e.v[3]]
	g := &e.grad
	x, y, z := u1[0]-u0[0], u2[0]-u0[0], u3[0]-u0[0]
	f0, f1, f2 := x*g[0]+y*g[3]+z*g[6], x*g[1]+y*g[4]+z*g[7], x*g[2]+y*g[5]+z*g[8]
	x, y, z = u1[1]-u0[1], u2[1]-u0[1], u3[1]-u0[1]
	f3, f4, f5 := x*g[0]+y*g[3]+z*g[6], x*g[1]+y*g[4]+z*g[7], x*g[2]+y*g[5]+z*g[8]
	x, y, z = u1[2]-u0[2], u2[2]-u0[2], u3[2]-u0[2]
	f6, f7, f8 := x*g[0]+y*g[3]+z*g[6], x*g[1]+y*g[4]+z*g[7], x*g[2]+y*g[5]+z*g[8]
	q := &b.turn[t]
	for n := 0; ; n++ {
		x, y, z, w := q[0], q[1], q[2], q[3]
		x2, y2, z2 := x+x, y+y, z+z
		// With F − I and R − I, small strains keep their digits:
		// S − I = Rᵀ(F − I) + (R − I)ᵀ.
		i0, i4, i8 := -(y*y2 + z*z2), -(x*x2 + z*z2), -(x*x2 + y*y2)
		r0, r1, r2 := 1+i0, x*y2-w*z2, x*z2+w*y2
		r3, r4, r5 := x*y2+w*z2, 1+i4, y*z2-w*x2
		r6, r7, r8 := x*z2-w*y2, y*z2+w*x2, 1+i8
		e0, s1, s2 := r0*f0+r3*f3+r6*f6+i0, r0*f1+r3*f4+r6*f7+r3, r0*f2+r3*f5+r6*f8+r6
		s3, e1, s5 := r1*f0+r4*f3+r7*f6+r1, r1*f1+r4*f4+r7*f7+i4, r1*f2+r4*f5+r7*f8+r7
		s6, s7, e2 := r2*f0+r5*f3+r8*f6+r2, r2*f1+r5*f4+r8*f7+r5, r2*f2+r5*f5+r8*f8+i8
		s0, s4, s8 := 1+e0, 1+e1, 1+e2
		e3, e4, e5 := 0.5*(s1+s3), 0.5*(s2+s6), 0.5*(s5+s7)
		squares := e0*e0 + e1*e1 + e2*e2 + 2*(e3*e3+e4*e4+e5*e5)
		a0, a1, a2 := s7-s5, s2-s6, s3-s1
		// Close to rest the pair sums of the stretches are near 2, so that the
		// angle is |a|/2; further away improve judges.
		if !(squares < 0.04 && a0*a0+a1*a1+a2*a2 < 4*aligned) && n < turns &&
			q.improve(&[9]float32{s0, s1, s2, s3, s4, s5, s6, s7, s8}) {
			continue
		}
		det := s0*(s4*s8-s5*s7) + s1*(s5*s6-s3*s8) + s2*(s3*s7-s4*s6)
		e.crushed = det < 0 || e.soft && det < 0.1
		trace := e0 + e1 + e2
		if b.pressure.dilation != nil {
			b.pressure.dilation[t] = min(max(trace, -far), far)
		}
		m2, l := 2*e.mu, e.lambda*trace
		p0, p1, p2, p3, p4, p5 := m2*e0+l, m2*e1+l, m2*e2+l, m2*e3, m2*e4, m2*e5
		force := &b.shove[t]
		var o0, o1, o2 float32
		for k := range 3 {
			g0, g1, g2 := -e.volume*g[3*k], -e.volume*g[3*k+1], -e.volume*g[3*k+2]
			x, y, z := p0*g0+p3*g1+p4*g2, p3*g0+p1*g1+p5*g2, p4*g0+p5*g1+p2*g2
			x, y, z = r0*x+r1*y+r2*z, r3*x+r4*y+r5*z, r6*x+r7*y+r8*z
			force[k+1] = Vec{x, y, z}
			o0, o1, o2 = o0-x, o1-y, o2-z
		}
		force[0] = Vec{o0, o1, o2}
		b.remake(t)
		// The largest principal strain is at most the root of the squares' sum.
		b.torn[t] = e.tear > 0 && squares > e.tear*e.tear && largest(e0, e1, e2, e3, e4, e5) > e.tear
		return e.volume * (e.mu*squares + 0.5*l*trace)
	}
}

// remake makes the element's stiffness anew if its rotation has left.
func (b *Body) remake(t int) {
	q, m := &b.turn[t], &b.made[t]
	if d := q[0]*m[0] + q[1]*m[1] + q[2]*m[2] + q[3]*m[3]; !b.needed && !b.changed && d*d > 1-remakeTurn {
		return
	}
	b.fresh[t], b.made[t] = true, *q
	r := q.matrix()
	e, w := &b.tetra[t], &b.frame[t]
	h := root(e.volume)
	w[0], w[1], w[2] = 0, 0, 0
	for k := range 3 {
		g0, g1, g2 := h*e.grad[3*k], h*e.grad[3*k+1], h*e.grad[3*k+2]
		for c := range 3 {
			x := r[3*c]*g0 + r[3*c+1]*g1 + r[3*c+2]*g2
			w[3*k+3+c] = x
			w[c] -= x
		}
	}
}

// assemble sums the rows of a worker's vertices from its elements where any of
// them was made anew, and their mirrored blocks.
func (b *Body) assemble(worker int, all bool) {
	if !all && !b.loose {
		any := false
		for _, n := range b.remade {
			any = any || n > 0
		}
		if !any {
			return
		}
	}
	first, last := b.share(worker, pieces(len(b.u), rowPiece))
	for i := first * rowPiece; i < min(last*rowPiece, len(b.u)); i++ {
		if all || b.stale[i] || b.renewed(i) {
			b.sumRow(i)
			b.stale[i] = false
		}
	}
}

// assembled forgets which of a worker's elements were fresh, once all rows have
// them. An element may be evaluated several times between two assemblies.
func (b *Body) assembled(worker int) {
	first, last := b.share(worker, len(b.remade))
	clear(b.fresh[min(first*elementPiece, len(b.fresh)):min(last*elementPiece, len(b.fresh))])
	clear(b.remade[first:last])
}

func (b *Body) renewed(i int) bool {
	m := &b.matrix
	for _, c := range m.corners(i) {
		if b.fresh[c>>2] {
			return true
		}
	}
	return false
}

// sumRow sums the blocks of row i at and above the diagonal, and mirrors them.
func (b *Body) sumRow(i int) {
	m := &b.matrix
	for k := m.diag[i]; k < m.rows[i].end; k++ {
		var s block
		for _, part := range m.parts[m.shares[k][0]:m.shares[k][1]] {
			if t := int(part >> 4); t < len(b.tetra) {
				b.addTetra(&s, t, 3*(part>>2&3), 3*(part&3))
			} else {
				b.addThin(&s, t-len(b.tetra), part>>2&3, part&3)
			}
		}
		if k == m.diag[i] {
			if !b.fixed[i] {
				a := b.mass[i] / (b.dt * b.dt)
				s[0] += a
				s[4] += a
				s[8] += a
			}
			m.values[k] = s
			b.invert(i, &s)
			if b.pressure.excess != nil {
				b.slopes(i)
			}
			continue
		}
		m.values[k] = s
		m.values[m.mirror[k]] = transposed(&s)
	}
}

// invert makes the preconditioner of a vertex from its diagonal block. Zero
// keeps a fixed vertex where it is: the solver never moves against it.
func (b *Body) invert(i int, diagonal *block) {
	b.matrix.inverse[i] = block{}
	if !b.fixed[i] {
		b.matrix.inverse[i] = inverted(diagonal)
	}
}

// addTetra adds the stiffness between two corners of a tetrahedron to a block.
// With w = √V·R∇N it is μ(wᵢ·wⱼ)I + μ wⱼwᵢᵀ + λ wᵢwⱼᵀ: linear elasticity in the
// element's frame. p and q are three times the corners.
func (b *Body) addTetra(s *block, t int, p, q uint32) {
	e, w := &b.tetra[t], &b.frame[t]
	p0, p1, p2 := w[p], w[p+1], w[p+2]
	q0, q1, q2 := w[q], w[q+1], w[q+2]
	viscous := 1 + e.damping/b.dt
	mu, la := e.mu*viscous, e.lambda*viscous
	m0, m1, m2 := mu*p0, mu*p1, mu*p2
	l0, l1, l2 := la*p0, la*p1, la*p2
	d := m0*q0 + m1*q1 + m2*q2
	s[0] += l0*q0 + m0*q0 + d
	s[1] += l0*q1 + m1*q0
	s[2] += l0*q2 + m2*q0
	s[3] += l1*q0 + m0*q1
	s[4] += l1*q1 + m1*q1 + d
	s[5] += l1*q2 + m2*q1
	s[6] += l2*q0 + m0*q2
	s[7] += l2*q1 + m1*q2
	s[8] += l2*q2 + m2*q2 + d
}

func (b *Body) addThin(s *block, n int, p, q uint32) {
	if n < len(b.sheets) {
		b.sheets[n].add(s, p, q, b.dt)
	} else if n -= len(b.sheets); n < len(b.hinges) {
		b.hinges[n].add(s, p, q, b.dt)
	} else {
		b.springs[n-len(b.hinges)].add(s, p, q, b.dt)
	}
}

// largest is the largest eigenvalue of a symmetric matrix, by its diagonal and
// its parts xy, xz, yz (Smith, "Eigenvalues of a symmetric 3 × 3 matrix",
// Comm. ACM 4, 1961, doi:10.1145/355578.366316).
func largest(xx, yy, zz, xy, xz, yz float32) float32 {
	mean := (xx + yy + zz) / 3
	a, b, c := xx-mean, yy-mean, zz-mean
	p := root((a*a + b*b + c*c + 2*(xy*xy+xz*xz+yz*yz)) / 6)
	if p == 0 {
		return mean
	}
	det := a*(b*c-yz*yz) - xy*(xy*c-yz*xz) + xz*(xy*yz-b*xz)
	r := min(max(det/(2*p*p*p), -1), 1)
	return mean + 2*p*float32(math.Cos(math.Acos(float64(r))/3))
}
