package tracking

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// round is a way along a circle.
type round struct {
	centre mgl64.Vec3
	normal mgl64.Vec3 // unit
	radius float64    // mm
	angle  float64    // the whole way, radians, right-handed about the normal
	follow bool       // the instrument turns with its way
}

func (p *placer) round(c *Circle, centre mgl64.Vec3) *round {
	r := &round{
		centre: centre, normal: p.basis.Axis,
		radius: c.RadiusMM, angle: 2 * math.Pi * c.Turns, follow: c.Follow,
	}
	if len(c.Normal) == 3 {
		r.normal = mgl64.Vec3{c.Normal[0], c.Normal[1], c.Normal[2]}.Normalize()
	}
	return r
}

// nearest is the circle's point nearest to a tip; for none, or one on the axis,
// the point to the side of the basis' U, or of its V where U is the normal.
func (r *round) nearest(tip *mgl64.Vec3, basis Basis) mgl64.Vec3 {
	sides := []mgl64.Vec3{basis.U, basis.V}
	if tip != nil {
		sides = append([]mgl64.Vec3{tip.Sub(r.centre)}, sides...)
	}
	for _, side := range sides {
		flat := side.Sub(r.normal.Mul(side.Dot(r.normal)))
		if length := flat.Len(); length > sameMM {
			return r.centre.Add(flat.Mul(r.radius / length))
		}
	}
	return r.centre // unreachable: U and V are not both the normal
}

// length is the way's length, mm.
func (r *round) length() float64 { return math.Abs(r.angle) * r.radius }

// turned is how far the instrument turns on the way, radians.
func (r *round) turned() float64 {
	if r.follow {
		return math.Abs(r.angle)
	}
	return 0
}

// at is the pose after a part, 0 to 1, of the way that begins at a pose.
func (r *round) at(from record.Pose, part float64) record.Pose {
	turn := mgl64.QuatRotate(r.angle*part, r.normal)
	pose := record.Pose{Tip: r.centre.Add(turn.Rotate(from.Tip.Sub(r.centre))), Orientation: from.Orientation}
	if r.follow {
		pose.Orientation = turn.Mul(from.Orientation).Normalize()
	}
	return pose
}
