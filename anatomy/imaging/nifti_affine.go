package imaging

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// patientFromVoxel is the header's affine in LPS mm. The one place where RAS
// becomes LPS: x and y change sign.
//
// The result is rounded to float32, the precision of the format's own numbers,
// so that a scan that is written and read again lies exactly where it was.
func (h *niftiHead) patientFromVoxel() (mgl64.Mat4, error) {
	mm, err := h.millimetres()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	ras, err := h.worldFromVoxel()
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
func (h *niftiHead) millimetres() (float64, error) {
	switch h.units & 7 {
	case 0, 2:
		return 1, nil
	case 1:
		return 1000, nil
	case 3:
		return 0.001, nil
	}
	return 0, fmt.Errorf("the spatial unit %d is unknown; it should be metre (1), millimetre (2) or micron (3)", h.units&7)
}

// What qform_code and sform_code say of the coordinates (nifti1.h). From
// talairachFrame on they are those of a template brain.
const (
	scannerFrame   = 1 // NIFTI_XFORM_SCANNER_ANAT
	alignedFrame   = 2 // NIFTI_XFORM_ALIGNED_ANAT: to another scan of the patient
	talairachFrame = 3 // NIFTI_XFORM_TALAIRACH, then MNI_152 and other templates
)

// ofPatient says whether a transform with this code gives the patient's own
// millimetres.
func ofPatient(code int) bool { return code == scannerFrame || code == alignedFrame }

// worldFromVoxel is the RAS affine in the header's unit: the sform or, where
// that is absent or leads into a template brain, the qform.
//
// Two kinds of file are refused although other readers take them. Without any
// transform (method 1 of nifti1.h) left cannot be told from right. And a
// template's millimetres are not the patient's: the usual template is larger
// than most heads, so that every margin would come out wrong. Whether the image
// itself was warped cannot be seen, as tools that resample it make the pixel
// sizes fit.
func (h *niftiHead) worldFromVoxel() (mgl64.Mat4, error) {
	switch {
	case ofPatient(h.sformCode):
		return h.sform()
	case ofPatient(h.qformCode):
		return h.qform()
	case h.sformCode >= talairachFrame || h.qformCode >= talairachFrame:
		return mgl64.Mat4{}, errors.New("its only coordinates are those of a template brain (Talairach or MNI), whose millimetres are not the patient's; use the scan as it was before it was normalised")
	}
	return mgl64.Mat4{}, fmt.Errorf("the header does not tell left from right (qform and sform codes are 0); convert the source images again, set the sform with the tool that made the file, %w", ErrAxesUnknown)
}

// sformTolerance is how far, as a share, the sform's voxel may differ from the
// pixel sizes. Both say the same length; headers round it to three digits or
// more. Anything above a percent shows in a 100 mm trajectory as a millimetre.
const sformTolerance = 0.01

// sform is method 3. Its columns must be as long as the pixel sizes, where
// those are given; a sheared grid (gantry tilt) may give the distance between
// its slices instead.
func (h *niftiHead) sform() (mgl64.Mat4, error) {
	m := mgl64.Mat4FromRows(h.srow[0], h.srow[1], h.srow[2], mgl64.Vec4{0, 0, 0, 1})
	columns := [3]mgl64.Vec3{m.Col(0).Vec3(), m.Col(1).Vec3(), m.Col(2).Vec3()}
	for axis := range min(3, int(h.dim[0])) {
		size, length := h.pixdim[axis+1], columns[axis].Len()
		if !(size > 0) {
			continue // not given
		}
		normal := columns[(axis+1)%3].Cross(columns[(axis+2)%3])
		apart := math.Abs(columns[axis].Dot(normal)) / normal.Len()
		if math.Abs(length-size) > sformTolerance*size && !(math.Abs(apart-size) <= sformTolerance*size) {
			return m, fmt.Errorf("the header gives two voxel sizes along %c, %.4g (pixdim) and %.4g (sform), so that no distance can be trusted; convert the source images again", "ijk"[axis], size, length)
		}
	}
	return m, nil
}

// qform is method 2.
func (h *niftiHead) qform() (mgl64.Mat4, error) {
	scale, err := h.pixelSizes()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	if h.pixdim[0] < 0 {
		scale[2] = -scale[2] // qfac = -1: a left-handed grid
	}
	rotation, err := h.rotation()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	offset := mgl64.Translate3D(h.qoffset[0], h.qoffset[1], h.qoffset[2])
	return offset.Mul4(rotation).Mul4(mgl64.Scale3D(scale[0], scale[1], scale[2])), nil
}

// pixelSizes reads pixdim[1..3], which must be positive. A plane has no third.
func (h *niftiHead) pixelSizes() (mgl64.Vec3, error) {
	sizes := mgl64.Vec3{1, 1, 1}
	for axis := range min(3, int(h.dim[0])) {
		sizes[axis] = h.pixdim[axis+1]
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
func (h *niftiHead) rotation() (mgl64.Mat4, error) {
	q := mgl64.Quat{V: mgl64.Vec3(h.quatern)}
	square := 1 - q.V.Dot(q.V)
	if !(square >= noRotation) {
		return mgl64.Mat4{}, fmt.Errorf("the qform is no rotation: b² + c² + d² is %g, above 1", q.V.Dot(q.V))
	}
	if square >= halfTurn {
		q.W = math.Sqrt(square)
	}
	return q.Normalize().Mat4(), nil
}
