package assets

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// creaseCosine parts smooth from sharp: faces that meet at more than 40° have an
// edge between them. Round parts of twelve sides or more stay round.
const creaseCosine = 0.766

// Shaded is the solid for drawing: for each corner position and unit normal, six
// floats, mm, and three corners for each triangle. A point has one normal for
// each of the smooth faces that meet there, each the mean of its triangles'
// normals weighted by their angle at the point.
// Thürmer and Wüthrich 1998, doi:10.1080/10867651.1998.10487487.
func (s *Solid) Shaded() (corners []float32, indices []uint32) {
	flat := make([]mgl64.Vec3, len(s.Triangles))
	around := make([][]int, len(s.Points))
	for i, t := range s.Triangles {
		a, b, c := s.Points[t[0]], s.Points[t[1]], s.Points[t[2]]
		if n := b.Sub(a).Cross(c.Sub(a)); n.Len() > 0 {
			flat[i] = n.Normalize()
		}
		for _, v := range t {
			around[v] = append(around[v], i)
		}
	}
	for i, t := range s.Triangles {
		if flat[i].Len() == 0 {
			continue
		}
		for _, v := range t {
			var sum mgl64.Vec3
			for _, j := range around[v] {
				if flat[j].Dot(flat[i]) >= creaseCosine {
					sum = sum.Add(flat[j].Mul(s.angle(s.Triangles[j], v)))
				}
			}
			p, n := s.Points[v], sum.Normalize()
			indices = append(indices, uint32(len(corners)/6))
			corners = append(corners, float32(p[0]), float32(p[1]), float32(p[2]), float32(n[0]), float32(n[1]), float32(n[2]))
		}
	}
	return corners, indices
}

// angle is that of a triangle at one of its points, radians.
func (s *Solid) angle(t [3]uint32, at uint32) float64 {
	for t[0] != at {
		t[0], t[1], t[2] = t[1], t[2], t[0]
	}
	u, v := s.Points[t[1]].Sub(s.Points[at]), s.Points[t[2]].Sub(s.Points[at])
	return math.Atan2(u.Cross(v).Len(), u.Dot(v))
}

// Mirrored is the solid on the other side of the plane x = 0.
func (s *Solid) Mirrored() Solid {
	m := Solid{make([]mgl64.Vec3, len(s.Points)), make([][3]uint32, len(s.Triangles))}
	for i, p := range s.Points {
		m.Points[i] = mgl64.Vec3{-p[0], p[1], p[2]}
	}
	for i, t := range s.Triangles {
		m.Triangles[i] = [3]uint32{t[0], t[2], t[1]}
	}
	return m
}

// moved is the solid turned about the y axis by an angle in radians, then shifted.
func (s *Solid) moved(turn float64, shift mgl64.Vec3) Solid {
	rotation := mgl64.Rotate3DY(turn)
	return s.mapped(func(p mgl64.Vec3) mgl64.Vec3 { return rotation.Mul3x1(p).Add(shift) })
}

// mapped is the solid with every point where a map that does not mirror takes it.
func (s *Solid) mapped(to func(mgl64.Vec3) mgl64.Vec3) Solid {
	m := Solid{make([]mgl64.Vec3, len(s.Points)), s.Triangles}
	for i, p := range s.Points {
		m.Points[i] = to(p)
	}
	return m
}
