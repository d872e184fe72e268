package mesh

import (
	"math"
	"math/bits"
	"slices"
)

// latticeTet is one tetrahedron of the lattice, positive. Its edges 0–1 and 2–3
// are long, the others short.
type latticeTet struct {
	at     [4]int // lattice points
	ways   *[4][4]int
	labels [4]uint16
	border [4]bool // snapped
}

// latticeTetWays gives, for each tetrahedron that begins at a point of the second
// grid, goes along an axis and has the i-th and the next point of the ring around
// that way, the neighbour number of each corner seen from each other one.
var latticeTetWays = func() (ways [3][4][4][4]int) {
	for axis := range 3 {
		along := 2*axis + 1
		for i := range 4 {
			link := func(from, to, neighbour int) {
				ways[axis][i][from][to] = neighbour
				ways[axis][i][to][from] = opposite(neighbour)
			}
			first, second := bccRing[along][i], bccRing[along][(i+1)%4]
			link(0, 1, along)
			link(0, 2, first)
			link(0, 3, second)
			link(1, 2, first-1<<axis)
			link(1, 3, second-1<<axis)
			between, positive := second-first, 1
			if between < 0 {
				between, positive = -between, 0
			}
			link(2, 3, 2*bits.TrailingZeros(uint(between))+positive)
		}
	}
	return ways
}()

func isLongEdge(a, b int) bool { return (a < 2) == (b < 2) }

// divide makes the tetrahedra, in the order of the lattice.
func (s *stuffing) divide() {
	first := s.gridLength()
	for p := first; p < 2*first; p++ {
		if s.near[p] == 0 && s.labels[p] == 0 {
			continue
		}
		for axis := range 3 {
			along := 2*axis + 1
			for i := range 4 {
				t := latticeTet{ways: &latticeTetWays[axis][i]}
				steps := &s.step[1]
				t.at = [4]int{p, p + steps[along], p + steps[bccRing[along][i]], p + steps[bccRing[along][(i+1)%4]]}
				if s.near[p] == 0 {
					s.whole(&t, s.labels[p])
				} else {
					s.divideTet(&t)
				}
			}
		}
	}
}

// divideTet divides by the materials of the corners that are not border.
func (s *stuffing) divideTet(t *latticeTet) {
	var materials [4]uint16
	count := 0
	for corner, p := range t.at {
		t.labels[corner] = s.labels[p]
		t.border[corner] = s.near[p] > 0 && s.border[s.near[p]-1].snapped
		if !t.border[corner] && !slices.Contains(materials[:count], t.labels[corner]) {
			materials[count] = t.labels[corner]
			count++
		}
	}
	switch count {
	case 1:
		s.whole(t, materials[0])
	case 2:
		s.choose(t.freeDiagonals(materials[0]), func(option int) {
			s.divideSide(t, materials[0], option == 1)
			s.divideSide(t, materials[1], option == 1)
		})
	case 3:
		s.divideThree(t)
	case 4:
		s.divideFour(t)
	}
}

// whole keeps a tetrahedron of the lattice.
func (s *stuffing) whole(t *latticeTet, material uint16) {
	if material != 0 {
		s.emit(material, s.corner(t, 0), s.corner(t, 1), s.corner(t, 2), s.corner(t, 3))
	}
}

func (s *stuffing) emit(material uint16, a, b, c, d uint32) {
	s.mesh.Tets = append(s.mesh.Tets, [4]uint32{a, b, c, d})
	s.mesh.Materials = append(s.mesh.Materials, material)
}

// addVertex adds a vertex to the mesh and returns its number.
func (s *stuffing) addVertex(place point) uint32 {
	s.places = append(s.places, place)
	return uint32(len(s.places) - 1)
}

// corner returns the vertex of a lattice point.
func (s *stuffing) corner(t *latticeTet, corner int) uint32 {
	p := t.at[corner]
	if s.vertices[p] == 0 {
		place := s.position(p)
		if near := s.near[p]; near > 0 {
			place = s.border[near-1].place
		}
		s.vertices[p] = s.addVertex(place) + 1
	}
	return s.vertices[p] - 1
}

// cut returns the vertex where the edge between two corners is cut.
func (s *stuffing) cut(t *latticeTet, from, to int) uint32 {
	if t.at[from] > t.at[to] {
		from, to = to, from
	}
	b, n := &s.border[s.near[t.at[from]]-1], t.ways[from][to]
	if b.vertices[n] == 0 {
		place := mix(b.place, s.border[s.near[t.at[to]]-1].place, b.cuts[n])
		b.vertices[n] = s.addVertex(place) + 1
	}
	return b.vertices[n] - 1
}

// choose keeps the option, of those that build, with the best dihedral angles.
func (s *stuffing) choose(options int, build func(option int)) {
	start := len(s.mesh.Tets)
	best, least := 0, math.Inf(1)
	for option := 0; option < options && options > 1; option++ {
		build(option)
		if sharpness := s.sharpnessFrom(start); sharpness < least {
			best, least = option, sharpness
		}
		s.mesh.Tets, s.mesh.Materials = s.mesh.Tets[:start], s.mesh.Materials[:start]
	}
	build(best)
}

// sharpnessFrom returns the greatest sharpness of the tetrahedra from start on,
// and +Inf where there are none.
func (s *stuffing) sharpnessFrom(start int) float64 {
	worst := -1.0
	for _, tet := range s.mesh.Tets[start:] {
		worst = max(worst, sharpness(s.places[tet[0]], s.places[tet[1]], s.places[tet[2]], s.places[tet[3]]))
	}
	if worst < 0 {
		return math.Inf(1)
	}
	return worst
}
