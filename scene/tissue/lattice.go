package tissue

import (
	"math"
	"slices"
)

// due says whether PᵀAP is to be made again.
func (b *Body) due(all bool) bool {
	k := &b.step.coarse
	if k.n == 0 {
		return false
	}
	if k.loose || slices.Max(b.remade) > 0 {
		k.age++
	}
	if !all && k.age < coarseSteps {
		return false
	}
	k.age = 0
	return true
}

// gather sums a worker's groups of rows of PᵀAP.
func (b *Body) gather(worker int) {
	k := &b.step.coarse
	begin, end := b.share(worker, coarseGroups)
	for g := begin; g < end; g++ {
		group := &k.groups[g]
		clear(group.sum)
		clear(group.seen)
		for i := g * len(b.u) / coarseGroups; i < (g+1)*len(b.u)/coarseGroups; i++ {
			if k.weights[i] != ([4]float32{}) {
				b.project(group, i)
			}
			if b.pressure.excess != nil {
				b.projectPressure(group, i)
			}
		}
	}
}

// project adds the row of a vertex to PᵀAP, at and below the diagonal.
func (b *Body) project(g *gathered, i int) {
	k, m := &b.step.coarse, &b.matrix
	g.met = g.met[:0]
	for e := m.rows[i].at; e < m.rows[i].end; e++ {
		j, a := m.cols[e], &m.values[e]
		for c, w := range k.weights[j] {
			if w == 0 {
				continue
			}
			node := k.nodes[j][c]
			s := &g.part[node]
			if g.seen[node] != int32(i)+1 {
				g.seen[node] = int32(i) + 1
				g.met = append(g.met, node)
				*s = block{}
			}
			s[0] += w * a[0]
			s[1] += w * a[1]
			s[2] += w * a[2]
			s[3] += w * a[3]
			s[4] += w * a[4]
			s[5] += w * a[5]
			s[6] += w * a[6]
			s[7] += w * a[7]
			s[8] += w * a[8]
		}
	}
	for c, w := range k.weights[i] {
		if w == 0 {
			continue
		}
		row := k.nodes[i][c]
		for _, node := range g.met {
			if node <= row {
				k.add(g.sum, row, node, w, &g.part[node])
			}
		}
	}
}

// add adds w times a block to the sum at two nodes.
func (k *coarse) add(sum []float32, row, col int32, w float32, s *block) {
	for r := range 3 {
		at := (3*int(row)+r)*k.n + 3*int(col)
		t := sum[at : at+3 : at+3]
		t[0] += w * s[3*r]
		t[1] += w * s[3*r+1]
		t[2] += w * s[3*r+2]
	}
}

// renew sums the groups when they were gathered, adds the ties and decomposes.
func (b *Body) renew(gathered bool) {
	s := &b.step
	k := &s.coarse
	if k.n == 0 || !gathered && len(s.ties) == 0 && !k.tied {
		return
	}
	if gathered {
		copy(k.base, k.groups[0].sum)
		for g := 1; g < coarseGroups; g++ {
			for n, x := range k.groups[g].sum {
				k.base[n] += x
			}
		}
	}
	copy(k.factor, k.base)
	k.tied = len(s.ties) > 0
	for n := range s.ties {
		k.tie(&s.ties[n])
	}
	k.decompose()
}

// tie adds a tie to the matrix: a block for each pair of nodes it hangs on that
// move the same piece.
func (k *coarse) tie(t *Tie) {
	if t.local == (block{}) {
		return
	}
	for a, p := range t.Weights {
		if p == 0 {
			continue
		}
		for d, q := range t.Weights {
			if q == 0 {
				continue
			}
			i, j := t.slots[a], t.slots[d]
			for c, w := range k.weights[i] {
				for e, x := range k.weights[j] {
					if row, col := k.nodes[i][c], k.nodes[j][e]; col <= row && w != 0 && x != 0 && k.piece[row] == k.piece[col] {
						k.add(k.factor, row, col, p*q*w*x, &t.local)
					}
				}
			}
		}
	}
}

// decompose is Cholesky's decomposition by rows, from the first column of each
// that is not zero (George, Liu, Computer Solution of Large Sparse Positive
// Definite Systems, 1981, ch. 4).
func (k *coarse) decompose() {
	n := k.n
	for i := range n {
		row := k.factor[i*n : i*n+i+1]
		first := 0
		for first < i && row[first] == 0 {
			first++
		}
		k.first[i] = int32(first)
		for j := first; j <= i; j++ {
			begin := max(first, int(k.first[j]))
			other := k.factor[j*n+begin : j*n+j]
			mine := row[begin:][:len(other)]
			var sum float32
			for c, x := range other {
				sum += x * mine[c]
			}
			if rest := row[j] - sum; j < i {
				row[j] = rest * k.factor[j*n+j]
			} else {
				// Rounding can eat a stiff node; then it stays where it is.
				whole := row[j]
				if row[j] = 0; rest > 1e-6*whole {
					row[j] = float32(1 / math.Sqrt(float64(rest)))
				}
			}
		}
	}
}

// restrict puts a piece's part of Pᵀ·r into the lattice's nodes.
func (b *Body) restrict(piece int) {
	s := &b.step
	k := &s.coarse
	if k.n == 0 {
		return
	}
	n := k.n / 3
	y := k.parts[piece*n : (piece+1)*n]
	clear(y)
	begin, end := b.rowsOf(piece)
	rs := s.r[begin:end]
	weights, nodes := k.weights[begin:end][:len(rs)], k.nodes[begin:end][:len(rs)]
	for i := range rs {
		r, w := &rs[i], &weights[i]
		for c, node := range &nodes[i] {
			t, x := &y[node], w[c]
			t[0] += x * r[0]
			t[1] += x * r[1]
			t[2] += x * r[2]
		}
	}
}

// correct solves the lattice's problem for the residual r, every worker by
// itself, and returns the displacement of its nodes and its product with r.
func (b *Body) correct(worker int) (way []Vec, product float64) {
	k := &b.step.coarse
	n, y := k.n, k.right[worker]
	way = k.way[worker]
	clear(way)
	for at := 0; at < len(k.parts); at += n / 3 {
		for i := range k.parts[at : at+n/3] {
			t, x := &way[i], &k.parts[at+i]
			t[0] += x[0]
			t[1] += x[1]
			t[2] += x[2]
		}
	}
	for i, x := range way {
		y[3*i], y[3*i+1], y[3*i+2] = x[0], x[1], x[2]
	}
	for i := range n {
		first := int(k.first[i])
		row := k.factor[i*n+first : i*n+i]
		above := y[first:][:len(row)]
		sum := y[i]
		for c, x := range row {
			sum -= x * above[c]
		}
		y[i] = sum * k.factor[i*n+i]
		product += float64(y[i]) * float64(y[i])
	}
	for i := n - 1; i >= 0; i-- {
		first := int(k.first[i])
		row := k.factor[i*n+first : i*n+i]
		above := y[first:][:len(row)]
		x := y[i] * k.factor[i*n+i]
		y[i] = x
		for c, l := range row {
			above[c] -= l * x
		}
	}
	for i := range way {
		way[i] = Vec{y[3*i], y[3*i+1], y[3*i+2]}
	}
	return way, product
}
