package mesh

import (
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// wide returns a stored position in double precision, exactly.
func wide(v mgl32.Vec3) mgl64.Vec3 {
	return mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])}
}

// narrow rounds a position to the precision in which meshes are stored.
func narrow(v mgl64.Vec3) mgl32.Vec3 {
	return mgl32.Vec3{float32(v[0]), float32(v[1]), float32(v[2])}
}

// unit returns v at length one, and zero when v has no direction.
func unit(v mgl64.Vec3) mgl64.Vec3 {
	length := v.Len()
	if length == 0 {
		return mgl64.Vec3{}
	}
	return v.Mul(1 / length)
}
