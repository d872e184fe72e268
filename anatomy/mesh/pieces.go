package mesh

import "github.com/go-gl/mathgl/mgl32"

// pieces numbers the connected parts of a surface in the order of their first
// triangle.
type pieces struct {
	count         int
	of            []int // per triangle
	firstTriangle []int // per piece
}

// pieces finds the parts that share no vertex. A triangle that repeats a
// vertex belongs to the piece that holds its vertices.
func (m *TriMesh) pieces() pieces {
	vertices := newForest(len(m.Vertices))
	for _, t := range m.Triangles {
		vertices.join(t[0], t[1])
		vertices.join(t[0], t[2])
	}
	found := pieces{of: make([]int, len(m.Triangles))}
	number := make([]int, len(m.Vertices))
	for t, triangle := range m.Triangles {
		root := vertices.root(triangle[0])
		if number[root] == 0 {
			found.count++
			found.firstTriangle = append(found.firstTriangle, t)
			number[root] = found.count
		}
		found.of[t] = number[root] - 1
	}
	return found
}

// volumesOf returns the signed volume of every piece in mm³.
func (m *TriMesh) volumesOf(pieces pieces) []float64 {
	volumes := make([]float64, pieces.count)
	for t := range m.Triangles {
		piece := pieces.of[t]
		reference := pointOf(wide(m.Vertices[m.Triangles[pieces.firstTriangle[piece]][0]]))
		a, b, c := m.cornerPoints(t)
		a, b, c = a.minus(reference), b.minus(reference), c.minus(reference)
		volumes[piece] += a.dot(crossOf(b, c)) / 6
	}
	return volumes
}

// Weld returns the surface with vertices at exactly equal positions made one,
// in order of first appearance. Triangles stay as many and in order; those that
// come to repeat a vertex count as degenerate in Check. Vertices that are not
// numbers stay apart.
func (m *TriMesh) Weld() *TriMesh {
	welded := &TriMesh{Triangles: make([][3]uint32, len(m.Triangles))}
	index := make(map[mgl32.Vec3]uint32, len(m.Vertices))
	renumbered := make([]uint32, len(m.Vertices))
	for v, position := range m.Vertices {
		at, known := index[position]
		if !known {
			at = uint32(len(welded.Vertices))
			index[position] = at
			welded.Vertices = append(welded.Vertices, position)
		}
		renumbered[v] = at
	}
	for t, triangle := range m.Triangles {
		welded.Triangles[t] = [3]uint32{renumbered[triangle[0]], renumbered[triangle[1]], renumbered[triangle[2]]}
	}
	return welded
}
