package imaging

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// storedType is how a file stores one number.
type storedType uint8

const (
	storedUint8 storedType = iota
	storedInt8
	storedUint16
	storedInt16
	storedUint32
	storedInt32
	storedUint64
	storedInt64
	storedFloat32
	storedFloat64
)

// storedTypes gives every type its name, its width in bytes and how to load
// little-endian numbers. 64-bit whole numbers beyond 2⁵³ are rounded.
var storedTypes = [...]struct {
	name  string
	width int
	load  func(values []float64, raw []byte)
}{
	storedUint8: {"uint8", 1, func(values []float64, raw []byte) {
		for i, b := range raw {
			values[i] = float64(b)
		}
	}},
	storedInt8: {"int8", 1, func(values []float64, raw []byte) {
		for i, b := range raw {
			values[i] = float64(int8(b))
		}
	}},
	storedUint16: {"uint16", 2, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(binary.LittleEndian.Uint16(raw[2*i:]))
		}
	}},
	storedInt16: {"int16", 2, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(int16(binary.LittleEndian.Uint16(raw[2*i:])))
		}
	}},
	storedUint32: {"uint32", 4, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(binary.LittleEndian.Uint32(raw[4*i:]))
		}
	}},
	storedInt32: {"int32", 4, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(int32(binary.LittleEndian.Uint32(raw[4*i:])))
		}
	}},
	storedUint64: {"uint64", 8, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(binary.LittleEndian.Uint64(raw[8*i:]))
		}
	}},
	storedInt64: {"int64", 8, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(int64(binary.LittleEndian.Uint64(raw[8*i:])))
		}
	}},
	storedFloat32: {"float32", 4, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
		}
	}},
	storedFloat64: {"float64", 8, func(values []float64, raw []byte) {
		for i := range values {
			values[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
		}
	}},
}

func (t storedType) name() string { return storedTypes[t].name }

func (t storedType) width() int { return storedTypes[t].width }

// encoding says how a file stores the voxels of an image.
type encoding struct {
	grid         Grid
	kind         storedType
	bigEndian    bool
	slope, inter float64 // value = slope*stored + inter
	// perVoxel counts the values of a voxel: 1, or the layers of a
	// segmentation. They lie side by side, or with layersLast each layer by
	// itself.
	perVoxel   int
	layersLast bool
}

// count is the number of stored values.
func (e *encoding) count() int { return e.grid.Len() * e.perVoxel }

// size is the length of the stored values in bytes.
func (e *encoding) size() int64 { return int64(e.count()) * int64(e.kind.width()) }

// asStored says that the stored numbers are the values.
func (e *encoding) asStored() bool { return e.slope == 1 && e.inter == 0 }

// values turns the stored little-endian bytes of len(values) voxels into
// scaled values. The product is rounded by itself on every machine.
func (e *encoding) values(values []float64, raw []byte) {
	storedTypes[e.kind].load(values, raw)
	if e.asStored() {
		return
	}
	for i, stored := range values {
		values[i] = float64(e.slope*stored) + e.inter
	}
}

// swapBytes turns big-endian numbers of some width into little-endian ones, in
// place.
func swapBytes(raw []byte, width int) {
	order := binary.LittleEndian
	switch width {
	case 2:
		for i := 0; i+2 <= len(raw); i += 2 {
			raw[i], raw[i+1] = raw[i+1], raw[i]
		}
	case 4:
		for i := 0; i+4 <= len(raw); i += 4 {
			order.PutUint32(raw[i:], bits.ReverseBytes32(order.Uint32(raw[i:])))
		}
	case 8:
		for i := 0; i+8 <= len(raw); i += 8 {
			order.PutUint64(raw[i:], bits.ReverseBytes64(order.Uint64(raw[i:])))
		}
	}
}
