package mesh

import "math"

// collapser collapses the edges of one district, or of all at the end of a
// sweep. It writes only what belongs to its district's vertices, and reads only
// what no other may write.
type collapser struct {
	*simplifier
	number     uint8
	everywhere bool // no other is at work

	firstVertex, lastVertex     int
	firstTriangle, lastTriangle int
	listed                      int      // corners that the district begins with
	corners                     []uint32 // rings that it wrote

	live      []uint32 // the district's triangles that may have a price, in order
	leaving   []uint32 // triangles that no longer touch the district
	histogram priceHistogram
	mark      uint32   // the last one given
	waiting   []uint32 // cheap edges that touch another district, for the sweep's end
	removed   int      // triangles in this sweep
}

var deadTriangle = [3]uint32{noVertex, noVertex, noVertex}

const noVertex = ^uint32(0)

// unpriced is the cost of an edge that is not to be collapsed, or whose price
// is kept at its other triangle.
var unpriced = float32(math.Inf(1))

// price sets the cost of the edge from a corner to the next. Each edge is priced
// where it runs to the higher vertex.
func (s *simplifier) price(corner uint32) {
	a, b := s.edgeAt(corner)
	cost := unpriced
	if a < b && !s.locked[a] && !s.locked[b] {
		_, lowest := s.target(a, b)
		cost = float32(lowest)
	}
	s.cost[corner/3][corner%3] = cost
}

// edgeAt returns the ends of the edge from a corner to the next.
func (s *simplifier) edgeAt(corner uint32) (from, to uint32) {
	triangle := &s.triangles[corner/3]
	switch corner % 3 {
	case 0:
		return triangle[0], triangle[1]
	case 1:
		return triangle[1], triangle[2]
	}
	return triangle[2], triangle[0]
}

// target returns where a collapsed edge goes, and at what cost.
func (s *simplifier) target(a, b uint32) (at point, cost float64) {
	middle := s.positions[a].plus(s.positions[b]).times(0.5)
	return lowest(&s.quadrics[a], &s.quadrics[b], middle)
}

// collapse makes the edge at a corner a vertex. Where that would change the
// topology, turn a triangle over or lead too far away, it takes the price away
// until one end has moved. It reports false and does nothing where another district is near.
func (c *collapser) collapse(corner uint32) (ours bool) {
	a, b := c.edgeAt(corner)
	if !c.owns(a) || !c.owns(b) {
		return false
	}
	keeps, ours := c.keepsTopology(a, b)
	if !ours {
		return false
	}
	target, _ := c.target(a, b)
	to := pointOf(wide(target.narrow()))
	if keeps && c.keepsShape(a, b, to) && c.keepsShape(b, a, to) && c.staysNear(a, b, to) {
		c.join(a, b, to)
	} else {
		c.cost[corner/3][corner%3] = unpriced
	}
	return true
}

func (c *collapser) owns(v uint32) bool { return c.everywhere || c.district[v] == c.number }

// keepsTopology asks the link condition: the ends' only common neighbours are
// the two beside the edge, and the piece is no tetrahedron.
func (c *collapser) keepsTopology(a, b uint32) (keeps, ours bool) {
	c.mark++
	degreeA, degreeB, common := 0, 0, 0
	for _, corner := range c.ringOf(a) {
		if c.triangles[corner/3] == deadTriangle {
			continue
		}
		// In a closed fan every neighbour follows the middle in one triangle.
		after, _ := c.others(corner)
		if !c.owns(after) {
			return false, false
		}
		c.seen[after] = c.mark
		degreeA++
	}
	for _, corner := range c.ringOf(b) {
		if c.triangles[corner/3] == deadTriangle {
			continue
		}
		after, _ := c.others(corner)
		if !c.owns(after) {
			return false, false
		}
		degreeB++
		if c.seen[after] == c.mark {
			common++
		}
	}
	return common == 2 && (degreeA > 3 || degreeB > 3), true
}

// Limits on what a collapse may do to a triangle that remains.
const (
	leastTurn    = 0.5  // cosine between its normals before and after
	leastFatness = 0.02 // twice the area over the longest side squared; 0.87 is equilateral
)

// keepsShape reports whether no triangle at a vertex turns over or becomes a
// needle when it moves. Those at the other end of its edge will be gone. A
// triangle that is a needle already must not become thinner.
func (c *collapser) keepsShape(moving, other uint32, to point) bool {
	from := c.positions[moving]
	for _, corner := range c.ringOf(moving) {
		if c.triangles[corner/3] == deadTriangle {
			continue
		}
		p, q := c.others(corner)
		if p != other && q != other && !staysUpright(from, to, c.positions[p], c.positions[q]) {
			return false
		}
	}
	return true
}

// staysUpright judges triangle (from, p, q) becoming (to, p, q).
func staysUpright(from, to, p, q point) bool {
	side := q.minus(p)
	before, after := crossOf(p.minus(from), side), crossOf(p.minus(to), side)
	along, wasSquared, isSquared := before.dot(after), before.dot(before), after.dot(after)
	if along < 0 || along*along < leastTurn*leastTurn*wasSquared*isSquared {
		return false
	}
	longest := longestSquared(to, p, q)
	if isSquared > leastFatness*leastFatness*longest*longest {
		return true
	}
	was := longestSquared(from, p, q)
	return isSquared*was*was > wasSquared*longest*longest
}

func crossOf(u, v point) point {
	return point{u.y*v.z - u.z*v.y, u.z*v.x - u.x*v.z, u.x*v.y - u.y*v.x}
}

func longestSquared(a, b, c point) float64 {
	ab, bc, ca := a.minus(b), b.minus(c), c.minus(a)
	return max(ab.dot(ab), bc.dot(bc), ca.dot(ca))
}

// join makes b part of a at the target, and prices a's edges anew.
func (c *collapser) join(a, b uint32, to point) {
	first := len(c.corners)
	for _, corner := range c.ringOf(a) {
		if p, q := c.others(corner); p != b && q != b && p != noVertex {
			c.corners = append(c.corners, corner)
		}
	}
	for _, corner := range c.ringOf(b) {
		switch p, q := c.others(corner); {
		case p == noVertex:
		case p == a || q == a:
			c.triangles[corner/3] = deadTriangle
			c.cost[corner/3] = [3]float32{unpriced, unpriced, unpriced}
			c.removed++
		default:
			c.triangles[corner/3][corner%3] = a
			c.corners = append(c.corners, corner)
		}
	}
	c.rings[a] = ring{c.number, uint32(first), uint32(len(c.corners) - first)}
	c.rings[b].count = 0
	c.positions[a] = to
	c.quadrics[a].add(&c.quadrics[b])
	for _, corner := range c.corners[first:] {
		c.price(corner)
		c.price(corner - corner%3 + (corner%3+2)%3)
	}
}
