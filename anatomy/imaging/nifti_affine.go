package imaging

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// patientFromVoxel is the header's affine in LPS mm. The one place where RAS
// becomes LPS: x and y change sign.
//
// The result is rounded to float32, the precision of the format's own numbers,
// so that a scan that is written and read again lies exactly where it was.
func (f *niftiFields) patientFromVoxel() (mgl64.Mat4, error) {
	mm, err := f.millimetres()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	ras, err := f.worldFromVoxel()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	patient := mgl64.Scale3D(-mm, -mm, mm).Mul4(ras)
	for i := range patient {
		// Adding zero turns the -0 of a changed sign into 0.
		patient[i] = float64(float32(patient[i])) + 0
	}
	return patient, nil
}

// millimetres is the length of the header's spatial unit. Many writers leave
// it unset (0); the standard's own default, and everybody's use, is mm.
func (f *niftiFields) millimetres() (float64, error) {
	switch f.XyztUnits & 7 {
	case 0, 2:
		return 1, nil
	case 1:
		return 1000, nil
	case 3:
		return 0.001, nil
	}
	return 0, fmt.Errorf("the spatial unit %d is unknown; it should be metre (1), millimetre (2) or micron (3)", f.XyztUnits&7)
}

// worldFromVoxel is the RAS affine in the header's unit, by method 3 (sform),
// 2 (qform) or 1 (pixel sizes only) of nifti1.h, in this order. Method 1 says
// nothing about the patient's orientation; it is taken as RAS.
func (f *niftiFields) worldFromVoxel() (mgl64.Mat4, error) {
	if f.SformCode > 0 {
		return mgl64.Mat4FromRows(row(f.SrowX), row(f.SrowY), row(f.SrowZ), mgl64.Vec4{0, 0, 0, 1}), nil
	}
	scale, err := f.pixelSizes()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	if f.QformCode <= 0 {
		return mgl64.Scale3D(scale[0], scale[1], scale[2]), nil
	}
	if f.Pixdim[0] < 0 {
		scale[2] = -scale[2] // qfac = -1: a left-handed grid
	}
	rotation, err := f.rotation()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	offset := mgl64.Translate3D(float64(f.Qoffset[0]), float64(f.Qoffset[1]), float64(f.Qoffset[2]))
	return offset.Mul4(rotation).Mul4(mgl64.Scale3D(scale[0], scale[1], scale[2])), nil
}

func row(r [4]float32) mgl64.Vec4 {
	return mgl64.Vec4{float64(r[0]), float64(r[1]), float64(r[2]), float64(r[3])}
}

// pixelSizes reads pixdim[1..3], which must be positive. A plane has no third.
func (f *niftiFields) pixelSizes() (mgl64.Vec3, error) {
	sizes := mgl64.Vec3{1, 1, 1}
	for axis := range min(3, int(f.Dim[0])) {
		sizes[axis] = float64(f.Pixdim[axis+1])
		if !(sizes[axis] > 0) {
			return sizes, fmt.Errorf("the voxel spacing along %c is %g; it must be above zero", "ijk"[axis], sizes[axis])
		}
	}
	return sizes, nil
}

// Bounds on a², the part of the quaternion that is not stored. b, c and d are
// rounded to float32, so that a² of a half turn comes out as up to 1e-7 to
// either side of zero: nifti1_io.c (nifti_quatern_to_mat44) takes less than
// that as zero, and so do we. Far below zero it is no rotation at all.
const (
	halfTurn   = 1e-7
	noRotation = -1e-5
)

// rotation turns quatern_b, c, d into a matrix; a² = 1 - (b² + c² + d²).
func (f *niftiFields) rotation() (mgl64.Mat4, error) {
	q := mgl64.Quat{V: mgl64.Vec3{float64(f.Quatern[0]), float64(f.Quatern[1]), float64(f.Quatern[2])}}
	square := 1 - q.V.Dot(q.V)
	if !(square >= noRotation) {
		return mgl64.Mat4{}, fmt.Errorf("the qform is no rotation: b² + c² + d² is %g, above 1", q.V.Dot(q.V))
	}
	if square >= halfTurn {
		q.W = math.Sqrt(square)
	}
	return q.Normalize().Mat4(), nil
}
