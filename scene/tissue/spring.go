package tissue

import "math"

// spring pulls a weighted sum of vertices d = Σ cᵢxᵢ to its length at rest:
// energy ½·k·(|d|−l)². It is a piece of thread (c = −1, 1), a thread's
// resistance to bending (second difference), and a bundle of fibres through a
// tetrahedron (derivatives of the shape functions along it).
type spring struct {
	v      [4]int32
	c      [4]float32
	along  Vec     // d at rest
	length float32 // |d| at rest; zero for a thread that is straight at rest
	stiff  float32 // k, as µN per unit of d
	damp   float32 // s
	tear   float32 // strain; 0 never
	made   Vec     // d when its stiffness was made
	matrix block   // its stiffness between corners a and b is cₐ·c_b times this
}

// newSpring takes weights that sum to zero.
func (b *Body) newSpring(v [4]int32, c [4]float32, stiff float64, m *Material) spring {
	s := spring{v: v, c: c, stiff: float32(stiff), damp: m.Damping, tear: m.TearStrain}
	var d [3]float64
	for a, i := range v {
		for k := range 3 {
			if i >= 0 {
				d[k] += float64(c[a]) * float64(b.rest[i][k])
			}
		}
	}
	s.along = narrow(d)
	s.length = root(s.along[0]*s.along[0] + s.along[1]*s.along[1] + s.along[2]*s.along[2])
	return s
}

// rodSprings turns rods into springs: one along each, E·A/L, and where two meet
// end to end one that resists bending, E·I/L with the mean length L: the turn of
// the direction per length is the curvature of Euler's beam.
func (b *Body) rodSprings(mesh *Mesh) {
	ends := map[int32][]int{}
	var joints []int32
	for r, rod := range mesh.Rods {
		m, radius := &mesh.Materials[rod.Material], float64(rod.Radius)
		i, j := b.slot[rod.Vertices[0]], b.slot[rod.Vertices[1]]
		l := distance(b.rest[i], b.rest[j])
		area := math.Pi * radius * radius
		b.springs = append(b.springs, b.newSpring([4]int32{i, j, -1, -1}, [4]float32{-1, 1}, float64(m.Young)*area/l, m))
		for _, k := range [2]int32{i, j} {
			b.mass[k] += float32(l*area) * m.Density / 2
			if ends[k] = append(ends[k], r); len(ends[k]) == 2 {
				joints = append(joints, k)
			}
		}
	}
	b.rods = len(mesh.Rods)
	for _, j := range joints { // in the order of the rods, not of the map
		if len(ends[j]) == 2 {
			b.springs = append(b.springs, b.bendSpring(mesh, j, ends[j][0], ends[j][1]))
		}
	}
}

// bendSpring resists the turn between rods p and r at the vertex j.
func (b *Body) bendSpring(mesh *Mesh, j int32, p, r int) spring {
	other := func(rod Rod) int32 {
		if i := b.slot[rod.Vertices[0]]; i != j {
			return i
		}
		return b.slot[rod.Vertices[1]]
	}
	i, k := other(mesh.Rods[p]), other(mesh.Rods[r])
	l1, l2 := distance(b.rest[i], b.rest[j]), distance(b.rest[j], b.rest[k])
	radius := float64(min(mesh.Rods[p].Radius, mesh.Rods[r].Radius))
	m := mesh.Materials[mesh.Rods[p].Material]
	m.TearStrain = 0
	c := [4]float32{float32(1 / l1), float32(-1/l1 - 1/l2), float32(1 / l2)}
	s := b.newSpring([4]int32{i, j, k, -1}, c, float64(m.Young)*math.Pi*math.Pow(radius, 4)/4/((l1+l2)/2), &m)
	if s.length < 1e-3 {
		s.along, s.length = Vec{}, 0
	}
	return s
}

// fibreSprings turns the fibres of tetrahedra into springs: d is the image of
// the unit vector along the fibre, k is Young's modulus times the volume.
func (b *Body) fibreSprings(mesh *Mesh) {
	for k, t := range b.origin {
		if mesh.Fibre == nil {
			return
		}
		m := &mesh.Materials[mesh.tissueOf(int(t))]
		f := wide(mesh.Fibre[t])
		size := length(f)
		if size == 0 || m.Fibre == 0 {
			continue
		}
		e := &b.tetra[k]
		var c [4]float32
		for a := range 3 {
			g := e.grad[3*a : 3*a+3]
			c[a+1] = float32((float64(g[0])*f[0] + float64(g[1])*f[1] + float64(g[2])*f[2]) / size)
			c[0] -= c[a+1]
		}
		untorn := *m
		untorn.TearStrain = 0 // the tetrahedron tears, and its fibres with it
		b.springs = append(b.springs, b.newSpring(e.v, c, float64(m.Fibre)*float64(e.volume), &untorn))
	}
}

// stretchSpring is a spring's share of elements.
func (b *Body) stretchSpring(t, n int) float32 {
	s := &b.springs[n]
	d := s.along
	for a, i := range s.v {
		if i >= 0 {
			u := &b.u[i]
			d[0] += s.c[a] * u[0]
			d[1] += s.c[a] * u[1]
			d[2] += s.c[a] * u[2]
		}
	}
	l := root(d[0]*d[0] + d[1]*d[1] + d[2]*d[2])
	extra := l - s.length
	var pull float32
	if l > 1e-9 {
		pull = s.stiff * extra / l
	}
	for a := range s.v {
		k := -pull * s.c[a]
		b.shove[t][a] = Vec{k * d[0], k * d[1], k * d[2]}
	}
	x, y, z := d[0]-s.made[0], d[1]-s.made[1], d[2]-s.made[2]
	limit := 0.03 * max(s.length, l, 0.5)
	if b.needed || x*x+y*y+z*z > limit*limit {
		b.fresh[t] = true
		s.remake(d, l)
	}
	b.torn[t] = s.tear > 0 && extra > s.tear*s.length
	return 0.5 * s.stiff * extra * extra
}

// remake is the stiffness k(nnᵀ + max(0, 1−l₀/l)(I−nnᵀ)): the negative part of
// a shortened spring, which would buckle, is left out.
func (s *spring) remake(d Vec, l float32) {
	s.made = d
	across := float32(0)
	var n Vec
	if l > 1e-9 {
		across = max(0, 1-s.length/l)
		n = Vec{d[0] / l, d[1] / l, d[2] / l}
	} else if s.length == 0 {
		across = 1
	}
	for r := range 3 {
		for c := range 3 {
			s.matrix[3*r+c] = s.stiff * (1 - across) * n[r] * n[c]
		}
		s.matrix[4*r] += s.stiff * across
	}
}

// add adds the stiffness between corners p and q to a block.
func (s *spring) add(sum *block, p, q uint32, dt float32) {
	k := s.c[p] * s.c[q] * (1 + s.damp/dt)
	for n := range sum {
		sum[n] += k * s.matrix[n]
	}
}
