package mesh

// labelScan is what the surfaces do in every cell between voxels, found without
// making any of it.
type labelScan struct {
	size  [3]int
	slabs []labelSlab

	// The first vertex and triangle of every layer of cells, and their number
	// at the end.
	firstVertex, firstTriangle []int
}

// labelSlab is the cells of some layers that a surface passes, in order.
type labelSlab struct {
	first, last int // layers, last excluded
	cells       []foundCell
	layerStart  []int         // in cells, by layer after first; one more than there are
	special     []specialCell // what two labels do not describe
}

// specialCell is a cell with its corners' labels.
type specialCell struct {
	*labelCell
	labels [8]uint16
}

// foundCell is one cell that a surface passes.
type foundCell struct {
	column, row uint16 // between the border-padded voxels of this number and the next
	// kind has the crossed edges at corner 7 in bits 0 to 2 (along x, y, z),
	// and from bit 3 the case: up to 255, the corners of the higher of two labels.
	kind uint16
	// high and low are the two labels, or together the number in special.
	high, low uint16
}

const (
	kindShift   = 3
	specialKind = 256
)

// layersPerSlab (see marcher) also cuts the label map.
func scanLabels(labels []uint16, size [3]int) *labelScan {
	layers := size[2] + 1
	s := &labelScan{size: size, firstVertex: make([]int, layers+1), firstTriangle: make([]int, layers+1)}
	if size[0] >= 1<<16-2 || size[1] >= 1<<16-2 {
		panic("mesh: a label map may have 65,533 voxels along i and j at most")
	}
	s.slabs = make([]labelSlab, (layers+layersPerSlab-1)/layersPerSlab)
	inParallel(len(s.slabs), func() func(int) {
		reader := newLabelReader(labels, size)
		return func(part int) {
			slab := &s.slabs[part]
			slab.first, slab.last = partOf(part, len(s.slabs), layers)
			reader.load(slab.first - 1)
			for layer := slab.first; layer < slab.last; layer++ {
				slab.layerStart = append(slab.layerStart, len(slab.cells))
				reader.load(layer)
				s.firstVertex[layer+1], s.firstTriangle[layer+1] = reader.find(slab)
			}
			slab.layerStart = append(slab.layerStart, len(slab.cells))
		}
	})
	for layer := range layers {
		s.firstVertex[layer+1] += s.firstVertex[layer]
		s.firstTriangle[layer+1] += s.firstTriangle[layer]
	}
	return s
}
