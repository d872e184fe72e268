package mesh

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// weldWithin returns the surface with every vertex joined to the first one that
// lies no further away than tolerance, in mm, without the vertices that no
// triangle uses. No vertex moves further than the tolerance: there are no chains.
func (m *TriMesh) weldWithin(tolerance float64, report *RepairReport) *TriMesh {
	welded := m.Weld()
	if tolerance > 0 {
		first := welded.firstWithin(tolerance)
		for t, triangle := range welded.Triangles {
			welded.Triangles[t] = [3]uint32{first[triangle[0]], first[triangle[1]], first[triangle[2]]}
		}
	}
	used := make([]bool, len(m.Vertices))
	for _, triangle := range m.Triangles {
		for _, v := range triangle {
			used[v] = true
		}
	}
	for _, isUsed := range used {
		if !isUsed {
			report.Unreferenced++
		}
	}
	welded = welded.compact(welded.Triangles)
	report.Welded = len(m.Vertices) - report.Unreferenced - len(welded.Vertices)
	return welded
}

// firstWithin finds for every vertex the first vertex that stands for itself
// and lies within the tolerance, in a grid of cells as large as that.
func (m *TriMesh) firstWithin(tolerance float64) []uint32 {
	first := make([]uint32, len(m.Vertices))
	cells := make(map[[3]int64][]uint32, len(m.Vertices))
	for v, position := range m.Vertices {
		cell := cellOf(position, tolerance)
		first[v] = uint32(v)
		nearest := tolerance
		for i := range 27 {
			near := [3]int64{cell[0] + int64(i%3) - 1, cell[1] + int64(i/3%3) - 1, cell[2] + int64(i/9) - 1}
			for _, candidate := range cells[near] {
				if gap := wide(m.Vertices[candidate]).Sub(wide(position)).Len(); gap < nearest || gap == nearest && candidate < first[v] {
					first[v], nearest = candidate, gap
				}
			}
		}
		if first[v] == uint32(v) {
			cells[cell] = append(cells[cell], uint32(v))
		}
	}
	return first
}

func cellOf(position mgl32.Vec3, size float64) (cell [3]int64) {
	for axis, coordinate := range position {
		cell[axis] = int64(math.Floor(float64(coordinate) / size))
	}
	return cell
}

// dropDegenerate removes triangles that are lines or points.
func (m *TriMesh) dropDegenerate(report *RepairReport) {
	before := len(m.Triangles)
	m.Triangles = slices.DeleteFunc(m.Triangles, repeatsVertex)
	report.Degenerate += before - len(m.Triangles)
}

// dropCopies keeps the first of triangles with the same corners. Two that wind
// against each other may also be the wall between two solids, which goes.
func (m *TriMesh) dropCopies(report *RepairReport) {
	first := map[[3]uint32]int{}
	copied := map[int]bool{} // kept triangles with a copy that winds the other way
	kept := m.Triangles[:0]
	for _, triangle := range m.Triangles {
		sorted := triangle
		slices.Sort(sorted[:])
		at, known := first[sorted]
		if !known {
			first[sorted] = len(kept)
			kept = append(kept, triangle)
			continue
		}
		report.Duplicates++
		if windsEven(triangle) != windsEven(kept[at]) {
			copied[at] = true
		}
	}
	m.Triangles = kept
	if len(copied) > 0 {
		m.dropWalls(copied, report)
	}
}

// dropWalls removes connected copies at whose whole border two other faces
// meet: the solid goes on beyond.
func (m *TriMesh) dropWalls(copied map[int]bool, report *RepairReport) {
	edges := m.edges()
	walls := newForest(len(m.Triangles))
	ends, isOpen := make([]bool, len(m.Triangles)), make([]bool, len(m.Triangles))
	for edge := range edges.ends {
		var inner, outer []uint32
		for _, side := range edges.sidesOf(edge) {
			if copied[int(side/3)] {
				inner = append(inner, side/3)
			} else {
				outer = append(outer, side/3)
			}
		}
		for _, t := range inner {
			if len(outer) == 0 {
				walls.join(inner[0], t)
			}
			ends[t] = ends[t] || len(outer) >= 2
			isOpen[t] = isOpen[t] || len(outer) == 1
		}
	}
	for t := range copied {
		root := walls.root(uint32(t))
		ends[root], isOpen[root] = ends[root] || ends[t], isOpen[root] || isOpen[t]
	}
	next := -1
	m.Triangles = slices.DeleteFunc(m.Triangles, func([3]uint32) bool {
		next++
		root := walls.root(uint32(next))
		isWall := copied[next] && ends[root] && !isOpen[root]
		if isWall {
			report.Walls++
		}
		return isWall
	})
}

// windsEven reports whether a triangle's corners are an even permutation of
// their order.
func windsEven(t [3]uint32) bool {
	return (t[0] < t[1]) != (t[1] < t[2]) != (t[0] < t[2])
}

// capPasses bounds how often turning one cap may make another.
const capPasses = 8

// turnCaps mends triangles whose corners lie on one line: the edge between them
// and the neighbour beyond their longest side is turned, so that the middle
// corner comes to lie on a side of two sound triangles.
func (m *TriMesh) turnCaps(report *RepairReport) {
	for range capPasses {
		edges := m.edges()
		touched := make([]bool, len(m.Triangles))
		turned := 0
		for t := range m.Triangles {
			if !touched[t] && (areaVector(m.corners(t)) == mgl64.Vec3{}) && m.turnCap(t, edges, touched) {
				turned++
			}
		}
		report.Degenerate += turned
		if turned == 0 {
			return
		}
	}
}

func (m *TriMesh) turnCap(t int, edges *edgeTable, touched []bool) bool {
	corner := m.longestSide(m.Triangles[t])
	sides := edges.sidesOf(int(edges.of[t][corner]))
	if len(sides) != 2 {
		return false
	}
	other := sides[0]
	if int(other/3) == t {
		other = sides[1]
	}
	a, b, middle := m.Triangles[t][corner], m.Triangles[t][(corner+1)%3], m.Triangles[t][(corner+2)%3]
	far := m.Triangles[other/3][(other%3+2)%3]
	if touched[other/3] || m.sideStart(other) != b || far == middle || edges.has(middle, far) {
		return false
	}
	touched[t], touched[other/3] = true, true
	m.Triangles[t] = [3]uint32{a, far, middle}
	m.Triangles[other/3] = [3]uint32{far, b, middle}
	return true
}

// has reports whether two vertices have an edge.
func (e *edgeTable) has(a, b uint32) bool {
	_, found := e.find(a, b)
	return found
}

// find returns the edge between two vertices.
func (e *edgeTable) find(a, b uint32) (edge int, found bool) {
	return slices.BinarySearchFunc(e.ends, [2]uint32{min(a, b), max(a, b)}, func(x, y [2]uint32) int {
		return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]))
	})
}

// dropCrumbs removes the pieces with less than a share of the whole area.
func (m *TriMesh) dropCrumbs(share float64, report *RepairReport) {
	if share <= 0 {
		return
	}
	pieces := m.pieces()
	areas := make([]float64, pieces.count)
	for t := range m.Triangles {
		areas[pieces.of[t]] += areaVector(m.corners(t)).Len()
	}
	least := share * m.Area()
	for _, area := range areas {
		if area < least {
			report.DroppedPieces++
		}
	}
	next := -1
	m.Triangles = slices.DeleteFunc(m.Triangles, func([3]uint32) bool {
		next++
		return areas[pieces.of[next]] < least
	})
}
