package imaging

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// WriteNIfTI writes a volume as a gzipped single-file NIfTI-1 in RAS mm: int16
// when every value is a whole number that fits, else float32, so that reading
// gives back every value. The affine goes into the sform as float32, and into
// the qform too where that can hold it: not when it shears. Equal volumes give equal bytes; nothing but
// the image is written. A grid that fails Validate, an axis longer than 32767
// voxels and a value that is not finite are errors.
func WriteNIfTI(w io.Writer, v *Volume) error {
	if v.Int16 != nil {
		return writeNIfTI(w, v.Grid, niftiInt16, len(v.Int16), func(to []byte, i int) []byte {
			return binary.LittleEndian.AppendUint16(to, uint16(v.Int16[i]))
		})
	}
	code := int16(niftiInt16)
	for i, value := range v.Float32 {
		if math.IsNaN(float64(value)) || math.IsInf(float64(value), 0) {
			return fmt.Errorf("nifti: voxel %d is not finite; a volume with such voxels cannot be written", i)
		}
		if !isInt16(value) {
			code = niftiFloat32
		}
	}
	return writeNIfTI(w, v.Grid, code, len(v.Float32), func(to []byte, i int) []byte {
		if code == niftiInt16 {
			return binary.LittleEndian.AppendUint16(to, uint16(int16(v.Float32[i])))
		}
		return binary.LittleEndian.AppendUint32(to, math.Float32bits(v.Float32[i]))
	})
}

// WriteNIfTILabels writes a label map as WriteNIfTI writes a volume, as uint8
// when no label exceeds 255, else as uint16.
func WriteNIfTILabels(w io.Writer, l *LabelMap) error {
	code := int16(niftiUint8)
	for _, label := range l.Data {
		if label > math.MaxUint8 {
			code = niftiUint16
			break
		}
	}
	return writeNIfTI(w, l.Grid, code, len(l.Data), func(to []byte, i int) []byte {
		if code == niftiUint8 {
			return append(to, uint8(l.Data[i]))
		}
		return binary.LittleEndian.AppendUint16(to, l.Data[i])
	})
}

// writeNIfTI writes the header and then every voxel, which put appends.
func writeNIfTI(w io.Writer, g Grid, code int16, voxels int, put func(to []byte, i int) []byte) error {
	header, err := encodeHeader(g, code)
	if err != nil {
		return fmt.Errorf("nifti: %w", err)
	}
	if voxels != g.Len() {
		return fmt.Errorf("nifti: the grid has %d voxels but the data %d", g.Len(), voxels)
	}
	if err := writeVoxels(w, header, voxels, put); err != nil {
		return fmt.Errorf("nifti: cannot write: %w", err)
	}
	return nil
}

// encodeHeader makes the header and the four bytes that announce no extension.
func encodeHeader(g Grid, code int16) ([]byte, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	kind, err := niftiStoredType(code)
	if err != nil {
		return nil, err
	}
	fields := niftiFields{
		SizeofHdr: niftiHeaderSize,
		Dim:       [8]int16{3, 1, 1, 1, 1, 1, 1, 1},
		Datatype:  code,
		Bitpix:    int16(8 * kind.width()),
		VoxOffset: niftiVoxelOffset,
		SclSlope:  1,
		XyztUnits: 2, // mm
		Magic:     [4]byte{'n', '+', '1'},
	}
	for axis, n := range g.Size {
		if n > math.MaxInt16 {
			return nil, fmt.Errorf("%d voxels along %c are more than NIfTI-1 can hold (%d)", n, "ijk"[axis], math.MaxInt16)
		}
		fields.Dim[axis+1] = int16(n)
	}
	fields.place(g)
	var header bytes.Buffer
	if err := binary.Write(&header, binary.LittleEndian, &fields); err != nil {
		return nil, fmt.Errorf("cannot encode the header: %w", err)
	}
	return append(header.Bytes(), 0, 0, 0, 0), nil
}

// place writes the grid's affine, turned from LPS into RAS.
func (f *niftiFields) place(g Grid) {
	ras := mgl64.Scale3D(-1, -1, 1).Mul4(g.PatientFromVoxel)
	f.SformCode = scannerFrame
	for column := range 4 {
		f.SrowX[column] = float32(ras.At(0, column) + 0)
		f.SrowY[column] = float32(ras.At(1, column) + 0)
		f.SrowZ[column] = float32(ras.At(2, column) + 0)
	}
	spacing := g.Spacing()
	f.Pixdim = [8]float32{1, float32(spacing[0]), float32(spacing[1]), float32(spacing[2]), 1, 1, 1, 1}
	f.placeRotation(g, ras, spacing)
}

// placeRotation fills the qform when one can say the same as the sform. It
// cannot for an affine that shears, nor close to a half turn, where the
// quaternion's unstored part drowns in the rounding of the others.
func (f *niftiFields) placeRotation(g Grid, ras mgl64.Mat4, spacing mgl64.Vec3) {
	rotation := mgl64.Mat3FromCols(
		ras.Col(0).Vec3().Mul(1/spacing[0]),
		ras.Col(1).Vec3().Mul(1/spacing[1]),
		ras.Col(2).Vec3().Mul(1/spacing[2]),
	)
	qform := *f
	if rotation.Det() < 0 {
		qform.Pixdim[0] = -1
		rotation.SetCol(2, rotation.Col(2).Mul(-1))
	}
	q := mgl64.Mat4ToQuat(rotation.Mat4()).Normalize()
	if q.W < 0 {
		q = q.Scale(-1) // the format stores no W and reads it as positive
	}
	qform.SformCode, qform.QformCode = 0, scannerFrame
	qform.Quatern = [3]float32{float32(q.V[0]), float32(q.V[1]), float32(q.V[2])}
	qform.Qoffset = [3]float32{f.SrowX[3], f.SrowY[3], f.SrowZ[3]}
	read, err := qform.head().patientFromVoxel()
	if err == nil && g.SameAs(Grid{Size: g.Size, PatientFromVoxel: read}) {
		qform.SformCode = scannerFrame
		*f = qform
	}
}
