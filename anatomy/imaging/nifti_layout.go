package imaging

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Layouts of NIfTI-1 and NIfTI-2, from nifti1.h and nifti2.h of the NIfTI Data
// Format Working Group (https://nifti.nimh.nih.gov/pub/dist/src/niftilib/):
// a header of 348 or 540 bytes, four bytes that announce extensions, then the
// voxels. Analyze 7.5 has the first layout without the magic.
const (
	niftiHeaderSize  = 348
	nifti2HeaderSize = 540
	niftiVoxelOffset = 352
)

// niftiFields is the header of NIfTI-1 as it lies in the file, nifti1.h field
// by field. The blank fields are unused here. The text fields may name a
// patient: of them only counts whether they are empty.
type niftiFields struct {
	SizeofHdr  int32
	DataType   [10]byte
	DBName     [18]byte
	_          [8]byte // extents, session_error, regular, dim_info
	Dim        [8]int16
	_          [14]byte // intent_p1..3, intent_code
	Datatype   int16
	Bitpix     int16
	_          int16 // slice_start
	Pixdim     [8]float32
	VoxOffset  float32
	SclSlope   float32
	SclInter   float32
	_          [3]byte // slice_end, slice_code
	XyztUnits  uint8
	_          [24]byte // cal_*, slice_duration, toffset, glmax, glmin
	Descrip    [80]byte
	AuxFile    [24]byte
	QformCode  int16
	SformCode  int16
	Quatern    [3]float32 // b, c, d
	Qoffset    [3]float32
	SrowX      [4]float32
	SrowY      [4]float32
	SrowZ      [4]float32
	IntentName [16]byte
	Magic      [4]byte
}

// nifti2Fields is the header of NIfTI-2, nifti2.h field by field.
type nifti2Fields struct {
	SizeofHdr  int32
	Magic      [8]byte
	Datatype   int16
	Bitpix     int16
	Dim        [8]int64
	_          [24]byte // intent_p1..3
	Pixdim     [8]float64
	VoxOffset  int64
	SclSlope   float64
	SclInter   float64
	_          [48]byte // cal_*, slice_duration, toffset, slice_start, slice_end
	Descrip    [80]byte
	AuxFile    [24]byte
	QformCode  int32
	SformCode  int32
	Quatern    [3]float64
	Qoffset    [3]float64
	SrowX      [4]float64
	SrowY      [4]float64
	SrowZ      [4]float64
	_          int32 // slice_code
	XyztUnits  int32
	_          int32 // intent_code
	IntentName [16]byte
	_          [16]byte // dim_info, unused_str
}

// niftiHead is what both layouts say.
type niftiHead struct {
	format       string
	magic        string
	length       int64 // of the header in bytes
	dim          [8]int64
	datatype     int16
	bitpix       int16
	pixdim       [8]float64
	voxOffset    float64
	slope, inter float64
	units        int
	qformCode    int
	sformCode    int
	quatern      [3]float64 // b, c, d
	qoffset      [3]float64
	srow         [3][4]float64
	texts        []string // names of the text fields that are not empty
}

// decodeNIfTI reads either layout, whose length tells which it is.
func decodeNIfTI(raw []byte, order binary.ByteOrder) (*niftiHead, error) {
	var fields interface{ head() *niftiHead } = &niftiFields{}
	if len(raw) == nifti2HeaderSize {
		fields = &nifti2Fields{}
	}
	if err := binary.Read(bytes.NewReader(raw), order, fields); err != nil {
		return nil, fmt.Errorf("cannot decode the header: %w", err)
	}
	return fields.head(), nil
}

func (f *niftiFields) head() *niftiHead {
	h := &niftiHead{
		format: "NIfTI-1", magic: string(f.Magic[:]), length: niftiHeaderSize,
		datatype: f.Datatype, bitpix: f.Bitpix,
		voxOffset: float64(f.VoxOffset), slope: float64(f.SclSlope), inter: float64(f.SclInter),
		units: int(f.XyztUnits), qformCode: int(f.QformCode), sformCode: int(f.SformCode),
		quatern: wide(f.Quatern), qoffset: wide(f.Qoffset),
		srow: [3][4]float64{wide4(f.SrowX), wide4(f.SrowY), wide4(f.SrowZ)},
	}
	for axis := range h.dim {
		h.dim[axis], h.pixdim[axis] = int64(f.Dim[axis]), float64(f.Pixdim[axis])
	}
	h.note("data_type", f.DataType[:])
	h.note("db_name", f.DBName[:])
	h.note("descrip", f.Descrip[:])
	h.note("aux_file", f.AuxFile[:])
	h.note("intent_name", f.IntentName[:])
	return h
}

func (f *nifti2Fields) head() *niftiHead {
	h := &niftiHead{
		format: "NIfTI-2", magic: string(f.Magic[:4]), length: nifti2HeaderSize,
		dim: f.Dim, datatype: f.Datatype, bitpix: f.Bitpix, pixdim: f.Pixdim,
		voxOffset: float64(f.VoxOffset), slope: f.SclSlope, inter: f.SclInter,
		units: int(f.XyztUnits), qformCode: int(f.QformCode), sformCode: int(f.SformCode),
		quatern: f.Quatern, qoffset: f.Qoffset,
		srow: [3][4]float64{f.SrowX, f.SrowY, f.SrowZ},
	}
	h.note("descrip", f.Descrip[:])
	h.note("aux_file", f.AuxFile[:])
	h.note("intent_name", f.IntentName[:])
	return h
}

// note remembers a text field that holds anything.
func (h *niftiHead) note(name string, field []byte) {
	if len(bytes.Trim(field, "\x00 ")) > 0 {
		h.texts = append(h.texts, name)
	}
}

func wide(v [3]float32) [3]float64 {
	return [3]float64{float64(v[0]), float64(v[1]), float64(v[2])}
}

func wide4(v [4]float32) [4]float64 {
	return [4]float64{float64(v[0]), float64(v[1]), float64(v[2]), float64(v[3])}
}
