package mesh

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
)

// maxHoleEdges bounds the time of filling, which grows with the third power of
// a hole's edges: 500 take a second.
const maxHoleEdges = 500

// fillHoles closes every border whose perimeter is at most maxPerimeter, in mm,
// and refuses a larger one.
func (m *TriMesh) fillHoles(maxPerimeter float64, report *RepairReport) error {
	edges := m.edges()
	for _, loop := range m.holes(edges) {
		hole := m.describe(loop)
		if hole.PerimeterMM > maxPerimeter || hole.Edges > maxHoleEdges {
			return &RepairError{fmt.Sprintf("a hole with %d edges and a perimeter of %.1f mm, more than %d edges or the %.1f mm that may be filled,",
				hole.Edges, hole.PerimeterMM, maxHoleEdges, maxPerimeter), hole.At}
		}
		m.fill(loop, edges)
		report.Holes = append(report.Holes, hole)
	}
	return nil
}

// hole is a closed border: its vertices in the order in which new triangles run
// along it, and at each the triangle side that runs back from the next.
type hole struct {
	vertices []uint32
	sides    []uint32
}

// holes follows the border sides of a surface whose vertices have one fan each.
func (m *TriMesh) holes(edges *edgeTable) []hole {
	from := map[uint32]uint32{} // by the vertex at which it ends, a border side
	var order []uint32
	for edge := range edges.ends {
		if sides := edges.sidesOf(edge); len(sides) == 1 {
			end := m.sideEnd(sides[0])
			from[end] = sides[0]
			order = append(order, end)
		}
	}
	var found []hole
	for _, start := range order {
		var loop hole
		for at := start; ; {
			side, open := from[at]
			if !open {
				break
			}
			delete(from, at)
			loop.vertices, loop.sides = append(loop.vertices, at), append(loop.sides, side)
			at = m.sideStart(side)
		}
		if len(loop.vertices) > 2 {
			found = append(found, loop)
		}
	}
	return found
}

// sideEnd returns the vertex to which a triangle side runs.
func (m *TriMesh) sideEnd(side uint32) uint32 { return m.Triangles[side/3][(side%3+1)%3] }

func (m *TriMesh) describe(loop hole) FilledHole {
	described := FilledHole{Edges: len(loop.vertices)}
	var sum mgl64.Vec3
	for i, v := range loop.vertices {
		at, next := wide(m.Vertices[v]), wide(m.Vertices[loop.vertices[(i+1)%len(loop.vertices)]])
		described.PerimeterMM += next.Sub(at).Len()
		sum = sum.Add(at)
	}
	described.At = sum.Mul(1 / float64(len(loop.vertices)))
	return described
}

// fill adds the triangles of the best triangulation, or, when each has a
// diagonal that is an edge already, a fan around a new vertex in the middle.
func (m *TriMesh) fill(loop hole, edges *edgeTable) {
	if triangles, ok := m.triangulate(loop, edges); ok {
		m.Triangles = append(m.Triangles, triangles...)
		return
	}
	middle := uint32(len(m.Vertices))
	m.Vertices = append(m.Vertices, narrow(m.describe(loop).At))
	for i, v := range loop.vertices {
		m.Triangles = append(m.Triangles, [3]uint32{v, loop.vertices[(i+1)%len(loop.vertices)], middle})
	}
}
