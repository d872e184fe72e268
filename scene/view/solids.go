package view

import (
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl32"
)

// solid is a shape on its way to the graphics card: position and normal for
// each vertex, three indices for each triangle.
type solid struct {
	vertices []float32
	indices  []uint32
}

// upload sends the solid to the graphics card, to stay.
func (s solid) upload() *buffer {
	b := newBuffer(3, 3)
	b.upload(s.vertices, s.indices, gl.STATIC_DRAW)
	return b
}

// ringPoint is one ring of a lathe: radius and z, with the outline's normal.
type ringPoint struct{ radius, z, normalRadius, normalZ float64 }

// lathe turns an outline about the z axis. Consecutive points make one band;
// two points at one place with different normals make a crease.
func lathe(outline []ringPoint, sides int) solid {
	var s solid
	for _, p := range outline {
		for i := 0; i <= sides; i++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(sides))
			s.vertices = append(s.vertices,
				float32(p.radius*cos), float32(p.radius*sin), float32(p.z),
				float32(p.normalRadius*cos), float32(p.normalRadius*sin), float32(p.normalZ))
		}
	}
	w := uint32(sides + 1)
	for j := uint32(0); j+1 < uint32(len(outline)); j++ {
		for i := uint32(0); i < uint32(sides); i++ {
			a, b, c, d := j*w+i, j*w+i+1, (j+1)*w+i, (j+1)*w+i+1
			s.indices = append(s.indices, a, c, b, b, c, d)
		}
	}
	return s
}

// drum is the outline of a cylinder with chamfered edges from z = top to z = bottom.
func drum(radius, top, bottom, chamfer float64) []ringPoint {
	const s = math.Sqrt2 / 2
	return []ringPoint{
		{0, top, 0, 1}, {radius - chamfer, top, 0, 1},
		{radius - chamfer, top, s, s}, {radius, top - chamfer, s, s},
		{radius, top - chamfer, 1, 0}, {radius, bottom + chamfer, 1, 0},
		{radius, bottom + chamfer, s, -s}, {radius - chamfer, bottom, s, -s},
		{radius - chamfer, bottom, 0, -1}, {0, bottom, 0, -1},
	}
}

// torus is the outline of a ring about the z axis; the outline closes on itself.
func torus(radius, thickness float64) []ringPoint {
	var outline []ringPoint
	const steps = 16
	for i := 0; i <= steps; i++ {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / steps)
		outline = append(outline, ringPoint{radius + thickness*cos, thickness * sin, cos, sin})
	}
	return outline
}

// ball is the outline of a sphere.
func ball(radius float64) []ringPoint {
	var outline []ringPoint
	const steps = 16
	for i := 0; i <= steps; i++ {
		sin, cos := math.Sincos(math.Pi * float64(i) / steps)
		outline = append(outline, ringPoint{radius * sin, radius * cos, sin, cos})
	}
	return outline
}

// surfaceSolid gives a surface smooth normals: each vertex takes the mean of
// its triangles' normals, weighted by their area.
func surfaceSolid(m *mesh.TriMesh) solid {
	normals := make([]mgl32.Vec3, len(m.Vertices))
	s := solid{
		vertices: make([]float32, 0, 6*len(m.Vertices)),
		indices:  make([]uint32, 0, 3*len(m.Triangles)),
	}
	for _, t := range m.Triangles {
		a := m.Vertices[t[0]]
		n := m.Vertices[t[1]].Sub(a).Cross(m.Vertices[t[2]].Sub(a))
		for _, v := range t {
			normals[v] = normals[v].Add(n)
		}
		s.indices = append(s.indices, t[0], t[1], t[2])
	}
	for i, v := range m.Vertices {
		n := normals[i]
		if l := n.Len(); l > 0 {
			n = n.Mul(1 / l)
		}
		s.vertices = append(s.vertices, v[0], v[1], v[2], n[0], n[1], n[2])
	}
	return s
}
