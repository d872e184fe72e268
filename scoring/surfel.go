package scoring

import (
	"math/bits"

	"github.com/go-gl/mathgl/mgl64"
)

// A surfel is the piece of a mask's surface between eight neighbouring voxels,
// which lie at the corners of a cell. Corner c is at c&1, c>>1&1, c>>2; bit c of a
// cell's code says that the voxel there is in the mask.
//
// The surface is that of marching cubes with crossings in the middle of the edges
// (Lorensen & Cline 1987, doi:10.1145/37402.37422) as public surface distances
// weigh it (Nikolov et al., J Med Internet Res 2021;23:e26151): on a face with two
// diagonal corners those of the rarer kind are parted, and a loop that is not
// flat is cut into the triangles of greatest area on cubic voxels.

// surfelAreas are the areas, mm², for all codes of a cell.
func surfelAreas(spacing mgl64.Vec3) (areas [256]float64) {
	for code := range areas {
		for _, loop := range cellLoops(uint8(code)) {
			areas[code] += loop.area(spacing)
		}
	}
	return areas
}

// surfelLoop is a closed line of the middles of cell edges, in cells.
type surfelLoop []mgl64.Vec3

// cellLoops are the borders of the surface within a cell.
func cellLoops(code uint8) []surfelLoop {
	next := cellSteps(code)
	var loops []surfelLoop
	for start := range 64 {
		var loop surfelLoop
		for edge, ok := start, true; ; {
			var following int
			if following, ok = next[edge]; !ok {
				break
			}
			delete(next, edge)
			loop = append(loop, edgeMiddle(edge))
			edge = following
		}
		if loop != nil {
			loops = append(loops, loop)
		}
	}
	return loops
}

// cellSteps leads from crossed edge to crossed edge around the surface: one step
// for each run of corners of the parted kind around a face. An edge is named by
// both its corners.
func cellSteps(code uint8) map[int]int {
	if bits.OnesCount8(code) > 4 { // part the rarer kind
		code = ^code
	}
	in := func(corner int) bool { return code>>corner&1 == 1 }
	next := map[int]int{}
	for _, face := range cellFaces {
		for i, corner := range face {
			before := face[(i+3)%4]
			if !in(corner) || in(before) {
				continue
			}
			last := i
			for in(face[(last+1)%4]) {
				last++
			}
			next[edgeName(before, corner)] = edgeName(face[last%4], face[(last+1)%4])
		}
	}
	return next
}

// cellFaces lists each face's corners counterclockwise seen from outside.
var cellFaces = [6][4]int{{0, 4, 6, 2}, {1, 3, 7, 5}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 2, 3, 1}, {4, 5, 7, 6}}

func edgeName(a, b int) int { return min(a, b)*8 + max(a, b) }

func edgeMiddle(name int) (middle mgl64.Vec3) {
	for axis := range middle {
		middle[axis] = float64(name/8>>axis&1+name%8>>axis&1) / 2
	}
	return middle
}

// area is that of the loop's triangles on voxels of that spacing, mm².
func (l surfelLoop) area(spacing mgl64.Vec3) float64 {
	_, cut := l.largest()
	sum := 0.0
	for _, t := range cut {
		normal := triangleNormal(t)
		for axis := range normal {
			normal[axis] *= spacing[(axis+1)%3] * spacing[(axis+2)%3]
		}
		sum += normal.Len()
	}
	return sum
}

// triangleNormal has the triangle's area as its length.
func triangleNormal(t [3]mgl64.Vec3) mgl64.Vec3 {
	return t[1].Sub(t[0]).Cross(t[2].Sub(t[0])).Mul(0.5)
}

// largest cuts the loop into the triangles of the greatest total area. It has at
// most seven corners, so all ways are tried.
func (l surfelLoop) largest() (area float64, cut [][3]mgl64.Vec3) {
	last := len(l) - 1
	for apex := 1; apex < last; apex++ {
		t := [3]mgl64.Vec3{l[0], l[apex], l[last]}
		before, beforeCut := l[:apex+1].largest()
		after, afterCut := l[apex:].largest()
		if sum := triangleNormal(t).Len() + before + after; sum > area {
			area = sum
			cut = append(append([][3]mgl64.Vec3{t}, beforeCut...), afterCut...)
		}
	}
	return area, cut
}
