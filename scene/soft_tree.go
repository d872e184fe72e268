package scene

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// tree finds the triangles of a skin near a place: a heap of boxes over the
// triangles along a space-filling curve at rest, whose boxes are made anew when
// the skin has moved.
type tree struct {
	order  []int32 // triangles, leafSize to a leaf
	boxes  []bounds
	leaves int // a power of two; leaf k is box leaves+k, and box i has children 2i, 2i+1
}

const leafSize = 4

type bounds struct{ lo, hi mgl64.Vec3 }

// nowhere is the box around nothing.
func nowhere() bounds {
	inf := math.Inf(1)
	return bounds{mgl64.Vec3{inf, inf, inf}, mgl64.Vec3{-inf, -inf, -inf}}
}

func (b *bounds) add(p mgl64.Vec3) {
	for c := range 3 {
		b.lo[c], b.hi[c] = min(b.lo[c], p[c]), max(b.hi[c], p[c])
	}
}

func (b *bounds) join(o *bounds) {
	for c := range 3 {
		b.lo[c], b.hi[c] = min(b.lo[c], o.lo[c]), max(b.hi[c], o.hi[c])
	}
}

// grown is the box wider by a margin on all sides.
func (b bounds) grown(margin float64) bounds {
	for c := range 3 {
		b.lo[c] -= margin
		b.hi[c] += margin
	}
	return b
}

func (b *bounds) meets(o *bounds) bool {
	return b.lo[0] <= o.hi[0] && o.lo[0] <= b.hi[0] &&
		b.lo[1] <= o.hi[1] && o.lo[1] <= b.hi[1] &&
		b.lo[2] <= o.hi[2] && o.lo[2] <= b.hi[2]
}

// distance is how far a place is from the box, mm; 0 inside.
func (b *bounds) distance(p mgl64.Vec3) float64 {
	var out mgl64.Vec3
	for c := range 3 {
		out[c] = max(b.lo[c]-p[c], p[c]-b.hi[c], 0)
	}
	return out.Len()
}

// around is the box of some points.
func around(points ...mgl64.Vec3) bounds {
	b := nowhere()
	for _, p := range points {
		b.add(p)
	}
	return b
}

// plant makes the tree for the triangles that a skin has.
func (t *tree) plant(s *skin) {
	all := nowhere()
	for _, v := range s.outside {
		all.add(s.rest[v])
	}
	type place struct {
		code     uint32
		triangle int32
	}
	places := make([]place, len(s.triangles))
	for i := range s.triangles {
		p := s.mix(s.rest, int32(i), mgl64.Vec3{1. / 3, 1. / 3, 1. / 3})
		places[i] = place{mortonCode(p, all), int32(i)}
	}
	slices.SortFunc(places, func(p, q place) int {
		if p.code != q.code {
			return int(p.code) - int(q.code)
		}
		return int(p.triangle - q.triangle)
	})
	t.order = t.order[:0]
	for _, p := range places {
		t.order = append(t.order, p.triangle)
	}
	for t.leaves = 1; t.leaves*leafSize < len(t.order); {
		t.leaves *= 2
	}
	t.boxes = make([]bounds, 2*t.leaves)
}

// mortonCode is a place on a curve that fills the box: the bits of its 1024ths
// along the axes, interleaved (Morton 1966).
func mortonCode(p mgl64.Vec3, in bounds) (code uint32) {
	for c := range 3 {
		size := max(in.hi[c]-in.lo[c], 1e-9)
		x := uint32(min(max((p[c]-in.lo[c])/size, 0), 1) * 1023)
		for bit := range 10 {
			code |= (x >> bit & 1) << (3*bit + c)
		}
	}
	return code
}

// refit makes the boxes around the skin as it is.
func (t *tree) refit(s *skin) {
	for k := range t.leaves {
		b := nowhere()
		for _, i := range t.leaf(k) {
			for _, v := range s.triangles[i] {
				b.add(s.now[v])
			}
		}
		t.boxes[t.leaves+k] = b
	}
	for i := t.leaves - 1; i > 0; i-- {
		t.boxes[i] = t.boxes[2*i]
		t.boxes[i].join(&t.boxes[2*i+1])
	}
}

func (t *tree) leaf(k int) []int32 {
	n := len(t.order)
	return t.order[min(k*leafSize, n):min((k+1)*leafSize, n)]
}

// meet appends the triangles of all leaves that meet a box, in a fixed order.
func (t *tree) meet(b bounds, found []int32) []int32 {
	var stack [64]int
	stack[0] = 1
	for n := 1; n > 0; {
		n--
		i := stack[n]
		switch {
		case !t.boxes[i].meets(&b):
		case i >= t.leaves:
			found = append(found, t.leaf(i-t.leaves)...)
		default:
			stack[n], stack[n+1] = 2*i+1, 2*i
			n += 2
		}
	}
	return found
}

// whole is the box around the skin.
func (t *tree) whole() bounds { return t.boxes[1] }
