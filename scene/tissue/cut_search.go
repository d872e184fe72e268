package tissue

import (
	"cmp"
	"math"
	"slices"
)

// search finds the elements near a blade: in boxes around eight elements as built
// with their copies, which lie together at rest. A box is drawn anew where one looks
// no farther from it than what is in it may have moved since.
type search struct {
	order []int32 // elements as built, those close together close in the list
	boxes []boxed
}

const inBox = 8

// boxed is a box around elements, as far as they were when all matter had moved so
// far (Matter.travel).
type boxed struct {
	box
	travel float64
}

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

func (b *box) join(c *box) {
	b.add(&c.low)
	b.add(&c.high)
}

func (b *box) touches(c *box) bool { return b.isWithin(0, c) }

// isWithin tells whether a box may be within a distance of another along each axis.
func (b *box) isWithin(d float32, c *box) bool {
	return b.low[0]-d <= c.high[0] && b.high[0]+d >= c.low[0] &&
		b.low[1]-d <= c.high[1] && b.high[1]+d >= c.low[1] &&
		b.low[2]-d <= c.high[2] && b.high[2]+d >= c.low[2]
}

// roundedOff is more than float32 takes of a number, in its size.
const roundedOff = 1e-6

// rounded is a box wider by what rounding may take.
func (b box) rounded() box {
	for i := range 3 {
		b.low[i] -= roundedOff * (1 + max(b.low[i], -b.low[i]))
		b.high[i] += roundedOff * (1 + max(b.high[i], -b.high[i]))
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
	for n := 0; n < len(s.order); n += inBox {
		s.boxes = append(s.boxes, boxed{box: noBox, travel: math.Inf(-1)})
	}
}

// near appends the elements as built whose boxes touch one, rising.
func (s *search) near(m *Matter, b box, found []int32) []int32 {
	for i := range s.boxes {
		d, elements := &s.boxes[i], s.order[i*inBox:min((i+1)*inBox, len(s.order))]
		if !d.isWithin(float32((1+roundedOff)*(m.travel-d.travel)), &b) {
			continue
		}
		*d = boxed{noBox, m.travel}
		for _, root := range elements {
			now := m.boxOf(root)
			d.join(&now)
			if now.touches(&b) {
				found = append(found, root)
			}
		}
		d.box = d.rounded()
	}
	slices.Sort(found)
	return found
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
