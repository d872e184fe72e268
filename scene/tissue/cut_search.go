package tissue

import (
	"cmp"
	"math"
	"slices"
)

// search finds the elements near a blade: boxes around eight elements as built
// with their copies, boxes around eight of those, and so on. Elements that lie
// together at rest are in one box. As long as the matter moves little, one looks
// by as much farther; what moves much gets its boxes drawn anew.
type search struct {
	order  []int32 // elements as built, those close together close in the list
	rank   []int32 // where each element is in the list
	levels [][]box // from the elements' own to the box of all
	slack  float64 // what has been drawn may have moved so far since, mm
	quick  []int32 // vertices of the solver that moved farther, and what is at them
	ranks  []int32
	stack  []int32
}

const (
	// quickPart of a grain's length in a step is much, and so is loosePart since the
	// boxes were drawn, which are some grains wide.
	quickPart = 0.05
	loosePart = 0.25
)

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

// grown is a box wider by a margin on all sides, and by what rounding may take.
func (b box) grown(margin float64) box {
	for i := range 3 {
		b.low[i] -= float32(margin) + 1e-6*max(b.low[i], -b.low[i]) + 1e-6
		b.high[i] += float32(margin) + 1e-6*max(b.high[i], -b.high[i]) + 1e-6
	}
	return b
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
	s.rank = make([]int32, len(s.order))
	for i, root := range s.order {
		s.rank[root] = int32(i)
	}
	for n := len(s.order); ; n = (n + boxesInBox - 1) / boxesInBox {
		s.levels = append(s.levels, make([]box, n))
		if n <= 1 {
			break
		}
	}
	s.slack = math.Inf(1)
}

// follow notes that vertices moved from where they were, by no more than so far.
func (s *search) follow(m *Matter, drift float64) {
	quick := quickPart * m.grainMM
	if drift <= quick {
		s.slack += drift
		return
	}
	for i := range m.now {
		if widen(m.now[i]).Sub(widen(m.was[i])).LenSqr() > quick*quick {
			s.quick = append(s.quick, int32(i))
		}
	}
	if s.slack += quick; len(s.quick) > len(m.now)/8 {
		s.slack, s.quick = math.Inf(1), s.quick[:0]
	}
}

// refit draws the boxes anew that may be far from right.
func (s *search) refit(m *Matter) {
	if s.slack > loosePart*m.grainMM {
		s.draw(m)
	}
	if len(s.quick) == 0 {
		return
	}
	s.ranks = s.ranks[:0]
	for _, n := range s.quick {
		for _, root := range m.around.at(m.origin[n]) {
			s.ranks = append(s.ranks, s.rank[root])
		}
	}
	s.quick = s.quick[:0]
	for l := range s.levels {
		s.ranks = sorted(s.ranks)
		for n, i := range s.ranks {
			if l == 0 {
				s.levels[0][i] = m.boxOf(s.order[i])
			} else {
				s.enclose(l, int(i))
			}
			s.ranks[n] = i / boxesInBox
		}
	}
}

// draw draws all boxes anew.
func (s *search) draw(m *Matter) {
	s.slack, s.quick = 0, s.quick[:0]
	for i, root := range s.order {
		s.levels[0][i] = m.boxOf(root)
	}
	for l := 1; l < len(s.levels); l++ {
		for i := range s.levels[l] {
			s.enclose(l, i)
		}
	}
}

// enclose draws a box around those in it.
func (s *search) enclose(l, i int) {
	below := s.levels[l-1]
	b := noBox
	for _, c := range below[i*boxesInBox : min((i+1)*boxesInBox, len(below))] {
		b.add(&c.low)
		b.add(&c.high)
	}
	s.levels[l][i] = b
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
	wide := b.grown(s.slack)
	top := len(s.levels) - 1
	s.stack = s.stack[:0]
	for i := range s.levels[top] {
		s.stack = append(s.stack, int32(top), int32(i))
	}
	for len(s.stack) > 0 {
		l, i := s.stack[len(s.stack)-2], int(s.stack[len(s.stack)-1])
		s.stack = s.stack[:len(s.stack)-2]
		if !s.levels[l][i].touches(&wide) {
			continue
		}
		if l == 0 {
			if now := m.boxOf(s.order[i]); now.touches(&b) {
				found = append(found, s.order[i])
			}
			continue
		}
		for c := i * boxesInBox; c < min((i+1)*boxesInBox, len(s.levels[l-1])); c++ {
			s.stack = append(s.stack, l-1, int32(c))
		}
	}
	slices.Sort(found)
	return found
}
