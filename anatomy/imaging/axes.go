package imaging

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// ErrAxesUnknown ends the refusal of a file that does not tell left from right:
// OpenOptions.Axes can say how its voxels run.
var ErrAxesUnknown = errors.New("or state its axes if you know them")

// directions are unit vectors, in LPS, towards the sides of a patient.
var directions = map[byte]mgl64.Vec3{
	'L': {1, 0, 0}, 'R': {-1, 0, 0}, 'P': {0, 1, 0}, 'A': {0, -1, 0}, 'S': {0, 0, 1}, 'I': {0, 0, -1},
}

// statedAxes places voxels of some spacing, in mm, as the caller states. As
// nothing says where the patient was, the middle of the grid becomes the
// origin.
func statedAxes(size [3]int, spacing mgl64.Vec3, axes string, source *Source) (mgl64.Mat4, error) {
	if len(axes) != 3 {
		return mgl64.Mat4{}, badAxes(axes)
	}
	affine := mgl64.Ident4()
	middle := mgl64.Vec3{}
	for axis := range 3 {
		direction, known := directions[strings.ToUpper(axes)[axis]]
		if !known {
			return mgl64.Mat4{}, badAxes(axes)
		}
		step := direction.Mul(spacing[axis])
		affine.SetCol(axis, step.Vec4(0))
		middle = middle.Add(step.Mul(float64(size[axis]-1) / 2))
	}
	if affine.Det() == 0 {
		return mgl64.Mat4{}, badAxes(axes)
	}
	affine.SetCol(3, middle.Mul(-1).Vec4(1))
	source.Notes = append(source.Notes, fmt.Sprintf("the file does not tell left from right; its voxels were taken to run %s as stated, around the origin", strings.ToUpper(axes)))
	return affine, nil
}

func badAxes(axes string) error {
	return fmt.Errorf("the axes %q do not say how voxels run; write three letters, one each of R or L, A or P, S or I, such as RAS", axes)
}
