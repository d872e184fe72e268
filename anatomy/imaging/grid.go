// Package imaging reads and writes medical images and places their voxels in
// the patient frame: right-handed, DICOM LPS, millimetres.
package imaging

import "github.com/go-gl/mathgl/mgl64"

// Grid is a regular, possibly oblique, lattice of voxels in the patient frame.
type Grid struct {
	// Size counts voxels along i, j and k; i runs fastest in memory.
	Size [3]int
	// PatientFromVoxel maps a voxel index (i, j, k) at the voxel's centre to
	// LPS millimetres. It is affine and invertible; its determinant may be
	// negative (a left-handed grid), and it may shear (gantry tilt).
	PatientFromVoxel mgl64.Mat4
}

// Volume is a scalar image: Hounsfield units for CT, arbitrary units for MR.
type Volume struct {
	Grid
	// Exactly one of the two holds the voxels: Size[0]*Size[1]*Size[2] values,
	// i fastest. Int16 whenever every value is a whole number that fits, as in
	// nearly every CT and MR; else Float32.
	Int16   []int16
	Float32 []float32
}

// LabelMap names the structure at every voxel. Zero is background.
type LabelMap struct {
	Grid
	Data []uint16 // Size[0]*Size[1]*Size[2] labels, i fastest
}
