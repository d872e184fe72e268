package mesh

import (
	"math"

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
// vertices and triangles in the same order, on any number of cores.
//
// Isosurface panics when values and size disagree.
func Isosurface[T Sample](values []T, size [3]int, patientFromVoxel mgl64.Mat4, level float64) *TriMesh {
	requireVoxels(len(values), size)
	threshold, possible := leastInside[T](level)
	if math.IsNaN(level) || !possible {
		return &TriMesh{}
	}
	m := &marcher[T]{values: values, size: size, level: level, bits: classify(values, size, threshold)}
	return m.march(patientFromVoxel)
}

// FromMask returns the surface of the voxels whose byte is not zero, with every
// vertex midway between two voxel centres: a terraced surface for the caller to
// smooth. Everything said of Isosurface holds.
func FromMask(mask []uint8, size [3]int, patientFromVoxel mgl64.Mat4) *TriMesh {
	requireVoxels(len(mask), size)
	m := &marcher[uint8]{values: mask, size: size, midway: true, bits: classify(mask, size, 1)}
	return m.march(patientFromVoxel)
}

// FromRows is FromMask for voxels of one bit: fill sets bit i%64 of row[i/64]
// for every voxel (i, j, k) inside. A row has (size[0]+63)/64 words, which come
// zeroed; bits from size[0] on must stay zero. Rows are asked for in any order,
// several at a time.
//
// FromRows panics when an axis is negative.
func FromRows(size [3]int, patientFromVoxel mgl64.Mat4, fill func(row []uint64, j, k int)) *TriMesh {
	requireVoxels(size[0]*size[1]*size[2], size)
	m := &marcher[uint8]{size: size, midway: true, bits: insideRows(size, fill)}
	return m.march(patientFromVoxel)
}

func requireVoxels(count int, size [3]int) {
	if size[0] < 0 || size[1] < 0 || size[2] < 0 || count != size[0]*size[1]*size[2] {
		panic("mesh: the number of voxels does not match the size of the volume")
	}
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
