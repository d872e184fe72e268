package tissue

import (
	"cmp"
	"math"
	"slices"
)

// search finds the elements near a blade: boxes around eight elements as built
// with their copies, boxes around eight of those, and so on. Elements that lie
// together at rest are in one box; the boxes follow the matter as it moves.
type search struct {
	order  []int32 // elements as built, those close together close in the list
	levels [][]box // from the elements' own to the box of all
	stale  bool    // the matter moved since the boxes were drawn
	stack  []int32
}

const boxesInBox = 8

type box struct{ low, high Vec }

var noBox = box{
	low:  Vec{math.MaxFloat32, math.MaxFloat32, math.MaxFloat32},
	high: Vec{-math.MaxFloat32, -math.MaxFloat32, -math.MaxFloat32},
}

func (b *box) add(p *Vec) {
	for i := range 3 {
		b.low[i], b.high[i] = min(b.low[i], p[i]), max(b.high[i], p[i])
	}
}

func (b *box) touches(c *box) bool {
	return b.low[0] <= c.high[0] && b.high[0] >= c.low[0] &&
		b.low[1] <= c.high[1] && b.high[1] >= c.low[1] &&
		b.low[2] <= c.high[2] && b.high[2] >= c.low[2]
}

// build orders the elements along Morton's curve through their middles
// (Morton 1966), 10 bits an axis.
func (s *search) build(m *Matter) {
	all := noBox
	for _, p := range m.rest {
		q := shorten(p)
		all.add(&q)
	}
	codes := make([]uint32, len(m.roots))
	for e, corners := range m.roots {
		s.order = append(s.order, int32(e))
		for i := range 3 {
			middle := 0.0
			for _, v := range corners {
				middle += m.rest[v][i] / 4
			}
			low, high := float64(all.low[i]), float64(all.high[i])
			cell := uint32(max(0, min(1023, 1024*(middle-low)/max(high-low, 1e-9))))
			for bit := range 10 {
				codes[e] |= (cell >> bit & 1) << (3*bit + i)
			}
		}
	}
	slices.SortFunc(s.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(codes[a], codes[b]), cmp.Compare(a, b))
	})
	for n := len(s.order); ; n = (n + boxesInBox - 1) / boxesInBox {
		s.levels = append(s.levels, make([]box, n))
		if n <= 1 {
			break
		}
	}
}

// refit draws all boxes anew.
func (s *search) refit(m *Matter) {
	if !s.stale {
		return
	}
	s.stale = false
	for i, root := range s.order {
		s.levels[0][i] = m.boxOf(root)
	}
	for l := 1; l < len(s.levels); l++ {
		below := s.levels[l-1]
		for i := range s.levels[l] {
			b := noBox
			for _, c := range below[i*boxesInBox : min((i+1)*boxesInBox, len(below))] {
				b.add(&c.low)
				b.add(&c.high)
			}
			s.levels[l][i] = b
		}
	}
}

// boxOf is the box around an element and its copies.
func (m *Matter) boxOf(root int32) box {
	b := noBox
	for e := root; e >= 0; e = m.elements[e].next {
		for _, n := range &m.elements[e].nodes {
			b.add(&m.now[n])
		}
	}
	return b
}

// near appends the elements as built whose boxes touch one, rising.
func (s *search) near(m *Matter, b box, found []int32) []int32 {
	s.refit(m)
	top := len(s.levels) - 1
	s.stack = s.stack[:0]
	for i := range s.levels[top] {
		s.stack = append(s.stack, int32(top), int32(i))
	}
	for len(s.stack) > 0 {
		l, i := s.stack[len(s.stack)-2], int(s.stack[len(s.stack)-1])
		s.stack = s.stack[:len(s.stack)-2]
		if !s.levels[l][i].touches(&b) {
			continue
		}
		if l == 0 {
			found = append(found, s.order[i])
			continue
		}
		for c := i * boxesInBox; c < min((i+1)*boxesInBox, len(s.levels[l-1])); c++ {
			s.stack = append(s.stack, l-1, int32(c))
		}
	}
	slices.Sort(found)
	return found
}
