package imaging

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// place reads the geometry. TransformMatrix holds the direction of the first
// axis, then of the second, and so on (itkMetaImageIO.cxx); its world is LPS.
func (h metaHeader) place(e *encoding, axes string, source *Source) error {
	n, _ := strconv.Atoi(h["ndims"])
	spacing, err := finiteNumbers(h.first("elementspacing", "elementsize"))
	if err != nil || len(spacing) != n {
		return errors.New("the header does not tell how far voxels lie apart (ElementSpacing); save the image again")
	}
	mm, err := h.millimetres()
	if err != nil {
		return err
	}
	for axis := range spacing {
		if spacing[axis] *= mm; axis < 3 && !(spacing[axis] > 0) {
			return fmt.Errorf("the voxel spacing along %c is %g; it must be above zero", "ijk"[axis], spacing[axis])
		}
	}
	matrix := h.first("transformmatrix", "rotation", "orientation")
	if matrix == "" && axes != "" {
		e.grid.PatientFromVoxel, err = statedAxes(e.grid.Size, mgl64.Vec3(spacing[:3]), axes, source)
	} else {
		e.grid.PatientFromVoxel, err = h.affine(n, matrix, spacing, mm, source)
	}
	if err != nil {
		return err
	}
	return e.grid.Validate()
}

// unitTolerance is how far a direction's length may be from one: headers round
// to a few digits, and a percent of a 100 mm trajectory is a millimetre.
const unitTolerance = 0.01

func (h metaHeader) affine(n int, matrix string, spacing []float64, mm float64, source *Source) (mgl64.Mat4, error) {
	if matrix == "" {
		source.Notes = append(source.Notes, "the file does not say how its voxels run (no TransformMatrix); they were taken to run to the patient's left, back and head, as other readers do")
		matrix = identityText(n)
	}
	cosines, err := finiteNumbers(matrix)
	if err != nil || len(cosines) != n*n {
		return mgl64.Mat4{}, errors.New("the directions of the image (TransformMatrix) cannot be read; save the image again")
	}
	affine := mgl64.Ident4()
	for axis := range 3 {
		direction := mgl64.Vec3(cosines[axis*n : axis*n+3])
		if length := direction.Len(); !(length > 1-unitTolerance && length < 1+unitTolerance) {
			return mgl64.Mat4{}, errors.New("the directions of the image (TransformMatrix) are not of length one; save the image again")
		}
		affine.SetCol(axis, direction.Mul(spacing[axis]).Vec4(0))
	}
	text := h.first("offset", "position", "origin")
	if text == "" {
		source.Notes = append(source.Notes, "the file does not tell where the patient lies (no Offset); its first voxel was taken as the origin")
		return affine, nil
	}
	offset, err := finiteNumbers(text)
	if err != nil || len(offset) != n {
		return mgl64.Mat4{}, errors.New("the place of the image (Offset) cannot be read; save the image again")
	}
	affine.SetCol(3, mgl64.Vec3(offset[:3]).Mul(mm).Vec4(1))
	return affine, nil
}

// identityText is the unit matrix as a header writes it.
func identityText(n int) string {
	row := "1" + strings.Repeat(" 0", n) + " "
	return strings.Repeat(row, n-1) + "1"
}

// millimetres is the length of DistanceUnits; missing means mm.
func (h metaHeader) millimetres() (float64, error) {
	switch strings.ToLower(h["distanceunits"]) {
	case "", "mm", "?":
		return 1, nil
	case "um":
		return 0.001, nil
	case "cm":
		return 10, nil
	}
	return 0, errors.New("the unit of length (DistanceUnits) is unknown; save the image in millimetres")
}
