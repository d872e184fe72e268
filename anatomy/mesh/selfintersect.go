package mesh

import (
	"cmp"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Intersection is a pair of triangles that pass through, or lie on, each other.
type Intersection struct {
	Triangles [2]int // the lower index first
	At        mgl64.Vec3
}

// SelfIntersections returns how many pairs of triangles have a point in common
// that neighbours do not share, and the first of them (at most limit), in the
// order of their triangles. A place is a point of both triangles, or close to
// it, in mm.
//
// Crossing, touching and overlapping count. Triangles are neighbours where
// corners have equal positions, whether or not they are one vertex; they count
// when they meet elsewhere too: beyond a common corner, or folded onto each
// other along a common edge. Triangles without area are passed over. The tests
// are exact for every coordinate that float32 holds.
func (m *TriMesh) SelfIntersections(limit int) (count int, first []Intersection) {
	finder := &intersectionFinder{mesh: m, corner: m.positionNumbers()}
	finder.tree = newPairTree(m)
	finder.tree.eachPair(finder.test)
	found := finder.found
	slices.SortFunc(found, func(a, b [2]uint32) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	for _, pair := range found[:min(limit, len(found))] {
		at := meetingPoint(m.pointsOf(pair[0]), m.pointsOf(pair[1]))
		first = append(first, Intersection{[2]int{int(pair[0]), int(pair[1])}, at.vec3()})
	}
	return len(found), first
}

type intersectionFinder struct {
	mesh   *TriMesh
	tree   *pairTree
	corner [][3]uint32 // per triangle, the numbers of its corners' positions
	found  [][2]uint32
}

// positionNumbers returns the triangles of the welded surface.
func (m *TriMesh) positionNumbers() [][3]uint32 { return m.Weld().Triangles }

// pointsOf returns a triangle's corners.
func (m *TriMesh) pointsOf(t uint32) [3]point {
	a, b, c := m.corners(int(t))
	return [3]point{pointOf(a), pointOf(b), pointOf(c)}
}

// test adds a pair that meets where it should not.
func (f *intersectionFinder) test(s, t uint32) {
	if s > t {
		s, t = t, s
	}
	cs, ct := f.corner[s], f.corner[t]
	if repeatsVertex(cs) || repeatsVertex(ct) {
		return
	}
	a, b := f.mesh.pointsOf(s), f.mesh.pointsOf(t)
	var meet bool
	switch shared, i, j := sharedCorners(cs, ct); shared {
	case 0:
		meet = trianglesMeet(a, b)
	case 1:
		meet = meetBeyondCorner(a, b, i, j)
	case 2:
		meet = foldOnto(a, b, i, j)
	default:
		meet = true
	}
	if meet {
		f.found = append(f.found, [2]uint32{s, t})
	}
}

// sharedCorners counts the common corners; i and j are the place of the common
// corner when there is one, and of the corner that is not common when there
// are two.
func sharedCorners(s, t [3]uint32) (shared, i, j int) {
	var commonS, commonT [3]bool
	for p := range 3 {
		for q := range 3 {
			if s[p] == t[q] {
				commonS[p], commonT[q] = true, true
				shared++
			}
		}
	}
	for p := range 3 {
		if commonS[p] == (shared == 1) {
			i = p
		}
		if commonT[p] == (shared == 1) {
			j = p
		}
	}
	return shared, i, j
}

// trianglesMeet reports whether two triangles without common corners have a
// point in common: then an edge of one meets the other.
func trianglesMeet(a, b [3]point) bool {
	if onOneSide(a, b) || onOneSide(b, a) {
		return false
	}
	for side := range 3 {
		if segmentMeetsTriangle(a[side], a[(side+1)%3], b[0], b[1], b[2]) ||
			segmentMeetsTriangle(b[side], b[(side+1)%3], a[0], a[1], a[2]) {
			return true
		}
	}
	return false
}

// onOneSide reports that all corners of b lie strictly on one side of a's plane.
func onOneSide(a, b [3]point) bool {
	first := orientation(a[0], a[1], a[2], b[0])
	return first != 0 && orientation(a[0], a[1], a[2], b[1]) == first && orientation(a[0], a[1], a[2], b[2]) == first
}

// meetBeyondCorner is for triangles with the corners a[i] and b[j] in common:
// what else they share reaches the edge opposite of it in one of them.
func meetBeyondCorner(a, b [3]point, i, j int) bool {
	return segmentMeetsTriangle(a[(i+1)%3], a[(i+2)%3], b[0], b[1], b[2]) ||
		segmentMeetsTriangle(b[(j+1)%3], b[(j+2)%3], a[0], a[1], a[2])
}

// foldOnto is for triangles with a common edge, opposite of a[i] and b[j]: they
// overlap when they lie in one plane on the same side of it.
func foldOnto(a, b [3]point, i, j int) bool {
	u, v := a[(i+1)%3], a[(i+2)%3]
	if orientation(u, v, a[i], b[j]) != 0 {
		return false
	}
	axis, flat := planeAxis(u, v, a[i])
	return flat && turnInPlane(u, v, a[i], axis) == turnInPlane(u, v, b[j], axis)
}

// meetingPoint returns a point of both triangles, or close to it: where an edge
// of one passes the other, and in one plane the point to which projections from
// one triangle onto the other converge.
func meetingPoint(a, b [3]point) point {
	best, gap := a[0], -1.0
	for _, pair := range [2][2][3]point{{a, b}, {b, a}} {
		edges, face := pair[0], pair[1]
		for side := range 3 {
			at := alongSegment(edges[side], edges[(side+1)%3], face)
			on := onTriangle(at, face)
			isCorner := on == b[0] || on == b[1] || on == b[2]
			if d := at.minus(on); gap < 0 || d.dot(d) < gap && !isCorner {
				best, gap = on, d.dot(d)
			}
		}
	}
	for range 100 {
		best = onTriangle(onTriangle(best, a), b)
	}
	return best
}

func onTriangle(p point, face [3]point) point {
	on := closestOnTriangle(p, face[0], face[1], face[2])
	return on
}

// alongSegment returns where the segment passes the triangle's plane, or its
// middle when it does not.
func alongSegment(p, q point, face [3]point) point {
	normal := pointOf(areaVector(face[0].vec3(), face[1].vec3(), face[2].vec3()))
	atP, atQ := normal.dot(p.minus(face[0])), normal.dot(q.minus(face[0]))
	t := 0.5
	if atP != atQ && atP*atQ <= 0 {
		t = atP / (atP - atQ)
	}
	return p.plus(q.minus(p).times(t))
}
