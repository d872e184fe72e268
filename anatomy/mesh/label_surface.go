package mesh

import (
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// LabelMesh is the surfaces of all labels of a label map at once, in the
// patient frame (LPS, mm). What separates two labels is there once and belongs
// to both: no gap and no overlap between touching structures.
type LabelMesh struct {
	Vertices []mgl32.Vec3
	// Triangles wind counter-clockwise seen from the label before them.
	Triangles [][3]uint32
	// Sides are the labels behind and before each triangle, never equal. Zero
	// is the background, and what lies beyond the map.
	Sides [][2]uint16

	// pinched lists the vertices, rising, at which a label may touch itself:
	// the middles of cells (see labelCell). Of takes such sheets apart.
	pinched []uint32
}

// FromLabels returns what separates the labels of a map, with every vertex in
// the middle of voxels: terraces for the caller to smooth.
//
// labels holds size[0]*size[1]*size[2] values, i fastest, at the voxel centres
// that patientFromVoxel (affine, invertible, of either handedness) places. The
// surface stands on the outer faces of the map's outer voxels. Where two labels
// meet crosswise, the higher one is cut apart, as FromMask does, whose surface
// comes out when there is one label beside the background.
//
// For every map, what Of takes out is closed, 2-manifold and wound outward,
// without degenerate or duplicate triangles; labelCell says why. The same map
// gives the same vertices and triangles in the same order, on any number of
// cores.
//
// FromLabels panics when labels and size disagree.
func FromLabels(labels []uint16, size [3]int, patientFromVoxel mgl64.Mat4) *LabelMesh {
	requireVoxels(len(labels), size)
	scan := scanLabels(labels, size)
	return marchLabels(scan, patientFromVoxel)
}

// Labels returns the labels that have a surface, rising, without the background.
func (l *LabelMesh) Labels() []uint16 {
	var seen [1 << 16]bool
	for _, sides := range l.Sides {
		seen[sides[0]], seen[sides[1]] = true, true
	}
	var labels []uint16
	for label := 1; label < len(seen); label++ {
		if seen[label] {
			labels = append(labels, uint16(label))
		}
	}
	return labels
}

// Of returns the closed surface of the union of labels. Borders between them
// are inside and left out. It is empty, not nil, for labels that are not there.
// A vertex at which the union touches itself is there once for each sheet of
// the surface, at the same position.
func (l *LabelMesh) Of(labels ...uint16) *TriMesh {
	surface, _ := l.of(labels)
	return surface
}

// of also returns the vertex that each of the surface's vertices is here.
func (l *LabelMesh) of(labels []uint16) (surface *TriMesh, sources []uint32) {
	var inside [1 << 16]bool
	for _, label := range labels {
		inside[label] = true
	}
	count := 0
	for _, sides := range l.Sides {
		if inside[sides[0]] != inside[sides[1]] {
			count++
		}
	}
	surface = &TriMesh{Triangles: make([][3]uint32, 0, count)}
	for t, sides := range l.Sides {
		switch triangle := l.Triangles[t]; {
		case inside[sides[0]] == inside[sides[1]]:
		case inside[sides[0]]:
			surface.Triangles = append(surface.Triangles, triangle)
		default:
			surface.Triangles = append(surface.Triangles, [3]uint32{triangle[1], triangle[0], triangle[2]})
		}
	}
	sources = surface.renumber(len(l.Vertices))
	sources = surface.splitFans(sources, l.pinched)
	surface.Vertices = make([]mgl32.Vec3, len(sources))
	for v, source := range sources {
		surface.Vertices[v] = l.Vertices[source]
	}
	return surface, sources
}

// renumber gives the triangles' vertices new numbers in rising order without
// gaps and returns the old number of each.
func (m *TriMesh) renumber(vertices int) (sources []uint32) {
	number := make([]uint32, vertices)
	for _, triangle := range m.Triangles {
		for _, v := range triangle {
			number[v] = 1
		}
	}
	for v, used := range number {
		if used != 0 {
			number[v] = uint32(len(sources))
			sources = append(sources, uint32(v))
		}
	}
	for t, triangle := range m.Triangles {
		m.Triangles[t] = [3]uint32{number[triangle[0]], number[triangle[1]], number[triangle[2]]}
	}
	return sources
}
