// Package segment finds structures in a scan: intensity windows, connected
// components, holes and small morphology, put together as recipes; and it
// names the labels of maps that other tools made.
package segment

import (
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Mask marks the voxels of one structure.
type Mask struct {
	imaging.Grid
	// Bits holds 1 inside and 0 outside, one byte per voxel, i fastest.
	Bits []uint8
}

// NewMask returns an empty mask on the grid.
func NewMask(g imaging.Grid) *Mask {
	return &Mask{Grid: g, Bits: make([]uint8, g.Len())}
}

func (m *Mask) clone() *Mask {
	return &Mask{Grid: m.Grid, Bits: slices.Clone(m.Bits)}
}

// Count is the number of marked voxels.
func (m *Mask) Count() int {
	n := 0
	for _, bit := range m.Bits {
		n += int(bit)
	}
	return n
}

// VolumeML is the volume of the marked voxels in millilitres.
func (m *Mask) VolumeML() float64 {
	return float64(m.Count()) * m.VoxelVolume() / 1000
}
