package imaging

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// Layout of NIfTI-1, from nifti1.h of the NIfTI Data Format Working Group
// (https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h): a header of
// 348 bytes, four bytes that announce extensions, then the voxels.
const (
	niftiHeaderSize  = 348
	nifti2HeaderSize = 540
	niftiVoxelOffset = 352
	// maxVoxelOffset bounds the extensions that are skipped. The largest
	// known, whole DICOM headers, have a few hundred kilobytes.
	maxVoxelOffset = 1 << 26
)

// niftiFields is the header as it lies in the file, nifti1.h field by field.
// The blank fields are unused here, and some of them may name a patient.
type niftiFields struct {
	SizeofHdr int32
	_         [36]byte // data_type, db_name, extents, session_error, regular, dim_info
	Dim       [8]int16
	_         [14]byte // intent_p1..3, intent_code
	Datatype  int16
	Bitpix    int16
	_         int16 // slice_start
	Pixdim    [8]float32
	VoxOffset float32
	SclSlope  float32
	SclInter  float32
	_         [3]byte // slice_end, slice_code
	XyztUnits uint8
	_         [128]byte // cal_*, slice_duration, toffset, glmax, glmin, descrip, aux_file
	QformCode int16
	SformCode int16
	Quatern   [3]float32 // b, c, d
	Qoffset   [3]float32
	SrowX     [4]float32
	SrowY     [4]float32
	SrowZ     [4]float32
	_         [16]byte // intent_name
	Magic     [4]byte
}

// niftiHeader is what the rest of the reader needs to know.
type niftiHeader struct {
	encoding
	offset int64 // of the first voxel, in bytes
	single bool  // header and image are one file
}

func readHeader(r io.Reader) (niftiHeader, error) {
	raw := make([]byte, niftiHeaderSize)
	n, err := io.ReadFull(r, raw)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return niftiHeader{}, fmt.Errorf("the header cannot be read (%w); copy the file again", err)
	}
	if n == 0 {
		return niftiHeader{}, errors.New("the file is empty; copy it again")
	}
	order, err := byteOrder(raw[:n])
	if err != nil {
		return niftiHeader{}, err
	}
	if n < len(raw) {
		return niftiHeader{}, fmt.Errorf("the file ends after %d bytes, before the end of its header; copy it again", n)
	}
	var fields niftiFields
	if err := binary.Read(bytes.NewReader(raw), order, &fields); err != nil {
		return niftiHeader{}, fmt.Errorf("cannot decode the header: %w", err)
	}
	return fields.interpret(order)
}

// byteOrder follows from the first number, which must be the header's size.
func byteOrder(raw []byte) (binary.ByteOrder, error) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if len(raw) < 4 {
			break
		}
		switch order.Uint32(raw) {
		case niftiHeaderSize:
			return order, nil
		case nifti2HeaderSize:
			return nil, fmt.Errorf("this is a NIfTI-2 file; this version reads NIfTI-1: save it as NIfTI-1 (.nii.gz) with 3D Slicer or the tool that made it")
		}
	}
	return nil, notNIfTI(raw)
}

func (f *niftiFields) interpret(order binary.ByteOrder) (niftiHeader, error) {
	var header niftiHeader
	header.bigEndian = order == binary.BigEndian
	var err error
	if header.single, err = f.isSingleFile(); err != nil {
		return niftiHeader{}, err
	}
	if header.grid.Size, err = f.size(); err != nil {
		return niftiHeader{}, err
	}
	if header.kind, err = niftiStoredType(f.Datatype); err != nil {
		return niftiHeader{}, err
	}
	if int(f.Bitpix) != 8*header.kind.width() {
		return niftiHeader{}, fmt.Errorf("the header says %s with %d bits per voxel, which contradict each other", header.kind.name(), f.Bitpix)
	}
	if header.offset, err = f.voxelOffset(header.single); err != nil {
		return niftiHeader{}, err
	}
	if header.slope, header.inter, err = f.scaling(); err != nil {
		return niftiHeader{}, err
	}
	if header.grid.PatientFromVoxel, err = f.patientFromVoxel(); err != nil {
		return niftiHeader{}, err
	}
	return header, header.grid.Validate()
}

func (f *niftiFields) isSingleFile() (bool, error) {
	switch string(f.Magic[:]) {
	case "n+1\x00":
		return true, nil
	case "ni1\x00":
		return false, nil
	case "\x00\x00\x00\x00":
		return false, fmt.Errorf("this is ANALYZE 7.5, which does not tell left from right; export NIfTI-1 from the source images")
	}
	return false, fmt.Errorf("the header is damaged, or no NIfTI-1: its magic bytes are wrong; export the scan again")
}

// size reads dim[]. Axes beyond dim[0] are undefined in the standard and read
// as 1; a plane is an image of one slice.
func (f *niftiFields) size() ([3]int, error) {
	axes := int(f.Dim[0])
	if axes < 1 || axes > 7 {
		return [3]int{}, fmt.Errorf("an image of %d dimensions is not possible", axes)
	}
	size := [3]int{1, 1, 1}
	for axis := 1; axis <= axes; axis++ {
		n := int(f.Dim[axis])
		if n < 1 {
			return [3]int{}, fmt.Errorf("the header says %d voxels along axis %d", n, axis)
		}
		if axis <= 3 {
			size[axis-1] = n
		} else if n > 1 {
			return [3]int{}, fmt.Errorf("this is a series of %d images (axis %d); save the one to use as a 3-D image", n, axis)
		}
	}
	return size, nil
}

// voxelOffset reads vox_offset, a float in the standard. Zero in a single
// file stands for the usual 352, as other readers take it.
func (f *niftiFields) voxelOffset(single bool) (int64, error) {
	offset := float64(f.VoxOffset)
	if single && offset == 0 {
		offset = niftiVoxelOffset
	}
	lowest := 0.0
	if single {
		lowest = niftiVoxelOffset
	}
	if offset != math.Trunc(offset) || !(offset >= lowest && offset <= maxVoxelOffset) {
		return 0, fmt.Errorf("the header says that the image begins at byte %g, which is not possible", offset)
	}
	return int64(offset), nil
}

// scaling reads scl_slope and scl_inter: value = slope*stored + inter. A slope
// of zero means none (nifti1.h); so does one that is not a number, which is
// how nibabel marks it in its headers.
func (f *niftiFields) scaling() (slope, inter float64, err error) {
	slope, inter = float64(f.SclSlope), float64(f.SclInter)
	if slope == 0 || math.IsNaN(slope) {
		return 1, 0, nil
	}
	if math.IsInf(slope, 0) || math.IsInf(inter, 0) || math.IsNaN(inter) {
		return 0, 0, fmt.Errorf("the intensity scaling %g*x + %g is not finite", slope, inter)
	}
	return slope, inter, nil
}
