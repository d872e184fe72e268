package tissue

import (
	"fmt"
	"math"
)

// Vertices is how many vertices the body has.
func (b *Body) Vertices() int { return len(b.u) }

// At is the place of a vertex, mm.
func (b *Body) At(v int) Vec { return b.place(b.slot[v]) }

// place is where the solver's vertex i is.
func (b *Body) place(i int32) Vec {
	p, u := b.rest[i], b.u[i]
	return Vec{p[0] + u[0], p[1] + u[1], p[2] + u[2]}
}

// Positions puts the places of all vertices, mm, into at, which must be as long.
func (b *Body) Positions(at []Vec) {
	for i, v := range b.name {
		at[v] = b.place(int32(i))
	}
}

// Velocity is the velocity of a vertex, mm/s.
func (b *Body) Velocity(v int) Vec { return b.v[b.slot[v]] }

// Place puts a vertex at a place and gives it a velocity, whatever the forces:
// to start from another shape than that at rest. It mends a body that failed.
func (b *Body) Place(v int, at, velocity Vec) {
	i := b.slot[v]
	p := b.rest[i]
	b.u[i] = Vec{at[0] - p[0], at[1] - p[1], at[2] - p[2]}
	b.v[i], b.goal[i] = velocity, b.u[i]
	b.needed, b.failed = true, nil
}

// Move tells where a fixed vertex shall be at the end of the next step, mm.
// It does nothing to a vertex that is free.
func (b *Body) Move(v int, to Vec) {
	i := b.slot[v]
	if b.fixed[i] && finite(to) {
		p := b.rest[i]
		b.goal[i] = Vec{to[0] - p[0], to[1] - p[1], to[2] - p[2]}
	}
}

// Hold fixes a vertex where it is, at rest, until the next Rebuild: for what left
// the field for good.
func (b *Body) Hold(v int) {
	i := b.slot[v]
	if b.fixed[i] {
		return
	}
	b.fixed[i], b.goal[i], b.v[i] = true, b.u[i], Vec{}
	if k := &b.step.coarse; k.n > 0 {
		k.shares[i], k.weights[i] = [4]float32{}, [4]float32{}
	}
	b.needed = true
}

// Push adds a force, N, on a vertex during the next step.
func (b *Body) Push(v int, force Vec) {
	f := &b.load[b.slot[v]]
	for c := range 3 {
		f[c] += force[c] * microPerNewton
	}
}

// Inflate adds, during the next step, a pressure in Pa that acts on triangles
// against their normals' opposite: on the side that their vertices go round
// clockwise, so that a closed surface turned outwards swells. The force follows
// the surface from step to step.
func (b *Body) Inflate(triangles [][3]int32, pressure float32) {
	for _, t := range triangles {
		i, j, k := b.slot[t[0]], b.slot[t[1]], b.slot[t[2]]
		n := areaVector([]Vec{b.place(i), b.place(j), b.place(k)}, [3]int32{0, 1, 2})
		for _, v := range [3]int32{i, j, k} {
			for c := range 3 {
				b.load[v][c] += pressure / 3 * float32(n[c])
			}
		}
	}
}

// Reaction is the force of the body's elements on a vertex at the end of the
// last step, N: what a fixed vertex is pulled with. Ties are not in it.
func (b *Body) Reaction(v int) Vec {
	var sum Vec
	m, i := &b.matrix, b.slot[v]
	for _, k := range m.corners(int(i)) {
		for c, f := range b.shove[k>>2][k&3] {
			sum[c] += f / microPerNewton
		}
	}
	return sum
}

// microPerNewton is how many of the solver's forces, g·mm/s² = µN, are one newton.
const microPerNewton = 1e6

// Volume is the volume of the matter of all tetrahedra, mm³, and how many of
// them are inside out.
func (b *Body) Volume() (mm3 float64, inverted int) {
	var at [4]Vec
	for t := range b.tetra {
		e := &b.tetra[t]
		for a, i := range e.v {
			at[a] = b.place(i)
		}
		v := volume(at[:], [4]int32{0, 1, 2, 3})
		mm3 += v / volume(b.rest, e.v) * float64(e.volume)
		if v <= 0 {
			inverted++
		}
	}
	return mm3, inverted
}

// Energy is the elastic and the kinetic energy, J. It is that of the last Step.
func (b *Body) Energy() (elastic, kinetic float64) {
	elastic = total(b.energy) + total(b.pressure.energy)
	for i, v := range b.v {
		if w := wide(v); !b.fixed[i] {
			kinetic += 0.5 * float64(b.mass[i]) * dot3(w, w)
		}
	}
	return elastic * joulePerNano, kinetic * joulePerNano
}

// joulePerNano is the energy unit of mm, g, s, µN·mm = nJ, in joule.
const joulePerNano = 1e-9

// Tears are the elements that were stretched beyond what their material holds,
// as the caller numbers them.
type Tears struct{ Tets, Sheets, Rods []int32 }

// Torn puts into tears what was torn at the end of the last step. It reuses the
// lists; the order is always the same for the same motion, and means nothing.
func (b *Body) Torn(tears *Tears) {
	tears.Tets, tears.Sheets, tears.Rods = tears.Tets[:0], tears.Sheets[:0], tears.Rods[:0]
	for piece, n := range b.tears {
		if n == 0 {
			continue
		}
		for t := piece * elementPiece; t < min((piece+1)*elementPiece, len(b.torn)); t++ {
			sheet := t - len(b.tetra)
			rod := sheet - len(b.sheets) - len(b.hinges)
			switch {
			case !b.torn[t]:
			case sheet < 0:
				tears.Tets = append(tears.Tets, b.origin[t])
			case rod < 0:
				tears.Sheets = append(tears.Sheets, int32(sheet))
			default:
				tears.Rods = append(tears.Rods, int32(rod))
			}
		}
	}
}

// Hash digests the body's whole motion, bit for bit, onto a digest so far
// (FNV-1a, 64 bit, by words; Fowler, Noll, Vo, draft-eastlake-fnv).
func (b *Body) Hash(digest uint64) uint64 {
	for _, list := range [][]Vec{b.u, b.v} {
		for _, p := range list {
			for _, x := range p {
				digest = (digest ^ uint64(math.Float32bits(x))) * 0x100000001b3
			}
		}
	}
	return digest
}

// fail puts the body back where the step began and keeps the reason.
func (b *Body) fail(reason string) error {
	copy(b.u, b.step.start)
	clear(b.v)
	b.needed = true
	b.failed = fmt.Errorf("soft body: %s: the attempt is not valid any more", reason)
	return b.failed
}
