package tissue

// Linear tetrahedra of a nearly incompressible material lock: each must keep its
// volume, and there are more of them than vertices. Above Poisson's ratio 0.45
// an element therefore resists a change of its own volume only as one of 0.3
// does, and the rest is averaged over the elements around each vertex (Bonet,
// Burton, "A simple average nodal pressure tetrahedral element for
// incompressible and nearly incompressible dynamic explicit applications",
// Comm. Num. Meth. Eng. 14, 1998,
// doi:10.1002/(SICI)1099-0887(199805)14:5<437::AID-CNM162>3.0.CO;2-W); the part
// that stays with the elements keeps pressures from oscillating (Puso, Solberg,
// "A stabilized nodally integrated tetrahedral", Int. J. Num. Meth. Eng. 67,
// 2006, doi:10.1002/nme.1686).
//
// A vertex has the energy ½·K·θ² of its mean dilation θ = Σ κVₑ/4·tr(S−I) / K,
// K = Σ κVₑ/4 over its elements, and the stiffness K·ggᵀ of its gradient g.
const (
	lockingRatio = 2 * 0.45 / (1 - 2*0.45) // λ/μ = 2ν/(1−2ν) from which it is done
	keptRatio    = 2 * 0.3 / (1 - 2*0.3)   // λ/μ that an element keeps
)

// far is the dilation beyond which an element does not count any more for those
// of its vertices: it is crushed or torn about, and would hold its neighbours
// in a tangle.
const far = 0.5

// pressure is what a body with such a material has besides; empty otherwise.
type pressure struct {
	excess   []float32 // κ of each tetrahedron: λ above what the element itself resists, Pa
	viscous  []float32 // its damping, s
	dilation []float32 // tr(S−I) of each tetrahedron
	stiff    []float32 // K of each vertex, µN·mm
	mean     []float32 // θ of each vertex
	slope    []Vec     // g of each block: of the row's θ by the column's place
	push     []float32 // K·g·x of each vertex, while A·x is made
	energy   []float64 // of each piece of rows
}

// newPressure finds the excess; it does nothing when there is none.
func (b *Body) newPressure() {
	b.pressure = pressure{}
	p := &b.pressure
	for t := range b.tetra {
		e := &b.tetra[t]
		if e.full < 1.001*lockingRatio*e.mu {
			continue
		}
		excess := e.full - keptRatio*e.mu
		if p.excess == nil {
			p.excess, p.dilation, p.viscous = make([]float32, len(b.tetra)), make([]float32, len(b.tetra)), make([]float32, len(b.u))
			p.stiff, p.mean, p.push = make([]float32, len(b.u)), make([]float32, len(b.u)), make([]float32, len(b.u))
			p.energy = make([]float64, pieces(len(b.u), rowPiece))
		}
		p.excess[t] = excess
		e.full -= excess
		e.lambda = e.full
		for _, i := range e.v {
			p.stiff[i] += excess * e.volume / 4
			p.viscous[i] = max(p.viscous[i], e.damping)
		}
	}
}

// dilate is the mean dilation of a worker's vertices.
func (b *Body) dilate(worker int) {
	p, m := &b.pressure, &b.matrix
	begin, end := b.share(worker, len(p.energy))
	for piece := begin; piece < end; piece++ {
		var energy float64
		first, last := b.rowsOf(piece)
		for i := first; i < last; i++ {
			if p.stiff[i] == 0 {
				continue
			}
			var sum float32
			for _, c := range m.corners(i) {
				if t := int(c >> 2); t < len(b.tetra) {
					sum += p.excess[t] * b.tetra[t].volume / 4 * p.dilation[t]
				}
			}
			p.mean[i] = sum / p.stiff[i]
			energy += 0.5 * float64(sum) * float64(p.mean[i])
		}
		p.energy[piece] = energy
	}
}

// press adds the pressure of their vertices to the forces of a worker's
// tetrahedra.
func (b *Body) press(worker int) {
	p := &b.pressure
	begin, end := b.share(worker, len(b.energy))
	for t := begin * elementPiece; t < min(end*elementPiece, len(b.tetra)); t++ {
		e := &b.tetra[t]
		v := &e.v
		if d := p.dilation[t]; d == far || d == -far {
			continue
		}
		l := p.excess[t] * (p.mean[v[0]] + p.mean[v[1]] + p.mean[v[2]] + p.mean[v[3]]) / 4 * e.volume
		if l == 0 {
			continue
		}
		r, f := b.turn[t].matrix(), &b.shove[t]
		for k := range 3 {
			g := e.grad[3*k : 3*k+3 : 3*k+3]
			for c := range 3 {
				x := l * (r[3*c]*g[0] + r[3*c+1]*g[1] + r[3*c+2]*g[2])
				f[k+1][c] -= x
				f[0][c] += x
			}
		}
	}
}

// slopes makes the gradient of a row's dilation from the elements' frames.
func (b *Body) slopes(i int) {
	p, m := &b.pressure, &b.matrix
	if p.stiff[i] == 0 {
		return
	}
	for k := m.rows[i].at; k < m.rows[i].end; k++ {
		upper, turned := k, m.cols[k] < int32(i)
		if turned {
			upper = m.mirror[k]
		}
		var sum Vec
		for _, part := range m.parts[m.shares[upper][0]:m.shares[upper][1]] {
			t := part >> 4
			if int(t) >= len(b.tetra) {
				continue
			}
			corner := part & 3
			if turned {
				corner = part >> 2 & 3
			}
			a := p.excess[t] * root(b.tetra[t].volume) / 4
			w := b.frame[t][3*corner : 3*corner+3 : 3*corner+3]
			sum[0] += a * w[0]
			sum[1] += a * w[1]
			sum[2] += a * w[2]
		}
		a := 1 / p.stiff[i]
		p.slope[k] = Vec{a * sum[0], a * sum[1], a * sum[2]}
	}
}

// firm is K of a vertex with its damping.
func (b *Body) firm(i int) float32 {
	return b.pressure.stiff[i] * (1 + b.pressure.viscous[i]/b.dt)
}

// squeeze is the first half of a piece of A·x: the pressures.
func (b *Body) squeeze(piece int, x []Vec) {
	p, m := &b.pressure, &b.matrix
	begin, end := b.rowsOf(piece)
	for i := begin; i < end; i++ {
		cols := m.cols[m.rows[i].at:m.rows[i].end]
		slope := p.slope[m.rows[i].at:m.rows[i].end][:len(cols)]
		var sum float32
		for k, c := range cols {
			g, q := &slope[k], &x[c]
			sum += g[0]*q[0] + g[1]*q[1] + g[2]*q[2]
		}
		p.push[i] = b.firm(i) * sum
	}
}

// swell is the second half: their forces, added to y.
func (b *Body) swell(piece int, y []Vec) {
	p, m := &b.pressure, &b.matrix
	begin, end := b.rowsOf(piece)
	for i := begin; i < end; i++ {
		q := &y[i]
		for k := m.rows[i].at; k < m.rows[i].end; k++ {
			g, d := &p.slope[m.mirror[k]], p.push[m.cols[k]]
			q[0] += g[0] * d
			q[1] += g[1] * d
			q[2] += g[2] * d
		}
	}
}

// stiffen is a vertex's diagonal block with that of the pressures.
func (b *Body) stiffen(i int) block {
	p, m := &b.pressure, &b.matrix
	s := m.values[m.diag[i]]
	if p.excess == nil {
		return s
	}
	for k := m.rows[i].at; k < m.rows[i].end; k++ {
		g, a := &p.slope[m.mirror[k]], b.firm(int(m.cols[k]))
		for r := range 3 {
			for c := range 3 {
				s[3*r+c] += a * g[r] * g[c]
			}
		}
	}
	return s
}

// projectPressure adds a vertex's K·ggᵀ to its group of PᵀAP.
func (b *Body) projectPressure(g *gathered, i int) {
	p, m, k := &b.pressure, &b.matrix, &b.step.coarse
	if p.stiff[i] == 0 {
		return
	}
	g.met = g.met[:0]
	for e := m.rows[i].at; e < m.rows[i].end; e++ {
		j, slope := m.cols[e], &p.slope[e]
		for c, w := range k.weights[j] {
			if w == 0 {
				continue
			}
			node := k.nodes[j][c]
			s := &g.part[node]
			if g.seen[node] != -int32(i)-1 {
				g.seen[node] = -int32(i) - 1
				g.met = append(g.met, node)
				*s = block{}
			}
			s[0] += w * slope[0]
			s[1] += w * slope[1]
			s[2] += w * slope[2]
		}
	}
	firm := b.firm(i)
	for _, row := range g.met {
		x := &g.part[row]
		for _, col := range g.met {
			if col > row {
				continue
			}
			y := &g.part[col]
			var s block
			for r := range 3 {
				for c := range 3 {
					s[3*r+c] = x[r] * y[c]
				}
			}
			k.add(g.sum, row, col, firm, &s)
		}
	}
}
