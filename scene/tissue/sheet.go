package tissue

// sheet is a triangle of a membrane: it resists stretch and shear in its plane.
// Corotated linear elasticity in two dimensions and plane stress, with the
// polar decomposition of the 3×2 deformation gradient in closed form.
type sheet struct {
	v      [3]int32
	rest   [6]float32 // deformation gradient at rest: two orthonormal columns, by rows
	grad   [4]float32 // gradients of the shape functions of corners 1 and 2, 1/mm
	size   float32    // area times thickness, mm³
	mu     float32    // Pa
	lambda float32    // of plane stress, Pa
	damp   float32
	tear   float32
	made   [2]Vec // edges when its stiffness was made
	blocks [9]block
}

// newSheet measures a triangle at rest. In plane stress λ is Eν/(1−ν²) (Bower,
// Applied Mechanics of Solids, 2009, §3.2.6).
func (b *Body) newSheet(v [3]int32, thickness float32, m *Material) sheet {
	mu, _ := m.lame()
	e, nu := float64(m.Young), float64(m.Poisson)
	s := sheet{v: v, mu: float32(mu), lambda: float32(e * nu / (1 - nu*nu)), damp: m.Damping, tear: m.TearStrain}
	p, q := sub3(wide(b.rest[v[1]]), wide(b.rest[v[0]])), sub3(wide(b.rest[v[2]]), wide(b.rest[v[0]]))
	l := length(p)
	x := [3]float64{p[0] / l, p[1] / l, p[2] / l}
	n := cross3(p, q)
	area2 := length(n)
	n = [3]float64{n[0] / area2, n[1] / area2, n[2] / area2}
	y := cross3(n, x)
	for c := range 3 {
		s.rest[2*c], s.rest[2*c+1] = float32(x[c]), float32(y[c])
	}
	qx, qy := dot3(q, x), dot3(q, y)
	s.grad = [4]float32{float32(1 / l), float32(-qx / (l * qy)), 0, float32(1 / qy)}
	s.size = float32(area2/2) * thickness
	return s
}

// polarPlane is the polar decomposition of the 3×2 deformation gradient F + G,
// F with orthonormal columns: the rotation R, 3×2, and the strain U − I as xx,
// yy, xy. U is the root of C = (F+G)ᵀ(F+G), for 2×2 matrices (C + √det C·I)/t
// with t² = tr C + 2√det C (Higham, Functions of Matrices, 2008, problem 6.2).
// All is written in C − I, so that small strains keep their digits. A triangle
// without area has a bounded R.
func polarPlane(f, g *[6]float32) (r [6]float32, e [3]float32) {
	xx := 2*(f[0]*g[0]+f[2]*g[2]+f[4]*g[4]) + g[0]*g[0] + g[2]*g[2] + g[4]*g[4]
	yy := 2*(f[1]*g[1]+f[3]*g[3]+f[5]*g[5]) + g[1]*g[1] + g[3]*g[3] + g[5]*g[5]
	xy := f[0]*g[1] + f[2]*g[3] + f[4]*g[5] + f[1]*g[0] + f[3]*g[2] + f[5]*g[4] + g[0]*g[1] + g[2]*g[3] + g[4]*g[5]
	more := xx + yy + xx*yy - xy*xy // det C − 1
	d := root(max(1+more, 0))
	d1 := more / (1 + d) // √det C − 1
	if more < -1 {
		d1 = -1
	}
	t := root(max(4+xx+yy+2*d1, 1e-6))
	rest := d1 - (xx+yy+2*d1)/(t+2) // √det C + 1 − t
	e = [3]float32{(xx + rest) / t, (yy + rest) / t, xy / t}
	u0, u1, u2 := 1+e[0], 1+e[1], e[2]
	k := 1 / max(u0*u1-u2*u2, 1e-3*t*t)
	for c := range 3 {
		x, y := f[2*c]+g[2*c], f[2*c+1]+g[2*c+1]
		r[2*c], r[2*c+1] = (x*u1-y*u2)*k, (y*u0-x*u2)*k
	}
	return r, e
}

// stretchSheet is a membrane triangle's share of elements.
func (b *Body) stretchSheet(t, n int) float32 {
	s := &b.sheets[n]
	u0, u1, u2 := &b.u[s.v[0]], &b.u[s.v[1]], &b.u[s.v[2]]
	var f [6]float32
	var p, q Vec
	for c := range 3 {
		p[c], q[c] = u1[c]-u0[c], u2[c]-u0[c]
		f[2*c] = p[c]*s.grad[0] + q[c]*s.grad[2]
		f[2*c+1] = p[c]*s.grad[1] + q[c]*s.grad[3]
	}
	r, strain := polarPlane(&s.rest, &f)
	e0, e1, e2 := strain[0], strain[1], strain[2]
	trace := e0 + e1
	p0, p1, p2 := 2*s.mu*e0+s.lambda*trace, 2*s.mu*e1+s.lambda*trace, 2*s.mu*e2
	force := &b.shove[t]
	*force = [4]Vec{}
	for k := range 2 {
		g0, g1 := -s.size*s.grad[2*k], -s.size*s.grad[2*k+1]
		x, y := p0*g0+p2*g1, p2*g0+p1*g1
		for c := range 3 {
			w := r[2*c]*x + r[2*c+1]*y
			force[k+1][c] = w
			force[0][c] -= w
		}
	}
	if b.needed || apart(p, s.made[0])+apart(q, s.made[1]) > 1e-3*s.area() {
		b.fresh[t] = true
		s.made = [2]Vec{p, q}
		s.remake(&r, p0, p1, p2)
	}
	// The larger eigenvalue of the 2×2 strain.
	b.torn[t] = s.tear > 0 && 0.5*trace+root(0.25*(e0-e1)*(e0-e1)+e2*e2) > s.tear
	return s.size * (s.mu*(e0*e0+e1*e1+2*e2*e2) + 0.5*s.lambda*trace*trace)
}

// area is twice the triangle's area at rest, mm².
func (s *sheet) area() float32 { return 1 / (s.grad[0] * s.grad[3]) }

// apart is the square of a distance.
func apart(p, q Vec) float32 {
	x, y, z := p[0]-q[0], p[1]-q[1], p[2]-q[2]
	return x*x + y*y + z*z
}

// remake makes the stiffness: linear elasticity in the triangle's plane, and
// the tension's resistance to going out of it, as far as it is tension.
func (s *sheet) remake(r *[6]float32, p0, p1, p2 float32) {
	n := Vec{r[2]*r[5] - r[4]*r[3], r[4]*r[1] - r[0]*r[5], r[0]*r[3] - r[2]*r[1]}
	mean, spread := 0.5*(p0+p1), root(0.25*(p0-p1)*(p0-p1)+p2*p2)
	if mean-spread < 0 { // a direction under pressure: keep a bound below the tension
		p0, p1, p2 = 0, 0, 0
		if mean > 0 {
			p0, p1 = 0.5*mean, 0.5*mean
		}
	}
	grad := [3][2]float32{{-s.grad[0] - s.grad[2], -s.grad[1] - s.grad[3]}, {s.grad[0], s.grad[1]}, {s.grad[2], s.grad[3]}}
	var w [3]Vec
	for a, g := range grad {
		for c := range 3 {
			w[a][c] = r[2*c]*g[0] + r[2*c+1]*g[1]
		}
	}
	for a, g := range grad {
		for o, h := range grad {
			k := &s.blocks[3*a+o]
			same := g[0]*h[0] + g[1]*h[1]
			out := g[0]*(p0*h[0]+p2*h[1]) + g[1]*(p2*h[0]+p1*h[1])
			for i := range 3 {
				for j := range 3 {
					plane := r[2*i]*r[2*j] + r[2*i+1]*r[2*j+1]
					k[3*i+j] = s.size * (s.mu*(same*plane+w[o][i]*w[a][j]) + s.lambda*w[a][i]*w[o][j] + out*n[i]*n[j])
				}
			}
		}
	}
}

// add adds the stiffness between corners p and q to a block.
func (s *sheet) add(sum *block, p, q uint32, dt float32) {
	viscous := 1 + s.damp/dt
	for n, k := range &s.blocks[3*p+q] {
		sum[n] += viscous * k
	}
}
