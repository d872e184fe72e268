package mesh

import (
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// labelMarcher makes what a scan found.
type labelMarcher struct {
	*labelScan
	place    placing
	mirrored bool // the lattice is left-handed
	cases    *[256]cellCase
	mesh     *LabelMesh
}

func marchLabels(scan *labelScan, patientFromVoxel mgl64.Mat4) *LabelMesh {
	layers := scan.size[2] + 1
	m := &labelMarcher{labelScan: scan, place: placingOf(patientFromVoxel), cases: cellCases()}
	if m.mirrored = patientFromVoxel.Mat3().Det() < 0; m.mirrored {
		m.cases = mirroredCases()
	}
	m.mesh = &LabelMesh{
		Vertices:  make([]mgl32.Vec3, scan.firstVertex[layers]),
		Triangles: make([][3]uint32, scan.firstTriangle[layers]),
		Sides:     make([][2]uint16, scan.firstTriangle[layers]),
	}
	pinched := make([][]uint32, len(scan.slabs))
	inParallel(len(scan.slabs), func() func(int) {
		worker := newLabelWorker(m)
		return func(part int) { pinched[part] = worker.march(part) }
	})
	for _, found := range pinched {
		m.mesh.pinched = append(m.mesh.pinched, found...)
	}
	return m.mesh
}

// labelWorker makes the cells of one slab after the other.
type labelWorker struct {
	*labelMarcher

	// Vertices in the lattice, valid where there is one: crossings as in slab,
	// and the first meeting point of every face across an axis, at the voxel
	// with the lowest indices; across z, below and above the cells.
	alongX, alongY   [2][]uint32
	alongZ           []uint32
	acrossX, acrossY []uint32
	acrossZ          [2][]uint32

	vertex, triangle int // the next ones
	pinched          []uint32
}

func newLabelWorker(m *labelMarcher) *labelWorker {
	w := &labelWorker{labelMarcher: m}
	area := (m.size[0] + 2) * (m.size[1] + 2)
	for _, table := range []*[]uint32{&w.alongX[0], &w.alongX[1], &w.alongY[0], &w.alongY[1], &w.alongZ,
		&w.acrossX, &w.acrossY, &w.acrossZ[0], &w.acrossZ[1]} {
		*table = make([]uint32, area)
	}
	return w
}

// march makes a slab and returns the middles of cells among its vertices. The
// vertices below it are another slab's; here they are only numbered.
func (w *labelWorker) march(part int) (pinched []uint32) {
	slab := &w.slabs[part]
	if part > 0 {
		before := &w.slabs[part-1]
		w.vertex = w.firstVertex[slab.first-1]
		for i := before.layerStart[slab.first-1-before.first]; i < len(before.cells); i++ {
			w.number(&before.cells[i], before)
		}
	}
	w.pinched = nil
	for layer := slab.first; layer < slab.last; layer++ {
		w.alongX[0], w.alongX[1] = w.alongX[1], w.alongX[0]
		w.alongY[0], w.alongY[1] = w.alongY[1], w.alongY[0]
		w.acrossZ[0], w.acrossZ[1] = w.acrossZ[1], w.acrossZ[0]
		w.vertex, w.triangle = w.firstVertex[layer], w.firstTriangle[layer]
		for i := slab.layerStart[layer-slab.first]; i < slab.layerStart[layer-slab.first+1]; i++ {
			cell := &slab.cells[i]
			first := w.vertex
			special := w.number(cell, slab)
			w.placeVertices(first, cell, special, layer)
			if special == nil {
				w.addTriangles(cell)
			} else {
				w.addSpecial(cell, special)
			}
		}
	}
	return w.pinched
}

// number gives the vertices that a cell owns their numbers: crossings, meeting
// points, its middle. It returns the cell's surfaces if they are special.
func (w *labelWorker) number(cell *foundCell, slab *labelSlab) *specialCell {
	stride := w.size[0] + 2
	near := int(cell.row)*stride + int(cell.column)
	far := near + stride
	take := func(table []uint32, at, count int) {
		if count > 0 {
			table[at] = uint32(w.vertex)
			w.vertex += count
		}
	}
	take(w.alongX[1], far, int(cell.kind&1))
	take(w.alongY[1], near+1, int(cell.kind>>1&1))
	take(w.alongZ, far+1, int(cell.kind>>2&1))
	if cell.kind>>kindShift < specialKind {
		return nil
	}
	special := &slab.special[int(cell.high)<<16|int(cell.low)]
	take(w.acrossX, near+1, int(special.faces[1]))
	take(w.acrossY, far, int(special.faces[3]))
	take(w.acrossZ[1], near, int(special.faces[5]))
	if special.middle {
		w.vertex++
	}
	return special
}

// placeVertices makes the vertices that number counted, from first on.
func (w *labelWorker) placeVertices(first int, cell *foundCell, special *specialCell, layer int) {
	if first == w.vertex {
		return
	}
	i, j, k := float64(cell.column)-1, float64(cell.row)-1, float64(layer)-1 // corner 0
	corner := w.place.at(i, j, k)
	put := func(x, y, z float64) {
		at := corner.plus(w.place.x.times(x)).plus(w.place.y.times(y)).plus(w.place.z.times(z))
		w.mesh.Vertices[first] = at.narrow()
		first++
	}
	if cell.kind&1 != 0 {
		put(0.5, 1, 1)
	}
	if cell.kind&2 != 0 {
		put(1, 0.5, 1)
	}
	if cell.kind&4 != 0 {
		put(1, 1, 0.5)
	}
	if special == nil {
		return
	}
	for axis := range 3 {
		for _, at := range meetingPlaces(2*axis+1, special.faces[2*axis+1]) {
			put(at[0], at[1], at[2])
		}
	}
	if special.middle {
		w.pinched = append(w.pinched, uint32(first))
		put(0.5, 0.5, 0.5)
	}
}

// meetingPlaces returns where a face's meeting points are in the cell: one in
// the middle of the face; two a quarter of the way to the corners they belong to.
func meetingPlaces(face int, count uint8) [][3]float64 {
	corners := cellFaces()[face]
	share := 0.25
	if count < 2 {
		share = 0
	}
	places := make([][3]float64, count)
	for i := range places {
		for axis := range 3 {
			corner := float64(corners[1+2*i] >> axis & 1)
			middle := (float64(corners[0]>>axis&1) + float64(corners[2]>>axis&1)) / 2
			places[i][axis] = middle + share*(corner-middle)
		}
	}
	return places
}

// addTriangles joins the vertices around a cell with two labels.
func (w *labelWorker) addTriangles(cell *foundCell) {
	local := w.crossings(cell)
	sides := [2]uint16{cell.high, cell.low}
	corners := w.cases[cell.kind>>kindShift&255].corners
	for ; len(corners) >= 3; corners = corners[3:] {
		w.mesh.Triangles[w.triangle] = [3]uint32{local[corners[0]&15], local[corners[1]&15], local[corners[2]&15]}
		w.mesh.Sides[w.triangle] = sides
		w.triangle++
	}
}

// crossings returns the vertices on a cell's edges, valid where there is one.
func (w *labelWorker) crossings(cell *foundCell) [16]uint32 {
	stride := w.size[0] + 2
	c := int(cell.row)*stride + int(cell.column)
	x0, x1, z := w.alongX[0][c:c+stride+2], w.alongX[1][c:c+stride+2], w.alongZ[c:c+stride+2]
	y0, y1 := w.alongY[0][c:c+2], w.alongY[1][c:c+2]
	return [16]uint32{
		x0[0], x0[stride], x1[0], x1[stride],
		y0[0], y0[1], y1[0], y1[1],
		z[0], z[1], z[stride], z[stride+1],
	}
}

// addSpecial joins the vertices around a cell with more labels.
func (w *labelWorker) addSpecial(cell *foundCell, special *specialCell) {
	stride := w.size[0] + 2
	c := int(cell.row)*stride + int(cell.column)
	var local [labelVertices]uint32
	crossings := w.crossings(cell)
	copy(local[:firstMeeting], crossings[:])
	for f, first := range [6]uint32{w.acrossX[c], w.acrossX[c+1], w.acrossY[c], w.acrossY[c+stride], w.acrossZ[0][c], w.acrossZ[1][c]} {
		local[firstMeeting+2*f], local[firstMeeting+2*f+1] = first, first+1
	}
	local[middleOfCell] = uint32(w.vertex - 1)
	for t, sides := range special.sides {
		v := [3]uint32{local[special.corners[3*t]], local[special.corners[3*t+1]], local[special.corners[3*t+2]]}
		if w.mirrored {
			v[0], v[1] = v[1], v[0]
		}
		w.mesh.Triangles[w.triangle] = v
		w.mesh.Sides[w.triangle] = [2]uint16{special.labels[sides[0]], special.labels[sides[1]]}
		w.triangle++
	}
}
