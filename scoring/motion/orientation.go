package motion

import (
	"math"
	"math/big"

	"github.com/go-gl/mathgl/mgl64"
)

// orientationError bounds the rounding of the determinant, as part of the sum of
// its products without their signs (Shewchuk, Discrete Comput Geom 1997;18:305).
const orientationError = (7 + 56*0x1p-53) * 0x1p-53

// orientation is the sign of the volume of a tetrahedron: 1 where d lies on the
// side of abc from which they go counterclockwise, 0 in their plane. Where
// rounding could decide, it is computed without.
func orientation(a, b, c, d mgl64.Vec3) int {
	u, v, w := a.Sub(d), b.Sub(d), c.Sub(d)
	volume, most := 0.0, 0.0
	for i := range 3 {
		j, k := (i+1)%3, (i+2)%3
		volume += u[i] * (v[k]*w[j] - v[j]*w[k])
		most += math.Abs(u[i]) * (math.Abs(v[k]*w[j]) + math.Abs(v[j]*w[k]))
	}
	if math.Abs(volume) > orientationError*most {
		return int(math.Copysign(1, volume))
	}
	return exactOrientation(a, b, c, d)
}

// exactBits hold differences of coordinates from 2⁻⁶⁰ mm to kilometres, and
// products of three, without rounding.
const exactBits = 512

func exactOrientation(a, b, c, d mgl64.Vec3) int {
	number := func() *big.Float { return new(big.Float).SetPrec(exactBits) }
	var side [3][3]*big.Float
	for row, p := range [3]mgl64.Vec3{a, b, c} {
		for i := range 3 {
			side[row][i] = number().Sub(number().SetFloat64(p[i]), number().SetFloat64(d[i]))
		}
	}
	u, v, w := side[0], side[1], side[2]
	volume := number()
	for i := range 3 {
		j, k := (i+1)%3, (i+2)%3
		minor := number().Sub(number().Mul(v[k], w[j]), number().Mul(v[j], w[k]))
		volume.Add(volume, number().Mul(u[i], minor))
	}
	return volume.Sign()
}
