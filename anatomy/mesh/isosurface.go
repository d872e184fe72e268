package mesh

import (
	"math"
	"math/bits"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// crossingMargin keeps every vertex this fraction of a voxel away from the
// voxel centres. Without it, a voxel exactly at the level would put several
// vertices in one place and leave triangles without area. 1/128 moves the
// surface by less than 0.8 % of a voxel, and at a spacing of 0.5 mm is still
// a hundred times the resolution of float32 at 500 mm from the origin.
const crossingMargin = 1.0 / 128

// Isosurface returns the surface between the voxels at or above level (inside)
// and those below it, in patient millimetres.
//
// values holds size[0]*size[1]*size[2] samples, i fastest, taken at the voxel
// centres that patientFromVoxel (affine, invertible, of either handedness)
// places. Voxels beyond the array and NaN are outside; where an inside voxel
// meets the array's border the surface stands half a voxel further out, on the
// voxel's own face. Diagonal neighbours are not connected.
//
// For every input the result is closed, 2-manifold and wound outward, without
// degenerate or duplicate triangles (see cellCases for why), provided that the
// affine keeps 1/128 of a voxel above the resolution of float32. It is empty,
// not nil, when nothing or no value is inside. The same input gives the same
// vertices and triangles in the same order.
//
// Isosurface panics when values and size disagree.
func Isosurface(values []float32, size [3]int, patientFromVoxel mgl64.Mat4, level float64) *TriMesh {
	requireVoxels(len(values), size)
	if math.IsNaN(level) {
		return &TriMesh{}
	}
	threshold := float32AtLeast(level)
	classify := func(row []uint64, start int) {
		for i, value := range values[start : start+size[0]] {
			var inside uint64
			if value >= threshold {
				inside = 1
			}
			row[uint(i+1)/64] |= inside << (uint(i+1) % 64)
		}
	}
	crossing := func(low, high int) float64 {
		return crossingParameter(float64(values[low]), float64(values[high]), level)
	}
	return march(size, patientFromVoxel, classify, crossing)
}

// FromMask returns the surface of the voxels whose byte is not zero, with every
// vertex midway between two voxel centres: a terraced surface for the caller to
// smooth. Everything said of Isosurface holds.
func FromMask(mask []uint8, size [3]int, patientFromVoxel mgl64.Mat4) *TriMesh {
	requireVoxels(len(mask), size)
	classify := func(row []uint64, start int) {
		for i, value := range mask[start : start+size[0]] {
			var inside uint64
			if value != 0 {
				inside = 1
			}
			row[uint(i+1)/64] |= inside << (uint(i+1) % 64)
		}
	}
	return march(size, patientFromVoxel, classify, func(int, int) float64 { return 0.5 })
}

func requireVoxels(count int, size [3]int) {
	if size[0] < 0 || size[1] < 0 || size[2] < 0 || count != size[0]*size[1]*size[2] {
		panic("mesh: the number of voxels does not match the size of the volume")
	}
}

// float32AtLeast returns the smallest float32 not below level, so that
// v >= level can be asked in float32.
func float32AtLeast(level float64) float32 {
	threshold := float32(level)
	if float64(threshold) < level {
		threshold = math.Nextafter32(threshold, float32(math.Inf(1)))
	}
	return threshold
}

// crossingParameter places the level between two samples by linear
// interpolation, and midway when one of them is not a number.
func crossingParameter(low, high, level float64) float64 {
	t := (level - low) / (high - low)
	switch {
	case math.IsNaN(t):
		return 0.5
	case t < crossingMargin:
		return crossingMargin
	case t > 1-crossingMargin:
		return 1 - crossingMargin
	}
	return t
}

// marcher holds a volume's inside bits, with a border of one outside voxel on
// every side, and the vertices made so far.
type marcher struct {
	size     [3]int // voxels, without the border
	words    int    // uint64 per row of bits
	rows     int    // rows per layer of bits
	inside   []uint64
	crossing func(low, high int) float64 // of two voxels by their index
	position mgl64.Mat4
	cases    *[256]cellCase
	mesh     *TriMesh

	// Vertices by grid edge: along x and y in the layers below and above the
	// cells, and along z between them. An entry is valid only where the edge is
	// crossed; the first cell in scan order that touches an edge writes it.
	alongX, alongY [2][]uint32
	alongZ         []uint32
}

// march extracts the surface. classify sets the bits 1…size[0] of a row from
// the voxels that begin at index start.
func march(size [3]int, patientFromVoxel mgl64.Mat4, classify func(row []uint64, start int),
	crossing func(low, high int) float64) *TriMesh {
	m := &marcher{size: size, crossing: crossing, position: patientFromVoxel, cases: cellCases(), mesh: &TriMesh{}}
	m.words = (size[0]+2)/64 + 1
	m.rows = size[1] + 2
	m.inside = make([]uint64, m.words*m.rows*(size[2]+2))
	for k := range size[2] {
		for j := range size[1] {
			classify(m.row(j+1, k+1), (k*size[1]+j)*size[0])
		}
	}
	m.reserve()
	for layer := range size[2] + 1 {
		m.alongX[0], m.alongX[1] = m.alongX[1], m.alongX[0]
		m.alongY[0], m.alongY[1] = m.alongY[1], m.alongY[0]
		for row := range size[1] + 1 {
			m.marchRow(row, layer)
		}
	}
	if patientFromVoxel.Mat3().Det() < 0 {
		m.mesh.flip()
	}
	return m.mesh
}

func (m *marcher) row(row, layer int) []uint64 {
	start := (layer*m.rows + row) * m.words
	return m.inside[start : start+m.words]
}

// reserve allocates the result and the vertex tables at their exact size.
func (m *marcher) reserve() {
	vertices, corners := 0, 0
	for layer := range m.size[2] + 1 {
		for row := range m.size[1] + 1 {
			m.eachActive(row, layer, func(_ int, c *cellCase) {
				vertices += bits.OnesCount16(c.crossed & ownedEdges)
				corners += len(c.corners)
			})
		}
	}
	m.mesh.Vertices = make([]mgl32.Vec3, 0, vertices)
	m.mesh.Triangles = make([][3]uint32, 0, corners/3)
	area := (m.size[0] + 2) * m.rows
	for side := range 2 {
		m.alongX[side] = make([]uint32, area)
		m.alongY[side] = make([]uint32, area)
	}
	m.alongZ = make([]uint32, area)
}

// eachActive calls visit for the cells of one row that the surface passes, in
// order. Cell c lies between the border-padded voxels c and c+1.
func (m *marcher) eachActive(row, layer int, visit func(column int, c *cellCase)) {
	r0, r1 := m.row(row, layer), m.row(row+1, layer)
	r2, r3 := m.row(row, layer+1), m.row(row+1, layer+1)
	for w := range r0 {
		a0, a1, a2, a3 := r0[w], r1[w], r2[w], r3[w]
		b0, b1, b2, b3 := a0>>1, a1>>1, a2>>1, a3>>1
		if w+1 < m.words {
			b0 |= r0[w+1] << 63
			b1 |= r1[w+1] << 63
			b2 |= r2[w+1] << 63
			b3 |= r3[w+1] << 63
		}
		active := (a0 | a1 | a2 | a3 | b0 | b1 | b2 | b3) &^ (a0 & a1 & a2 & a3 & b0 & b1 & b2 & b3)
		for ; active != 0; active &= active - 1 {
			bit := bits.TrailingZeros64(active)
			index := a0>>bit&1 | b0>>bit&1<<1 | a1>>bit&1<<2 | b1>>bit&1<<3 |
				a2>>bit&1<<4 | b2>>bit&1<<5 | a3>>bit&1<<6 | b3>>bit&1<<7
			visit(w*64+bit, &m.cases[index])
		}
	}
}

// ownedEdges are the three edges that meet in corner 7; of all cells around
// such an edge this one comes first in scan order.
const ownedEdges = 1<<3 | 1<<7 | 1<<11

func (m *marcher) marchRow(row, layer int) {
	stride := m.size[0] + 2
	m.eachActive(row, layer, func(column int, c *cellCase) {
		near := row*stride + column
		far := near + stride
		m.makeOwned(c.crossed, column, row, layer, far)
		local := [16]uint32{ // one per edge; sixteen so that &15 spares the bounds check
			m.alongX[0][near], m.alongX[0][far], m.alongX[1][near], m.alongX[1][far],
			m.alongY[0][near], m.alongY[0][near+1], m.alongY[1][near], m.alongY[1][near+1],
			m.alongZ[near], m.alongZ[near+1], m.alongZ[far], m.alongZ[far+1],
		}
		for t := 0; t+2 < len(c.corners); t += 3 {
			m.mesh.Triangles = append(m.mesh.Triangles,
				[3]uint32{local[c.corners[t]&15], local[c.corners[t+1]&15], local[c.corners[t+2]&15]})
		}
	})
}

// makeOwned makes the vertices on this cell's own edges.
func (m *marcher) makeOwned(crossed uint16, column, row, layer, far int) {
	i, j, k := column-1, row-1, layer-1 // corner 0 as a voxel
	if crossed&(1<<3) != 0 {
		m.alongX[1][far] = m.addCrossing(i, j+1, k+1, 0)
	}
	if crossed&(1<<7) != 0 {
		m.alongY[1][far-m.size[0]-2+1] = m.addCrossing(i+1, j, k+1, 1)
	}
	if crossed&(1<<11) != 0 {
		m.alongZ[far+1] = m.addCrossing(i+1, j+1, k, 2)
	}
}

// addCrossing adds the vertex on the grid edge from voxel (i, j, k) along axis.
// Where that edge leaves the array the vertex stands half a voxel out.
func (m *marcher) addCrossing(i, j, k, axis int) uint32 {
	at := [3]int{i, j, k}
	strides := [3]int{1, m.size[0], m.size[0] * m.size[1]}
	t := 0.5
	if at[axis] >= 0 && at[axis]+1 < m.size[axis] {
		low := i + j*strides[1] + k*strides[2]
		t = m.crossing(low, low+strides[axis])
	}
	voxel := mgl64.Vec3{float64(i), float64(j), float64(k)}
	voxel[axis] += t
	return m.addVertex(voxel)
}

func (m *marcher) addVertex(v mgl64.Vec3) uint32 {
	p := &m.position
	m.mesh.Vertices = append(m.mesh.Vertices, mgl32.Vec3{
		float32(p[0]*v[0] + p[4]*v[1] + p[8]*v[2] + p[12]),
		float32(p[1]*v[0] + p[5]*v[1] + p[9]*v[2] + p[13]),
		float32(p[2]*v[0] + p[6]*v[1] + p[10]*v[2] + p[14]),
	})
	return uint32(len(m.mesh.Vertices) - 1)
}
