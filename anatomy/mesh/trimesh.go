// Package mesh makes, mends, measures and queries surfaces.
package mesh

import "github.com/go-gl/mathgl/mgl32"

// TriMesh is an indexed triangle surface in the patient frame (LPS, mm).
// Triangles wind counter-clockwise seen from outside. Vertices are float32,
// so that a surface written to PLY or STL and read again is the same surface.
type TriMesh struct {
	Vertices  []mgl32.Vec3
	Triangles [][3]uint32
}
