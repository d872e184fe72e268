package mesh

// The link of a lattice point is the sphere of triangles around it: one for each
// tetrahedron that has the point, on 14 points and 36 edges.
var (
	linkTriangles = func() (triangles [24][3]int) {
		for n, ring := range bccRing {
			for i, short := range ring {
				triangles[4*n+i] = [3]int{n, short, ring[(i+1)%4]}
			}
		}
		return triangles
	}()
	// linkEdge numbers the edges from bccNeighbours on, so that points and cuts
	// of edges can be told apart.
	linkEdge = func() (number [bccNeighbours][bccNeighbours]uint8) {
		next := uint8(bccNeighbours)
		for _, triangle := range linkTriangles {
			for i, a := range triangle {
				b := triangle[(i+1)%3]
				if number[a][b] == 0 {
					number[a][b], number[b][a] = next, next
					next++
				}
			}
		}
		return number
	}()
	// linkAcross gives the two points opposite an edge of the link.
	linkAcross = func() (across [bccNeighbours][bccNeighbours][]int) {
		for _, t := range linkTriangles {
			for i, a := range t {
				b, c := t[(i+1)%3], t[(i+2)%3]
				across[a][b] = append(across[a][b], c)
				across[b][a] = append(across[b][a], c)
			}
		}
		return across
	}()
)

const linkNodes = bccNeighbours + 36

// maySnap tries a snap and keeps the point marked if it may stay.
func (s *stuffing) maySnap(b *borderPoint) bool {
	b.snapped = true
	if s.borderIsDisc(b) && s.snappedNeighboursAreDiscs(b) {
		return true
	}
	b.snapped = false
	return false
}

func (s *stuffing) snappedNeighboursAreDiscs(b *borderPoint) bool {
	for _, step := range s.step[s.gridOf(b.at)] {
		near := s.near[b.at+step]
		if near > 0 && s.border[near-1].snapped && !s.borderIsDisc(&s.border[near-1]) {
			return false
		}
	}
	return true
}

// borderIsDisc reports whether the border around a snapped point is a disc, that
// is whether it meets the point's link in exactly one closed curve, without a
// triangle of the link lying in the border as a whole.
func (s *stuffing) borderIsDisc(b *borderPoint) bool {
	sides := s.sidesAround(b)
	var curve linkCurve
	for i := range curve.root {
		curve.root[i] = uint8(i)
	}
	for _, triangle := range linkTriangles {
		if !curve.cross(triangle, &sides) {
			return false
		}
	}
	for a := range bccNeighbours {
		for c := a + 1; c < bccNeighbours; c++ {
			if linkEdge[a][c] != 0 && sides[a] == 0 && sides[c] == 0 {
				across := linkAcross[a][c]
				if sides[across[0]] != sides[across[1]] {
					curve.add(uint8(a), uint8(c))
				}
			}
		}
	}
	return curve.isOne()
}

// sidesAround gives the point's own material 1, the other −1 and border 0.
func (s *stuffing) sidesAround(b *borderPoint) (sides [bccNeighbours]int8) {
	for n, step := range s.step[s.gridOf(b.at)] {
		p := b.at + step
		near := s.near[p]
		switch {
		case near > 0 && s.border[near-1].snapped:
		case s.labels[p] == s.labels[b.at]:
			sides[n] = 1
		default:
			sides[n] = -1
		}
	}
	return sides
}

// linkCurve collects the pieces of the border in a link: a node is a point of
// the link or the cut of an edge.
type linkCurve struct {
	root   [linkNodes]uint8
	degree [linkNodes]uint8
	pieces int // connected
}

// cross adds the piece inside a triangle. It refuses a triangle all of border.
func (c *linkCurve) cross(triangle [3]int, sides *[bccNeighbours]int8) bool {
	var ends [2]uint8
	found := 0
	mixed, border := false, 0
	for i, a := range triangle {
		b := triangle[(i+1)%3]
		if sides[a] == 0 {
			border++
		}
		mixed = mixed || sides[a]*sides[b] < 0
	}
	if border == 3 {
		return false
	}
	if !mixed {
		return true
	}
	for i, a := range triangle {
		b := triangle[(i+1)%3]
		if sides[a] == 0 {
			ends[found] = uint8(a)
			found++
		}
		if sides[a]*sides[b] < 0 {
			ends[found] = linkEdge[a][b]
			found++
		}
	}
	c.add(ends[0], ends[1])
	return true
}

func (c *linkCurve) add(a, b uint8) {
	for _, node := range [2]uint8{a, b} {
		if c.degree[node] == 0 {
			c.pieces++
		}
		c.degree[node]++
	}
	rootA, rootB := c.rootOf(a), c.rootOf(b)
	if rootA != rootB {
		c.root[rootA] = rootB
		c.pieces--
	}
}

func (c *linkCurve) rootOf(node uint8) uint8 {
	for c.root[node] != node {
		node = c.root[node]
	}
	return node
}

// isOne reports a single closed curve.
func (c *linkCurve) isOne() bool {
	for _, degree := range c.degree {
		if degree != 0 && degree != 2 {
			return false
		}
	}
	return c.pieces == 1
}
