package view

import (
	"github.com/g3n/engine/math32"
	"github.com/go-gl/mathgl/mgl64"
)

// metresPerMillimetre is the scale of the border between patient and stage.
const metresPerMillimetre = 1e-3

// stageFromPatient takes the patient frame (LPS, mm) to the stage (metres, Y up):
// the patient's left becomes +X, superior +Y, anterior +Z. It is a rotation and
// a uniform scale, so it keeps handedness and angles.
func stageFromPatient() mgl64.Mat4 {
	const s = metresPerMillimetre
	return mgl64.Mat4{
		s, 0, 0, 0,
		0, 0, -s, 0,
		0, s, 0, 0,
		0, 0, 0, 1,
	}
}

// stagePoint is a patient point on the stage.
func stagePoint(p mgl64.Vec3) mgl64.Vec3 {
	return mgl64.TransformCoordinate(p, stageFromPatient())
}

// stageDirection is a patient direction on the stage, of unit length.
func stageDirection(d mgl64.Vec3) mgl64.Vec3 {
	return mgl64.TransformNormal(d, stageFromPatient()).Normalize()
}

// engineMatrix copies a matrix into the engine's type; both are column-major.
func engineMatrix(m mgl64.Mat4) math32.Matrix4 {
	var out math32.Matrix4
	for i, v := range m {
		out[i] = float32(v)
	}
	return out
}
