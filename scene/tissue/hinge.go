package tissue

import "math"

// hinge is the edge between two triangles of a membrane: it resists a change of
// the angle between them. Energy ½·k·(θ−θ₀)² (Grinspun, Hirani, Desbrun,
// Schröder, "Discrete shells", SCA 2003, doi:10.2312/SCA03/062-067), gradient
// after Bridson, Marino, Fedkiw, "Simulation of clothing with folds and
// wrinkles", SCA 2003, doi:10.2312/SCA03/028-036.
type hinge struct {
	v     [4]int32 // opposite corner, other opposite corner, ends of the edge
	angle float32  // at rest, rad
	stiff float32  // nJ/rad²
	floor float32  // least square of a normal, mm⁴: a collapsed triangle turns nothing
	damp  float32
	made  [3]Vec
	slope [4]Vec // dθ/dx when its stiffness was made
}

// findHinges makes a hinge of every edge that two triangles share. Its
// stiffness is D·|e|²/(A₁+A₂) with the plate's D = E·t³/(12(1−ν²)): for
// triangles of equal sides that is the 2D/√3 of Seung, Nelson, "Defects in
// flexible membranes with crystalline order", Phys. Rev. A 38, 1988,
// doi:10.1103/PhysRevA.38.1005, and it is right for rows of right-angled ones
// bent along them; for others it is of the right size.
func (b *Body) findHinges(mesh *Mesh) {
	type side struct{ triangle, count int }
	sides := map[[2]int32]side{}
	for n, s := range b.sheets {
		for k := range 3 {
			i, j := s.v[k], s.v[(k+1)%3]
			key := [2]int32{min(i, j), max(i, j)}
			first := sides[key]
			if first.count == 1 {
				b.hinges = append(b.hinges, b.newHinge(mesh, first.triangle, n, key))
			} else if first.count == 0 {
				first.triangle = n
			}
			first.count++
			sides[key] = first
		}
	}
}

func (b *Body) newHinge(mesh *Mesh, p, q int, edge [2]int32) hinge {
	opposite := func(s *sheet) int32 { return s.v[0] + s.v[1] + s.v[2] - edge[0] - edge[1] }
	h := hinge{v: [4]int32{opposite(&b.sheets[p]), opposite(&b.sheets[q]), edge[0], edge[1]}}
	m := &mesh.Materials[mesh.Sheets[p].Material]
	thick := float64(min(mesh.Sheets[p].Thickness, mesh.Sheets[q].Thickness))
	areas := float64(b.sheets[p].area()+b.sheets[q].area()) / 2
	e := distance(b.rest[edge[0]], b.rest[edge[1]])
	plate := float64(m.Young) * thick * thick * thick / (12 * (1 - float64(m.Poisson)*float64(m.Poisson)))
	h.stiff = float32(plate * e * e / areas)
	h.floor = float32(1e-3 * areas * areas)
	h.damp = m.Damping
	at := [4]Vec{b.rest[h.v[0]], b.rest[h.v[1]], b.rest[h.v[2]], b.rest[h.v[3]]}
	h.angle, _ = h.bend(&at)
	return h
}

// bend is the angle between the triangles and how it changes with each corner.
func (h *hinge) bend(at *[4]Vec) (angle float32, slope [4]Vec) {
	o, p := wide(at[2]), wide(at[3])
	e := sub3(p, o)
	x1, x2 := wide(at[0]), wide(at[1])
	n1, n2 := cross3(sub3(x1, o), sub3(x1, p)), cross3(sub3(x2, p), sub3(x2, o))
	l := math.Max(length(e), 1e-6)
	s1, s2 := math.Max(dot3(n1, n1), float64(h.floor)), math.Max(dot3(n2, n2), float64(h.floor))
	angle = float32(math.Atan2(dot3(cross3(n1, n2), e)/l, dot3(n1, n2)))
	a1, a2 := dot3(sub3(x1, p), e)/l/s1, dot3(sub3(x2, p), e)/l/s2
	b1, b2 := dot3(sub3(x1, o), e)/l/s1, dot3(sub3(x2, o), e)/l/s2
	for c := range 3 {
		slope[0][c] = float32(-l / s1 * n1[c])
		slope[1][c] = float32(-l / s2 * n2[c])
		slope[2][c] = float32(-a1*n1[c] - a2*n2[c])
		slope[3][c] = float32(b1*n1[c] + b2*n2[c])
	}
	return angle, slope
}

// foldHinge is a hinge's share of elements.
func (b *Body) foldHinge(t, n int) float32 {
	h := &b.hinges[n]
	var at [4]Vec
	for a, i := range h.v {
		at[a] = b.place(i)
	}
	angle, slope := h.bend(&at)
	turn := angle - h.angle
	if turn > math.Pi {
		turn -= 2 * math.Pi
	} else if turn < -math.Pi {
		turn += 2 * math.Pi
	}
	moment := -h.stiff * turn
	var moved float32
	for a := range at {
		b.shove[t][a] = Vec{moment * slope[a][0], moment * slope[a][1], moment * slope[a][2]}
		if a > 0 {
			moved += apart(Vec{at[a][0] - at[0][0], at[a][1] - at[0][1], at[a][2] - at[0][2]}, h.made[a-1])
		}
	}
	if b.needed || moved > 0.03*root(h.floor) {
		b.fresh[t] = true
		h.slope = slope
		for a := 1; a < 4; a++ {
			h.made[a-1] = Vec{at[a][0] - at[0][0], at[a][1] - at[0][1], at[a][2] - at[0][2]}
		}
	}
	return 0.5 * h.stiff * turn * turn
}

// add adds the stiffness between corners p and q to a block: that of the
// angle's slope, which is never negative (Gauss, Newton).
func (h *hinge) add(sum *block, p, q uint32, dt float32) {
	k := h.stiff * (1 + h.damp/dt)
	for i := range 3 {
		for j := range 3 {
			sum[3*i+j] += k * h.slope[p][i] * h.slope[q][j]
		}
	}
}
