package mesh

import (
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// Simplify returns a surface of at most budget triangles, or m itself if it has
// no more. Edges collapse in the order of their quadric error (Garland and
// Heckbert 1997, doi:10.1145/258734.258849), ties by vertex index, so that the
// same mesh always gives the same result. A collapse that would change the
// topology (link condition, Dey et al. 1999), turn a triangle over or leave it
// without area is refused: a closed 2-manifold stays one, with as many
// components and handles. Afterwards every component is offset to its former
// volume.
//
// A component never has fewer than four triangles and borders and
// non-manifold places stay as they are, so that a budget too small for the
// topology is not reached. Unreferenced vertices are lost.
func (m *TriMesh) Simplify(budget int) *TriMesh {
	if len(m.Triangles) <= budget {
		return m
	}
	keeper := newVolumeKeeper(m)
	s := newSimplifier(m)
	s.run(budget)
	simple, kept := s.result()
	keeper.parts = keeper.parts.only(kept)
	keeper.restore(simple, func(int) {})
	return simple
}

// only returns the numbering of the triangles that were kept.
func (p pieces) only(kept []int) pieces {
	remaining := pieces{count: p.count, of: make([]int, len(kept)), firstTriangle: make([]int, p.count)}
	for i, t := range slices.Backward(kept) {
		remaining.of[i] = p.of[t]
		remaining.firstTriangle[p.of[t]] = i
	}
	return remaining
}

// simplifier is a mesh under collapse.
type simplifier struct {
	positions []point // always exact in float32
	quadrics  []quadric
	locked    []bool   // borders and non-manifold vertices
	version   []uint32 // of each vertex; candidates of an older version are void
	triangles [][3]uint32
	dead      []bool // per triangle
	alive     int    // triangles

	// The corners at each vertex form a list: head, tail, and next by corner
	// (3*triangle+corner). Corners of dead triangles stay until passed.
	head, tail, next []int32

	queue collapseQueue
	seen  []uint32 // marks of the current neighbourhood question, by vertex
	mark  uint32
}

const endOfList = int32(-1)

func newSimplifier(m *TriMesh) *simplifier {
	edges := m.edges()
	s := &simplifier{
		positions: make([]point, len(m.Vertices)),
		quadrics:  make([]quadric, len(m.Vertices)),
		version:   make([]uint32, len(m.Vertices)),
		seen:      make([]uint32, len(m.Vertices)),
		triangles: slices.Clone(m.Triangles),
		dead:      make([]bool, len(m.Triangles)),
		alive:     len(m.Triangles),
		locked:    m.lockedVertices(edges),
	}
	for v, position := range m.Vertices {
		s.positions[v] = pointOf(wide(position))
	}
	for t, triangle := range m.Triangles {
		a, b, c := m.corners(t)
		plane := planeQuadric(pointOf(areaVector(a, b, c)), pointOf(a))
		for _, v := range triangle {
			s.quadrics[v] = s.quadrics[v].plus(&plane)
		}
	}
	s.listCorners()
	s.queue = make(collapseQueue, 0, len(edges.ends))
	for _, ends := range edges.ends {
		if c, ok := s.candidate(ends[0], ends[1]); ok {
			s.queue = append(s.queue, c)
		}
	}
	s.queue.order()
	return s
}

// lockedVertices marks the vertices that are not the middle of one closed,
// consistently wound fan.
func (m *TriMesh) lockedVertices(edges *edgeTable) []bool {
	locked := make([]bool, len(m.Vertices))
	for v, fans := range m.fans(edges) {
		locked[v] = fans != 1
	}
	for edge, ends := range edges.ends {
		sides := edges.sidesOf(edge)
		if len(sides) != 2 || m.sideStart(sides[0]) == m.sideStart(sides[1]) {
			locked[ends[0]], locked[ends[1]] = true, true
		}
	}
	for _, triangle := range m.Triangles {
		if repeatsVertex(triangle) {
			locked[triangle[0]], locked[triangle[1]], locked[triangle[2]] = true, true, true
		}
	}
	return locked
}

func (s *simplifier) listCorners() {
	s.head, s.tail = make([]int32, len(s.positions)), make([]int32, len(s.positions))
	s.next = make([]int32, 3*len(s.triangles))
	for v := range s.head {
		s.head[v], s.tail[v] = endOfList, endOfList
	}
	for t, triangle := range s.triangles {
		for i, v := range triangle {
			corner := int32(3*t + i)
			s.next[corner] = endOfList
			if s.head[v] == endOfList {
				s.head[v] = corner
			} else {
				s.next[s.tail[v]] = corner
			}
			s.tail[v] = corner
		}
	}
}

// candidate prices the collapse of an edge.
func (s *simplifier) candidate(a, b uint32) (collapse, bool) {
	if s.locked[a] || s.locked[b] {
		return collapse{}, false
	}
	a, b = min(a, b), max(a, b)
	sum := s.quadrics[a].plus(&s.quadrics[b])
	return collapse{sum.at(s.target(a, b, &sum)), a, b, s.version[a], s.version[b]}, true
}

// target returns where a collapsed edge goes, as a float32 position.
func (s *simplifier) target(a, b uint32, sum *quadric) point {
	middle := s.positions[a].plus(s.positions[b]).times(0.5)
	return pointOf(wide(narrow(sum.lowest(middle).vec3())))
}

func (s *simplifier) run(budget int) {
	for s.alive > budget && len(s.queue) > 0 {
		c := s.queue.pop()
		if c.versionA != s.version[c.a] || c.versionB != s.version[c.b] {
			continue
		}
		sum := s.quadrics[c.a].plus(&s.quadrics[c.b])
		if to := s.target(c.a, c.b, &sum); s.keepsTopology(c.a, c.b) && s.keepsShape(c.a, c.b, to) {
			s.collapse(c.a, c.b, to, sum)
		}
	}
}

// result returns the remaining mesh and which triangles of the original are left.
func (s *simplifier) result() (*TriMesh, []int) {
	simple := &TriMesh{Triangles: make([][3]uint32, 0, s.alive)}
	kept := make([]int, 0, s.alive)
	renumbered := make([]uint32, len(s.positions)) // one more than the new index
	for t, triangle := range s.triangles {
		if s.dead[t] {
			continue
		}
		for i, v := range triangle {
			if renumbered[v] == 0 {
				simple.Vertices = append(simple.Vertices, mgl32.Vec3(narrow(s.positions[v].vec3())))
				renumbered[v] = uint32(len(simple.Vertices))
			}
			triangle[i] = renumbered[v] - 1
		}
		simple.Triangles = append(simple.Triangles, triangle)
		kept = append(kept, t)
	}
	return simple, kept
}
