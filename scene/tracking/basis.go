package tracking

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// Basis is the frame in which scripts are written: unit vectors in the patient
// frame with U × V = Axis.
type Basis struct {
	Axis mgl64.Vec3 // from the plan's entry to its target
	// U is the patient's left (+X of LPS) as far as it is perpendicular to the
	// axis. Where the axis itself runs within 26° of left or right, so that this
	// would be ill-defined, posterior (+Y) takes its place.
	U mgl64.Vec3
	V mgl64.Vec3
}

// PlanBasis returns the basis of a plan. It is the same for every plan with the
// same direction and turns smoothly with it but for the one switch named at U.
// A plan whose entry and target are less than 1 mm apart, or not finite, has none.
func PlanBasis(p record.Plan) (Basis, error) {
	path := p.Target.Sub(p.Entry)
	if length := path.Len(); !(length >= 1) || math.IsInf(length, 0) {
		return Basis{}, errors.New("the plan's entry and target are less than 1 mm apart or not finite; plan a trajectory first")
	}
	axis := path.Normalize()
	reference := mgl64.Vec3{1, 0, 0}
	if math.Abs(axis[0]) > 0.9 { // cos 26°
		reference = mgl64.Vec3{0, 1, 0}
	}
	u := reference.Sub(axis.Mul(axis.Dot(reference))).Normalize()
	return Basis{Axis: axis, U: u, V: axis.Cross(u)}, nil
}

// orientation is the tool held along the axis: tool X, Y, Z on U, V, Axis.
func (b Basis) orientation() mgl64.Quat {
	return mgl64.Mat4ToQuat(mgl64.Mat4FromCols(
		b.U.Vec4(0), b.V.Vec4(0), b.Axis.Vec4(0), mgl64.Vec4{0, 0, 0, 1})).Normalize()
}

// aimed is the tool along a unit direction, turned from the axis the shortest way.
func (b Basis) aimed(direction mgl64.Vec3) mgl64.Quat {
	return mgl64.QuatBetweenVectors(b.Axis, direction).Mul(b.orientation()).Normalize()
}

// beside is the point (mm[0] U + mm[1] V) from the axis; no numbers are none.
func (b Basis) beside(mm []float64) mgl64.Vec3 {
	if len(mm) == 0 {
		return mgl64.Vec3{}
	}
	return b.U.Mul(mm[0]).Add(b.V.Mul(mm[1]))
}

// tilt is the rotation by the vector (degrees[0] U + degrees[1] V).
func (b Basis) tilt(degrees []float64) mgl64.Quat {
	vector := b.beside(degrees).Mul(math.Pi / 180)
	angle := vector.Len()
	if angle == 0 {
		return mgl64.QuatIdent()
	}
	return mgl64.QuatRotate(angle, vector.Mul(1/angle))
}
