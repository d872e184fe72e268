package assets

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Solid is a closed surface made by computation, in the instrument's frame, mm:
// triangles run against the clock when seen from outside. Sharp edges are sharp
// in Shaded.
type Solid struct {
	Points    []mgl64.Vec3
	Triangles [][3]uint32
}

// loft is the skin over a row of cross-sections, each a ring of points against
// the clock when seen from the row's end, all of the same number; a ring of one
// point makes a tip.
func loft(rings [][]mgl64.Vec3) Solid {
	var s Solid
	starts := make([]int, len(rings))
	for i, ring := range rings {
		starts[i] = len(s.Points)
		s.Points = append(s.Points, ring...)
	}
	for i := 1; i < len(rings); i++ {
		s.join(starts[i-1], len(rings[i-1]), starts[i], len(rings[i]))
	}
	s.lid(rings[0], starts[0], false)
	s.lid(rings[len(rings)-1], starts[len(rings)-1], true)
	return s
}

// join spans the band between two rings.
func (s *Solid) join(a, na, b, nb int) {
	n := max(na, nb)
	at := func(start, count, i int) uint32 { return uint32(start + i%count) }
	for i := range n {
		if na > 1 {
			s.Triangles = append(s.Triangles, [3]uint32{at(a, na, i), at(a, na, i+1), at(b, nb, i)})
		}
		if nb > 1 {
			s.Triangles = append(s.Triangles, [3]uint32{at(a, na, i+1), at(b, nb, i+1), at(b, nb, i)})
		}
	}
}

// lid closes an end by a fan about the ring's middle, which every ring sees whole.
func (s *Solid) lid(ring []mgl64.Vec3, start int, end bool) {
	if len(ring) == 1 {
		return
	}
	var middle mgl64.Vec3
	for _, p := range ring {
		middle = middle.Add(p.Mul(1 / float64(len(ring))))
	}
	hub := uint32(len(s.Points))
	s.Points = append(s.Points, middle)
	for i := range ring {
		a, b := uint32(start+i), uint32(start+(i+1)%len(ring))
		if !end {
			a, b = b, a
		}
		s.Triangles = append(s.Triangles, [3]uint32{a, b, hub})
	}
}

// turned is an outline of (radius, z) turned about the tool's axis. It runs from
// one end to the other; an end that is off the axis is closed flat.
func turned(outline [][2]float64, sides int) Solid {
	if outline[0][1] > outline[len(outline)-1][1] {
		outline = slices.Clone(outline)
		slices.Reverse(outline)
	}
	var rings [][]mgl64.Vec3
	for _, p := range outline {
		rings = append(rings, circle(mgl64.Vec3{0, 0, p[1]}, mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0, 1, 0}, p[0], sides))
	}
	return loft(rings)
}

// circle is a ring of points; of radius 0, one point.
func circle(centre, x, y mgl64.Vec3, radius float64, sides int) []mgl64.Vec3 {
	if radius == 0 {
		return []mgl64.Vec3{centre}
	}
	ring := make([]mgl64.Vec3, sides)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(sides))
		ring[i] = centre.Add(x.Mul(radius * cos)).Add(y.Mul(radius * sin))
	}
	return ring
}

// bent is a round wire of that radius along a smooth way through the given
// points, with round ends.
func bent(through []mgl64.Vec3, radius float64, sides int) Solid {
	way := smooth(through)
	var rings [][]mgl64.Vec3
	x := across(way[1].Sub(way[0]))
	for i := range way {
		along := way[min(i+1, len(way)-1)].Sub(way[max(i-1, 0)]).Normalize()
		x = x.Sub(along.Mul(x.Dot(along))).Normalize() // the frame turns no more than the way does
		y := along.Cross(x)
		switch i {
		case 0:
			rings = append(rings, dome(way[0], along.Mul(-1), x, y, radius, sides, true)...)
		case len(way) - 1:
			rings = append(rings, dome(way[i], along, x, y, radius, sides, false)...)
		default:
			rings = append(rings, circle(way[i], x, y, radius, sides))
		}
	}
	return loft(rings)
}

// dome is a half sphere of rings about an end of a wire; the first end's rings
// begin at the pole.
func dome(end, out, x, y mgl64.Vec3, radius float64, sides int, first bool) [][]mgl64.Vec3 {
	const steps = 5
	rings := make([][]mgl64.Vec3, steps+1)
	for i := range rings {
		sin, cos := math.Sincos(math.Pi / 2 * float64(i) / steps)
		if i == steps {
			cos = 0
		}
		ring := circle(end.Add(out.Mul(radius*sin)), x, y, radius*cos, sides)
		if first {
			rings[steps-i] = ring
		} else {
			rings[i] = ring
		}
	}
	return rings
}

// across is a unit vector at right angles to a direction.
func across(v mgl64.Vec3) mgl64.Vec3 {
	helper := mgl64.Vec3{1, 0, 0}
	if math.Abs(v[0]) > 0.9*v.Len() {
		helper = mgl64.Vec3{0, 1, 0}
	}
	return v.Cross(helper).Normalize()
}

// smooth is the way through points as a Catmull-Rom curve, in eight pieces
// between two of them. Catmull and Rom 1974, doi:10.1016/B978-0-12-079050-0.50020-5.
func smooth(through []mgl64.Vec3) []mgl64.Vec3 {
	const pieces = 8
	n := len(through)
	if n == 2 {
		return through
	}
	at := func(i int) mgl64.Vec3 {
		switch {
		case i < 0:
			return through[0].Mul(2).Sub(through[1])
		case i >= n:
			return through[n-1].Mul(2).Sub(through[n-2])
		}
		return through[i]
	}
	way := []mgl64.Vec3{through[0]}
	for i := range n - 1 {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for k := 1; k <= pieces; k++ {
			t := float64(k) / pieces
			p := b.Mul(2).Add(c.Sub(a).Mul(t)).
				Add(a.Mul(2).Sub(b.Mul(5)).Add(c.Mul(4)).Sub(d).Mul(t * t)).
				Add(b.Mul(3).Sub(a).Sub(c.Mul(3)).Add(d).Mul(t * t * t)).Mul(0.5)
			way = append(way, p)
		}
	}
	return way
}

// plate is an outline of (x, z), as thick along y as said, its edges chamfered.
// Its middle must see the whole outline, as a blade's does.
func plate(outline [][2]float64, thick float64) Solid {
	const edge = 0.25 // of the thickness that the chamfer takes from each face
	var middle mgl64.Vec2
	area := 0.0
	for i, p := range outline {
		next := outline[(i+1)%len(outline)]
		area += p[0]*next[1] - p[1]*next[0]
		middle = middle.Add(mgl64.Vec2(p).Mul(1 / float64(len(outline))))
	}
	if area > 0 { // x to z turns with the clock when seen from +Y
		outline = slices.Clone(outline)
		slices.Reverse(outline)
	}
	ring := func(y, inset float64) []mgl64.Vec3 {
		points := make([]mgl64.Vec3, len(outline))
		for i, p := range outline {
			to := middle.Sub(mgl64.Vec2(p))
			q := mgl64.Vec2(p).Add(to.Normalize().Mul(min(inset, to.Len()/2)))
			points[i] = mgl64.Vec3{q[0], y, q[1]}
		}
		return points
	}
	h, e := thick/2, thick*edge
	return loft([][]mgl64.Vec3{ring(-h, e), ring(-h+e, 0), ring(h-e, 0), ring(h, e)})
}
