package mesh

import "slices"

// bcc is a body-centred cubic lattice: two cubic grids of points, the second in
// the middles of the first one's cells. Its tetrahedra are all alike, with
// dihedral angles of 60° and 90°, and fill space: each has one edge along an
// axis of the first grid and one of the second, at right angles. Each point has
// 14 neighbours: six of its own grid, along the axes ("long" edges, one spacing),
// and eight of the other grid, along the diagonals ("short" edges, √3/2 of it).
type bcc struct {
	origin  point // of the first grid's first point, mm
	spacing float64
	size    [3]int // points of either grid along each axis
	// step is the way in memory to each neighbour, for either grid.
	step [2][bccNeighbours]int
}

// Neighbours 0 to 5 are −x, +x, −y, +y, −z, +z; 6 to 13 have a bit for each
// axis, set where the neighbour lies in its positive direction.
const (
	bccNeighbours = 14
	bccLong       = 6 // the first six
)

// newBCC places a lattice around a box, with layers to spare, so that the
// points next to the border have all neighbours.
func newBCC(low, high point, spacing float64) *bcc {
	l := &bcc{spacing: spacing}
	l.origin = low.minus(point{1, 1, 1}.times(latticeMargin * spacing))
	extent := high.minus(low)
	for axis, length := range [3]float64{extent.x, extent.y, extent.z} {
		l.size[axis] = int(length/spacing) + 2*latticeMargin + 2
	}
	for grid := range 2 {
		for n := range bccNeighbours {
			l.step[grid][n] = l.stepTo(grid, n)
		}
	}
	return l
}

// latticeMargin is how many layers lie outside on each side: a point of the
// outermost, which lacks neighbours, then has only outside points around it.
const latticeMargin = 2

func (l *bcc) stepTo(grid, neighbour int) int {
	rows := [3]int{1, l.size[0], l.size[0] * l.size[1]}
	if neighbour < bccLong {
		return rows[neighbour/2] * (2*(neighbour%2) - 1)
	}
	// The second grid's point of the same index lies half a spacing further.
	way := l.gridLength()
	for axis := range 3 {
		way += rows[axis] * ((neighbour - bccLong) >> axis & 1)
	}
	if grid == 0 {
		return way - rows[0] - rows[1] - rows[2]
	}
	return way - 2*l.gridLength()
}

// gridLength is the number of points in either grid.
func (l *bcc) gridLength() int { return l.size[0] * l.size[1] * l.size[2] }

// gridOf says to which of the two grids a point belongs.
func (l *bcc) gridOf(p int) int {
	if p < l.gridLength() {
		return 0
	}
	return 1
}

// position returns the place of a point in mm.
func (l *bcc) position(p int) point {
	grid := l.gridOf(p)
	p -= grid * l.gridLength()
	i, j, k := p%l.size[0], p/l.size[0]%l.size[1], p/(l.size[0]*l.size[1])
	return l.place(grid, i, j, k)
}

func (l *bcc) place(grid, i, j, k int) point {
	half := float64(grid) / 2
	steps := point{float64(i) + half, float64(j) + half, float64(k) + half}
	return l.origin.plus(steps.times(l.spacing))
}

// opposite returns the neighbour number of a point seen from that neighbour.
func opposite(neighbour int) int {
	if neighbour < bccLong {
		return neighbour ^ 1
	}
	return 2*bccLong + 7 - neighbour
}

// bccRing lists, for each direction along an axis, the four diagonal neighbours
// around it, in a circle. With the point itself and the neighbour in that
// direction, each two in a row make a tetrahedron.
var bccRing = func() (ring [bccLong][4]int) {
	for n := range ring {
		axis, positive := n/2, n%2
		u, v := (axis+1)%3, (axis+2)%3
		for i, corner := range [4][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
			ring[n][i] = bccLong + positive<<axis + corner[0]<<u + corner[1]<<v
		}
	}
	return ring
}()

// bccEdgeRing lists, for each edge from a point, the neighbours of that point
// that make a tetrahedron with the edge: four around a long edge, six around a
// short one.
var bccEdgeRing = func() (ring [bccNeighbours][]int) {
	for n := range bccLong {
		ring[n] = bccRing[n][:]
		for i, short := range bccRing[n] {
			ring[short] = append(ring[short], n)
			for _, beside := range [2]int{bccRing[n][(i+1)%4], bccRing[n][(i+3)%4]} {
				if !slices.Contains(ring[short], beside) {
					ring[short] = append(ring[short], beside)
				}
			}
		}
	}
	return ring
}()

// index returns the point of a grid.
func (l *bcc) index(grid int, at [3]int) int {
	return ((grid*l.size[2]+at[2])*l.size[1]+at[1])*l.size[0] + at[0]
}

// isInside tells the points that have all neighbours two steps around from those
// of the outermost layers.
func (l *bcc) isInside(i, j, k int) bool {
	for axis, at := range [3]int{i, j, k} {
		if at < latticeMargin || at >= l.size[axis]-latticeMargin {
			return false
		}
	}
	return true
}
