package scene

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// mostCells bounds the cells of a stir along an axis: with all of them it is made in
// a small part of the time that the tree's boxes take.
const mostCells = 24

// stir is how far skin went in the last step, place by place: the cells of a grid
// over the field and half of it on each side. What is further out counts in the cells
// at the border. Skin that flies past stirs what is beside it, and nothing else.
type stir struct {
	lo    mgl64.Vec3
	cell  float64 // mm
	size  [3]int
	ways  []float64 // of the skin in each cell and its neighbours, mm
	spare []float64
}

// lay makes the grid over a box. Cells have at least the given size, mm: within it no
// skin goes unnoticed.
func (s *stir) lay(field bounds, least float64) {
	field = field.grown(longest(field) / 2)
	s.lo, s.cell = field.lo, max(least, longest(field)/mostCells)
	cells := 1
	for c := range 3 {
		s.size[c] = max(int(math.Ceil((field.hi[c]-field.lo[c])/s.cell)), 1)
		cells *= s.size[c]
	}
	s.ways, s.spare = make([]float64, cells), make([]float64, cells)
}

// longest is the longest side of a box, mm.
func longest(b bounds) float64 {
	return max(b.hi[0]-b.lo[0], b.hi[1]-b.lo[1], b.hi[2]-b.lo[2])
}

// follow notes how far each triangle went, in the cells where it is now.
func (s *stir) follow(skin *skin) {
	clear(s.ways)
	for i, t := range skin.triangles {
		if skin.away[i] {
			continue
		}
		a, b, c := skin.now[t[0]], skin.now[t[1]], skin.now[t[2]]
		way := root(max(a.Sub(skin.was[t[0]]).LenSqr(), b.Sub(skin.was[t[1]]).LenSqr(), c.Sub(skin.was[t[2]]).LenSqr()))
		var lo, hi [3]int
		for k := range 3 {
			lo[k], hi[k] = s.along(k, min(a[k], b[k], c[k])), s.along(k, max(a[k], b[k], c[k]))
		}
		for z := lo[2]; z <= hi[2]; z++ {
			for y := lo[1]; y <= hi[1]; y++ {
				row := s.ways[(z*s.size[1]+y)*s.size[0]:]
				for x := lo[0]; x <= hi[0]; x++ {
					row[x] = max(row[x], way)
				}
			}
		}
	}
	s.spread(1)
	s.spread(s.size[0])
	s.spread(s.size[0] * s.size[1])
}

// spread lets each cell have the most of its neighbours along an axis, too; those at
// the ends of a row also what is at its other end, which does no harm.
func (s *stir) spread(stride int) {
	for i, way := range s.ways {
		if i >= stride {
			way = max(way, s.ways[i-stride])
		}
		if i+stride < len(s.ways) {
			way = max(way, s.ways[i+stride])
		}
		s.spare[i] = way
	}
	s.ways, s.spare = s.spare, s.ways
}

// along is the cell of a coordinate along an axis.
func (s *stir) along(axis int, x float64) int {
	return int(min(max((x-s.lo[axis])/s.cell, 0), float64(s.size[axis]-1)))
}

// near is how far the skin about a place went at most, mm.
func (s *stir) near(p mgl64.Vec3) float64 {
	return s.ways[(s.along(2, p[2])*s.size[1]+s.along(1, p[1]))*s.size[0]+s.along(0, p[0])]
}
