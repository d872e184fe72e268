package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// corners returns the three corner positions of triangle t.
func (m *TriMesh) corners(t int) (a, b, c mgl64.Vec3) {
	triangle := m.Triangles[t]
	return wide(m.Vertices[triangle[0]]), wide(m.Vertices[triangle[1]]), wide(m.Vertices[triangle[2]])
}

// cornerPoints returns the same, for hot loops.
func (m *TriMesh) cornerPoints(t int) (a, b, c point) {
	triangle := &m.Triangles[t]
	u, v, w := &m.Vertices[triangle[0]], &m.Vertices[triangle[1]], &m.Vertices[triangle[2]]
	return point{float64(u[0]), float64(u[1]), float64(u[2])},
		point{float64(v[0]), float64(v[1]), float64(v[2])},
		point{float64(w[0]), float64(w[1]), float64(w[2])}
}

// areaVector returns the vector normal to a triangle, outward for the mesh's
// winding, whose length is the triangle's area in mm².
func areaVector(a, b, c mgl64.Vec3) mgl64.Vec3 {
	return b.Sub(a).Cross(c.Sub(a)).Mul(0.5)
}

// Volume returns the enclosed volume in mm³ by the divergence theorem: the sum
// of the signed tetrahedra between each triangle and one reference point
// (Zhang and Chen 2001, doi:10.1109/ICIP.2001.958278). It is negative for a
// surface wound inward and depends on the reference point when the surface is
// not closed. Zero for an empty mesh.
func (m *TriMesh) Volume() float64 {
	low, high := m.Bounds()
	reference := low.Add(high).Mul(0.5) // near the surface: less cancellation
	sum := 0.0
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		sum += a.Sub(reference).Dot(b.Sub(reference).Cross(c.Sub(reference)))
	}
	return sum / 6
}

// Centroid returns the centre of mass of what a closed surface encloses, in
// mm: the mean of the same tetrahedra's centroids, each counting by its signed
// volume. A surface that encloses nothing has the middle of its bounds, and an
// empty mesh zero.
func (m *TriMesh) Centroid() mgl64.Vec3 {
	low, high := m.Bounds()
	reference := low.Add(high).Mul(0.5)
	var moment mgl64.Vec3
	sum := 0.0
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		a, b, c = a.Sub(reference), b.Sub(reference), c.Sub(reference)
		volume := a.Dot(b.Cross(c))
		moment = moment.Add(a.Add(b).Add(c).Mul(volume / 4))
		sum += volume
	}
	if sum == 0 {
		return reference
	}
	return reference.Add(moment.Mul(1 / sum))
}

// Area returns the area of the surface in mm².
func (m *TriMesh) Area() float64 {
	sum := 0.0
	for t := range m.Triangles {
		sum += areaVector(m.corners(t)).Len()
	}
	return sum
}

// Bounds returns the lowest and highest coordinates of the vertices, in mm.
// Both are zero for a mesh without vertices.
func (m *TriMesh) Bounds() (low, high mgl64.Vec3) {
	if len(m.Vertices) == 0 {
		return low, high
	}
	low32, high32 := m.Vertices[0], m.Vertices[0]
	for _, v := range m.Vertices {
		for axis := range 3 {
			low32[axis] = min(low32[axis], v[axis])
			high32[axis] = max(high32[axis], v[axis])
		}
	}
	return wide(low32), wide(high32)
}

// VertexNormals returns one outward unit normal per vertex: the mean of the
// adjacent triangles' normals weighted by the angle that each makes at the
// vertex (Thürmer and Wüthrich 1998, doi:10.1080/10867651.1998.10487487). It is
// zero for a vertex without a triangle that has an area.
func (m *TriMesh) VertexNormals() []mgl32.Vec3 {
	normals := make([]mgl32.Vec3, len(m.Vertices))
	for v, normal := range m.pseudonormals() {
		normals[v] = narrow(normal)
	}
	return normals
}

// pseudonormals returns the angle-weighted unit normals in double precision.
func (m *TriMesh) pseudonormals() []mgl64.Vec3 {
	sums := make([]mgl64.Vec3, len(m.Vertices))
	for t, triangle := range m.Triangles {
		a, b, c := m.corners(t)
		normal := unit(areaVector(a, b, c))
		for corner, edges := range [3][2]mgl64.Vec3{
			{b.Sub(a), c.Sub(a)}, {c.Sub(b), a.Sub(b)}, {a.Sub(c), b.Sub(c)},
		} {
			v := triangle[corner]
			sums[v] = sums[v].Add(normal.Mul(angleBetween(edges[0], edges[1])))
		}
	}
	for v := range sums {
		sums[v] = unit(sums[v])
	}
	return sums
}

// angleBetween returns the angle between two vectors in radians, accurate for
// small angles too (Kahan's atan2 form). Zero when one of them is zero.
func angleBetween(u, v mgl64.Vec3) float64 {
	return math.Atan2(u.Cross(v).Len(), u.Dot(v))
}

// flip turns the surface inside out.
func (m *TriMesh) flip() {
	for t, triangle := range m.Triangles {
		m.Triangles[t] = [3]uint32{triangle[0], triangle[2], triangle[1]}
	}
}
