package view

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/math32"
	"github.com/go-gl/mathgl/mgl64"
)

// fieldOfView is the camera's vertical angle in radians: narrow, as a surgeon
// looks at a head from arm's length, so that depth is not exaggerated.
const fieldOfView = 30 * math.Pi / 180

// Limits that keep the camera useful: it never looks along the patient's long
// axis, where "up" has no meaning, and it stays between close-up and overview.
const (
	maxPitch    = 85 * math.Pi / 180
	minDistance = 60.0   // mm
	maxDistance = 4000.0 // mm
)

// Orbit is a camera that circles a focus. Patient frame, mm, radians.
type Orbit struct {
	Focus mgl64.Vec3
	// Yaw is 0 in front of the patient and grows towards the patient's left.
	Yaw float64
	// Pitch is 0 at the level of the focus and grows towards superior.
	Pitch    float64
	Distance float64
}

// Axes are the camera's unit directions in the patient frame: to the right and
// up in the picture, and out of the picture towards the eye.
func (o Orbit) Axes() (right, up, toward mgl64.Vec3) {
	sinYaw, cosYaw := math.Sincos(o.Yaw)
	sinPitch, cosPitch := math.Sincos(o.Pitch)
	toward = mgl64.Vec3{cosPitch * sinYaw, -cosPitch * cosYaw, sinPitch}
	right = mgl64.Vec3{cosYaw, sinYaw, 0}
	return right, toward.Cross(right), toward
}

// Eye is where the camera stands.
func (o Orbit) Eye() mgl64.Vec3 {
	_, _, toward := o.Axes()
	return o.Focus.Add(toward.Mul(o.Distance))
}

// Turn circles by the given angles.
func (o *Orbit) Turn(yaw, pitch float64) {
	o.Yaw = math.Remainder(o.Yaw+yaw, 2*math.Pi)
	o.Pitch = mgl64.Clamp(o.Pitch+pitch, -maxPitch, maxPitch)
}

// Zoom multiplies the distance; below 1 comes nearer.
func (o *Orbit) Zoom(factor float64) {
	o.Distance = mgl64.Clamp(o.Distance*factor, minDistance, maxDistance)
}

// How the first look frames a plan.
const (
	leastFrame  = 180.0              // mm: the radius that is always in the picture, if there is anatomy
	framePlans  = 1.5                // that radius for a long plan, in lengths of the plan
	leastAcross = 50 * math.Pi / 180 // between the line of sight and the plan, so that depth shows
)

// defaultOrbit looks at the entry from the side it lies on, a little from above
// and across the trajectory, with some room outside the entry for the
// instrument. A sphere of the given centre and radius encloses the anatomy: it
// fills the picture, or the plan and what is around it when it is much larger.
func defaultOrbit(plan record.Plan, centre mgl64.Vec3, radius, aspect float64) Orbit {
	toward := mgl64.Vec3{0.55, -0.75, 0.35}.Normalize()
	focus := centre
	outward := plan.Entry.Sub(plan.Target)
	if length := outward.Len(); length > 1 {
		outward = outward.Mul(1 / length)
		toward = sideOf(plan.Entry.Sub(centre), outward)
		middle := plan.Entry.Add(plan.Target).Mul(0.5)
		if frame := math.Max(leastFrame, framePlans*length); frame < radius {
			centre, radius = middle, frame
		}
		focus = centre.Add(middle.Sub(centre).Mul(0.3)).Add(outward.Mul(0.2 * radius))
	}
	return orbitAround(focus, radius, toward, aspect)
}

// benchOrbit looks at what yields as a surgeon looks at a field: with the patient's
// head up in the picture, from the front and a little from the feet and from
// where the instruments come, so that what is lifted shows what is behind it.
func benchOrbit(plan record.Plan, centre mgl64.Vec3, radius, aspect float64) Orbit {
	toward := mgl64.Vec3{0.25, -0.85, -0.3}
	if way := plan.Entry.Sub(plan.Target); way.Len() > 1 {
		toward = toward.Add(way.Normalize().Mul(0.9))
	}
	if toward.Len() < 0.1 { // the instruments come from right behind
		toward = mgl64.Vec3{0, -1, 0}
	}
	return orbitAround(centre, radius, toward.Normalize(), aspect)
}

// orbitAround looks at a sphere from a direction so that it fills the picture.
func orbitAround(focus mgl64.Vec3, radius float64, toward mgl64.Vec3, aspect float64) Orbit {
	half := fieldOfView / 2
	if aspect < 1 {
		half = math.Atan(math.Tan(half) * aspect)
	}
	o := Orbit{Focus: focus, Yaw: math.Atan2(toward.X(), -toward.Y())}
	o.Turn(0, math.Asin(toward.Z()))
	o.Distance = mgl64.Clamp(radius/math.Sin(half), minDistance, maxDistance)
	return o
}

// sideOf is the direction of the eye for an entry that lies off the middle of
// the anatomy by lateral: on the same side, but never along the plan.
func sideOf(lateral, outward mgl64.Vec3) mgl64.Vec3 {
	side := mgl64.Vec3{math.Copysign(0.62, lateral.X()), math.Copysign(0.68, lateral.Y()), 0.2}
	toward := side.Add(outward.Mul(0.25)).Normalize()
	across := toward.Sub(outward.Mul(toward.Dot(outward)))
	if across.Len() < 1e-3 {
		across = mgl64.Vec3{0, 0, 1}
	}
	sin, cos := math.Sincos(leastAcross)
	if toward.Dot(outward) > cos {
		toward = outward.Mul(cos).Add(across.Normalize().Mul(sin))
	}
	return toward
}

// projection is the engine's camera.
type projection struct{ viewFromStage, clipFromView mgl64.Mat4 }

// ViewMatrix satisfies the engine's camera.
func (p projection) ViewMatrix(m *math32.Matrix4) { *m = engineMatrix(p.viewFromStage) }

// ProjMatrix satisfies the engine's camera.
func (p projection) ProjMatrix(m *math32.Matrix4) { *m = engineMatrix(p.clipFromView) }

// lens is one picture's projection.
type lens struct {
	projection
	gaze                 gaze
	pixelsWide, pixelsUp float64
}

// newLens projects a gaze onto a picture of that size; a sphere around what there
// is to see sets the clip distances, so that the depth buffer's bits go to it.
func newLens(g gaze, width, height int, centre mgl64.Vec3, radius float64) lens {
	depth := g.eye.Sub(centre).Dot(g.toward)
	near := math.Max(depth-radius, g.near) * metresPerMillimetre
	far := math.Max(depth+radius, 400)*metresPerMillimetre + near
	return lens{
		projection: projection{
			viewFromStage: mgl64.LookAtV(stagePoint(g.eye), stagePoint(g.focus), stageDirection(g.up)),
			clipFromView:  mgl64.Perspective(g.field, float64(width)/float64(max(height, 1)), near, far),
		},
		gaze:       g,
		pixelsWide: float64(width), pixelsUp: float64(height),
	}
}

// pixel is where a patient point lands: x from the picture's left, y from its top.
func (l lens) pixel(p mgl64.Vec3) mgl64.Vec2 {
	clip := mgl64.TransformCoordinate(stagePoint(p), l.clipFromView.Mul4(l.viewFromStage))
	return mgl64.Vec2{(clip.X() + 1) / 2 * l.pixelsWide, (1 - clip.Y()) / 2 * l.pixelsUp}
}
