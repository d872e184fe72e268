package mesh

import (
	"math"
	"slices"
)

// tetImprover moves the vertices of a mesh, one after the other in the order of
// their numbers, and never so that a tetrahedron becomes sharper than
// sharpEnough or than the worst around the vertex was. The mesh thus keeps its
// dihedral bound.
type tetImprover struct {
	m     *TetMesh
	first []uint32 // tets[first[v]:first[v+1]] are those at vertex v
	tets  []uint32
	// border holds the faces between materials and towards the outside.
	border *TriMesh
	// beside lists the vertices that a border vertex is smoothed by; none for a
	// vertex that stays: one inside a material, or where four materials meet.
	beside [][]uint32
}

// sharpEnough is the cosine of 15°: a vertex may always move as long as the
// angles around it keep within 15° and 165°.
const sharpEnough = 0.9659

func newTetImprover(m *TetMesh) *tetImprover {
	t := &tetImprover{m: m, first: make([]uint32, len(m.Vertices)+1), tets: make([]uint32, 4*len(m.Tets))}
	for _, tet := range m.Tets {
		for _, v := range tet {
			t.first[v+1]++
		}
	}
	for v := range m.Vertices {
		t.first[v+1] += t.first[v]
	}
	next := slices.Clone(t.first)
	for i, tet := range m.Tets {
		for _, v := range tet {
			t.tets[next[v]] = uint32(i)
			next[v]++
		}
	}
	t.border = m.borders()
	t.findBeside()
	return t
}

// borders returns the faces between different materials, outside included, on
// the mesh's own vertices.
func (m *TetMesh) borders() *TriMesh {
	borders := &TriMesh{Vertices: m.Vertices}
	groupsOf(m.faces(), func(same []tetFace) {
		if len(same) == 1 || m.Materials[same[0].side/4] != m.Materials[same[1].side/4] {
			borders.Triangles = append(borders.Triangles, m.triangle(same[0].side))
		}
	})
	return borders
}

// findBeside lists the neighbours on the border; those along the line where
// three materials meet for a vertex on such a line.
func (t *tetImprover) findBeside() {
	t.beside = make([][]uint32, len(t.m.Vertices))
	edges := t.border.edges()
	onLine := make([]int, len(t.m.Vertices))
	for edge, ends := range edges.ends {
		if len(edges.sidesOf(edge)) > 2 {
			onLine[ends[0]]++
			onLine[ends[1]]++
		}
	}
	for edge, ends := range edges.ends {
		line := len(edges.sidesOf(edge)) > 2
		for i, v := range ends {
			if onLine[v] == 0 || line && onLine[v] == 2 {
				t.beside[v] = append(t.beside[v], ends[1-i])
			}
		}
	}
}

// worstAt returns the greatest sharpness of the tetrahedra at a vertex.
func (t *tetImprover) worstAt(v uint32) float64 {
	worst := 0.0
	for _, tet := range t.tets[t.first[v]:t.first[v+1]] {
		worst = max(worst, sharpness(t.m.corners(int(tet))))
	}
	return worst
}

// keepsWithin reports whether no tetrahedron at a vertex is sharper than limit.
func (t *tetImprover) keepsWithin(v uint32, limit float64) bool {
	for _, tet := range t.tets[t.first[v]:t.first[v+1]] {
		if sharpness(t.m.corners(int(tet))) > limit {
			return false
		}
	}
	return true
}

// move brings a vertex to a place, or as far towards it as shapes permit, by
// halves down to an eighth of the way.
func (t *tetImprover) move(v uint32, to point) {
	old := t.m.Vertices[v]
	t.m.Vertices[v] = to.narrow()
	if t.keepsWithin(v, sharpEnough) {
		return // nearly always; the rest costs three times as much
	}
	t.m.Vertices[v] = old
	limit := max(t.worstAt(v), sharpEnough)
	for part := 1.0; part > 0.1; part /= 2 {
		t.m.Vertices[v] = mix(widePoint(old), to, part).narrow()
		if t.keepsWithin(v, limit) {
			return
		}
	}
	t.m.Vertices[v] = old
}

// meanOf returns the mean of some vertices.
func (t *tetImprover) meanOf(vertices []uint32) point {
	var sum point
	for _, v := range vertices {
		sum = sum.plus(t.m.at(v))
	}
	return sum.times(1 / float64(len(vertices)))
}

// project brings the border's vertices onto a surface.
func (t *tetImprover) project(tree *BVH) {
	for range 2 {
		for v, beside := range t.beside {
			if len(beside) == 0 {
				continue
			}
			if nearest := tree.closest(t.m.at(uint32(v)), math.Inf(1)); nearest.leaf >= 0 {
				t.move(uint32(v), nearest.at)
			}
		}
	}
}

// Factors of the two halves of a smoothing step (Taubin 1995,
// doi:10.1145/218380.218473): towards the neighbours' mean, then a little more
// away from it, which keeps the volume.
const (
	smoothIn  = 0.5
	smoothOut = -0.53
)

// smooth rounds off the borders, lines where three materials meet along
// themselves. No vertex ends further than maxMove, in mm, from where it was.
func (t *tetImprover) smooth(iterations int, maxMove float64) {
	start := slices.Clone(t.m.Vertices)
	targets := make([]point, len(t.m.Vertices))
	for range iterations {
		for _, factor := range [2]float64{smoothIn, smoothOut} {
			for v, beside := range t.beside {
				if len(beside) > 0 {
					at := t.m.at(uint32(v))
					targets[v] = withinReach(maxMove, widePoint(start[v]), mix(at, t.meanOf(beside), factor))
				}
			}
			for v, beside := range t.beside {
				if len(beside) > 0 {
					t.move(uint32(v), targets[v])
				}
			}
		}
	}
}

// withinReach returns p, or the point on the way to it that is a length away.
func withinReach(length float64, from, p point) point {
	way := p.minus(from)
	if far := way.length(); far > length {
		return from.plus(way.times(length / far))
	}
	return p
}
