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
	of    []stirred // of each vertex
	mm2   []float64 // of each cell: the square of how far skin in it and its neighbours went
	spare []float64
}

// stirred is the cell that a vertex is in and the square of how far it went, mm².
type stirred struct {
	cell [3]int
	mm2  float64
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
	s.mm2, s.spare = make([]float64, cells), make([]float64, cells)
}

// longest is the longest side of a box, mm.
func longest(b bounds) float64 {
	return max(b.hi[0]-b.lo[0], b.hi[1]-b.lo[1], b.hi[2]-b.lo[2])
}

// grow makes room for what is noted of so many vertices.
func (s *stir) grow(vertices int) { s.of = longer(s.of, vertices) }

// note keeps where a vertex of the skin is and how far it went: each worker does so for
// its own.
func (s *stir) note(skin *skin, v int32) {
	p, q := &skin.now[v], &skin.was[v]
	x, y, z := p[0]-q[0], p[1]-q[1], p[2]-q[2]
	s.of[v] = stirred{s.cellAt(p), x*x + y*y + z*z}
}

// follow brings the cells up to date with how far each triangle went, where it is
// now: what was noted of its corners.
func (s *stir) follow(skin *skin) {
	clear(s.mm2)
	for i := range skin.triangles {
		if skin.away[i] {
			continue
		}
		t := &skin.triangles[i]
		a, b, c := &s.of[t[0]], &s.of[t[1]], &s.of[t[2]]
		mm2 := max(a.mm2, b.mm2, c.mm2)
		for z := min(a.cell[2], b.cell[2], c.cell[2]); z <= max(a.cell[2], b.cell[2], c.cell[2]); z++ {
			for y := min(a.cell[1], b.cell[1], c.cell[1]); y <= max(a.cell[1], b.cell[1], c.cell[1]); y++ {
				row := s.mm2[(z*s.size[1]+y)*s.size[0]:]
				for x := min(a.cell[0], b.cell[0], c.cell[0]); x <= max(a.cell[0], b.cell[0], c.cell[0]); x++ {
					row[x] = max(row[x], mm2)
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
	for i, mm2 := range s.mm2 {
		if i >= stride {
			mm2 = max(mm2, s.mm2[i-stride])
		}
		if i+stride < len(s.mm2) {
			mm2 = max(mm2, s.mm2[i+stride])
		}
		s.spare[i] = mm2
	}
	s.mm2, s.spare = s.spare, s.mm2
}

// cellAt is the cell of a place.
func (s *stir) cellAt(p *mgl64.Vec3) (cell [3]int) {
	for c := range 3 {
		cell[c] = int(min(max((p[c]-s.lo[c])/s.cell, 0), float64(s.size[c]-1)))
	}
	return cell
}

// near is how far the skin about a place went at most, mm.
func (s *stir) near(p mgl64.Vec3) float64 { return s.about(s.cellAt(&p)) }

// about is how far the skin in a cell and its neighbours went at most, mm.
func (s *stir) about(cell [3]int) float64 {
	return root(s.mm2[(cell[2]*s.size[1]+cell[1])*s.size[0]+cell[0]])
}
