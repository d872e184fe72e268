package mesh

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// TetMesh is a solid made of tetrahedra, in the patient frame (LPS, mm).
type TetMesh struct {
	Vertices []mgl32.Vec3
	// Tets are positive: seen from the fourth vertex, the first three run
	// clockwise, so that (b−a)·((c−a)×(d−a)) is six times the volume. Gmsh and
	// VTK number their corners alike.
	Tets [][4]uint32
	// Materials names the structure of each tetrahedron: a label, or a physical
	// group of the file it came from. Touching materials share their vertices.
	Materials []uint16
}

// tetFaces lists the faces of a positive tetrahedron, each opposite the corner
// of its own number and counter-clockwise seen from outside.
var tetFaces = [4][3]uint8{{1, 2, 3}, {0, 3, 2}, {0, 1, 3}, {0, 2, 1}}

// corners returns the corner positions of tetrahedron t.
func (m *TetMesh) corners(t int) (a, b, c, d point) {
	tet := &m.Tets[t]
	return m.at(tet[0]), m.at(tet[1]), m.at(tet[2]), m.at(tet[3])
}

func (m *TetMesh) at(v uint32) point { return widePoint(m.Vertices[v]) }

func widePoint(v mgl32.Vec3) point {
	return point{float64(v[0]), float64(v[1]), float64(v[2])}
}

// Volume returns the sum of the signed volumes of the tetrahedra in mm³;
// inverted ones count negative.
func (m *TetMesh) Volume() float64 {
	sum := 0.0
	for t := range m.Tets {
		sum += tetVolume(m.corners(t))
	}
	return sum
}

// tetVolume returns the signed volume of a tetrahedron.
func tetVolume(a, b, c, d point) float64 {
	return b.minus(a).dot(c.minus(a).cross(d.minus(a))) / 6
}

func (p point) cross(q point) point {
	return point{p.y*q.z - p.z*q.y, p.z*q.x - p.x*q.z, p.x*q.y - p.y*q.x}
}

// MaterialNumbers returns the materials that have tetrahedra, rising.
func (m *TetMesh) MaterialNumbers() []uint16 {
	numbers := slices.Clone(m.Materials)
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// checkIndices refuses a tetrahedron that names a vertex that is not there.
func (m *TetMesh) checkIndices() error {
	for t, tet := range m.Tets {
		if highest := slices.Max(tet[:]); int64(highest) >= int64(len(m.Vertices)) {
			return fmt.Errorf("tetrahedron %d names vertex %d, but there are only %d: export the mesh again",
				t, highest, len(m.Vertices))
		}
	}
	return nil
}

// tetFace is one face of one tetrahedron; low, mid and high are its vertices.
type tetFace struct {
	low, mid, high uint32
	side           uint32 // 4*tetrahedron + corner opposite
}

func (f tetFace) sameAs(g tetFace) bool {
	return f.low == g.low && f.mid == g.mid && f.high == g.high
}

// faces lists all faces, those on the same vertices beside each other and in
// the order of their tetrahedra. Tetrahedra that repeat a vertex have none.
func (m *TetMesh) faces() []tetFace {
	first := make([]uint32, len(m.Vertices)+1)
	m.eachFace(func(f tetFace) { first[f.low+1]++ })
	for v := range m.Vertices {
		first[v+1] += first[v]
	}
	sorted := make([]tetFace, first[len(m.Vertices)])
	next := slices.Clone(first)
	m.eachFace(func(f tetFace) {
		sorted[next[f.low]] = f
		next[f.low]++
	})
	const part = 1 << 12 // vertices: enough work to be worth handing out
	inParallel((len(m.Vertices)+part-1)/part, func() func(int) {
		return func(p int) {
			for v := p * part; v < min((p+1)*part, len(m.Vertices)); v++ {
				slices.SortFunc(sorted[first[v]:first[v+1]], func(a, b tetFace) int {
					return cmp.Or(cmp.Compare(a.mid, b.mid), cmp.Compare(a.high, b.high), cmp.Compare(a.side, b.side))
				})
			}
		}
	})
	return sorted
}

func (m *TetMesh) eachFace(visit func(tetFace)) {
	for t := range m.Tets {
		tet := &m.Tets[t]
		if repeatsCorner(tet) {
			continue
		}
		for corner, face := range tetFaces {
			a, b, c := tet[face[0]], tet[face[1]], tet[face[2]]
			low, high := min(a, b, c), max(a, b, c)
			visit(tetFace{low, a ^ b ^ c ^ low ^ high, high, uint32(4*t + corner)})
		}
	}
}

func repeatsCorner(t *[4]uint32) bool {
	return t[0] == t[1] || t[0] == t[2] || t[0] == t[3] || t[1] == t[2] || t[1] == t[3] || t[2] == t[3]
}

// triangle returns a face wound outward from its tetrahedron.
func (m *TetMesh) triangle(side uint32) [3]uint32 {
	tet, face := &m.Tets[side/4], tetFaces[side%4]
	return [3]uint32{tet[face[0]], tet[face[1]], tet[face[2]]}
}

// groupsOf calls visit with the faces on each set of three vertices.
func groupsOf(faces []tetFace, visit func(same []tetFace)) {
	for first := 0; first < len(faces); {
		last := first + 1
		for last < len(faces) && faces[last].sameAs(faces[first]) {
			last++
		}
		visit(faces[first:last])
		first = last
	}
}

// Surface returns the surface of the union of some materials, of all when none
// is named: the faces that exactly one of their tetrahedra has, wound outward,
// with the vertices that they use. It is empty for materials that are not there.
func (m *TetMesh) Surface(materials ...uint16) *TriMesh {
	inside := func(side uint32) bool {
		return len(materials) == 0 || slices.Contains(materials, m.Materials[side/4])
	}
	surface := &TriMesh{}
	groupsOf(m.faces(), func(same []tetFace) {
		count, found := 0, uint32(0)
		for _, face := range same {
			if inside(face.side) {
				count, found = count+1, face.side
			}
		}
		if count == 1 {
			surface.Triangles = append(surface.Triangles, m.triangle(found))
		}
	})
	return m.takeVertices(surface)
}

// Between returns the faces at which two materials touch, wound outward from
// the first, with the vertices that they use.
func (m *TetMesh) Between(from, to uint16) *TriMesh {
	border := &TriMesh{}
	groupsOf(m.faces(), func(same []tetFace) {
		if len(same) != 2 || from == to {
			return
		}
		for i, face := range same {
			if m.Materials[face.side/4] == from && m.Materials[same[1-i].side/4] == to {
				border.Triangles = append(border.Triangles, m.triangle(face.side))
			}
		}
	})
	return m.takeVertices(border)
}

// takeVertices gives a surface on the mesh's vertices its own.
func (m *TetMesh) takeVertices(surface *TriMesh) *TriMesh {
	for _, source := range surface.renumber(len(m.Vertices)) {
		surface.Vertices = append(surface.Vertices, m.Vertices[source])
	}
	return surface
}
