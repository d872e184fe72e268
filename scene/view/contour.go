package view

import (
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// sectioner cuts one surface with planes across the patient's axes, fast enough
// for three slices in every picture: triangles are sorted into bins along each
// axis, and a plane looks only at its own bin.
type sectioner struct {
	mesh    *mesh.TriMesh
	axes    [3]bins
	heights []float32 // of the vertices above a plane, while it cuts
}

// bins holds, for one axis, which triangles reach into each bin. The triangles
// of bin i are items[start[i]:start[i+1]].
type bins struct {
	low, width float32
	start      []uint32
	items      []uint32
}

// segment is one piece of an outline: two points of the plane, patient frame.
type segment [2]mgl32.Vec3

// binWidth in mm is near the edge length of a simplified surface, so that a
// triangle falls into two or three bins.
const binWidth = 2

// maxBins bounds the table of a surface that is far larger than any patient.
const maxBins = 4096

func newSectioner(m *mesh.TriMesh) *sectioner {
	s := &sectioner{mesh: m}
	for axis := range s.axes {
		s.axes[axis] = newBins(m, axis)
	}
	return s
}

func newBins(m *mesh.TriMesh, axis int) bins {
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range m.Vertices {
		low, high = min(low, v[axis]), max(high, v[axis])
	}
	b := bins{low: low, width: binWidth}
	if low > high {
		return b
	}
	b.width = max(binWidth, (high-low)/maxBins)
	b.start = make([]uint32, b.index(high)+2)
	for _, t := range m.Triangles {
		from, to := b.span(m, t, axis)
		for i := from; i <= to; i++ {
			b.start[i+1]++
		}
	}
	for i := 1; i < len(b.start); i++ {
		b.start[i] += b.start[i-1]
	}
	b.items = make([]uint32, b.start[len(b.start)-1])
	next := append([]uint32(nil), b.start...)
	for n, t := range m.Triangles {
		from, to := b.span(m, t, axis)
		for i := from; i <= to; i++ {
			b.items[next[i]] = uint32(n)
			next[i]++
		}
	}
	return b
}

func (b *bins) index(at float32) int { return int((at - b.low) / b.width) }

func (b *bins) span(m *mesh.TriMesh, t [3]uint32, axis int) (from, to int) {
	p, q, r := m.Vertices[t[0]][axis], m.Vertices[t[1]][axis], m.Vertices[t[2]][axis]
	return b.index(min(p, q, r)), b.index(max(p, q, r))
}

// cut appends the outline where the plane at a coordinate of an axis (0 x,
// 1 y, 2 z) crosses the surface. A vertex on the plane counts as above it, so
// that an outline through vertices stays closed.
func (s *sectioner) cut(axis int, at float32, out []segment) []segment {
	b := &s.axes[axis]
	if at < b.low {
		return out
	}
	i := b.index(at)
	if i+1 >= len(b.start) {
		return out
	}
	for _, n := range b.items[b.start[i]:b.start[i+1]] {
		t := s.mesh.Triangles[n]
		if piece, crosses := cross(s.mesh.Vertices[t[0]], s.mesh.Vertices[t[1]], s.mesh.Vertices[t[2]], axis, at); crosses {
			out = append(out, piece)
		}
	}
	return out
}

// cutAcross appends the outline where the plane through a point, of that normal,
// crosses the surface. It looks at every triangle.
func (s *sectioner) cutAcross(normal, through mgl64.Vec3, out []segment) []segment {
	n, offset := mgl32.Vec3{float32(normal[0]), float32(normal[1]), float32(normal[2])}, float32(normal.Dot(through))
	s.heights = s.heights[:0]
	for _, p := range s.mesh.Vertices {
		s.heights = append(s.heights, n[0]*p[0]+n[1]*p[1]+n[2]*p[2]-offset)
	}
	for _, t := range s.mesh.Triangles {
		found := 0
		var piece segment
		for i := range t {
			from, to := t[i], t[(i+1)%3]
			a, b := s.heights[from], s.heights[to]
			if (a >= 0) != (b >= 0) {
				p := s.mesh.Vertices[from]
				piece[found] = p.Add(s.mesh.Vertices[to].Sub(p).Mul(a / (a - b)))
				found++
			}
		}
		if found == 2 {
			out = append(out, piece)
		}
	}
	return out
}

// cross is where a plane crosses one triangle.
func cross(a, b, c mgl32.Vec3, axis int, at float32) (piece segment, crosses bool) {
	corners := [3]mgl32.Vec3{a, b, c}
	found := 0
	for i := range corners {
		p, q := corners[i], corners[(i+1)%3]
		if (p[axis] >= at) == (q[axis] >= at) {
			continue
		}
		t := (at - p[axis]) / (q[axis] - p[axis])
		piece[found] = p.Add(q.Sub(p).Mul(t))
		found++
	}
	return piece, found == 2
}

// wide is a surface's point as a point of the patient frame.
func wide(p mgl32.Vec3) mgl64.Vec3 {
	return mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])}
}
