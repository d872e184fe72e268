package imaging

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// maxVoxelOffset bounds the extensions that are skipped, in bytes. The largest
// known, whole DICOM headers, have a few hundred kilobytes.
const maxVoxelOffset = 1 << 26

// niftiHeader is what the rest of the reader needs to know.
type niftiHeader struct {
	encoding
	source Source
	length int64 // of the header in bytes
	offset int64 // of the first voxel, in bytes
	single bool  // header and image are one file
}

func readNIfTIHeader(file *source, axes string) (*niftiHeader, error) {
	start, err := file.start(4)
	if err != nil {
		return nil, fmt.Errorf("the header cannot be read (%w); copy the file again", err)
	}
	order, length := niftiByteOrder(start)
	if order == nil {
		return nil, notNIfTI(file)
	}
	raw := make([]byte, length)
	if n, err := io.ReadFull(file, raw); err != nil {
		if stopped(err) {
			return nil, err
		}
		return nil, fmt.Errorf("the file ends after %d bytes, before the end of its header; copy it again", n)
	}
	head, err := decodeNIfTI(raw, order)
	if err != nil {
		return nil, err
	}
	header, err := head.interpret(axes)
	if err != nil {
		return nil, err
	}
	header.bigEndian = order == binary.BigEndian
	return header, nil
}

// niftiByteOrder follows from the first number, which must be the header's
// size. The order is nil for another format.
func niftiByteOrder(start []byte) (order binary.ByteOrder, length int) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if len(start) < 4 {
			break
		}
		if size := order.Uint32(start); size == niftiHeaderSize || size == nifti2HeaderSize {
			return order, int(size)
		}
	}
	return nil, 0
}

func (h *niftiHead) interpret(axes string) (*niftiHeader, error) {
	header := &niftiHeader{length: h.length}
	var err error
	if header.single, err = h.isSingleFile(); err != nil {
		return nil, err
	}
	header.source = Source{Format: h.format, Dropped: h.texts}
	if header.grid.Size, err = h.gridSize(); err != nil {
		return nil, err
	}
	if header.kind, err = niftiStoredType(h.datatype); err != nil {
		return nil, err
	}
	if int(h.bitpix) != 8*header.kind.width() {
		return nil, fmt.Errorf("the header says %s with %d bits per voxel, which contradict each other", header.kind.name(), h.bitpix)
	}
	if header.offset, err = h.voxelOffset(header.single); err != nil {
		return nil, err
	}
	if header.encoding.slope, header.encoding.inter, err = h.scaling(); err != nil {
		return nil, err
	}
	if header.grid.PatientFromVoxel, err = h.place(header.grid.Size, axes, &header.source); err != nil {
		return nil, err
	}
	header.perVoxel = 1
	return header, header.grid.Validate()
}

// isSingleFile reads the magic, which Analyze 7.5 lacks.
func (h *niftiHead) isSingleFile() (bool, error) {
	switch h.magic {
	case "n+1\x00", "n+2\x00":
		return true, nil
	case "ni1\x00", "ni2\x00":
		return false, nil
	case "\x00\x00\x00\x00":
		if h.length == niftiHeaderSize {
			h.becomeAnalyze()
			return false, nil
		}
	}
	return false, errors.New("the header is damaged, or no NIfTI: its magic bytes are wrong; export the scan again")
}

// becomeAnalyze forgets what only NIfTI says. Analyze has other fields in the
// place of the transforms, the unit and the intercept.
func (h *niftiHead) becomeAnalyze() {
	h.format = "Analyze 7.5"
	h.qformCode, h.sformCode, h.units, h.inter = 0, 0, 0, 0
	h.texts = append(h.texts, "history")
}

// place is where the voxels lie: where the header says, or as the caller does.
func (h *niftiHead) place(size [3]int, axes string, source *Source) (mgl64.Mat4, error) {
	unplaced := !ofPatient(h.sformCode) && !ofPatient(h.qformCode) && h.sformCode <= 0 && h.qformCode <= 0
	if !unplaced || axes == "" {
		if h.format == "Analyze 7.5" {
			return mgl64.Mat4{}, fmt.Errorf("this is ANALYZE 7.5, which does not tell left from right; export NIfTI-1 from the source images, %w", ErrAxesUnknown)
		}
		return h.patientFromVoxel()
	}
	mm, err := h.millimetres()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	spacing, err := h.pixelSizes()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	return statedAxes(size, spacing.Mul(mm), axes, source)
}

// gridSize reads dim[]. Axes beyond dim[0] are undefined in the standard and
// read as 1; a plane is an image of one slice.
func (h *niftiHead) gridSize() ([3]int, error) {
	axes := h.dim[0]
	if axes < 1 || axes > 7 {
		return [3]int{}, fmt.Errorf("an image of %d dimensions is not possible", axes)
	}
	size := [3]int{1, 1, 1}
	for axis := 1; axis <= int(axes); axis++ {
		n := h.dim[axis]
		if n < 1 {
			return [3]int{}, fmt.Errorf("the header says %d voxels along axis %d", n, axis)
		}
		if axis <= 3 {
			size[axis-1] = int(min(n, math.MaxInt32))
		} else if n > 1 {
			return [3]int{}, fmt.Errorf("this is a series of %d images (axis %d); save the one to use as a 3-D image", n, axis)
		}
	}
	return size, nil
}

// voxelOffset reads vox_offset, a float in NIfTI-1. Zero in a single file
// stands for the usual place, as other readers take it.
func (h *niftiHead) voxelOffset(single bool) (int64, error) {
	offset, lowest := h.voxOffset, 0.0
	if single {
		lowest = float64(h.length) + 4
		if offset == 0 {
			offset = lowest
		}
	}
	if offset != math.Trunc(offset) || !(offset >= lowest && offset <= maxVoxelOffset) {
		return 0, fmt.Errorf("the header says that the image begins at byte %g, which is not possible", offset)
	}
	return int64(offset), nil
}

// extended says whether extensions follow the header that was just read: the
// four bytes after it announce them.
func (h *niftiHeader) extended(file *source) bool {
	mark, err := file.start(1)
	return h.single && h.offset > h.length+4 || err == nil && len(mark) > 0 && mark[0] != 0
}

// scaling reads scl_slope and scl_inter: value = slope*stored + inter. A slope
// of zero means none (nifti1.h); so does one that is not a number, which is
// how nibabel marks it in its headers.
func (h *niftiHead) scaling() (slope, inter float64, err error) {
	if h.slope == 0 || math.IsNaN(h.slope) {
		return 1, 0, nil
	}
	if math.IsInf(h.slope, 0) || math.IsInf(h.inter, 0) || math.IsNaN(h.inter) {
		return 0, 0, fmt.Errorf("the intensity scaling %g*x + %g is not finite", h.slope, h.inter)
	}
	return h.slope, h.inter, nil
}
