package mesh

import (
	"math"
	"slices"
)

// TetReport says how fit a mesh of tetrahedra is for simulation. Counts are
// taken on vertex indices.
type TetReport struct {
	Inverted   int // tetrahedra of negative volume
	Degenerate int // that repeat a vertex or have no volume
	// MinDihedralDeg and MaxDihedralDeg are the extreme angles between two faces
	// of a tetrahedron, in degrees; 70.5 in a regular one. Degenerate tetrahedra
	// do not count. Zero for a mesh without tetrahedra.
	MinDihedralDeg, MaxDihedralDeg float64
	// Dihedrals counts the angles by tens of degrees: the first from 0 to 10.
	Dihedrals [18]int

	Materials []MaterialReport // rising by number

	BoundaryFaces int // in one tetrahedron
	SharedFaces   int // between two materials
	OverusedFaces int // in three tetrahedra or more
	FoldedFaces   int // whose two tetrahedra lie on the same side
	Components    int // pieces that share no vertex
	Unreferenced  int // vertices in no tetrahedron
}

// MaterialReport is what a mesh has of one material.
type MaterialReport struct {
	Material  uint16
	Tets      int
	VolumeMM3 float64 // inverted tetrahedra count negative
	// Watertight: the material's surface is closed, 2-manifold and outward.
	Watertight bool
}

// Sound reports a mesh that a solver can take: tetrahedra of positive volume
// only, no face with more than two or two on
// one side, and watertight materials.
func (r TetReport) Sound() bool {
	if r.Inverted+r.Degenerate+r.OverusedFaces+r.FoldedFaces > 0 {
		return false
	}
	for _, material := range r.Materials {
		if !material.Watertight {
			return false
		}
	}
	return len(r.Materials) > 0
}

// Check examines the mesh.
func (m *TetMesh) Check() TetReport {
	var report TetReport
	faces := m.faces()
	m.checkShapes(&report)
	m.checkFaces(faces, &report)
	m.checkPieces(&report)
	m.checkMaterials(faces, &report)
	return report
}

func (m *TetMesh) checkShapes(report *TetReport) {
	smallest, largest := math.Pi, 0.0
	for t := range m.Tets {
		volume := tetVolume(m.corners(t))
		if repeatsCorner(&m.Tets[t]) || volume == 0 {
			report.Degenerate++
			continue
		}
		if volume < 0 {
			report.Inverted++
		}
		for _, cosine := range dihedralCosines(m.corners(t)) {
			angle := math.Acos(max(-1, min(1, cosine)))
			smallest, largest = min(smallest, angle), max(largest, angle)
			report.Dihedrals[min(int(angle*18/math.Pi), 17)]++
		}
	}
	if len(m.Tets) > report.Degenerate {
		report.MinDihedralDeg, report.MaxDihedralDeg = smallest*180/math.Pi, largest*180/math.Pi
	}
}

// dihedralCosines returns the cosines of the six angles between the faces of a
// tetrahedron of either orientation.
func dihedralCosines(a, b, c, d point) [6]float64 {
	ab, ac, ad := b.minus(a), c.minus(a), d.minus(a)
	bc, bd := c.minus(b), d.minus(b)
	normals := [4]point{bc.cross(bd), ad.cross(ac), ab.cross(ad), ac.cross(ab)}
	var lengths [4]float64
	for i, normal := range normals {
		lengths[i] = normal.length()
	}
	var cosines [6]float64
	pair := 0
	for i := range 3 {
		for j := i + 1; j < 4; j++ {
			cosines[pair] = -normals[i].dot(normals[j]) / (lengths[i] * lengths[j])
			pair++
		}
	}
	return cosines
}

func (m *TetMesh) checkFaces(faces []tetFace, report *TetReport) {
	groupsOf(faces, func(same []tetFace) {
		if len(same) == 2 && windAlike(m.triangle(same[0].side), m.triangle(same[1].side)) {
			report.FoldedFaces++
		}
		switch {
		case len(same) == 1:
			report.BoundaryFaces++
		case len(same) > 2:
			report.OverusedFaces++
		case m.Materials[same[0].side/4] != m.Materials[same[1].side/4]:
			report.SharedFaces++
		}
	})
}

// windAlike reports whether two triangles on the same vertices wind alike.
func windAlike(a, b [3]uint32) bool {
	turn := slices.Index(b[:], a[0])
	return a[1] == b[(turn+1)%3]
}

func (m *TetMesh) checkPieces(report *TetReport) {
	vertices := newForest(len(m.Vertices))
	used := make([]bool, len(m.Vertices))
	for _, tet := range m.Tets {
		for _, v := range tet {
			used[v] = true
			vertices.join(tet[0], v)
		}
	}
	for v, isUsed := range used {
		switch {
		case !isUsed:
			report.Unreferenced++
		case vertices.root(uint32(v)) == uint32(v):
			report.Components++
		}
	}
}

func (m *TetMesh) checkMaterials(faces []tetFace, report *TetReport) {
	numbers := m.MaterialNumbers()
	place := func(tet int) int {
		i, _ := slices.BinarySearch(numbers, m.Materials[tet])
		return i
	}
	surfaces := make([]TriMesh, len(numbers))
	groupsOf(faces, func(same []tetFace) {
		for _, face := range same {
			if len(same) != 2 || m.Materials[same[0].side/4] != m.Materials[same[1].side/4] {
				surface := &surfaces[place(int(face.side/4))]
				surface.Triangles = append(surface.Triangles, m.triangle(face.side))
			}
		}
	})
	report.Materials = make([]MaterialReport, len(numbers))
	for i, number := range numbers {
		report.Materials[i].Material = number
		report.Materials[i].Watertight = m.takeVertices(&surfaces[i]).Check().Watertight()
	}
	for t := range m.Tets {
		material := &report.Materials[place(t)]
		material.Tets++
		material.VolumeMM3 += tetVolume(m.corners(t))
	}
}
