package xr

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/go-gl/mathgl/mgl64"
)

// rigid is a pose in the room (metres, +Y up, -Z forward) or in the patient frame
// (millimetres).
type rigid struct {
	orientation mgl64.Quat
	position    mgl64.Vec3
}

func fromOpenXR(p openxr.Posef) rigid {
	q := p.Orientation
	return rigid{
		mgl64.Quat{W: float64(q.W), V: mgl64.Vec3{float64(q.X), float64(q.Y), float64(q.Z)}},
		mgl64.Vec3{float64(p.Position.X), float64(p.Position.Y), float64(p.Position.Z)},
	}
}

// openXR rounds a pose in the room to what a controller can report.
func (r rigid) openXR() openxr.Posef {
	q := r.orientation
	return openxr.Posef{
		Orientation: openxr.Quaternionf{X: float32(q.V[0]), Y: float32(q.V[1]), Z: float32(q.V[2]), W: float32(q.W)},
		Position:    openxr.Vector3f{X: float32(r.position[0]), Y: float32(r.position[1]), Z: float32(r.position[2])},
	}
}

// sound tells whether a runtime's pose is one at all.
func (r rigid) sound() bool {
	size := r.orientation.Len()
	sum := r.position.Dot(r.position) + size
	return !math.IsNaN(sum) && !math.IsInf(sum, 0) && math.Abs(size-1) < 0.01
}

const millimetresPerMetre = 1e3

// placement is where the patient lies in the room.
type placement struct {
	roomFromPatient mgl64.Quat
	origin          mgl64.Vec3 // of the patient frame, in the room, metres
}

// patient brings a pose in the room into the patient frame.
func (p placement) patient(room rigid) rigid {
	back := p.roomFromPatient.Inverse()
	return rigid{
		back.Mul(room.orientation).Normalize(),
		back.Rotate(room.position.Sub(p.origin)).Mul(millimetresPerMetre),
	}
}

// room is the inverse of patient.
func (p placement) room(patient rigid) rigid {
	return rigid{
		p.roomFromPatient.Mul(patient.orientation).Normalize(),
		p.roomFromPatient.Rotate(patient.position.Mul(1 / millimetresPerMetre)).Add(p.origin),
	}
}

// moved is the same place seen from a space whose origin is at by in the old one.
func (p placement) moved(by rigid) placement {
	back := by.orientation.Inverse()
	return placement{back.Mul(p.roomFromPatient).Normalize(), back.Rotate(p.origin.Sub(by.position))}
}

// upright is the patient as on the flat screen: superior is up, and anterior, which
// the viewer faces, towards the viewer.
func upright() mgl64.Quat { return mgl64.QuatRotate(-math.Pi/2, mgl64.Vec3{1, 0, 0}) }

// presentation is the direction in which the planned way leaves the body when the
// viewer looks along -Z: up and towards the viewer, as a patient is turned who is
// operated on, but so far from the line of sight, which falls by 41° on the field,
// that an instrument on the way is seen from the side.
func presentation() mgl64.Vec3 { return mgl64.Vec3{0, math.Cos(leaning), math.Sin(leaning)} }

// leaning is how far the way out of the body leans from the vertical, radians.
const leaning = 20 * math.Pi / 180

// placeAt puts the plan's entry at a point in the room, turned to a viewer whose
// head is there. Without a plan the patient's origin is put there, upright.
func placeAt(head rigid, point mgl64.Vec3, plan record.Plan) placement {
	turn := upright()
	if outward := plan.Entry.Sub(plan.Target); outward.Len() > 1 {
		turn = mgl64.QuatBetweenVectors(turn.Rotate(outward.Normalize()), presentation()).Mul(turn)
	}
	turn = facing(head, point).Mul(turn).Normalize()
	return placement{turn, point.Sub(turn.Rotate(plan.Entry).Mul(1 / millimetresPerMetre))}
}

// facing is the rotation about the vertical that takes -Z to the direction from a
// head to a point, or, where that lies below or above it, to where it looks.
func facing(head rigid, point mgl64.Vec3) mgl64.Quat {
	way := point.Sub(head.position)
	if math.Hypot(way[0], way[2]) < 0.05 {
		way = head.orientation.Rotate(mgl64.Vec3{0, 0, -1})
	}
	return mgl64.QuatRotate(math.Atan2(-way[0], -way[2]), mgl64.Vec3{0, 1, 0})
}

// Where the field is at first, from the eyes: within the reach of bent arms, at a
// height at which the neck bends by about 40°, as ergonomists advise for open
// surgery.
const (
	fieldAhead = 0.42 // metres
	fieldBelow = 0.36
)

// inFront is the place of the field for a head. tableMetres is the height of the
// field over the floor, which only a space of the floor has; 0: from the eyes.
func inFront(head rigid, plan record.Plan, tableMetres float64) placement {
	ahead := facing(head, head.position).Rotate(mgl64.Vec3{0, 0, -fieldAhead})
	point := head.position.Add(ahead).Sub(mgl64.Vec3{0, fieldBelow, 0})
	if tableMetres > 0 {
		point[1] = tableMetres
	}
	return placeAt(head, point, plan)
}

// The monitor, metres: 48° wide from there, so that its texts are as large as on a
// screen at arm's length.
const (
	monitorWide   = 0.9
	monitorBehind = 0.6 // the field, seen from the head
	monitorBelow  = 0.1 // the eyes
)

// monitorFor hangs the monitor behind a field, upright and turned to the head.
func monitorFor(head rigid, p placement) rigid {
	turn := facing(head, p.origin)
	at := p.origin.Add(turn.Rotate(mgl64.Vec3{0, 0, -monitorBehind}))
	at[1] = head.position[1] - monitorBelow
	return rigid{turn, at}
}

// instrument is where an instrument of that length is whose end the hand grips: its
// tip lies that far along the grip's -Z, which leads out of the fist past the thumb
// (OpenXR 1.0 §6.3.2), and +Z from handle to tip.
func instrument(grip rigid, lengthMM float64) rigid {
	tip := grip.orientation.Rotate(mgl64.Vec3{0, 0, -lengthMM / millimetresPerMetre})
	return rigid{grip.orientation.Mul(halfTurn()), grip.position.Add(tip)}
}

// gripOf is the inverse of instrument.
func gripOf(tool rigid, lengthMM float64) rigid {
	end := tool.orientation.Rotate(mgl64.Vec3{0, 0, -lengthMM / millimetresPerMetre})
	return rigid{tool.orientation.Mul(halfTurn().Inverse()), tool.position.Add(end)}
}

// halfTurn takes +Z of a tool to -Z of the grip: about X, so that jaws, which open
// in XZ, open across the palm.
func halfTurn() mgl64.Quat { return mgl64.Quat{V: mgl64.Vec3{1, 0, 0}} }
