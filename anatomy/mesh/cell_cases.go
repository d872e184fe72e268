package mesh

import (
	"slices"
	"sync"
)

// A cell is the cube between eight neighbouring voxel centres.
//
// Corner c lies at x = c&1, y = c>>1&1, z = c>>2. Edge e runs along axis e/4;
// bits 0 and 1 of e are its position on the two other axes in rising order.
// The edges 3, 7 and 11 therefore meet in corner 7.

// cellCase is the surface inside one cell for one choice of inside corners.
type cellCase struct {
	// corners lists the edges whose vertices make triangles, three each.
	corners []uint8
}

// cellCases returns the surface for all 256 choices of inside corners; bit c of
// the index says that corner c is inside.
//
// This is marching cubes (Lorensen and Cline 1987, doi:10.1145/37402.37422)
// with two rules that make every surface a closed 2-manifold:
//
//   - On a face with two diagonal inside corners these are always separated
//     (a face-consistent choice, Nielson and Hamann 1991,
//     doi:10.1109/VISUAL.1991.175782), so both cells beside a face draw the
//     same segments on it, in opposite directions.
//   - No diagonal of a triangulated loop joins two edges of one cell face. Two
//     cells share at most the edges of one face, so a diagonal belongs to one
//     cell only and meets exactly two triangles. Every loop has such a
//     triangulation.
//
// A crossing edge has four cells around it, and one loop passes through it in
// each: its vertex has one fan. Three crossings on a line would lie in one face,
// which the second rule forbids: no triangle has zero area.
var cellCases = sync.OnceValue(func() *[256]cellCase {
	var table [256]cellCase
	for inside := range table {
		table[inside] = buildCellCase(uint8(inside))
	}
	return &table
})

// mirroredCases is cellCases for a left-handed lattice: every triangle turned.
var mirroredCases = sync.OnceValue(func() *[256]cellCase {
	mirrored := *cellCases()
	for inside := range mirrored {
		corners := slices.Clone(mirrored[inside].corners)
		for t := 0; t < len(corners); t += 3 {
			corners[t+1], corners[t+2] = corners[t+2], corners[t+1]
		}
		mirrored[inside].corners = corners
	}
	return &mirrored
})

func buildCellCase(inside uint8) cellCase {
	var built cellCase
	next := loopSuccessors(inside)
	var visited [12]bool
	for start := range next {
		if next[start] < 0 || visited[start] {
			continue
		}
		var loop []uint8
		for edge := start; !visited[edge]; edge = next[edge] {
			visited[edge] = true
			loop = append(loop, uint8(edge))
		}
		triangles, _, ok := triangulate(loop)
		if !ok {
			panic("mesh: a surface loop in a cell cannot be cut without a diagonal in a face")
		}
		built.corners = append(built.corners, triangles...)
	}
	return built
}

// loopSuccessors returns, for every crossed edge, the edge that follows it on
// the surface's boundary loop, and -1 for the others.
func loopSuccessors(inside uint8) [12]int {
	var next [12]int
	for edge := range next {
		next[edge] = -1
	}
	for _, face := range cellFaces() {
		for i := range face {
			entering := inside>>face[i]&1 == 0 && inside>>face[(i+1)%4]&1 == 1
			if !entering {
				continue
			}
			last := i + 1 // the run of inside corners that begins after i
			for inside>>face[(last+1)%4]&1 == 1 {
				last++
			}
			entry := edgeBetween(face[i], face[(i+1)%4])
			next[entry] = edgeBetween(face[last%4], face[(last+1)%4])
		}
	}
	return next
}

// cellFaces lists the corners of the six faces counter-clockwise seen from
// outside the cell.
func cellFaces() [6][4]uint8 {
	return [6][4]uint8{
		{0, 4, 6, 2}, {1, 3, 7, 5}, // x = 0, x = 1
		{0, 1, 5, 4}, {2, 6, 7, 3}, // y = 0, y = 1
		{0, 2, 3, 1}, {4, 5, 7, 6}, // z = 0, z = 1
	}
}

// edgeBetween returns the edge that joins two adjacent corners.
func edgeBetween(a, b uint8) int {
	low := a & b
	switch a ^ b {
	case 1:
		return int(low >> 1)
	case 2:
		return int(4 + low&1 + low>>2<<1)
	default:
		return int(8 + low&3)
	}
}

// triangulate cuts a loop into triangles without a diagonal in a cell face,
// with the least sum of squared diagonals for crossings at mid-edge. It reports
// false when there is no such cut.
func triangulate(loop []uint8) (triangles []uint8, cost int, ok bool) {
	n := len(loop)
	if n < 3 {
		return nil, 0, true
	}
	first, last := loop[0], loop[n-1]
	for apex := 1; apex < n-1; apex++ {
		middle := loop[apex]
		if apex > 1 && shareFace(first, middle) || apex < n-2 && shareFace(middle, last) {
			continue
		}
		left, leftCost, leftOK := triangulate(loop[:apex+1])
		right, rightCost, rightOK := triangulate(loop[apex:])
		total := leftCost + rightCost + squaredSpan(first, middle) + squaredSpan(middle, last)
		if !leftOK || !rightOK || ok && total >= cost {
			continue
		}
		ok, cost = true, total
		triangles = append(append([]uint8{first, middle, last}, left...), right...)
	}
	return triangles, cost, ok
}

// shareFace reports whether two different edges lie in one face of the cell.
func shareFace(a, b uint8) bool {
	ca, cb := edgeCorners(a), edgeCorners(b)
	varied := (ca[0] ^ ca[1]) | (cb[0] ^ cb[1]) | (ca[0] ^ cb[0])
	return varied != 7 // some axis is the same for all four corners
}

// edgeCorners returns the two ends of an edge, the lower corner first.
func edgeCorners(edge uint8) [2]uint8 {
	b0, b1 := edge&1, edge>>1&1
	switch edge / 4 {
	case 0:
		low := b0<<1 | b1<<2
		return [2]uint8{low, low | 1}
	case 1:
		low := b0 | b1<<2
		return [2]uint8{low, low | 2}
	default:
		low := b0 | b1<<1
		return [2]uint8{low, low | 4}
	}
}

// squaredSpan is the squared distance between two edges' middles, in quarter
// squared edge lengths.
func squaredSpan(a, b uint8) int {
	ca, cb := edgeCorners(a), edgeCorners(b)
	sum := 0
	for axis := range 3 {
		ma := int(ca[0]>>axis&1 + ca[1]>>axis&1)
		mb := int(cb[0]>>axis&1 + cb[1]>>axis&1)
		sum += (ma - mb) * (ma - mb)
	}
	return sum
}
