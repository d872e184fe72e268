package mesh

import "math/bits"

// labelCell is the surfaces inside one cell whose corners have three labels or
// more, or two that do not follow cellCases.
//
// On each face of the cell, segments separate the labels of its corners:
//
//   - Two labels are separated by one segment; crosswise, each corner of the
//     higher label is cut off.
//   - Where a label has two opposite corners and two other labels the rest,
//     it is connected and the others are cut off.
//   - Three labels otherwise meet in the middle of the face.
//   - Four labels meet by threes in two points: the face's lowest and highest
//     corner are connected.
//
// All of that depends on the face's own corners, so both cells beside a face
// draw the same. The segments are a graph on the surface of the cell, with
// three segments at a meeting point in a face, and two at a crossing in an
// edge. Without meeting points it is loops, and these are cut into triangles as
// in cellCases. Otherwise every segment is joined to the middle of the cell: a
// cone.
//
// Why any union of labels has a closed manifold surface: around every edge of
// the whole there are two triangles or three. A segment in a face has one from
// either side. A diagonal of a loop has two, and lies in no other cell, because
// it joins no two crossings of one face. An edge from the middle to a meeting
// point has three, between three different labels; one to a crossing has two.
// So of the triangles around an edge a union has none or two on its surface.
// Around a vertex, they make separate fans, one for each closed curve that
// bounds the union on a small sphere around it. At crossings and meeting points
// there is only one. At the middle of a cell there may be several: LabelMesh.Of
// gives each a vertex of its own.
type labelCell struct {
	corners []uint8    // local vertices, three for each triangle
	sides   [][2]uint8 // of each triangle, a corner of the cell behind and before it
	faces   [6]uint8   // number of meeting points on each face: 0, 1 or 2
	middle  bool       // the middle is a vertex
}

// Local vertices of a labelCell: the crossings 0…11 by edge, two meeting points
// for each face, and the middle.
const (
	firstMeeting  = 12
	middleOfCell  = firstMeeting + 2*6
	labelVertices = middleOfCell + 1
)

// border is a segment that separates two labels on a face, seen from outside the cell.
type border struct{ from, to, right, left uint8 }

// labelCellKey describes a cell by which of its corners have equal labels, and
// on crosswise faces which label is higher; equal keys have equal surfaces. The
// class of a corner counts the labels in order of appearance.
type labelCellKey struct {
	class  [8]uint8
	higher uint8 // bit f: of the two labels that lie crosswise on face f, that of its second corner is higher
}

func keyOf(labels *[8]uint16) labelCellKey {
	var key labelCellKey
	classes := uint8(0)
	for c, label := range labels {
		key.class[c] = classes
		for earlier := range c {
			if labels[earlier] == label {
				key.class[c] = key.class[earlier]
				break
			}
		}
		if key.class[c] == classes {
			classes++
		}
	}
	for f, face := range cellFaces() {
		a, b := labels[face[0]], labels[face[1]]
		if a < b && labels[face[2]] == a && labels[face[3]] == b {
			key.higher |= 1 << f
		}
	}
	return key
}

func buildLabelCell(key labelCellKey) *labelCell {
	cell := &labelCell{}
	var segments []border
	for f, face := range cellFaces() {
		var on []border
		on, cell.faces[f] = key.onFace(f, face)
		segments = append(segments, on...)
	}
	if cell.faces == [6]uint8{} && cell.fillLoops(segments, &key) {
		return cell
	}
	cell.middle = true
	for _, s := range segments {
		cell.add(s.from, s.to, middleOfCell, s.right, s.left)
	}
	return cell
}

// ownedPoints counts the vertices that no other cell before this one has, apart
// from crossings: the meeting points on the faces of its last corner, and the
// middle.
func (c *labelCell) ownedPoints() int {
	points := int(c.faces[1] + c.faces[3] + c.faces[5])
	if c.middle {
		points++
	}
	return points
}

func (c *labelCell) add(v0, v1, v2, behind, before uint8) {
	c.corners = append(c.corners, v0, v1, v2)
	c.sides = append(c.sides, [2]uint8{behind, before})
}

// onFace returns the segments on a face and how many meeting points it has.
func (k *labelCellKey) onFace(f int, face [4]uint8) (segments []border, meeting uint8) {
	class := func(i int) uint8 { return k.class[face[i&3]] }
	edge := func(i int) uint8 { return uint8(edgeBetween(face[i&3], face[(i+1)&3])) }
	cutOff := func(i int) { // corner i, from the edge before it to the edge after
		segments = append(segments, border{edge(i + 3), edge(i), face[i&3], face[(i+1)&3]})
	}
	join := func(i int, point uint8) { // the crossing of edge i to a meeting point
		segments = append(segments, border{edge(i), point, face[(i+1)&3], face[i]})
	}
	crossed := 0
	for i := range 4 {
		if class(i) != class(i+1) {
			crossed |= 1 << i
		}
	}
	first, second := meetingPoints(f)
	switch bits.OnesCount(uint(crossed)) {
	case 2:
		start := 0 // the first corner of a run of equal labels
		for crossed>>((start+3)&3)&1 == 0 {
			start++
		}
		last := start
		for crossed>>(last&3)&1 == 0 {
			last++
		}
		segments = append(segments, border{edge(start + 3), edge(last), face[start], face[(start+3)&3]})
	case 3:
		for i := range 4 {
			if crossed>>i&1 != 0 {
				join(i, uint8(firstMeeting+2*f))
			}
		}
		return segments, 1
	case 4:
		switch {
		case class(0) == class(2) && (class(1) != class(3) || k.higher>>f&1 != 0):
			cutOff(1)
			cutOff(3)
		case class(1) == class(3):
			cutOff(0)
			cutOff(2)
		default:
			join(0, first)
			join(1, first)
			join(2, second)
			join(3, second)
			segments = append(segments, border{first, second, face[2], face[0]})
			return segments, 2
		}
	}
	return segments, 0
}

// meetingPoints returns the local vertices of a face's meeting points: one at
// its second corner, the other at its fourth. The corners of the two cells
// beside a face run opposite ways, so that the points change places.
func meetingPoints(face int) (bySecond, byFourth uint8) {
	at := uint8(firstMeeting + 2*face)
	if face%2 == 0 {
		return at + 1, at
	}
	return at, at + 1
}

// fillLoops cuts loops of segments into triangles. It reports false, and
// leaves the cell empty, when one cannot be cut without a diagonal in a face.
func (c *labelCell) fillLoops(segments []border, key *labelCellKey) bool {
	var next, right, left [12]uint8
	var starts [12]bool
	for _, s := range segments {
		if key.class[s.right] < key.class[s.left] { // one direction for the whole loop
			s = border{s.to, s.from, s.left, s.right}
		}
		next[s.from], right[s.from], left[s.from], starts[s.from] = s.to, s.right, s.left, true
	}
	for start := range next {
		var loop []uint8
		for edge := uint8(start); starts[edge]; edge = next[edge] {
			starts[edge] = false
			loop = append(loop, edge)
		}
		triangles, _, ok := triangulate(loop)
		if !ok {
			c.corners, c.sides = nil, nil
			return false
		}
		for ; len(triangles) > 0; triangles = triangles[3:] {
			c.add(triangles[0], triangles[1], triangles[2], right[start], left[start])
		}
	}
	return true
}
