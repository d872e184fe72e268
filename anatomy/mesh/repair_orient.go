package mesh

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// orient lets the two faces at every edge wind alike, patch by patch: regions
// that hang together by edges with two faces. In each the way of most triangles
// wins.
func (m *TriMesh) orient(report *RepairReport) error {
	edges := m.edges()
	const unknown = 0
	way := make([]int8, len(m.Triangles)) // +1 as it is, −1 to be flipped
	for seed := range m.Triangles {
		if way[seed] != unknown {
			continue
		}
		way[seed] = 1
		patch := []int{seed}
		balance := 0
		for next := 0; next < len(patch); next++ {
			t := patch[next]
			balance += int(way[t])
			for _, neighbour := range m.across(edges, t) {
				wanted := way[t] * neighbour.way
				switch way[neighbour.triangle] {
				case unknown:
					way[neighbour.triangle] = wanted
					patch = append(patch, neighbour.triangle)
				case -wanted:
					a, b, c := m.corners(t)
					return &RepairError{"it has one side only, like a Möbius strip", a.Add(b).Add(c).Mul(1.0 / 3)}
				}
			}
		}
		if balance < 0 {
			for _, t := range patch {
				way[t] = -way[t]
			}
		}
	}
	for t, triangle := range m.Triangles {
		if way[t] < 0 {
			m.Triangles[t] = [3]uint32{triangle[0], triangle[2], triangle[1]}
			report.Flipped++
		}
	}
	return nil
}

// neighbour is the other triangle at an edge, and +1 when it winds alike.
type neighbour struct {
	triangle int
	way      int8
}

// across returns the neighbours of a triangle by edges with two faces.
func (m *TriMesh) across(edges *edgeTable, t int) []neighbour {
	var found []neighbour
	for corner := range 3 {
		sides := edges.sidesOf(int(edges.of[t][corner]))
		if len(sides) != 2 {
			continue
		}
		other := sides[0]
		if int(other/3) == t {
			other = sides[1]
		}
		way := int8(1)
		if m.sideStart(sides[0]) == m.sideStart(sides[1]) {
			way = -1
		}
		found = append(found, neighbour{int(other / 3), way})
	}
	return found
}

// cutApart gives every fan of triangles at a vertex a vertex of its own, after
// pairing the faces at edges with more than two so that each pair encloses
// material (cutting and stitching after Guéziec et al. 2001,
// doi:10.1109/2945.928166). Where two pairs still meet at one edge because
// their fans hang together elsewhere, one edge gets a vertex in its middle.
func (m *TriMesh) cutApart(report *RepairReport) {
	before := len(m.Vertices)
	for {
		edges := m.edges()
		partner := m.pairSides(edges)
		m.splitCorners(partner)
		if edges = m.edges(); !m.splitDoubleEdge(edges) {
			break
		}
	}
	report.Cut += len(m.Vertices) - before
}

// noSide stands for a side at a border.
const noSide = ^uint32(0)

// pairSides returns for every triangle side the one across its edge.
func (m *TriMesh) pairSides(edges *edgeTable) []uint32 {
	partner := make([]uint32, 3*len(m.Triangles))
	for side := range partner {
		partner[side] = noSide
	}
	for edge, ends := range edges.ends {
		sides := edges.sidesOf(edge)
		for i, other := range m.pairAround(ends, sides) {
			partner[sides[i]] = other
		}
	}
	return partner
}

// pairAround returns the partner of each side at one edge. Around it, material
// begins behind a face that runs backwards and ends at the next that runs
// forwards, like an opening and a closing bracket.
func (m *TriMesh) pairAround(ends [2]uint32, sides []uint32) []uint32 {
	partner := slices.Repeat([]uint32{noSide}, len(sides))
	if len(sides) == 2 && m.sideStart(sides[0]) != m.sideStart(sides[1]) {
		return []uint32{sides[1], sides[0]}
	}
	if len(sides) <= 2 {
		return partner
	}
	order := m.around(ends, sides)
	var open []int
	for turn := range 2 * len(order) { // twice around: a bracket may close behind the start
		i := order[turn%len(order)]
		switch backwards := m.sideStart(sides[i]) == ends[1]; {
		case partner[i] != noSide:
		case backwards && turn < len(order):
			open = append(open, i)
		case !backwards && len(open) > 0:
			last := open[len(open)-1]
			open = open[:len(open)-1]
			partner[i], partner[last] = sides[last], sides[i]
		}
	}
	return partner
}

// around orders the faces at an edge by their angle about it.
func (m *TriMesh) around(ends [2]uint32, sides []uint32) []int {
	origin := wide(m.Vertices[ends[0]])
	along := unit(wide(m.Vertices[ends[1]]).Sub(origin))
	u := unit(anyNormal(along))
	v := along.Cross(u)
	angles, order := make([]float64, len(sides)), make([]int, len(sides))
	for i, side := range sides {
		apex := wide(m.Vertices[m.Triangles[side/3][(side%3+2)%3]]).Sub(origin)
		angles[i], order[i] = math.Atan2(apex.Dot(v), apex.Dot(u)), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(angles[a], angles[b]) })
	return order
}

// anyNormal returns a vector at right angles to a unit vector.
func anyNormal(along mgl64.Vec3) mgl64.Vec3 {
	least := 0
	for axis := range 3 {
		if math.Abs(along[axis]) < math.Abs(along[least]) {
			least = axis
		}
	}
	var other mgl64.Vec3
	other[least] = 1
	return along.Cross(other)
}

// splitCorners makes one vertex of each set of corners that hang together by
// paired sides.
func (m *TriMesh) splitCorners(partner []uint32) {
	corners := newForest(3 * len(m.Triangles))
	for side, other := range partner {
		if other == noSide || uint32(side) > other {
			continue
		}
		s := uint32(side)
		corners.join(s, endCorner(other))
		corners.join(endCorner(s), other)
	}
	vertex := make(map[uint32]uint32) // by root, of fans after a vertex's first
	taken := make([]uint32, len(m.Vertices))
	for t, triangle := range m.Triangles {
		for corner, old := range triangle {
			root := corners.root(uint32(3*t + corner))
			if taken[old] == 0 {
				taken[old] = root + 1
			}
			if taken[old] == root+1 {
				continue
			}
			at, known := vertex[root]
			if !known {
				at = uint32(len(m.Vertices))
				vertex[root] = at
				m.Vertices = append(m.Vertices, m.Vertices[old])
			}
			m.Triangles[t][corner] = at
		}
	}
}

// endCorner returns the corner at which a side ends.
func endCorner(side uint32) uint32 { return side - side%3 + (side%3+1)%3 }

// splitDoubleEdge looks for edges at which more than one pair of faces remains,
// or two that wind against each other, and puts a vertex into the middle of the
// first pair; one triangle is split at one edge only. It reports whether there
// was one.
func (m *TriMesh) splitDoubleEdge(edges *edgeTable) bool {
	touched := map[uint32]bool{}
	found := false
	for edge, ends := range edges.ends {
		sides := edges.sidesOf(edge)
		first, second := sides[0], m.pairAround(ends, sides)[0]
		if len(sides) == 1 || len(sides) == 2 && second != noSide {
			continue
		}
		found = true
		if touched[first/3] || second != noSide && touched[second/3] {
			continue // in the next round
		}
		middle := uint32(len(m.Vertices))
		m.Vertices = append(m.Vertices, narrow(wide(m.Vertices[ends[0]]).Add(wide(m.Vertices[ends[1]])).Mul(0.5)))
		for _, side := range [2]uint32{first, second} {
			if side != noSide {
				m.splitSide(side, middle)
				touched[side/3] = true
			}
		}
	}
	return found
}

// splitSide replaces a triangle by two, with a vertex in the middle of a side.
func (m *TriMesh) splitSide(side, middle uint32) {
	t, corner := side/3, side%3
	triangle := m.Triangles[t]
	a, b, c := triangle[corner], triangle[(corner+1)%3], triangle[(corner+2)%3]
	m.Triangles[t] = [3]uint32{a, middle, c}
	m.Triangles = append(m.Triangles, [3]uint32{middle, b, c})
}
