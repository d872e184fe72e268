package imaging

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// voxelType is a stored number: its name, its width in bytes and how to read
// one in little-endian order.
type voxelType struct {
	name  string
	width int
	value func(b []byte) float64
}

// NIfTI datatype codes that this package writes.
const (
	niftiUint8   = 2
	niftiInt16   = 4
	niftiFloat32 = 16
	niftiUint16  = 512
)

// niftiVoxelType looks up a datatype code of nifti1.h.
func niftiVoxelType(code int16) (voxelType, error) {
	order := binary.LittleEndian
	switch code {
	case niftiUint8:
		return voxelType{"uint8", 1, func(b []byte) float64 { return float64(b[0]) }}, nil
	case niftiInt16:
		return voxelType{"int16", 2, func(b []byte) float64 { return float64(int16(order.Uint16(b))) }}, nil
	case 8:
		return voxelType{"int32", 4, func(b []byte) float64 { return float64(int32(order.Uint32(b))) }}, nil
	case niftiFloat32:
		return voxelType{"float32", 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }}, nil
	case 64:
		return voxelType{"float64", 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }}, nil
	case 256:
		return voxelType{"int8", 1, func(b []byte) float64 { return float64(int8(b[0])) }}, nil
	case niftiUint16:
		return voxelType{"uint16", 2, func(b []byte) float64 { return float64(order.Uint16(b)) }}, nil
	case 768:
		return voxelType{"uint32", 4, func(b []byte) float64 { return float64(order.Uint32(b)) }}, nil
	case 1024:
		return voxelType{"int64", 8, func(b []byte) float64 { return float64(int64(order.Uint64(b))) }}, nil
	case 1280:
		return voxelType{"uint64", 8, func(b []byte) float64 { return float64(order.Uint64(b)) }}, nil
	case 32, 1792, 2048:
		return voxelType{}, fmt.Errorf("the voxels are complex numbers; save the magnitude image instead")
	case 128, 2304:
		return voxelType{}, fmt.Errorf("the voxels are colours (RGB); save a grey-scale image instead")
	}
	return voxelType{}, fmt.Errorf("voxels of data type %d are not read; save the image as int16 or float32", code)
}

// decode turns the stored bytes of len(values) voxels into scaled values. It
// may reorder the bytes in place.
func (h niftiHeader) decode(values []float64, stored []byte) {
	width := h.kind.width
	if h.order == binary.BigEndian && width > 1 {
		for voxel := 0; voxel < len(stored); voxel += width {
			slices.Reverse(stored[voxel : voxel+width])
		}
	}
	for i := range values {
		values[i] = h.slope*h.kind.value(stored[i*width:i*width+width]) + h.inter
	}
}
