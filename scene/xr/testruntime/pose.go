//go:build linux

package testruntime

import "github.com/drylab/drylab/scene/xr/openxr"

// compose is the pose b, given in a, where a is.
func compose(a, b openxr.Posef) openxr.Posef {
	q, p, v := a.Orientation, b.Orientation, rotate(a.Orientation, b.Position)
	return openxr.Posef{
		Orientation: openxr.Quaternionf{
			X: q.W*p.X + q.X*p.W + q.Y*p.Z - q.Z*p.Y,
			Y: q.W*p.Y - q.X*p.Z + q.Y*p.W + q.Z*p.X,
			Z: q.W*p.Z + q.X*p.Y - q.Y*p.X + q.Z*p.W,
			W: q.W*p.W - q.X*p.X - q.Y*p.Y - q.Z*p.Z,
		},
		Position: openxr.Vector3f{X: a.Position.X + v.X, Y: a.Position.Y + v.Y, Z: a.Position.Z + v.Z},
	}
}

// inverse undoes a pose.
func inverse(p openxr.Posef) openxr.Posef {
	q := openxr.Quaternionf{X: -p.Orientation.X, Y: -p.Orientation.Y, Z: -p.Orientation.Z, W: p.Orientation.W}
	v := rotate(q, p.Position)
	return openxr.Posef{Orientation: q, Position: openxr.Vector3f{X: -v.X, Y: -v.Y, Z: -v.Z}}
}

// rotate is v + 2w(u×v) + 2u×(u×v) for the quaternion (u, w).
func rotate(q openxr.Quaternionf, v openxr.Vector3f) openxr.Vector3f {
	u := openxr.Vector3f{X: q.X, Y: q.Y, Z: q.Z}
	t := cross(u, v)
	t = openxr.Vector3f{X: 2 * t.X, Y: 2 * t.Y, Z: 2 * t.Z}
	c := cross(u, t)
	return openxr.Vector3f{X: v.X + q.W*t.X + c.X, Y: v.Y + q.W*t.Y + c.Y, Z: v.Z + q.W*t.Z + c.Z}
}

func cross(a, b openxr.Vector3f) openxr.Vector3f {
	return openxr.Vector3f{X: a.Y*b.Z - a.Z*b.Y, Y: a.Z*b.X - a.X*b.Z, Z: a.X*b.Y - a.Y*b.X}
}
