package mesh

import "math/bits"

// slab makes the surface of some layers of cells.
type slab[T Sample] struct {
	*marcher[T]
	rowOfCells

	// Vertices by lattice edge, at the voxel where it begins: along x and y in
	// the layers below and above the cells, and along z between them. An entry
	// is valid only where the edge is crossed.
	alongX, alongY [2][]uint32
	alongZ         []uint32

	vertex, triangle int // the next ones
}

func newSlab[T Sample](m *marcher[T]) *slab[T] {
	s := &slab[T]{marcher: m}
	area := (m.size[0] + 2) * (m.size[1] + 2)
	for side := range 2 {
		s.alongX[side], s.alongY[side] = make([]uint32, area), make([]uint32, area)
	}
	s.alongZ = make([]uint32, area)
	return s
}

// find looks at a row of cells; false means that the surface passes by.
func (s *slab[T]) find(row, layer int) bool {
	b := s.bits
	return s.rowOfCells.find(b.row(row, layer), b.row(row+1, layer), b.row(row, layer+1), b.row(row+1, layer+1))
}

// march makes the layers from first to before last. The vertices below the
// first are another slab's; here they are only numbered.
func (s *slab[T]) march(first, last int) {
	if first > 0 {
		s.vertex = s.firstVertex[first-1]
		for row := range s.size[1] + 1 {
			if s.find(row, first-1) {
				s.number(row)
			}
		}
	}
	for layer := first; layer < last; layer++ {
		s.alongX[0], s.alongX[1] = s.alongX[1], s.alongX[0]
		s.alongY[0], s.alongY[1] = s.alongY[1], s.alongY[0]
		s.vertex, s.triangle = s.firstVertex[layer], s.firstTriangle[layer]
		for row := range s.size[1] + 1 {
			if s.find(row, layer) {
				first := s.vertex
				s.number(row)
				s.placeVertices(first, row, layer)
				s.addTriangles(row)
			}
		}
	}
}

// number gives the crossings that a row owns their vertices, those along x
// first, then y, then z.
func (s *slab[T]) number(row int) {
	stride := s.size[0] + 2
	far := (row + 1) * stride
	for axis, table := range [3][]uint32{s.alongX[1][far:], s.alongY[1][far-stride:], s.alongZ[far:]} {
		table = table[:stride]
		for w, word := range s.crossed[axis] {
			for ; word != 0; word &= word - 1 {
				table[w*64+bits.TrailingZeros64(word)] = uint32(s.vertex)
				s.vertex++
			}
		}
	}
}

// placeVertices makes the vertices that number counted, from first on.
func (s *slab[T]) placeVertices(first, row, layer int) {
	nx, ny, nz := s.size[0], s.size[1], s.size[2]
	edges := rowOfEdges{words: s.crossed[0], origin: s.place.row(float64(row), float64(layer)), axis: s.place.x}
	edges.low, edges.step = (layer*ny+row)*nx-1, 1
	beyond := row == ny || layer == nz
	edges.out = beyond
	first = s.placeRow(first, &edges)

	edges.words, edges.origin, edges.axis = s.crossed[1], s.place.row(float64(row-1), float64(layer)), s.place.y
	edges.low, edges.step, edges.out = edges.low-nx, nx, beyond || row == 0
	first = s.placeRow(first, &edges)

	edges.words, edges.origin, edges.axis = s.crossed[2], s.place.row(float64(row), float64(layer-1)), s.place.z
	edges.low, edges.step, edges.out = edges.low+nx-nx*ny, nx*ny, beyond || layer == 0
	s.placeRow(first, &edges)
}

// rowOfEdges are parallel lattice edges beside each other: edge c goes from
// origin + (c−1)·x along axis, between the voxels low+c and low+c+step.
type rowOfEdges struct {
	words        []uint64 // which are crossed
	origin, axis point
	low, step    int
	out          bool // one end of all is beyond the volume
}

// placeRow makes the vertices on crossed edges and returns the next. Where an
// edge leaves the volume its vertex stands half a voxel out.
func (s *slab[T]) placeRow(vertex int, edges *rowOfEdges) int {
	out, last := edges.out || s.midway, -1
	if edges.step == 1 {
		last = s.size[0] // and edge 0: along x, a row begins and ends beyond
	}
	for w, word := range edges.words {
		for ; word != 0; word &= word - 1 {
			c := w*64 + bits.TrailingZeros64(word)
			t := 0.5
			if !out && (last < 0 || c != 0 && c != last) {
				low := edges.low + c
				t = crossingParameter(float64(s.values[low]), float64(s.values[low+edges.step]), s.level)
			}
			at := edges.origin.plus(s.place.x.times(float64(c - 1))).plus(edges.axis.times(t))
			s.mesh.Vertices[vertex] = at.narrow()
			vertex++
		}
	}
	return vertex
}

// addTriangles joins the vertices around a row of cells.
func (s *slab[T]) addTriangles(row int) {
	stride := s.size[0] + 2
	near := row * stride
	x0, x1 := s.alongX[0][near:near+2*stride], s.alongX[1][near:near+2*stride]
	y0, y1 := s.alongY[0][near:near+stride], s.alongY[1][near:near+stride]
	z := s.alongZ[near : near+2*stride]
	for _, cell := range s.cells {
		c := int(cell.column)
		local := [16]uint32{ // one per edge; sixteen so that &15 spares the bounds check
			x0[c], x0[c+stride], x1[c], x1[c+stride],
			y0[c], y0[c+1], y1[c], y1[c+1],
			z[c], z[c+1], z[c+stride], z[c+stride+1],
		}
		corners := s.cases[cell.inside].corners
		for ; len(corners) >= 3; corners = corners[3:] {
			s.mesh.Triangles[s.triangle] =
				[3]uint32{local[corners[0]&15], local[corners[1]&15], local[corners[2]&15]}
			s.triangle++
		}
	}
}
