package imaging

import "fmt"

// readLabels reads the voxels as labels. Where segments lie in layers, one
// voxel can belong to several: it gets the last of them in the segments'
// order, as 3D Slicer does when it merges them, and overlaps counts how often
// a segment lost a voxel so.
func (p *picture) readLabels() (l *LabelMap, overlaps int, err error) {
	if p.perVoxel == 1 && p.keepsValues() {
		l, err = p.labels()
		return l, 0, err
	}
	if len(p.layers) == 0 {
		return nil, 0, severalValues(p.perVoxel)
	}
	m := newMerger(&p.encoding, p.layers, p.there())
	if err := p.eachPiece(m.accept); err != nil {
		return nil, 0, err
	}
	return &LabelMap{Grid: p.grid, Data: m.data.all()}, m.overlaps, nil
}

// keepsValues says that labels are the stored values.
func (p *picture) keepsValues() bool {
	for _, l := range p.layers {
		if l.Label != l.value {
			return false
		}
	}
	return true
}

// merger makes one label map of the layers.
type merger struct {
	*encoding
	data     *growing[uint16]
	labels   []map[uint16]uint16 // of each layer, by value
	rank     map[uint16]int      // of each label in the segments' order
	values   []float64           // scratch for one piece
	done     int                 // values so far
	overlaps int
}

func newMerger(e *encoding, segments []layer, there bool) *merger {
	m := &merger{
		encoding: e, data: newGrowing[uint16](e.grid.Len(), there),
		labels: make([]map[uint16]uint16, e.perVoxel), rank: map[uint16]int{},
		values: make([]float64, readPiece/e.kind.width()),
	}
	for at := range m.labels {
		m.labels[at] = map[uint16]uint16{}
	}
	for rank, l := range segments {
		m.labels[l.at][l.value] = l.Label
		m.rank[l.Label] = rank
	}
	return m
}

// accept takes the next stored bytes.
func (m *merger) accept(raw []byte) error {
	values := m.values[:len(raw)/m.kind.width()]
	m.encoding.values(values, raw)
	voxels := m.grid.Len()
	for _, stored := range values {
		voxel, at := m.done/m.perVoxel, m.done%m.perVoxel
		if m.layersLast {
			voxel, at = m.done%voxels, m.done/voxels
		}
		m.done++
		if at == 0 {
			m.data.extend(1)[0] = 0
		}
		if stored == 0 {
			continue
		}
		value, err := labelOf(stored, voxel)
		if err != nil {
			return err
		}
		label, named := m.labels[at][value]
		if !named {
			return fmt.Errorf("layer %d holds the value %d, which no segment of the header has; save the segmentation again", at, value)
		}
		m.claim(voxel, at, label)
	}
	return nil
}

// claim gives a voxel to a segment unless a later one has it.
func (m *merger) claim(voxel, at int, label uint16) {
	to := &m.data.last[len(m.data.last)-1]
	if m.layersLast && at > 0 { // the map is whole by then
		to = &m.data.last[voxel]
	}
	if *to != 0 {
		m.overlaps++
	}
	if *to == 0 || m.rank[label] > m.rank[*to] {
		*to = label
	}
}
