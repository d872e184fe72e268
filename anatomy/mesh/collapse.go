package mesh

// collapse is one edge with the cost of making it a vertex.
type collapse struct {
	cost               float64
	a, b               uint32 // a < b; a survives
	versionA, versionB uint32
}

func (c *collapse) before(o *collapse) bool {
	switch {
	case c.cost != o.cost:
		return c.cost < o.cost
	case c.a != o.a:
		return c.a < o.a
	}
	return c.b < o.b
}

// collapseQueue is a four-way heap, the cheapest collapse first.
type collapseQueue []collapse

func (q collapseQueue) order() {
	for i := (len(q)+2)/4 - 1; i >= 0; i-- {
		q.sink(i)
	}
}

func (q collapseQueue) sink(i int) {
	moving := q[i]
	for {
		first := 4*i + 1
		if first >= len(q) {
			break
		}
		least := first
		for child := first + 1; child < min(first+4, len(q)); child++ {
			if q[child].before(&q[least]) {
				least = child
			}
		}
		if !q[least].before(&moving) {
			break
		}
		q[i] = q[least]
		i = least
	}
	q[i] = moving
}

func (q *collapseQueue) push(c collapse) {
	*q = append(*q, c)
	heap := *q
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if !c.before(&heap[parent]) {
			break
		}
		heap[i] = heap[parent]
		i = parent
	}
	heap[i] = c
}

func (q *collapseQueue) pop() collapse {
	heap := *q
	first, last := heap[0], len(heap)-1
	heap[0] = heap[last]
	*q = heap[:last]
	if last > 0 {
		q.sink(0)
	}
	return first
}

// eachTriangle visits the living triangles at v and forgets the dead.
func (s *simplifier) eachTriangle(v uint32, visit func(t, corner int)) {
	previous := endOfList
	for at := s.head[v]; at != endOfList; at = s.next[at] {
		if s.dead[at/3] {
			s.unlink(v, previous, at)
			continue
		}
		previous = at
		visit(int(at/3), int(at%3))
	}
}

func (s *simplifier) unlink(v uint32, previous, at int32) {
	if previous == endOfList {
		s.head[v] = s.next[at]
	} else {
		s.next[previous] = s.next[at]
	}
	if s.tail[v] == at {
		s.tail[v] = previous
	}
}

// keepsTopology tests the link condition (Dey, Edelsbrunner, Guha and Nekhayev
// 1999, Publ. Inst. Math. 66, 23–45): the ends have exactly the two neighbours
// in common that face the edge. A tetrahedron meets that and cannot collapse.
func (s *simplifier) keepsTopology(a, b uint32) bool {
	s.mark += 2
	degreeA, degreeB, common := 0, 0, 0
	s.eachTriangle(a, func(t, corner int) {
		degreeA++
		s.seen[s.triangles[t][(corner+1)%3]] = s.mark
	})
	s.eachTriangle(b, func(t, corner int) {
		degreeB++
		// In a closed fan every neighbour follows b in exactly one triangle.
		if s.seen[s.triangles[t][(corner+1)%3]] == s.mark {
			common++
		}
	})
	return common == 2 && (degreeA > 3 || degreeB > 3)
}

// Limits on what a collapse may do to a triangle that remains.
const (
	leastTurn    = 0.2  // cosine between its normals before and after
	leastFatness = 0.02 // twice the area over the longest side squared; 0.87 is equilateral
)

// keepsShape reports whether no triangle at a or b turns over or becomes a
// needle when both move to the target. A triangle that is a needle already
// must not become thinner.
func (s *simplifier) keepsShape(a, b uint32, to point) bool {
	keeps := true
	test := func(moving, other uint32) {
		s.eachTriangle(moving, func(t, corner int) {
			p, q := s.triangles[t][(corner+1)%3], s.triangles[t][(corner+2)%3]
			if keeps && p != other && q != other {
				keeps = staysUpright(s.positions[moving], to, s.positions[p], s.positions[q])
			}
		})
	}
	test(a, b)
	test(b, a)
	return keeps
}

// staysUpright judges triangle (from, p, q) becoming (to, p, q).
func staysUpright(from, to, p, q point) bool {
	before, after := crossOf(p.minus(from), q.minus(from)), crossOf(p.minus(to), q.minus(to))
	if before.dot(after) < leastTurn*before.length()*after.length() {
		return false
	}
	fatness := after.length() / longestSquared(to, p, q)
	return fatness > leastFatness || fatness > before.length()/longestSquared(from, p, q)
}

func crossOf(u, v point) point {
	return point{u.y*v.z - u.z*v.y, u.z*v.x - u.x*v.z, u.x*v.y - u.y*v.x}
}

func longestSquared(a, b, c point) float64 {
	ab, bc, ca := a.minus(b), b.minus(c), c.minus(a)
	return max(ab.dot(ab), bc.dot(bc), ca.dot(ca))
}

// collapse joins b to a at the target and prices a's edges anew.
func (s *simplifier) collapse(a, b uint32, to point, sum quadric) {
	s.eachTriangle(b, func(t, corner int) {
		p, q := s.triangles[t][(corner+1)%3], s.triangles[t][(corner+2)%3]
		if p == a || q == a {
			s.dead[t] = true
			s.alive--
		}
		s.triangles[t][corner] = a
	})
	s.next[s.tail[a]] = s.head[b]
	s.tail[a] = s.tail[b]
	s.positions[a], s.quadrics[a] = to, sum
	s.version[a]++
	s.version[b]++
	s.eachTriangle(a, func(t, corner int) {
		// In a closed fan every neighbour follows a in exactly one triangle.
		if c, ok := s.candidate(a, s.triangles[t][(corner+1)%3]); ok {
			s.queue.push(c)
		}
	})
}
