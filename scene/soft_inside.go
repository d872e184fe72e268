package scene

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// inside is the soft body that a point is inside of and how deep, mm; the depth
// is 0 outside. It looks at every triangle: it is for instruments that appear.
func (f *softField) inside(p mgl64.Vec3) (body int, deep float64) {
	turns, nearest := make([]float64, len(f.bodies)), make([]float64, len(f.bodies))
	for i := range nearest {
		nearest[i] = math.Inf(1)
	}
	for i, v := range f.skin.triangles {
		if f.skin.flat[i] {
			continue
		}
		k := f.skin.body[i]
		a, b, c := f.skin.now[v[0]], f.skin.now[v[1]], f.skin.now[v[2]]
		turns[k] += solidAngle(a.Sub(p), b.Sub(p), c.Sub(p)) / (4 * math.Pi)
		nearest[k] = min(nearest[k], f.skin.at(int32(i), onTriangle(p, a, b, c)).Sub(p).Len())
	}
	for k, turn := range turns {
		if turn > 0.5 && nearest[k] > deep {
			body, deep = k, nearest[k]
		}
	}
	return body, deep
}

// solidAngle is that of a triangle seen from the origin, positive from behind it
// (Van Oosterom, Strackee 1983, doi:10.1109/TBME.1983.325207).
func solidAngle(a, b, c mgl64.Vec3) float64 {
	la, lb, lc := a.Len(), b.Len(), c.Len()
	return 2 * math.Atan2(a.Dot(b.Cross(c)), la*lb*lc+a.Dot(b)*lc+b.Dot(c)*la+c.Dot(a)*lb)
}
