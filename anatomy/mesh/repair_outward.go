package mesh

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// flatShare is the volume, relative to the power 3/2 of the area, below which a
// closed piece is a doubled sheet: a sphere has 0.09, a plate of a metre and a
// hundredth of a millimetre 4e-6.
const flatShare = 1e-9

// dropFlat removes closed pieces that enclose nothing, such as a single triangle
// of a soup with the one that closed its "hole".
func (m *TriMesh) dropFlat(report *RepairReport) {
	pieces := m.pieces()
	volumes := m.volumesOf(pieces)
	areas := make([]float64, pieces.count)
	for t := range m.Triangles {
		areas[pieces.of[t]] += areaVector(m.corners(t)).Len()
	}
	flat := make([]bool, pieces.count)
	for piece, area := range areas {
		if flat[piece] = math.Abs(volumes[piece]) <= flatShare*math.Pow(area, 1.5); flat[piece] {
			report.DroppedPieces++
		}
	}
	next := -1
	m.Triangles = slices.DeleteFunc(m.Triangles, func([3]uint32) bool {
		next++
		return flat[pieces.of[next]]
	})
}

// turnOutward flips closed pieces so that material is inside. An outermost
// piece of negative volume was inside out, and with it what lies in it. A piece
// of negative volume inside material stays a cavity.
func (m *TriMesh) turnOutward(report *RepairReport) {
	pieces := m.pieces()
	volumes := m.volumesOf(pieces)
	flips := make([]bool, len(volumes))
	var tree *BVH
	if len(volumes) > 1 {
		tree = NewBVH(m)
	}
	low, high := m.Bounds()
	reach := 2 * high.Sub(low).Len()
	for _, piece := range bySize(volumes) {
		around := m.surrounding(tree, pieces, piece, volumes, reach)
		if len(around) > 0 {
			flips[piece] = flips[around[len(around)-1]]
		}
		winding := 0
		for _, other := range around {
			winding += sign(volumes[other], flips[other])
		}
		if winding <= 0 && sign(volumes[piece], flips[piece]) < 0 {
			flips[piece] = !flips[piece]
		}
	}
	for t, triangle := range m.Triangles {
		if flips[pieces.of[t]] {
			m.Triangles[t] = [3]uint32{triangle[0], triangle[2], triangle[1]}
			report.Flipped++
		}
	}
}

// sign returns +1 for material and −1 for a cavity.
func sign(volume float64, flipped bool) int {
	if (volume < 0) != flipped {
		return -1
	}
	return 1
}

// bySize returns the pieces' numbers, the largest volume first.
func bySize(volumes []float64) []int {
	order := make([]int, len(volumes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(volumes[b]), math.Abs(volumes[a])) })
	return order
}

// surrounding returns the larger pieces that hold a piece's first vertex, the
// largest first: a ray from there, which reaches beyond everything, crosses each
// an odd number of times.
func (m *TriMesh) surrounding(tree *BVH, pieces pieces, piece int, volumes []float64, reach float64) []int {
	if tree == nil {
		return nil
	}
	start := wide(m.Vertices[m.Triangles[pieces.firstTriangle[piece]][0]])
	end := start.Add(mgl64.Vec3{0.481, 0.312, 0.819}.Mul(reach))
	crossed := make(map[int]int)
	for _, crossing := range tree.Crossings(start, end, nil) {
		crossed[pieces.of[crossing.Triangle]]++
	}
	var around []int
	for other, count := range crossed {
		if other != piece && count%2 == 1 && math.Abs(volumes[other]) > math.Abs(volumes[piece]) {
			around = append(around, other)
		}
	}
	slices.SortFunc(around, func(a, b int) int {
		return cmp.Or(cmp.Compare(math.Abs(volumes[b]), math.Abs(volumes[a])), cmp.Compare(a, b))
	})
	return around
}
