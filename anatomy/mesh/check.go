package mesh

import "github.com/go-gl/mathgl/mgl64"

// Report says whether a surface bounds a solid, and what is wrong if not.
// Counts are taken on vertex indices: weld a soup first.
type Report struct {
	Closed   bool // there are triangles, and no edge has only one
	Manifold bool // no edge has more than two triangles, no vertex more than one fan
	Outward  bool // neighbours wind alike and normals point out of the solid, cavities included

	Components          int // pieces that share no vertex
	BoundaryEdges       int // with one triangle
	NonManifoldEdges    int // with three or more
	InconsistentEdges   int // whose two triangles wind differently
	NonManifoldVertices int // with several fans of triangles
	Degenerate          int // triangles that repeat a vertex or have no area
	Unreferenced        int // vertices in no triangle
	// Euler is vertices − edges + faces: two for each piece without handles,
	// two less for each handle. Unreferenced vertices and triangles that repeat
	// a vertex do not count.
	Euler int
}

// Watertight reports a closed, 2-manifold surface with outward normals: one
// that bounds a solid, so that inside, volume and signed distance make sense.
func (r Report) Watertight() bool { return r.Closed && r.Manifold && r.Outward }

// Check examines the surface. An empty mesh is manifold and not closed.
func (m *TriMesh) Check() Report {
	var report Report
	edges := m.edges()
	m.countTriangles(&report)
	report.countEdges(m, edges)
	for _, fans := range m.fans(edges) {
		if fans > 1 {
			report.NonManifoldVertices++
		}
	}
	pieces := m.pieces()
	report.Components = pieces.count
	report.Closed = report.BoundaryEdges == 0 && len(edges.ends) > 0
	report.Manifold = report.NonManifoldEdges == 0 && report.NonManifoldVertices == 0
	report.Outward = report.Closed && report.InconsistentEdges == 0 && m.windsOutward(pieces)
	return report
}

func (m *TriMesh) countTriangles(report *Report) {
	used := make([]bool, len(m.Vertices))
	faces := 0
	for t, triangle := range m.Triangles {
		switch {
		case repeatsVertex(triangle):
			report.Degenerate++
			continue
		case areaVector(m.corners(t)) == mgl64.Vec3{}:
			report.Degenerate++
		}
		faces++
		for _, v := range triangle {
			used[v] = true
		}
	}
	for _, isUsed := range used {
		if isUsed {
			report.Euler++
		} else {
			report.Unreferenced++
		}
	}
	report.Euler += faces
}

func (r *Report) countEdges(m *TriMesh, edges *edgeTable) {
	r.Euler -= len(edges.ends)
	for edge := range edges.ends {
		sides := edges.sidesOf(edge)
		switch {
		case len(sides) == 1:
			r.BoundaryEdges++
		case len(sides) > 2:
			r.NonManifoldEdges++
		case m.sideStart(sides[0]) == m.sideStart(sides[1]):
			r.InconsistentEdges++
		}
	}
}

// sideStart returns the vertex from which a triangle side runs.
func (m *TriMesh) sideStart(side uint32) uint32 { return m.Triangles[side/3][side%3] }

// fans counts the fans of triangles at every vertex. Corners at a vertex are
// joined across shared edges; each set that remains is a fan.
func (m *TriMesh) fans(edges *edgeTable) []int {
	corners := newForest(3 * len(m.Triangles))
	cornerAt := func(side, vertex uint32) uint32 {
		if m.sideStart(side) == vertex {
			return side
		}
		return side - side%3 + (side%3+1)%3
	}
	for edge, ends := range edges.ends {
		sides := edges.sidesOf(edge)
		for _, side := range sides[1:] {
			for _, end := range ends {
				corners.join(cornerAt(sides[0], end), cornerAt(side, end))
			}
		}
	}
	fans := make([]int, len(m.Vertices))
	for t, triangle := range m.Triangles {
		if repeatsVertex(triangle) {
			continue
		}
		for corner, v := range triangle {
			if side := uint32(3*t + corner); corners.root(side) == side {
				fans[v]++
			}
		}
	}
	return fans
}

// windsOutward decides for a closed, consistently wound surface. A piece of
// positive volume bounds material. A piece of negative volume is a cavity's
// wall and must lie in the material of the other pieces.
func (m *TriMesh) windsOutward(pieces pieces) bool {
	volumes := m.volumesOf(pieces)
	low, high := m.Bounds()
	// An oblique way out, so that it seldom runs along the grid's planes.
	out := mgl64.Vec3{0.481, 0.312, 0.819}.Mul(2 * high.Sub(low).Len())
	var tree *BVH
	for piece, volume := range volumes {
		if volume > 0 {
			continue
		}
		if len(volumes) == 1 || volume == 0 {
			return false
		}
		if tree == nil {
			tree = NewBVH(m)
		}
		if !m.liesInOthers(tree, pieces, piece, out) {
			return false
		}
	}
	return true
}

// liesInOthers reports whether the first vertex of a piece has a positive
// winding number with respect to all other pieces, by the signed crossings of
// the way out of all of them.
func (m *TriMesh) liesInOthers(tree *BVH, pieces pieces, piece int, out mgl64.Vec3) bool {
	start := wide(m.Vertices[m.Triangles[pieces.firstTriangle[piece]][0]])
	end := start.Add(out)
	winding := 0
	for _, crossing := range tree.Crossings(start, end, nil) {
		if pieces.of[crossing.Triangle] == piece {
			continue
		}
		if crossing.Inward {
			winding--
		} else {
			winding++
		}
	}
	return winding > 0
}
