package anatomy

import (
	"math/bits"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// solid is the voxels of a structure, one bit each, within their box: all that
// its surface is made from, in a sixteenth of the label map's memory or less.
type solid struct {
	grid   imaging.Grid
	box    voxelBox
	size   [3]int // of the box
	words  int    // per row along i
	bits   []uint64
	voxels int
}

// solidsOf cuts the solids of structures out of a label map.
func solidsOf(structures []Structure, l *imaging.LabelMap) []*solid {
	boxes := labelBoxes(l)
	solids := make([]*solid, len(structures))
	eachOf(len(structures), func(i int) { solids[i] = newSolid(l, boxes, structures[i].Labels) })
	return solids
}

// newSolid is the union of labels, of which one at least occurs.
func newSolid(l *imaging.LabelMap, boxes map[uint16]voxelBox, labels []uint16) *solid {
	s := &solid{grid: l.Grid, box: emptyBox()}
	wanted := make([]bool, 1<<16)
	for _, label := range labels {
		wanted[label] = true
		if b, ok := boxes[label]; ok {
			s.box = s.box.union(b)
		}
	}
	for axis := range 3 {
		s.size[axis] = s.box.hi[axis] - s.box.lo[axis] + 1
	}
	s.words = (s.size[0] + 63) / 64
	s.bits = make([]uint64, s.words*s.size[1]*s.size[2])
	for k := range s.size[2] {
		for j := range s.size[1] {
			start := l.Index(s.box.lo[0], s.box.lo[1]+j, s.box.lo[2]+k)
			s.voxels += markWanted(s.row(j, k), l.Data[start:start+s.size[0]], wanted)
		}
	}
	return s
}

// markWanted sets the bits of the wanted labels in a row, and counts them.
func markWanted(row []uint64, labels []uint16, wanted []bool) (count int) {
	for w := range row {
		word := uint64(0)
		for i, label := range labels[w<<6 : min(w<<6+64, len(labels))] {
			if wanted[label] {
				word |= 1 << i
			}
		}
		row[w] = word
		count += bits.OnesCount64(word)
	}
	return count
}

// row is the bits of the voxels (0…, j, k) of the box.
func (s *solid) row(j, k int) []uint64 {
	start := (k*s.size[1] + j) * s.words
	return s.bits[start : start+s.words]
}

// terraced is the boundary of the voxels, before anything smooths it.
func (s *solid) terraced() *mesh.TriMesh {
	corner := mgl64.Translate3D(float64(s.box.lo[0]), float64(s.box.lo[1]), float64(s.box.lo[2]))
	return mesh.FromRows(s.size, s.grid.PatientFromVoxel.Mul4(corner), func(row []uint64, j, k int) { copy(row, s.row(j, k)) })
}

// crossings is about the number of vertices of the terraced surface: the places
// along the lattice where a voxel inside follows one outside, or the reverse.
func (s *solid) crossings() int {
	count := 0
	none := make([]uint64, s.words)
	for k := range s.size[2] {
		for j := range s.size[1] {
			row, before, below := s.row(j, k), none, none
			if j > 0 {
				before = s.row(j-1, k)
			}
			if k > 0 {
				below = s.row(j, k-1)
			}
			carry := uint64(0)
			for w, word := range row {
				count += bits.OnesCount64(word^(word<<1|carry)) + bits.OnesCount64(word^before[w]) + bits.OnesCount64(word^below[w])
				carry = word >> 63
			}
		}
	}
	return count
}

// volume is what the voxels fill, in mm³.
func (s *solid) volume() float64 { return float64(s.voxels) * s.grid.VoxelVolume() }
